/** What a session counts as: judged at one place, across counties, across cities, or across provinces. */
import { demand } from "../errors.ts";

export interface Seat {
  readonly kind: string;
  readonly city: string;
  readonly signed: boolean;
}

/** R-REMOTE-EXPERTS-MIN by the number of the rulebook; a test holds it against the rulebook itself. */
export const LEAST_AWAY: ReadonlyMap<number, number> = new Map([
  [1, 2],
  [2, 2],
]);

function checked(code: string): string {
  demand(/^[1-9]\d{5}$/.test(code), "share-counted", `${code} is not a division code of six digits`);
  return code;
}

/** The city of a division code; 4290xx are cities of their own. */
export const cityKey = (code: string): string => (checked(code).slice(2, 4) === "90" ? code : `${code.slice(0, 4)}00`);

/** The city in which a body sits: one of the province itself sits in its capital. */
const seatCity = (code: string): string => (cityKey(code) === "420000" ? "420100" : cityKey(code));

const provinceKey = (code: string): string => checked(code).slice(0, 2);

/** The kind of a session at a main venue in the city `main`; `least`: remote experts needed. */
export function kindOf(main: string, seats: readonly Seat[], least: number): string {
  const experts = seats.filter(({ kind, signed }) => kind === "expert" && signed);
  const away = experts.filter(({ city }) => seatCity(city) !== seatCity(main));
  const beyond = away.filter(({ city }) => provinceKey(city) !== provinceKey(main));
  if (away.length >= least) {
    if (beyond.length === 0) return "REMOTE_IN_PROVINCE";
    return away.length - beyond.length >= least ? "REMOTE_BOTH" : "REMOTE_CROSS_PROVINCE";
  }
  const elsewhere = experts.filter((seat) => seat.city !== main && !away.includes(seat));
  return elsewhere.length > 0 && elsewhere.length + away.length >= least ? "CROSS_COUNTY" : "LOCAL";
}
