/** The whole computation of one lot, from what members gave to who is recommended: pure and exact, in any order. */
import { H, utf8 } from "../encoding.ts";
import { CryptoError } from "../errors.ts";
import { Stream } from "../draw/generator.ts";
import { abcChoices, benchmark, benchmarkScore, criterionMarks, type Drawn, lowestScore, population, type PricedBid } from "./benchmarks.ts";
import { compare, type Decimal, exact, type Fraction, negative, rounded, sum } from "./decimal.ts";
import { compareTexts } from "./read.ts";
import type { Rejection } from "./review.ts";
import { type Criterion, priceWeight, type Scheme } from "./scheme.ts";

export interface SeatMark {
  readonly bid: string;
  readonly criterion: string;
  readonly seat: string;
  readonly mark: Decimal;
}

/** One lot as it stands; `prices` are evaluated prices of all bids, `decided` the place of a bid among equals. */
export interface Lot {
  readonly scheme: Scheme;
  readonly ceiling: Decimal | null;
  readonly coefficients: Drawn;
  readonly seed: Uint8Array;
  readonly prices: ReadonlyMap<string, Decimal>;
  readonly seats: readonly string[];
  readonly rejected: readonly Rejection[];
  readonly marks: readonly SeatMark[];
  readonly lacking: boolean;
  readonly decided: ReadonlyMap<string, number>;
  readonly leftOut: readonly string[];
}

export interface Result {
  readonly bid: string;
  readonly criteria: readonly (readonly [string, Decimal])[];
  readonly priceScore: Decimal | null;
  readonly total: Decimal | null;
  readonly rank: number;
}

export interface Tie {
  readonly bids: readonly string[];
  readonly by: "draw" | "buyer";
  readonly order: readonly string[] | null;
}

export interface Settlement {
  readonly rejected: readonly Rejection[];
  readonly results: readonly Result[];
  readonly benchmark: Decimal | null;
  readonly ties: readonly Tie[];
  readonly candidates: readonly string[];
  readonly failed: "rejected" | null;
}

interface Standing {
  readonly bid: string;
  readonly scores: readonly (readonly [string, Decimal])[];
  readonly priceScore: Decimal | null;
  readonly price: Decimal;
  /** Sum of the marks as rounded, that of the price among them. */
  readonly total: Decimal;
}

const LATE = ["CONFIRM", "RANKED"];

/** Everything that follows; refuses where the method cannot be applied. */
export function settle(lot: Lot): Settlement {
  const rejected = [...lot.rejected].sort((a, b) => compareTexts(a.bid, b.bid) || compareTexts(a.phase, b.phase) || compareTexts(a.item, b.item));
  const out = new Set(rejected.map(({ bid }) => bid));
  const standing = [...lot.prices.keys()].filter((bid) => !out.has(bid)).sort(compareTexts);
  const nothing = { rejected, results: [], benchmark: null, ties: [], candidates: [], failed: "rejected" as const };
  if (lot.lacking || standing.length === 0) return nothing;
  const base = benchmarkOf(lot);
  const standings = standing.map((bid) => standingOf(lot, bid, base, standing));
  const ranked = ranking(standings, lot, lot.decided);
  const candidates = ranked.map(({ one }) => one.bid).filter((bid) => !lot.leftOut.includes(bid)).slice(0, lot.scheme.candidates);
  return { rejected, results: ranked.map((each) => resultOf(lot, each)), benchmark: shown(lot, base), ties: tiesOf(standings, lot), candidates, failed: null };
}

function scoreOf({ scheme, seats, marks }: Lot, bid: string, criterion: Criterion): Decimal {
  const given = new Map(marks.filter((mark) => mark.bid === bid && mark.criterion === criterion.name && seats.includes(mark.seat)).map(({ seat, mark }) => [seat, mark]));
  if (given.size !== new Set(seats).size) throw new CryptoError("method", `${criterion.name} was not marked by every member`);
  return criterionMarks(criterion, [...given.values()], scheme.method.mark_bands, scheme.method.mark_places);
}

/** Every bid whose price is known, and whether it was out before the benchmark, after, or is not. */
function pricedBids(lot: Lot): PricedBid[] {
  const known = [...lot.prices].filter(([, price]) => lot.scheme.envelopes === 1 || price.units > 0);
  return known.map(([bid, price]) => {
    const phases = lot.rejected.filter((one) => one.bid === bid).map(({ phase }) => phase);
    const late = phases.every((phase) => LATE.includes(phase)) ? "after" : "before";
    return { price, rejected: phases.length === 0 ? "no" : late };
  });
}

function benchmarkOf(lot: Lot): Fraction | null {
  const rule = lot.scheme.method.price;
  if (rule.family !== "benchmark") return null;
  const prices = population(pricedBids(lot), rule, lot.ceiling);
  return benchmark(prices, rule, drawnOf(lot, prices), lot.ceiling);
}

