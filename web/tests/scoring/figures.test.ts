import { describe, expect, test } from "vitest";
import { figure, hundredths, readMark, short, sum } from "../../src/scoring/figures.ts";

describe("a mark as it is typed", () => {
  test.each([
    ["", "10", { kind: "empty" }],
    ["7", "10", { kind: "good", value: "7.00" }],
    ["7.", "10", { kind: "unfinished" }],
    ["10.", "10", { kind: "unfinished" }],
    ["7.5", "10", { kind: "good", value: "7.50" }],
    ["7.25", "10", { kind: "good", value: "7.25" }],
    ["7.255", "10", { kind: "bad", why: "decimals" }],
    ["10", "10", { kind: "good", value: "10.00" }],
    ["10.01", "10", { kind: "bad", why: "above" }],
    ["12", "10", { kind: "bad", why: "above" }],
    ["12.", "10", { kind: "bad", why: "above" }],
    ["-1", "10", { kind: "bad", why: "form" }],
    ["abc", "10", { kind: "bad", why: "form" }],
    ["７．５", "10", { kind: "good", value: "7.50" }],
    ["7。5", "10", { kind: "good", value: "7.50" }],
  ])("%s of %s", (typed, weight, read) => {
    expect(readMark(typed, weight)).toEqual(read);
  });
});

describe("figures", () => {
  test("are added exactly", () => {
    expect(sum(["0.10", "0.20", "7.05"])).toBe("7.35");
  });

  test("go there and back", () => {
    for (const text of ["0.00", "0.05", "12.30", "100.00"]) expect(figure(hundredths(text) ?? -1n)).toBe(text);
  });

  test("are shown without empty decimals", () => {
    expect(["12.00", "12.50", "0.05", "10", "100"].map(short)).toEqual(["12", "12.5", "0.05", "10", "100"]);
  });
});
