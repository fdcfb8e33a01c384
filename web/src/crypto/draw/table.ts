/**
 * The lottery: types of experts, and weighted compositions of types that satisfy every quota. A draw takes one
 * composition by its weight and then, inside each type, experts with equal chances.
 */
import type { Json } from "../encoding.ts";
import { demand, refusingAs } from "../errors.ts";
import { anything, integer, listOf, members, type Shaped, text } from "../shapes.ts";
import { ascends, compareRefs, compareTexts, type Entry } from "./pool.ts";
import { fits, MOST_SEATS, type Quotas } from "./quotas.ts";

/** The weights of a table sum to this. */
export const WEIGHTS = 2 ** 32;

const TYPE = members({ city: text(6, 6), fits: listOf(text(1, 16), 1, MOST_SEATS), employer: text(0, 32) });
const ENTRY = members({ weight: integer(1, WEIGHTS), members: listOf(anything, 1, 1000) });
export const TABLE = members({ types: listOf(TYPE, 1, 100_000), entries: listOf(ENTRY, 1, 100_000) });

/** Experts whom the quotas cannot tell apart. `employer` is "" where the employer is no type of its own. */
export type Type = Shaped<typeof TYPE>;
/** How many of which type take which seat: type index, seat code, count. */
export type Seat = readonly [index: number, speciality: string, count: number];
export type Composition = readonly Seat[];

export interface Table {
  readonly types: readonly Type[];
  readonly compositions: readonly Composition[];
  readonly weights: readonly number[];
}

/** A table as published: types and compositions ascending, no weight missing. */
export function readTable(value: Json): Table {
  const body = refusingAs("draw-table", () => TABLE(value, "the table"));
  const compositions = body.entries.map(({ members }) => members.map(readSeat));
  const ordered =
    ascends(body.types, compareTypes) &&
    ascends(compositions, compareLists(compareSeats)) &&
    compositions.every((each) => ascends(each, compareSeats));
  demand(ordered, "draw-table", "types, compositions or their members do not ascend");
  const weights = body.entries.map(({ weight }) => weight);
  const whole = weights.reduce((sum, weight) => sum + weight, 0) === WEIGHTS;
  demand(whole, "draw-table", "the weights do not sum to 2^32");
  return { types: body.types, compositions, weights };
}

function readSeat(value: Json): Seat {
  const [index, speciality, count] = Array.isArray(value) && value.length === 3 ? value : [];
  const well =
    Number.isSafeInteger(index) &&
    typeof speciality === "string" &&
    Number.isSafeInteger(count) &&
    (index as number) >= 0 &&
    (count as number) >= 1 &&
    (count as number) <= MOST_SEATS;
  demand(well, "draw-table", "a member of a composition is not [type, seat, count]");
  return [index as number, speciality as string, count as number];
}

export const compareTypes = (a: Type, b: Type): number =>
  compareTexts(a.city, b.city) || compareLists(compareTexts)(a.fits, b.fits) || compareTexts(a.employer, b.employer);

const compareSeats = (a: Seat, b: Seat): number => a[0] - b[0] || compareTexts(a[1], b[1]) || a[2] - b[2];

const compareLists =
  <T>(compare: (a: T, b: T) => number) =>
  (a: readonly T[], b: readonly T[]): number => {
    const at = a.findIndex((item, place) => place >= b.length || compare(item, b[place] as T) !== 0);
    if (at < 0) return a.length - b.length;
    return at >= b.length ? 1 : compare(a[at] as T, b[at] as T);
  };

/** Experts by type; types ascend, and the experts of each by ref. */
export type Groups = readonly { readonly type: Type; readonly entries: readonly Entry[] }[];

/** The eligible by type; who fits no seat is in none. `large`: employers that are types of their own. */
export function group(entries: readonly Entry[], quotas: Quotas, large: ReadonlySet<string>): Groups {
  const found = new Map<string, { type: Type; entries: Entry[] }>();
  for (const entry of [...entries].sort(compareRefs)) {
    const own = fits(quotas, entry);
    if (own.length === 0) continue;
    const type: Type = { city: entry.city, fits: own, employer: large.has(entry.employer) ? entry.employer : "" };
    const known = found.get(typeKey(type));
    if (known) known.entries.push(entry);
    else found.set(typeKey(type), { type, entries: [entry] });
  }
  return [...found.values()].sort((a, b) => compareTypes(a.type, b.type));
}

/** A type as one text, to find it by. */
export const typeKey = ({ city, fits: codes, employer }: Type): string => JSON.stringify([city, codes, employer]);
