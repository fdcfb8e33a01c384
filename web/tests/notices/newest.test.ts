/** The newest notice is found in a list that only counts upwards. */
import { describe, expect, test } from "vitest";
import type { Notice } from "../../src/notices/answers.ts";
import { feedsOf, filterOf, keeps, queryOf, type Filter } from "../../src/notices/filter.ts";
import { lastNumber, windowDown } from "../../src/notices/newest.ts";

describe("the newest number", () => {
  test.each([0, 1, 31, 32, 33, 200, 12_345])("of a list of %i", async (last) => {
    let questions = 0;
    const exists = async (number: number): Promise<boolean> => {
      questions += 1;
      return number <= last;
    };
    expect(await lastNumber(exists)).toBe(last);
    expect(questions).toBeLessThan(30);
  });

  test("is looked for above the one known", async () => {
    const asked: number[] = [];
    const last = await lastNumber(async (number) => asked.push(number) > 0 && number <= 1003, 1000);
    expect(last).toBe(1003);
    expect(Math.min(...asked)).toBeGreaterThan(1000);
  });
});

describe("windows downwards", () => {
  const press = Array.from({ length: 450 }, (_, index) => ({ number: index + 1 }));
  const after = async (number: number, limit: number) => press.filter((one) => one.number > number).slice(0, limit);

  test("hold every number once, newest first", async () => {
    const seen: number[] = [];
    for (let top: number | null = 450; top !== null;) {
      const portion: { rows: readonly { number: number }[]; next: number | null } = await windowDown(after, top);
      seen.push(...portion.rows.map(({ number }) => number));
      top = portion.next;
    }
    expect(seen).toEqual(press.map(({ number }) => number).reverse());
  });

  test("of an empty press are empty", async () => {
    expect(await windowDown(after, 0)).toEqual({ rows: [], next: null });
  });

  test("leave out what a filtered answer has above them", async () => {
    const sparse = async (number: number) => [{ number: 10 }, { number: 400 }].filter((one) => one.number > number);
    expect((await windowDown(sparse, 200)).rows).toEqual([{ number: 10 }]);
  });
});

describe("a filter", () => {
  const whole: Filter = { region: "420500", class: "works", kind: "tender", remote: "yes", q: "学校", rehearsal: true };
  const notice = { kind: "tender", lot: "a", title: { zh: "学校招标公告", en: "School" }, body: { buyer: { name: "教育局" } } } as unknown as Notice;

  test("comes back from the address as it went", () => {
    expect(filterOf(queryOf(whole))).toEqual(whole);
  });

  test("takes nothing from the address that it does not know", () => {
    expect(filterOf({ region: "42'--", remote: "perhaps", rehearsal: "1", q: ["a"] })).toEqual(filterOf({}));
  });

  test("finds words in titles and names, in any case", () => {
    const found = (q: string): boolean => keeps({ ...filterOf({}), q }, undefined)(notice);
    expect([found("学校"), found("SCHOOL"), found("教育"), found("桥")]).toEqual([true, true, true, false]);
  });

  test("knows of a lot only from the register whether it is judged from afar", () => {
    const remote = new Map([["a", true]]);
    expect(keeps({ ...filterOf({}), remote: "yes" }, remote)(notice)).toBe(true);
    expect(keeps({ ...filterOf({}), remote: "no" }, remote)(notice)).toBe(false);
    expect(keeps({ ...filterOf({}), remote: "yes" }, new Map())(notice)).toBe(false);
  });

  test("is followed by city and class alone, which hides the interest", () => {
    expect(feedsOf(whole).atom).toBe("/api/notices.atom?region=420500&class=works&rehearsal=true");
    expect(feedsOf(filterOf({ q: "学校" })).json).toBe("/api/notices");
  });
});
