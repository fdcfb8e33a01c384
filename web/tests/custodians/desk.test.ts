/** What the desk shows and when it looks: needs, order, pauses, addresses. */
import { describe, expect, test } from "vitest";
import type { LotCard } from "../../src/custodians/desk.ts";
import { lotIn } from "../../src/custodians/lot-address.ts";
import type { HourView, Stage } from "../../src/custodians/opening.ts";
import type { Hall } from "../../src/custodians/platform.ts";
import { adviceFor } from "../../src/custodians/advice.ts";
import { pauseAfter, Tending } from "../../src/custodians/tending.ts";
import { custodiansOf, inOrder, needOf, nextHour, ofTheHour, releasedAll, releasedOf } from "../../src/custodians/todo.ts";
import { zh } from "../../src/custodians/words.zh.ts";

const NOON = Date.parse("2026-12-17T04:00:00.000Z");
const iso = (ms: number): string => new Date(ms).toISOString();

function hall(changes: Partial<Hall> = {}): Hall {
  return { lot: "a", round: 1, deadline: iso(NOON), now: iso(NOON), phase: "before", seq: 0, ...changes };
}

function hour(stage: Stage, changes: Partial<HourView> = {}): HourView {
  return { stage, step: "identities", hall: hall(), checked: undefined, counted: undefined, released: [], refused: undefined, progress: undefined, offline: false, ...changes };
}

function card(lot: string, stage: Stage, changes: Partial<LotCard> = {}): LotCard {
  return { lot, name: lot, project: "", keySet: undefined, drill: undefined, refused: undefined, trouble: undefined, hour: hour(stage), ...changes };
}

const keySet = { complete: true, of: 5, signed: 5, threshold: 3, me: { index: 2, name: "two" }, mine: true, remembered: true };
const drill = { name: "first", at: iso(NOON), deadline: iso(NOON), answered: false };

describe("a lot asks for", () => {
  test.each<[string, LotCard]>([
    ["refused", card("a", "refused")],
    ["consent", card("a", "ready")],
    ["sign", card("a", "before", { keySet: { ...keySet, mine: false } })],
    ["sign", card("a", "before", { keySet: { ...keySet, remembered: false }, drill })],
    ["drill", card("a", "before", { keySet, drill })],
    ["none", card("a", "before", { keySet, drill: { ...drill, answered: true } })],
    ["none", card("a", "waiting", { keySet, drill })],
  ])("%s", (need, lot) => expect(needOf(lot)).toBe(need));
});

describe("lots are shown", () => {
  const at = (lot: string, stage: Stage, minutes: number): LotCard => card(lot, stage, { hour: hour(stage, { hall: hall({ deadline: iso(NOON + 60_000 * minutes), phase: stage === "over" ? "closed" : "before" }) }) });

  test("with those whose hour has come first, and what is over last", () => {
    const lots = [at("over", "over", -60), at("yesterday", "done", -1440), at("tomorrow", "before", 1440), at("soon", "before", 30), at("now", "ready", 0)];
    expect(inOrder(lots).map(({ lot }) => lot)).toEqual(["now", "soon", "tomorrow", "yesterday", "over"]);
    expect(ofTheHour(lots, NOON).map(({ lot }) => lot)).toEqual(["over", "now"]);
  });

  test("with the next deadline within the hour, and all lots of it", () => {
    const lots = [at("a", "before", 30), at("b", "before", 30), at("c", "before", 45), at("d", "before", 90)];
    const next = nextHour(lots, NOON);
    expect([next?.at, next?.lots.map(({ lot }) => lot)]).toEqual([iso(NOON + 1_800_000), ["a", "b"]]);
    expect(nextHour([at("d", "before", 90)], NOON)).toBeUndefined();
  });

  test("with how many custodians released the step that is awaited", () => {
    const custodians = [
      { index: 1, name: "one", threshold: 2, released: ["identities", "contents"] },
      { index: 2, name: "two", threshold: 2, released: ["identities"] },
      { index: 3, name: "three", threshold: 2, released: [] },
    ] as NonNullable<Hall["custodians"]>;
    const lot = (phase: Hall["phase"]): LotCard => card("a", "waiting", { hour: hour("waiting", { hall: hall({ phase, custodians }) }) });
    expect(releasedOf(lot("await_identities"))).toEqual({ done: 2, needed: 2 });
    expect(releasedOf(lot("await_contents"))).toEqual({ done: 1, needed: 2 });
    const over = (index: number, name: string): LotCard => ({ ...lot("closed"), keySet: { ...keySet, me: { index, name } } });
    expect([releasedAll(over(1, "one")), releasedAll(over(2, "two")), releasedAll(over(1, "two"))]).toEqual([true, false, false]);
    expect(custodiansOf(lot("read_out")).map(({ done }) => done)).toEqual([true, false, false]);
  });
});

describe("a lot is looked at again", () => {
  test.each<[string, number | undefined, HourView, number | undefined]>([
    ["just after its deadline", 30_200, hour("before"), 30_000],
    ["within the minute while the deadline is near", 60_000, hour("before"), 600_000],
    ["within five minutes while it is far", 300_000, hour("before"), 86_400_000],
    ["at once, nearly, when the deadline has passed", 300, hour("before"), -5_000],
    ["within the minute while it has no deadline", 60_000, hour("before"), undefined],
    ["soon, while its list is being closed", 2_000, hour("closing"), -1],
    ["soon, while the platform is silent", 3_000, hour("waiting", { offline: true }), -1],
    ["not at all once it was refused", undefined, hour("refused"), -1],
    ["not at all once it is closed", undefined, hour("done", { hall: hall({ phase: "closed" }) }), -1],
  ])("%s", (_, pause, view, left) => expect(pauseAfter(view, left)).toBe(pause));

  test("at once when there is news, and it is watched while its hour is near", async () => {
    const looked: string[] = [];
    const started: (() => void)[] = [];
    let closed = 0;
    let phase: Hall["phase"] = "before";
    const one = { lot: "a", look: async () => void looked.push("a"), get view() { return hour("before", { hall: hall({ deadline: iso(NOON + 300_000), phase }) }); } };
    const desk = { hours: [one], read: async () => undefined } as unknown as ConstructorParameters<typeof Tending>[0];
    let now = 0;
    const tending = new Tending(desk, (_lot, _after, news) => (started.push(news), { close: () => void closed++ }), () => now);
    await tending.turn();
    await tending.turn();
    expect([looked.length, started.length]).toEqual([1, 1]);
    started[0]?.();
    await tending.turn();
    now += 60_001;
    await tending.turn();
    expect([looked.length, started.length]).toEqual([3, 1]);
    phase = "closed";
    tending.wakeAll();
    await tending.turn();
    expect(closed).toBe(1);
  });
});

describe("an address", () => {
  test.each([
    ["https://platform.example/tenders/0198C0DE-0000-7000-8000-00000000000F?lang=en", "0198c0de-0000-7000-8000-00000000000f"],
    ["0198c0de-0000-7000-8000-00000000000f", "0198c0de-0000-7000-8000-00000000000f"],
    ["https://platform.example/tenders", undefined],
  ])("%s names %s", (pasted, lot) => expect(lotIn(pasted)).toBe(lot));
});

describe("the words", () => {
  test("hold an advice for every deed and every check that has one of its own", () => {
    const { checks, trouble } = zh.custodians;
    const advised = Object.keys(checks).map((check) => adviceFor("release", check)).concat(["release", "sign", "key", "memory"].map((deed) => adviceFor(deed as "release", "")));
    expect(advised.filter((key) => !(key in trouble))).toEqual([]);
  });
});