/** The coefficients as drawn at the opening, and for `abc` the one price that is drawn among those in its range. */
function drawnOf({ scheme, ceiling, coefficients, seed }: Lot, prices: readonly Decimal[]): Drawn {
  const rule = scheme.method.price;
  if (rule.base !== "abc" || ceiling === null) return coefficients;
  const fixed = rule.coefficients.filter(({ values }) => values.length === 1).map(({ name, values }) => [name, values[0] as Decimal] as const);
  const named = new Map([...fixed, ...coefficients].map(([name, value]) => [name, exact(value)]));
  const choices = abcChoices(prices, exact(ceiling), named);
  if (choices.length === 0) return coefficients;
  const drawn = choices[new Stream(H("benchmark draw", seed), "B").below(choices.length)] as Decimal;
  return new Map([...coefficients, ["B", drawn]]);
}

function shown({ scheme }: Lot, base: Fraction | null): Decimal | null {
  return base === null ? null : rounded(base, Math.max(2, scheme.method.price.rounding.benchmark ?? 0));
}

function standingOf(lot: Lot, bid: string, base: Fraction | null, standing: readonly string[]): Standing {
  const { method } = lot.scheme;
  const price = lot.prices.get(bid) as Decimal;
  const scores = method.criteria.filter(({ kind }) => kind !== "price").map((each) => [each.name, scoreOf(lot, bid, each)] as const);
  const priceScore = priceScoreOf(lot, price, base, standing);
  const counted = method.criteria.some(({ kind }) => kind === "price") && priceScore !== null ? [priceScore] : [];
  return { bid, scores, priceScore, price, total: sum([...scores.map(([, score]) => score), ...counted]) };
}

function priceScoreOf(lot: Lot, price: Decimal, base: Fraction | null, standing: readonly string[]): Decimal | null {
  const rule = lot.scheme.method.price;
  if (rule.family === "evaluated_lowest") return null;
  const weight = priceWeight(lot.scheme.method);
  if (base !== null) return benchmarkScore(price, base, rule, weight);
  return lowestScore(price, standing.map((bid) => lot.prices.get(bid) as Decimal), rule, weight);
}

interface Ranked {
  readonly place: number;
  readonly one: Standing;
  readonly tied: boolean;
}

const NOBODY: ReadonlyMap<string, number> = new Map();

/** First place first; equals that nobody decided between share a place. */
function ranking(standings: readonly Standing[], { scheme }: Lot, decided: ReadonlyMap<string, number>): Ranked[] {
  const keyed = standings.map((one) => ({ one, key: keyOf(one, scheme, decided) }));
  keyed.sort((a, b) => compareKeys(a.key, b.key) || compareTexts(a.one.bid, b.one.bid));
  return keyed.map(({ one, key }) => {
    const place = keyed.findIndex((other) => compareKeys(other.key, key) === 0) + 1;
    return { place, one, tied: keyed.filter((other) => compareKeys(other.key, key) === 0).length > 1 };
  });
}

function compareKeys(one: readonly Decimal[], other: readonly Decimal[]): number {
  for (const [at, figure] of one.entries()) {
    const apart = compare(figure, other[at] as Decimal);
    if (apart !== 0) return apart;
  }
  return 0;
}

function keyOf(one: Standing, { method }: Scheme, decided: ReadonlyMap<string, number>): Decimal[] {
  const first = method.price.family === "evaluated_lowest" ? one.price : negative(one.total);
  const chain = method.ties.flatMap((tie) => {
    if (tie === "lower_price") return [one.price];
    return tie.startsWith("higher:") ? [negative(markNamed(one, method.criteria, tie.slice("higher:".length)))] : [];
  });
  return [first, ...chain, { units: BigInt(decided.get(one.bid) ?? 0), places: 0 }];
}

function markNamed(one: Standing, criteria: readonly Criterion[], name: string): Decimal {
  const ofPrice = criteria.some((each) => each.kind === "price" && each.name === name);
  const found = ofPrice ? one.priceScore : one.scores.find(([criterion]) => criterion === name)?.[1];
  if (found === undefined || found === null) throw new CryptoError("method", `nothing was given for ${name}`);
  return found;
}

function resultOf({ scheme }: Lot, { one, place }: Ranked): Result {
  const total = scheme.method.price.family === "evaluated_lowest" ? null : one.total;
  return { bid: one.bid, criteria: one.scores, priceScore: one.priceScore, total, rank: place };
}

/** The equal places before anybody decided, each with the order that was decided. */
function tiesOf(standings: readonly Standing[], lot: Lot): Tie[] {
  const places = new Map<number, string[]>();
  for (const { place, one, tied } of ranking(standings, lot, NOBODY)) if (tied) places.set(place, [...(places.get(place) ?? []), one.bid]);
  const { ties } = lot.scheme.method;
  const last = ties[ties.length - 1] === "draw" ? "draw" : "buyer";
  return [...places.values()].map((bids) => {
    const known = bids.every((bid) => lot.decided.has(bid));
    const order = known ? [...bids].sort((a, b) => (lot.decided.get(a) ?? 0) - (lot.decided.get(b) ?? 0)) : null;
    return { bids: [...bids].sort(compareTexts), by: last, order };
  });
}

/** The drawn place of each tied bid where the document has a draw decide. */
export function drawTies(found: Settlement, seed: Uint8Array, lot: string): Map<string, number> {
  const drawn = found.ties.filter((tie) => tie.by === "draw").flatMap(({ bids }) => {
    const label = H("ranking tie", seed, utf8(lot), ...bids.map(utf8));
    return new Stream(label, "tie").shuffled(bids).map((bid, at) => [bid, at + 1] as const);
  });
  return new Map(drawn);
}

