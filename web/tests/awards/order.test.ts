import { expect, it } from "vitest";
import type { Award, Candidate } from "../../src/awards/answers.ts";
import { inForceOf, inFront } from "../../src/awards/order.ts";

const candidate = (rank: number): Candidate => ({ rank, bid: String(rank).repeat(64), name: `N${rank}`, uscc: "", price: "1.00" });
const three = [candidate(1), candidate(2), candidate(3)];

it("knows who stands in front of a candidate", () => {
  expect(inFront(three, three[2]!.bid).map((each) => each.rank)).toEqual([1, 2]);
  expect(inFront(three, three[0]!.bid)).toEqual([]);
  expect(inFront(three, "f".repeat(64))).toEqual([]);
});

it("takes the newest award for the one in force", () => {
  const award = { awards: [{ body: { bid: "old" } }, { body: { bid: "new" } }] } as unknown as Award;
  expect(inForceOf(award)?.bid).toBe("new");
  expect(inForceOf({ ...award, awards: [] })).toBeUndefined();
});
