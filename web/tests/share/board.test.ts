import { describe, expect, it } from "vitest";
import { pathOf, spotsOf } from "../../src/share/chart.ts";
import { as, moved, nameOf, readPeriod, seriesOf } from "../../src/share/periods.ts";
import { standing, TILES } from "../../src/share/tiles.ts";
import { HUBEI_UNITS } from "../../src/foundation/regions.ts";

const period = (name: string) => readPeriod(name) ?? expect.fail(name);

it("says nothing of a share where nothing was counted", () => expect(standing({ denominator: 0, passes: null }).word).toBe("nothing"));

describe("the line", () => {
  it("goes from the foot at 0 % to the head at 100 %", () => {
    const spots = spotsOf([{ numerator: 0, denominator: 4 }, { numerator: 2, denominator: 4 }, { numerator: 4, denominator: 4 }], 100, 80);
    expect(spots).toEqual([{ x: 0, y: 80 }, { x: 50, y: 40 }, { x: 100, y: 0 }]);
  });
  it("breaks at a period in which nothing was counted", () => {
    const one = { numerator: 1, denominator: 2 };
    expect(pathOf(spotsOf([one, one, { numerator: 0, denominator: 0 }, one], 300, 80))).toBe("M0.0 40.0L100.0 40.0M300.0 40.0");
  });
});

describe("periods", () => {
  it("are read and named as the platform does", () => {
    for (const name of ["2026-12", "2026-01", "2026-Q4", "2026-Q1", "2026", "to-2026-12"]) expect(nameOf(period(name))).toBe(name);
    expect(readPeriod("2026-13")).toBeUndefined();
    expect(readPeriod("2026-Q5")).toBeUndefined();
  });
  it("step over the turn of a year", () => {
    expect(nameOf(moved(period("2026-01"), -1))).toBe("2025-12");
    expect(nameOf(moved(period("2026-Q1"), -1))).toBe("2025-Q4");
    expect(nameOf(moved(period("to-2026-12"), 1))).toBe("to-2027-01");
  });
  it("turn into the period of another kind in which they end", () => {
    expect(nameOf(as(period("2026-11"), "quarter"))).toBe("2026-Q4");
    expect(nameOf(as(period("2026"), "month"))).toBe("2026-12");
    expect(nameOf(as(period("2026-Q2"), "rolling"))).toBe("to-2026-06");
  });
  it("have a line that ends with them", () => {
    expect(seriesOf(period("2026-Q4"))).toEqual({ from: "2025-Q1", until: "2026-Q4" });
    expect(seriesOf(period("to-2026-06"))).toEqual({ from: "2025-07", until: "2026-06" });
  });
});

describe("the map", () => {
  it("has a tile for each of the 17 units, none on another", () => {
    expect(TILES.map(([code]) => code).sort()).toEqual(HUBEI_UNITS.map(([code]) => code).sort());
    expect(new Set(TILES.map(([, column, row]) => `${column} ${row}`)).size).toBe(17);
  });
});
