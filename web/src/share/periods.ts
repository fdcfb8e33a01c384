/** Periods of the count as the platform names them: 2026-12, 2026-Q4, 2026, to-2026-12. Pure. */
export type PeriodKind = "month" | "quarter" | "year" | "rolling";
export const KINDS: readonly PeriodKind[] = ["month", "quarter", "year", "rolling"];

const FORMS: readonly (readonly [PeriodKind, RegExp])[] = [
  ["month", /^(\d{4})-(0[1-9]|1[0-2])$/],
  ["quarter", /^(\d{4})-Q([1-4])$/],
  ["year", /^(\d{4})$/],
  ["rolling", /^to-(\d{4})-(0[1-9]|1[0-2])$/],
];
const LENGTH: Record<PeriodKind, number> = { month: 1, quarter: 3, year: 12, rolling: 12 };
/** How many periods a line of the chart has. */
const SHOWN: Record<PeriodKind, number> = { month: 12, quarter: 8, year: 4, rolling: 12 };

export interface Period {
  readonly kind: PeriodKind;
  /** Months since year 0 of its last month. */
  readonly last: number;
}

/** A period by its name; undefined for what is none. */
export function readPeriod(name: string): Period | undefined {
  for (const [kind, form] of FORMS) {
    const found = form.exec(name);
    if (!found) continue;
    const year = Number(found[1]);
    const number = Number(found[2] ?? 12);
    return { kind, last: year * 12 + (kind === "quarter" ? number * 3 : number) - 1 };
  }
  return undefined;
}

/** `2026-12`. */
export function monthName(month: number): string {
  return `${String(Math.floor(month / 12))}-${String((month % 12) + 1).padStart(2, "0")}`;
}

export function nameOf({ kind, last }: Period): string {
  if (kind === "month") return monthName(last);
  if (kind === "rolling") return `to-${monthName(last)}`;
  const year = String(Math.floor(last / 12));
  return kind === "year" ? year : `${year}-Q${String(((last % 12) + 1) / 3)}`;
}

/** So many periods later, or earlier; twelve months on the run move by a month. */
export function moved(period: Period, by: number): Period {
  const step = period.kind === "rolling" ? 1 : LENGTH[period.kind];
  return { kind: period.kind, last: period.last + by * step };
}

/** The period of another kind in which this one ends. */
export function as(period: Period, kind: PeriodKind): Period {
  const length = kind === "rolling" ? 1 : LENGTH[kind];
  return { kind, last: Math.floor(period.last / length) * length + length - 1 };
}

/**
 * Where the line that ends with a period begins. The door's series of twelve months on the run goes in whole years, so
 * that of a rolling period is told by its months.
 */
export function seriesOf(period: Period): { from: string; until: string } {
  const line = period.kind === "rolling" ? as(period, "month") : period;
  return { from: nameOf(moved(line, 1 - SHOWN[line.kind])), until: nameOf(line) };
}
