/** What a committee must satisfy: seats by speciality, cities with their bounds, remote members, employers. */
import type { Json } from "../encoding.ts";
import { demand, refusingAs } from "../errors.ts";
import { integer, listOf, members, text } from "../shapes.ts";
import { ascends, compareTexts, type Entry } from "./pool.ts";

export const MOST_SEATS = 32;

const SHAPE = members({
  specialities: listOf(members({ speciality: text(1, 16), seats: integer(1, MOST_SEATS) }), 1, MOST_SEATS),
  cities: listOf(members({ city: text(6, 6), least: integer(0, MOST_SEATS), most: integer(1, MOST_SEATS) }), 1, 64),
  main: text(6, 6),
  remote_least: integer(0, MOST_SEATS),
  cities_least: integer(1, MOST_SEATS),
  employer_most: integer(1, MOST_SEATS),
});

/**
 * A seat of code c takes whoever has a code that begins with c; nobody comes from a city that is not listed. A member
 * of another city than `main` is remote. `specialities` and `cities` ascend by their codes.
 */
export type Quotas = ReturnType<typeof SHAPE>;

/** A drawn expert with the seat code that he takes. */
export interface Member {
  readonly entry: Entry;
  readonly speciality: string;
}

export function readQuotas(value: Json): Quotas {
  const quotas = refusingAs("draw-quotas", () => SHAPE(value, "the quotas"));
  const codes = [quotas.specialities.map((each) => each.speciality), quotas.cities.map((each) => each.city)];
  demand(codes.every((each) => ascends(each, compareTexts)), "draw-quotas", "codes do not ascend");
  demand(quotas.cities.every(({ least, most }) => least <= most), "draw-quotas", "a city's least exceeds its most");
  return quotas;
}

/** How many are drawn. */
export const seatsOf = (quotas: Quotas): number => quotas.specialities.reduce((sum, { seats }) => sum + seats, 0);

export const inCities = (quotas: Quotas, entry: Entry): boolean => quotas.cities.some(({ city }) => city === entry.city);

/** The seat codes that this expert could take, were he in one of the cities. */
export const skills = (quotas: Quotas, entry: Entry): string[] =>
  quotas.specialities
    .map(({ speciality }) => speciality)
    .filter((code) => entry.specialities.some((own) => own.startsWith(code)));

/** The seat codes that this expert can take; none outside the cities of the draw. */
export const fits = (quotas: Quotas, entry: Entry): string[] => (inCities(quotas, entry) ? skills(quotas, entry) : []);

export type Broken = "seats" | "city-least" | "city-most" | "remote-least" | "cities-least" | "employer-most" | "distinct";

/**
 * Names of the quotas that this committee breaks, in a fixed order. While `vacant` places wait for somebody else, what
 * is still lacking counts as broken only where that many members could not bring it.
 */
export function brokenQuotas(quotas: Quotas, committee: readonly Member[], vacant = 0): Broken[] {
  const cities = counts(committee.map(({ entry }) => entry.city));
  const employers = counts(committee.map(({ entry }) => entry.employer));
  const inCity = (city: string): number => cities.get(city) ?? 0;
  const lacking = quotas.cities.reduce((sum, { city, least }) => sum + Math.max(0, least - inCity(city)), 0);
  const checks: readonly (readonly [Broken, boolean])[] = [
    ["seats", seatsFilled(quotas, committee, vacant)],
    ["city-least", lacking <= vacant],
    ["city-most", quotas.cities.every(({ city, most }) => inCity(city) <= most)],
    ["remote-least", committee.length - inCity(quotas.main) + vacant >= quotas.remote_least],
    ["cities-least", cities.size + vacant >= quotas.cities_least],
    ["employer-most", Math.max(0, ...employers.values()) <= quotas.employer_most],
    ["distinct", new Set(committee.map(({ entry }) => entry.ref)).size === committee.length],
  ];
  return checks.filter(([, holds]) => !holds).map(([name]) => name);
}

function seatsFilled(quotas: Quotas, committee: readonly Member[], vacant: number): boolean {
  const seats = new Map(quotas.specialities.map((each) => [each.speciality, each.seats]));
  const taken = counts(committee.map(({ speciality }) => speciality));
  return (
    committee.length + vacant === seatsOf(quotas) &&
    [...taken].every(([code, count]) => count <= (seats.get(code) ?? 0)) &&
    committee.every(({ entry, speciality }) => fits(quotas, entry).includes(speciality))
  );
}

/** How often each text stands there. */
export function counts(texts: readonly string[]): Map<string, number> {
  const found = new Map<string, number>();
  for (const text of texts) found.set(text, (found.get(text) ?? 0) + 1);
  return found;
}
