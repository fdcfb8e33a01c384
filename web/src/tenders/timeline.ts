/** A tender's life as moments, each with its basis in law where there is one. Pure. */
import { dayOf } from "../foundation/format.ts";
import type { RuleRow, TenderPage } from "./answers.ts";

export interface Moment {
  readonly at: string;
  readonly word: string;
  /** Facts for the word; those whose name is a moment's (`from`, `to`) are moments. */
  readonly facts: Readonly<Record<string, string | number>>;
  /** The row of the rulebook that asks for it. */
  readonly rule: string | undefined;
  /** A whole day, until midnight, rather than a moment. */
  readonly wholeDay: boolean;
  /** Why, in the words of whoever did it. */
  readonly reason: string;
}

/** What the opening adds, as its door tells it. */
export interface Opened {
  readonly phase: string;
  readonly state?: string;
  readonly frozen_at?: string;
  readonly of?: number;
  readonly read_out_at?: string | null;
  readonly confirm_until?: string | null;
  readonly closed_at?: string | null;
}

function moment(at: string, word: string, more: Partial<Moment> = {}): Moment {
  return { at, word, facts: {}, rule: undefined, wholeDay: false, reason: "", ...more };
}

/** All moments, earliest first; `rules` may not have been told yet, `opened` is there after the deadline only. */
export function timeline(page: TenderPage, rules: ReadonlyMap<string, RuleRow> | undefined, opened: Opened | undefined): Moment[] {
  const moments = [
    moment(page.published_at, "published", { rule: page.is_statutory ? "R-BID-PERIOD" : "R-MIN-DEADLINE-NOTICE" }),
    ...page.versions.filter(({ body }) => body.version > 1).map(({ body }) => moment(body.at, "version", { facts: { n: body.version } })),
    ...extensions(page),
    ...legalDays(page, rules),
    moment(page.deadline, "deadline"),
    ...(opened ? opening(opened) : []),
  ];
  // A stable sort: what happened in the same moment stays in the order of its making.
  return moments.sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
}

function extensions({ deadlines }: TenderPage): Moment[] {
  return deadlines.slice(1).map((each, index) =>
    moment(each.set_at, "extension", { facts: { from: deadlines[index]?.deadline ?? "", to: each.deadline }, reason: each.reason, rule: "R-CLARIFY" }),
  );
}

const DAY = 86_400_000;

/** Last days that the law counts back from the deadline, the day of the act not counted (foundation/calendar.py). */
function legalDays(page: TenderPage, rules: ReadonlyMap<string, RuleRow> | undefined): Moment[] {
  const days = [
    ["objection", "R-OBJ-DOC"],
    ["clarification", "R-CLARIFY"],
  ] as const;
  return days.flatMap(([word, rule]) => {
    const row = rules?.get(rule);
    if (row?.unit !== "d") return [];
    const last = dayOf(Date.parse(page.deadline) - Number(row.value) * DAY);
    const end = new Date(`${last}T23:59:59+08:00`).toISOString();
    return end < page.published_at ? [] : [moment(end, word, { rule, wholeDay: true })];
  });
}

function opening(opened: Opened): Moment[] {
  const found: Moment[] = [];
  const failed = opened.state === "FAILED_FEW";
  if (opened.frozen_at) found.push(moment(opened.frozen_at, "frozen", { facts: { n: opened.of ?? 0 } }));
  if (opened.read_out_at) found.push(moment(opened.read_out_at, "readOut"));
  // Whoever had all confirmations may close before that time has run.
  const early = opened.closed_at && opened.confirm_until && opened.closed_at < opened.confirm_until;
  if (opened.confirm_until && !early) found.push(moment(opened.confirm_until, "confirm", { rule: "R-OPEN-CONFIRM" }));
  if (opened.closed_at) found.push(moment(opened.closed_at, failed ? "failed" : "closed", failed ? { rule: "R-BIDS-MIN" } : {}));
  return found;
}
