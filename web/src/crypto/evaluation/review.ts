/** Votes of a committee: a majority decides, every no has its reasons, and the law itself rejects some prices. */
import { CryptoError } from "../errors.ts";
import { compare, type Decimal } from "./decimal.ts";
import { compareTexts } from "./read.ts";
import type { Scheme } from "./scheme.ts";

export interface Rejection {
  readonly bid: string;
  readonly item: string;
  readonly ground: number;
  readonly reason: string;
  readonly phase: string;
}

/** A no of one member: to an item of a bid, or to the explanation of its price. */
export interface Against {
  readonly bid: string;
  readonly item: string;
  readonly seat: string;
  readonly reason: string;
}

/** White space as the Python strips it. */
const EDGES = /^[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+|[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+$/g;

export const isMajority = (against: number, seats: number): boolean => 2 * against > seats;

/** By bid and item, the reasons of members who sit, by seat, where they are more than half. */
function majorities(votes: readonly Against[], seats: readonly string[]): { bid: string; item: string; reason: string }[] {
  const sitting = new Set(seats);
  const found = new Map<string, { bid: string; item: string; reasons: Map<string, string> }>();
  for (const { bid, item, seat, reason } of votes) {
    if (!sitting.has(seat)) continue;
    const key = JSON.stringify([bid, item]);
    const entry = found.get(key) ?? { bid, item, reasons: new Map<string, string>() };
    entry.reasons.set(seat, reason.replace(EDGES, ""));
    found.set(key, entry);
  }
  const failed = [...found.values()].filter(({ reasons }) => isMajority(reasons.size, sitting.size));
  return failed.map(({ bid, item, reasons }) => {
    const told = [...reasons].sort(([one], [other]) => compareTexts(one, other)).map(([, reason]) => reason);
    return { bid, item, reason: [...new Set(told)].join("；") };
  });
}

/** Every item that a majority failed. Votes of others count for nothing. */
export function preliminary(scheme: Scheme, votes: readonly Against[], seats: readonly string[]): Rejection[] {
  return majorities(votes, seats).map((found) => {
    const item = scheme.preliminary.find(({ code }) => code === found.item);
    if (item === undefined) throw new CryptoError("method", `the document has no item ${found.item}`);
    return { ...found, ground: item.ground, phase: "PRELIMINARY" };
  });
}

/** What the price as read out rejects by law: there is none, or it is above the ceiling. */
function byPrice(prices: ReadonlyMap<string, Decimal>, ceiling: Decimal | null): Rejection[] {
  return [...prices].flatMap(([bid, price]) => {
    const base = { bid, phase: "OPENING" };
    if (price.units <= 0) return [{ ...base, item: "R-PRICE", ground: 6, reason: "开标一览表中没有可读的报价" }];
    if (ceiling === null || compare(price, ceiling) <= 0) return [];
    return [{ ...base, item: "R-CEILING", ground: 5, reason: "投标报价高于最高投标限价" }];
  });
}

/** The same; with two envelopes only of bids that no vote rejected, and only once their prices are `told`. */
export function byLatePrice(
  scheme: Scheme,
  prices: ReadonlyMap<string, Decimal>,
  ceiling: Decimal | null,
  voted: readonly Rejection[],
  told: boolean,
): Rejection[] {
  if (scheme.envelopes === 1) return byPrice(prices, ceiling);
  const out = new Set(voted.map(({ bid }) => bid));
  return told ? byPrice(new Map([...prices].filter(([bid]) => !out.has(bid))), ceiling) : [];
}

/** Low prices that a majority found unexplained; `phases`: when each was decided. */
export function unexplained(votes: readonly Against[], seats: readonly string[], phases: ReadonlyMap<string, string>): Rejection[] {
  return majorities(votes, seats).map(({ bid, reason }) => ({ bid, item: "R-LOW", ground: 5, reason, phase: phases.get(bid) ?? "" }));
}
