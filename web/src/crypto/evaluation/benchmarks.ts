/** Benchmarks of price (评标基准价) and marks from them: means with values left out, drawn coefficients. All exact. */
import { CryptoError, demand } from "../errors.ts";
import { atPlace, compare, type Decimal, exact, type Fraction, greater, minus, order, over, plus, rounded, size, times, whole } from "./decimal.ts";
import type { Band, Criterion, PriceRule } from "./scheme.ts";

const CHECK = "method";
const ONE = whole(1);
const HUNDRED = whole(100);

export type Drawn = ReadonlyMap<string, Decimal>;

/** A bid with the price that is compared; `rejected` before or after the benchmark was fixed. */
export interface PricedBid {
  readonly price: Decimal;
  readonly rejected: "no" | "before" | "after";
}

/** The prices that make the benchmark. Above the ceiling counts only where all opened bids do. */
export function population(bids: readonly PricedBid[], rule: PriceRule, ceiling: Decimal | null): Decimal[] {
  if (rule.population === "all_opened") return bids.map(({ price }) => price);
  const kept = bids.filter(({ rejected }) => rejected === "no" || (rule.frozen && rejected === "after"));
  return kept.map(({ price }) => price).filter((price) => ceiling === null || compare(price, ceiling) <= 0);
}

const PLAIN = { at_least: 0, drop_low: 0, drop_high: 0, percent: { units: BigInt(0), places: 0 }, take: "mean" } as const;

/** The mean by the highest band that the number reaches; no band reached is the plain mean. */
export function trimmedMean(values: readonly Decimal[], bands: readonly Band[]): Fraction {
  demand(values.length > 0, CHECK, "there is nothing to compare");
  const ordered = values.map(exact).sort(order);
  const reached = bands.filter(({ at_least }) => at_least <= ordered.length);
  const band = reached.reduce<Band>((best, one) => (one.at_least > best.at_least || best === PLAIN ? one : best), PLAIN);
  if (band.take === "second_lowest") return ordered[Math.min(1, ordered.length - 1)] as Fraction;
  const share = Number(rounded(over(times(whole(ordered.length), exact(band.percent)), HUNDRED), 0).units);
  const inside = ordered.slice(band.drop_low + share, Math.max(0, ordered.length - band.drop_high - share));
  const left = inside.length === 0 ? ordered : inside;
  return over(left.reduce(plus), whole(left.length));
}

/** The benchmark in yuan, rounded if the rule declares it. `drawn` names each coefficient that had a choice. */
export function benchmark(prices: readonly Decimal[], rule: PriceRule, drawn: Drawn, ceiling: Decimal | null): Fraction {
  const chosen = new Map(rule.coefficients.map(({ name, values }) => [name, exact(choice(name, values, drawn))]));
  return atPlace(unrounded(prices, rule, drawn, ceiling, chosen), rule.rounding.benchmark);
}

type Chosen = ReadonlyMap<string, Fraction>;

function unrounded(prices: readonly Decimal[], rule: PriceRule, drawn: Drawn, ceiling: Decimal | null, by: Chosen): Fraction {
  const mean = trimmedMean(prices, rule.bands);
  if (rule.base === "mean") return times(mean, minus(ONE, over(by.get("k") ?? whole(0), HUNDRED)));
  if (ceiling === null) throw new CryptoError(CHECK, "the method needs a ceiling price");
  const top = exact(ceiling);
  if (rule.base === "abc") return abc(prices, top, by, drawn);
  const [q, k1, k2] = [named(by, "Q1"), named(by, "K1"), named(by, "K2")];
  return plus(times(times(mean, k1), q), times(times(top, k2), minus(ONE, q)));
}

function choice(name: string, values: readonly Decimal[], drawn: Drawn): Decimal {
  const value = drawn.get(name) ?? (values.length === 1 ? values[0] : undefined);
  const well = value !== undefined && values.some((one) => compare(one, value) === 0);
  if (!well) throw new CryptoError(CHECK, `${name} has no value that the method names`);
  return value;
}

function named(by: Chosen, name: string): Fraction {
  const found = by.get(name);
  if (found === undefined) throw new CryptoError(CHECK, `there is no coefficient ${name}`);
  return found;
}

/** The prices from which B is drawn, lowest first; the first is C. Empty where none is high enough. */
export function abcChoices(prices: readonly Decimal[], top: Fraction, by: Chosen): Decimal[] {
  demand(prices.length > 0, CHECK, "there is nothing to compare");
  const mean = over(prices.map(exact).reduce(plus), whole(prices.length));
  const share = named(by, "mean_share");
  const lower = times(plus(times(mean, share), times(top, minus(ONE, share))), named(by, "lower"));
  const upper = times(times(top, minus(ONE, over(named(by, "delta"), HUNDRED))), named(by, "upper"));
  return prices.filter((price) => order(lower, exact(price)) <= 0 && order(exact(price), upper) < 0).sort(compare);
}

/** (A x a + B x b + C x c) x K; B is one drawn price. */
function abc(prices: readonly Decimal[], top: Fraction, by: Chosen, drawn: Drawn): Fraction {
  const [choices, b] = [abcChoices(prices, top, by), drawn.get("B")];
  const [lowest] = choices;
  if (b === undefined || lowest === undefined || !choices.some((one) => compare(one, b) === 0)) throw new CryptoError(CHECK, "B was not drawn");
  const high = times(top, minus(ONE, over(named(by, "delta"), HUNDRED)));
  const parts = [times(high, named(by, "a")), times(exact(b), named(by, "b")), times(exact(lowest), named(by, "c"))];
  return times(parts.reduce(plus), named(by, "K"));
}

/** Full marks less so many per 1 % above or below; never under the floor. */
export function benchmarkScore(price: Decimal, base: Fraction, rule: PriceRule, weight: Decimal): Decimal {
  const deviation = atPlace(times(over(minus(exact(price), base), base), HUNDRED), rule.rounding.deviation);
  const rate = exact(deviation.part > 0 ? rule.above : rule.below);
  const marks = minus(exact(weight), times(size(deviation), rate));
  return rounded(greater(marks, exact(rule.floor)), rule.rounding.score);
}

/** Lowest price over this price times full marks. */
export function lowestScore(price: Decimal, prices: readonly Decimal[], rule: PriceRule, weight: Decimal): Decimal {
  const [low] = prices.map(exact).sort(order);
  if (low === undefined || low.part <= 0) throw new CryptoError(CHECK, "there is no price to compare with");
  return rounded(greater(times(over(low, exact(price)), exact(weight)), exact(rule.floor)), rule.rounding.score);
}

/** Marks of one bid for one criterion; objective ones must be equal, subjective ones are averaged. */
export function criterionMarks(criterion: Criterion, marks: readonly Decimal[], bands: readonly Band[], places: number): Decimal {
  const within = marks.every((mark) => mark.units >= 0 && compare(mark, criterion.weight) <= 0);
  demand(marks.length > 0 && within, CHECK, `a mark of ${criterion.name} is out of range`);
  if (criterion.kind !== "objective") return rounded(trimmedMean(marks, bands), places);
  const first = marks[0] as Decimal;
  demand(marks.every((mark) => compare(mark, first) === 0), CHECK, `objective marks of ${criterion.name} differ`);
  return rounded(exact(first), places);
}
