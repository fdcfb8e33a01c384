/** A receipt that the log does not hold yet is waited for; every other fault stays a fault. */
import { expect, test } from "vitest";
import { notInLogYet, receiptNotTrusted, waitingUntil } from "../../src/bids/faults.ts";

test("the log's word is awaited until the promised moment", () => {
  expect(waitingUntil(notInLogYet("2026-12-17T01:30:00Z"))).toBe("2026-12-17T01:30:00Z");
});

test("a receipt that does not hold is not waited for", () => {
  expect(waitingUntil(receiptNotTrusted("leaf-in-log", "late", "逾期"))).toBeUndefined();
  expect(waitingUntil(undefined)).toBeUndefined();
});
