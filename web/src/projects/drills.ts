/** When readiness drills begin, by the rulebook that the round is bound to. Pure. */

/** What is needed of a row of the rulebook. */
export interface DrillRow {
  readonly id: string;
  readonly value: string;
  readonly unit: string;
}

const DRILLS = ["R-DRILL-FIRST", "R-DRILL-SECOND", "R-DRILL-LAST"];

/** The rows of the drills, the first one first. */
export const drillRows = (rows: readonly DrillRow[]): DrillRow[] => DRILLS.flatMap((id) => rows.find((row) => row.id === id) ?? []);
