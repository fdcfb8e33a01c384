import { describe, expect, test } from "vitest";
import { step } from "../../src/scoring/grid.ts";
import type { Spot } from "../../src/scoring/journal.ts";
import { afterRefusal, nextPause } from "../../src/scoring/patience.ts";
import { askedPrice, asksOf, type Question } from "../../src/scoring/questions.ts";
import { isFilled, lastTaken, markHeld, markTyped, missing, placeKey, placeOf, sameMark, sameVote, voteReady, type Mark, type Sheet, type Vote } from "../../src/scoring/sheet.ts";
import { openOn, tabsOf } from "../../src/scoring/tabs.ts";

const CRITERIA = ["方案", "业绩"].map((name) => ({ name, kind: "subjective", weight: "10", part: "technical", help: "" }));
const BIDS = ["T1", "T2"].map((bid) => ({ bid, name: null, uscc: null, price: null, evaluated_price: null, low_price: [] }));
const SHEET = { part: "blind", phase: "BLIND", criteria: CRITERIA, bids: BIDS, items: [], alerts: [], competition: null, rejected: [] } as unknown as Sheet;

describe("a sheet", () => {
  test("tells what is missing in the order of the work", () => {
    const spots = new Map<string, Spot<Mark, unknown>>([
      [placeKey("T1", "方案"), { known: markHeld("8.00"), version: 1 }],
      [placeKey("T1", "业绩"), { known: null, version: 0, mine: { value: markTyped("12", "10"), base: 0, edit: 1 } }],
      [placeKey("T2", "方案"), { known: markHeld("8.00"), version: 1, mine: { value: markTyped("", "10"), base: 1, edit: 2 } }],
    ]);
    expect(missing(SHEET, spots)).toEqual([{ bid: "T1", name: "业绩" }, { bid: "T2", name: "方案" }, { bid: "T2", name: "业绩" }]);
  });

  test("tells when the newest of it was taken", () => {
    const mark = (saved_at: string): Sheet["marks"][number] => ({ bid: "T1", criterion: "方案", value: "8.00", version: 1, saved_at });
    expect(lastTaken({ marks: [mark("2026-12-17T04:03:07.000Z"), mark("2026-12-17T04:03:01.000Z")], votes: [] })).toBe(Date.parse("2026-12-17T04:03:07Z"));
    expect(lastTaken({ marks: [], votes: [] })).toBeNull();
  });

  test("names its places whatever stands in their names", () => {
    for (const [bid, name] of [["T1", "方案"], ["a", '"b",["c"]'], ["", ""]] as const) expect(placeOf(placeKey(bid, name))).toEqual([bid, name]);
  });

  test("takes half a mark for none, and an emptied place for something to send", () => {
    expect(markTyped("7.", "10")).toEqual({ text: "7.", value: null, ready: false });
    expect(markTyped("", "10")).toEqual({ text: "", value: null, ready: true });
    expect(isFilled(markTyped("", "10"))).toBe(false);
    expect(sameMark(markTyped("7.5", "10"), markHeld("7.50"))).toBe(true);
    expect(sameMark(null, markTyped("", "10"))).toBe(true);
  });

  test("takes a fail with page and reason only", () => {
    const fail: Vote = { pass: false, page: null, reason: "" };
    expect([fail, { ...fail, page: 3 }, { ...fail, page: 3, reason: " " }, { ...fail, page: 3, reason: "无签章" }].map(voteReady)).toEqual([false, false, false, true]);
    expect(voteReady({ pass: true, page: null, reason: "" })).toBe(true);
    expect([fail, { ...fail, page: 3, reason: "无签章" }, { ...fail, pass: null, page: 3, reason: "x" }].map(isFilled)).toEqual([false, true, false]);
    expect(sameVote(null, { pass: null, page: null, reason: " " })).toBe(true);
  });
});

