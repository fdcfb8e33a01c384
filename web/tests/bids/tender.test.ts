import { expect, test } from "vitest";
import type { Problem } from "../../src/api/problem.ts";
import { checkTender } from "../../src/bids/tender.ts";
import { read } from "./vectors.ts";

const { page, platform_keys, rulebook, refused, keys_refused } = read("tender");

const checkOf = async (changes: object, keys: unknown = platform_keys, rules: unknown = rulebook): Promise<string> => {
  const problem = await checkTender({ ...page, ...changes }, keys, rules).then(
    () => undefined,
    (thrown: Problem) => thrown,
  );
  return problem?.kind === "tender-not-trusted" ? String(problem.facts["check"]) : (problem?.kind ?? "accepted");
};

test("an honest page gives what a bid is sealed for", async () => {
  const tender = await checkTender(page, platform_keys, rulebook);
  expect([tender.lot, tender.round, tender.deadline]).toEqual([page.lot, 1, page.deadline]);
  expect([tender.threshold, tender.custodians.length, tender.documentVersion, tender.ceiling]).toEqual([3, 5, 1, "27950000.00"]);
  expect(tender.asks).toEqual({ low: "50", high: "100" });
  expect(tender.page).toEqual(page);
});

test.each(refused as { name: string; changes: object; check: string }[])("$name is refused by its check", async ({ changes, check }) => {
  expect(await checkOf(changes)).toBe(check);
});

test("a lot that is not published says so", async () => {
  for (const missing of ["tender", "key_set"]) expect(await checkOf({ [missing]: null })).toBe("not-yet-published");
});

test("a platform without keys, or with keys that do not follow one another, is not believed", async () => {
  expect(await checkOf({}, [])).toBe("key-history");
  expect(await checkOf({}, [...platform_keys].reverse())).toBe("platform-key-record");
  expect(await checkOf({}, [platform_keys[0]])).toBe("tender-record");
  expect(await checkOf({}, keys_refused)).toBe("key-history");
});

test("a rulebook other than the tender's is refused, a ceiling that is no amount too", async () => {
  expect(await checkOf({}, platform_keys, { ...rulebook, number: 7 })).toBe("rulebook");
  expect(await checkOf({ ceiling: "about 27 million" })).toBe("ceiling");
});
