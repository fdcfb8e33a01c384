import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { criteriaIn, draftOf, faultsOf, keeps, schemeOf, sumOfWeights, type Scheme, type SchemeDraft } from "../../src/projects/scheme.ts";
import { standardScheme } from "../../src/projects/scheme-standard.ts";

const words = (draft: SchemeDraft): string[] => faultsOf(draft).map((each) => each.word);
const benchmark = (): SchemeDraft => standardScheme("benchmark");

describe("a scheme that is typed", () => {
  it("begins with nothing to mend, in every family", () => {
    for (const family of ["benchmark", "lowest", "evaluated_lowest"] as const) expect(words(standardScheme(family))).toEqual([]);
  });

  it("comes back from what is saved as it was", () => {
    for (const family of ["benchmark", "lowest", "evaluated_lowest"] as const) {
      const scheme = schemeOf(standardScheme(family));
      expect(keeps(scheme)).toBe(true);
      expect(schemeOf(draftOf(scheme))).toEqual(scheme);
    }
  });

  it("says what is missing, and where", () => {
    const draft = benchmark();
    draft.items[0]!.clause = " ";
    draft.items[1]!.code = "Q1";
    draft.criteria[1]!.weight = "9.5";
    draft.criteria[3]!.part = "business";
    draft.above = "one";
    expect(faultsOf(draft)).toEqual([
      { word: "itemOpen", about: "投标函签字盖章" },
      { word: "itemTwice", about: "Q1" },
      { word: "onePrice", about: "" },
      { word: "sum", about: "99.5" },
      { word: "figures", about: "" },
    ]);
  });

  it("sums weights exactly", () => {
    const tenth = { ...benchmark().criteria[0]!, weight: "0.1" };
    expect(sumOfWeights(Array.from({ length: 3 }, () => tenth))).toBe("0.3");
  });

  it("needs every coefficient of a base, and of a mean none", () => {
    const draft = { ...benchmark(), base: "composite" as const, coefficients: { K1: "0.9, 0.95", Q1: "0.5" } };
    expect(faultsOf(draft)).toEqual([{ word: "coefficient", about: "K2" }]);
    expect(schemeOf({ ...benchmark(), coefficients: { k: "" } }).method.price.coefficients).toEqual([]);
  });

  it("leaves nothing blind but what is technical", () => {
    const draft = benchmark();
    draft.criteria[0]!.part = "business";
    expect(schemeOf(draft).method.criteria[0]!.blind).toBe(false);
  });

  it("does not claim to hold what it has no field for", () => {
    const scheme = schemeOf(benchmark());
    const other: Scheme = { ...scheme, method: { ...scheme.method, ties: ["higher:企业业绩", "draw"] } };
    expect(keeps(other)).toBe(false);
  });
});

describe("criteria of a spreadsheet", () => {
  it("are found by the names of their columns, in whatever order", () => {
    const rows = [["", ""], ["满分", "评审因素", "部分", "方式", "暗标"], ["40分", "施工组织设计", "技术", "主观", "是"], ["10", "信用", "信用", "客观", ""], ["50", "投标报价", "", "", ""]];
    expect(criteriaIn(rows)?.map(({ name, part, kind, weight, blind }) => [name, part, kind, weight, blind])).toEqual([
      ["施工组织设计", "technical", "subjective", "40", true],
      ["信用", "credit", "objective", "10", false],
      ["投标报价", "price", "price", "50", false],
    ]);
  });

  it("are none where the columns are not named", () => expect(criteriaIn([["a", "b"], ["1", "2"]])).toBeUndefined());
});

it("has the members that the platform describes", () => {
  const told = JSON.parse(readFileSync(new URL("../../src/api/openapi.json", import.meta.url), "utf8"));
  const members = Object.keys(told.components.schemas.SchemeShown.properties).sort();
  expect(Object.keys(schemeOf(benchmark())).sort()).toEqual(members);
});
