/** Everybody who signs in finds places to go to. */
import { expect, test } from "vitest";
import { placesOf } from "../../src/duties/places.ts";
import { zh } from "../../src/words.zh.ts";

const STAFF = Object.keys(zh.role).filter((role) => role !== "public");

test.each(STAFF)("%s has a home of at least three places", (role) => {
  expect(placesOf(role).length).toBeGreaterThanOrEqual(3);
});

test.each(["pool_keeper", "draw_operator", "statistician"])("%s finds the rules, the register and the hall", (role) => {
  expect(placesOf(role).map(({ path }) => path)).toEqual(expect.arrayContaining(["/rulebook", "/tenders", "/hall"]));
});

test("every place has its word", () => {
  const words = new Set(STAFF.flatMap(placesOf).map(({ word }) => word));
  expect([...words].filter((word) => !(word in zh.duties.place))).toEqual([]);
});