describe("the keys", () => {
  const at = { row: 1, column: 1 };
  const stroke = (key: string, shift = false, atStart = true, atEnd = true) => ({ key, shift, atStart, atEnd });

  test.each([
    [stroke("Enter"), { row: 2, column: 1 }],
    [stroke("Enter", true), { row: 0, column: 1 }],
    [stroke("ArrowDown"), { row: 2, column: 1 }],
    [stroke("ArrowUp"), { row: 0, column: 1 }],
    [stroke("ArrowRight"), { row: 1, column: 2 }],
    [stroke("ArrowLeft"), { row: 1, column: 0 }],
    [stroke("ArrowLeft", false, false), undefined],
    [stroke("ArrowRight", false, true, false), undefined],
    [stroke("Tab"), undefined],
    [stroke("7"), undefined],
  ])("lead from the middle (%j)", (given, to) => {
    expect(step(at, given, 3, 3)).toEqual(to);
  });

  test("lead through a whole sheet by Enter alone, and back", () => {
    const rows = 4;
    const columns = 3;
    const way = [{ row: 0, column: 0 }];
    for (let next = step(way[0] ?? at, stroke("Enter"), rows, columns); next; next = step(next, stroke("Enter"), rows, columns)) way.push(next);
    expect(new Set(way.map(({ row, column }) => `${row} ${column}`)).size).toBe(rows * columns);
    const back = [way[way.length - 1] ?? at];
    for (let next = step(back[0] ?? at, stroke("Enter", true), rows, columns); next; next = step(next, stroke("Enter", true), rows, columns)) back.push(next);
    expect(back.reverse()).toEqual(way);
  });
});

describe("a refusal", () => {
  test.each([
    [0, "offline", "offline"],
    [502, "unreadable", "offline"],
    [200, "unreadable", "offline"],
    [429, "too-many", "offline"],
    [401, "no-seat", "blocked"],
    [409, "room-held", "blocked"],
    [409, "members-away", "blocked"],
    [409, "sheet-handed-in", "shut"],
    [409, "wrong-phase", "shut"],
    [422, "mark-out-of-range", "never"],
    [409, "ask-first", "never"],
    [400, "validation", "never"],
  ])("of %i %s means %s for a batch", (status, kind, after) => {
    expect(afterRefusal({ status, kind })).toBe(after);
  });

  test("is waited out longer and longer, but never long", () => {
    expect([1, 2, 3, 4, 5, 50].map(nextPause)).toEqual([1000, 2000, 4000, 8000, 10_000, 10_000]);
  });
});

describe("questions", () => {
  const question = (bid: string, item: string | null, over: boolean, kind: Question["kind"] = "clarify"): Question => ({ id: "", bid, item, over, kind, text: "", seat: "E01", asked_at: "", due: "", answer: null, answered_at: null });

  test("about a bid as a whole count for each of its items", () => {
    const asks = asksOf([question("a", null, true), question("b", "F1", false)]);
    expect([asks("a", "F1"), asks("b", "F1"), asks("b", "F2"), asks("c", "F1")]).toEqual(["over", "open", "none", "none"]);
  });

  test("about a price are no others", () => {
    expect(askedPrice([question("a", null, true)], "a")).toBe("none");
    expect(askedPrice([question("a", null, true, "low_price")], "a")).toBe("over");
  });
});

describe("what there is to do", () => {
  test("begins with the work of the phase", () => {
    const first = (phase: string): string | undefined => tabsOf({ ...SHEET, phase } as Sheet)[0];
    expect(["PRELIMINARY", "BLIND", "OPEN_PART", "CONFIRM", "RANKED", "GATHERING"].map(first)).toEqual(["review", "marks", "marks", "alerts", "ranking", undefined]);
  });

  test("counts what waits for this member", () => {
    const low = { ...BIDS[0], low_price: ["R-LOW-GAP"] };
    const sheet = { ...SHEET, alerts: [{ answer: null }, { answer: "confirmed" }], bids: [low, BIDS[1]], price_votes: [], competition: { valid: 2, voted: [], lacking: null, argument: null } } as unknown as Sheet;
    expect((["alerts", "low", "competition", "marks"] as const).map((one) => openOn(one, sheet))).toEqual([1, 1, 1, 0]);
    const done = { ...sheet, price_votes: [{ bid: "T1", explained: true, reason: "x" }], competition: { valid: 2, voted: ["E01"], lacking: false, argument: "x" } } as Sheet;
    expect((["low", "competition"] as const).map((one) => openOn(one, done))).toEqual([0, 0]);
  });

  test("asks nobody while names are hidden", () => {
    expect(tabsOf(SHEET)).toEqual(["marks"]);
  });
});
