/** An opening as it is watched: steps, releases, events, and what is read out. */
import { describe, expect, test } from "vitest";
import type { Event, Hall, Outcome } from "../../src/opening/answers.ts";
import { awaited, failed, hallAfter, released, SILENCE, stepNow, voicesAfter } from "../../src/opening/hall.ts";
import { othersOf, rowsOf } from "../../src/opening/readOut.ts";
import type { FormField } from "../../src/tenders/answers.ts";

const HALL = {
  lot: "a", round: 1, deadline: "2026-12-17T01:35:00Z", now: "", phase: "await_identities", seq: 2, state: "OPENING", opened: 0, of: 3,
  custodians: [1, 2, 3, 4, 5].map((index) => ({ index, name: `K${index}`, threshold: 3, released: index === 1 ? ["identities"] : [] })),
} as Hall;
const event = (seq: number, kind: Event["kind"], data: Event["data"] = {}): Event => ({ seq, at: "", kind, data });

describe("the hall", () => {
  test("counts who released and who is still needed", () => {
    expect(released(HALL, "identities")).toEqual({ done: 1, need: 3, left: 2 });
    expect(awaited(HALL)).toBe("identities");
    expect(awaited({ ...HALL, phase: "open_contents" })).toBeUndefined();
  });

  test("takes each event once, and counts as it tells", () => {
    const after = [event(2, "released", { step: "identities", index: 4 }), event(3, "released", { step: "identities", index: 2 }), event(4, "opened", { opened: 2, of: 3 })].reduce(hallAfter, HALL);
    expect(released(after, "identities").done).toBe(2);
    expect([after.seq, after.opened, after.of]).toEqual([4, 2, 3]);
  });

  test("knows its step", () => {
    expect(["before", "open_identities", "await_contents", "read_out", "closed"].map((phase) => stepNow({ ...HALL, phase: phase as Hall["phase"] }))).toEqual([0, 1, 2, 4, 6]);
    expect([failed(HALL), failed({ ...HALL, state: "FAILED_FEW" })]).toEqual([false, true]);
  });

  test("hears confirmations, objections and answers", () => {
    const heard = [event(1, "confirmed", { confirmed: 2 }), event(2, "objection"), event(3, "objection"), event(4, "answered"), event(5, "closed")];
    expect(heard.reduce(voicesAfter, SILENCE)).toEqual({ confirmed: 2, objections: 2, answered: 1 });
  });
});

describe("the read-out", () => {
  const form = [{ name: "price", kind: "money" }, { name: "period", kind: "integer" }] as FormField[];
  const bid = (name: string, price: string | null, outcome: Outcome["outcome"] = "VALID"): Outcome =>
    ({ bid: name, name, uscc: null, outcome, cause: null, document_version: 1, received_at: "", values: price === null ? null : { price, period: "1" } });

  test("stands in the order of prices, with their part of the ceiling to the fen", () => {
    const rows = rowsOf([bid("b", "28010000.00"), bid("a", "26888000.00"), bid("c", null)], form, "27950000.00");
    expect(rows.map(({ bid: { name }, percent, above }) => [name, percent, above])).toEqual([["a", "96.20", false], ["b", "100.21", true], ["c", undefined, false]]);
  });

  test("compares without a float", () => {
    const rows = rowsOf([bid("b", "90071992547409.93"), bid("a", "90071992547409.92")], form, null);
    expect(rows.map(({ bid: { name }, percent }) => [name, percent])).toEqual([["a", undefined], ["b", undefined]]);
  });

  test("shows no bid that was not read out, and those of one fate together", () => {
    const bids = [bid("a", "1.00"), bid("r", "2.00", "REPLACED"), bid("s", null, "DEEMED_REVOKED"), bid("q", "3.00", "REPLACED")];
    expect(rowsOf(bids, form, null).map((row) => row.bid.name)).toEqual(["a"]);
    expect(othersOf(bids).map(({ outcome, bids: [...of] }) => [outcome, of.length])).toEqual([["REPLACED", 2], ["DEEMED_REVOKED", 1]]);
  });
});
