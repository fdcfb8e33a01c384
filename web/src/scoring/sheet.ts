/** What a sheet consists of, and what is still missing on it. Pure. */
import type { Shown } from "../api/client.ts";
import type { Spot } from "./journal.ts";
import { readMark, short } from "./figures.ts";

export type Sheet = Shown<"SheetShown">;
export type Item = Sheet["items"][number];
export type Criterion = Sheet["criteria"][number];
export type Bid = Sheet["bids"][number];

/** A mark as it was typed; `value`: canonical, null for none; `ready`: whether it can be sent. */
export interface Mark {
  readonly text: string;
  readonly value: string | null;
  readonly ready: boolean;
}

/** A vote of the preliminary review; a fail is ready with page and reason. */
export interface Vote {
  readonly pass: boolean | null;
  readonly page: number | null;
  readonly reason: string;
}

export const EMPTY_VOTE: Vote = { pass: null, page: null, reason: "" };

export const placeKey = (bid: string, name: string): string => JSON.stringify([bid, name]);
export const placeOf = (key: string): readonly [bid: string, name: string] => JSON.parse(key) as [string, string];

export function markTyped(text: string, weight: string): Mark {
  const read = readMark(text, weight);
  return { text, value: read.kind === "good" ? read.value : null, ready: read.kind === "good" || read.kind === "empty" };
}

export const markHeld = (value: string | null): Mark => ({ text: value === null ? "" : short(value), value, ready: true });

export const sameMark = (one: Mark | null, other: Mark | null): boolean => (one?.value ?? null) === (other?.value ?? null);

export const voteReady = ({ pass, page, reason }: Vote): boolean => pass !== false || (page !== null && page >= 1 && reason.trim() !== "");

export function sameVote(one: Vote | null, other: Vote | null): boolean {
  const [a, b] = [one ?? EMPTY_VOTE, other ?? EMPTY_VOTE];
  return a.pass === b.pass && a.page === b.page && a.reason.trim() === b.reason.trim();
}

/** Every place of a sheet in the order in which one works: by bid, then as the document has it. */
export function places(sheet: Sheet): { bid: string; name: string }[] {
  const names = sheet.part === "preliminary" ? sheet.items.map((one) => one.code) : sheet.criteria.map((one) => one.name);
  return sheet.bids.flatMap(({ bid }) => names.map((name) => ({ bid, name })));
}

/** Places without a value that stands or could be sent. */
export function missing<V extends Mark | Vote>(sheet: Sheet, spots: ReadonlyMap<string, Spot<V, unknown>>): { bid: string; name: string }[] {
  return places(sheet).filter(({ bid, name }) => {
    const spot = spots.get(placeKey(bid, name));
    const value = spot?.mine ? spot.mine.value : (spot?.known ?? null);
    return !isFilled(value);
  });
}

export function isFilled(value: Mark | Vote | null): boolean {
  if (value === null) return false;
  return "pass" in value ? value.pass !== null && voteReady(value) : value.value !== null && value.ready;
}

/** Rows of a sheet as the platform holds them. */
export const markRows = (sheet: Sheet): { key: string; value: Mark | null; version: number }[] =>
  sheet.marks.map(({ bid, criterion, value, version }) => ({ key: placeKey(bid, criterion), value: value === null ? null : markHeld(value), version }));

export const voteRows = (sheet: Sheet): { key: string; value: Vote | null; version: number }[] =>
  sheet.votes.map(({ bid, item, pass, page, reason, version }) => ({ key: placeKey(bid, item), value: { pass, page, reason }, version }));

/** When the platform took the newest of what one has given, milliseconds; null for nothing yet. */
export const lastTaken = ({ marks, votes }: Pick<Sheet, "marks" | "votes">): number | null =>
  [...marks, ...votes].reduce<number | null>((last, one) => Math.max(last ?? 0, Date.parse(one.saved_at)), null);
