/** Drills are announced by the clocks of the round's own rulebook. */
import { expect, test } from "vitest";
import { drillRows } from "../../src/projects/drills.ts";

const row = (id: string, value: string, unit: string) => ({ id, value, unit });

test("drills are told first to last, whatever stands around them", () => {
  const rehearsal = [row("R-TICK", "1", "s"), row("R-DRILL-LAST", "10", "s"), row("R-DRILL-FIRST", "60", "s"), row("R-DRILL-SECOND", "30", "s")];
  expect(drillRows(rehearsal).map(({ value, unit }) => `${value}${unit}`)).toEqual(["60s", "30s", "10s"]);
});

test("a rulebook that is not there yet tells none", () => {
  expect(drillRows([])).toEqual([]);
});
