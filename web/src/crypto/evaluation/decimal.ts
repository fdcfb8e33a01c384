/** Exact figures: decimals that keep the places in which they are written, and fractions. No floating point anywhere. */
import { demand } from "../errors.ts";

const CHECK = "figure";

/** `units` / 10^`places`. */
export interface Decimal {
  readonly units: bigint;
  readonly places: number;
}

/** `over` is positive. */
export interface Fraction {
  readonly part: bigint;
  readonly over: bigint;
}

const TEN = BigInt(10);
export const ZERO: Decimal = { units: BigInt(0), places: 0 };
const FIGURE = /^([+-]?)(\d{1,60})(?:\.(\d{0,60}))?$/;

/** A decimal as its text says it; places are kept, so that `30.00` is shown as it was given. */
export function decimal(text: string): Decimal {
  const found = FIGURE.exec(text);
  demand(found !== null, CHECK, `${text.slice(0, 40)} is not a figure`);
  const [, sign = "", whole = "", rest = ""] = found;
  const units = BigInt(whole + rest);
  return { units: sign === "-" ? -units : units, places: rest.length };
}

export function decimalText({ units, places }: Decimal): string {
  const digits = String(units < 0 ? -units : units).padStart(places + 1, "0");
  const text = places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`;
  return units < 0 ? `-${text}` : text;
}

const widened = ({ units, places }: Decimal, to: number): bigint => units * TEN ** BigInt(to - places);

export function add(one: Decimal, other: Decimal): Decimal {
  const places = Math.max(one.places, other.places);
  return { units: widened(one, places) + widened(other, places), places };
}

export const negative = ({ units, places }: Decimal): Decimal => ({ units: -units, places });
export const sum = (all: readonly Decimal[]): Decimal => all.reduce(add, ZERO);

/** Below, at or above zero as `one` is to `other`. */
export function compare(one: Decimal, other: Decimal): number {
  const places = Math.max(one.places, other.places);
  const [left, right] = [widened(one, places), widened(other, places)];
  return left < right ? -1 : left > right ? 1 : 0;
}

function divisor(one: bigint, other: bigint): bigint {
  let [a, b] = [one < 0 ? -one : one, other];
  while (b !== BigInt(0)) [a, b] = [b, a % b];
  return a;
}

export function fraction(part: bigint, over: bigint): Fraction {
  demand(over !== BigInt(0), CHECK, "something is divided by nothing");
  const [top, bottom] = over < 0 ? [-part, -over] : [part, over];
  const common = divisor(top, bottom);
  return { part: top / common, over: bottom / common };
}

export const exact = ({ units, places }: Decimal): Fraction => fraction(units, TEN ** BigInt(places));
export const whole = (value: number): Fraction => fraction(BigInt(value), BigInt(1));
export const plus = (a: Fraction, b: Fraction): Fraction => fraction(a.part * b.over + b.part * a.over, a.over * b.over);
export const minus = (a: Fraction, b: Fraction): Fraction => fraction(a.part * b.over - b.part * a.over, a.over * b.over);
export const times = (a: Fraction, b: Fraction): Fraction => fraction(a.part * b.part, a.over * b.over);
export const over = (a: Fraction, b: Fraction): Fraction => fraction(a.part * b.over, a.over * b.part);
export const size = (a: Fraction): Fraction => (a.part < 0 ? { part: -a.part, over: a.over } : a);

/** As `compare`, of fractions. */
export function order(a: Fraction, b: Fraction): number {
  const [left, right] = [a.part * b.over, b.part * a.over];
  return left < right ? -1 : left > right ? 1 : 0;
}

export const greater = (a: Fraction, b: Fraction): Fraction => (order(a, b) < 0 ? b : a);

/** To so many places, half away from zero; the sign is kept. */
export function rounded(value: Fraction, places: number): Decimal {
  const scaled = (value.part < 0 ? -value.part : value.part) * TEN ** BigInt(places);
  const up = BigInt(2) * (scaled % value.over) >= value.over ? BigInt(1) : BigInt(0);
  const units = scaled / value.over + up;
  return { units: value.part < 0 ? -units : units, places };
}

/** Rounded where places are declared, exact where none are. */
export const atPlace = (value: Fraction, places: number | null): Fraction => (places === null ? value : exact(rounded(value, places)));

const AMOUNT = /^(?:0|[1-9]\d{0,15})\.\d{2}$/;

/** An amount in yuan as it is written in records; undefined when the text is none. */
export const amount = (text: string): Decimal | undefined => (AMOUNT.test(text) ? decimal(text) : undefined);

/** The one written form of an amount: two places, never less than nothing, no parts of a fen. */
export function amountText(value: Decimal): string {
  const fen = rounded(exact(value), 2);
  const text = decimalText(fen);
  demand(compare(fen, value) === 0 && AMOUNT.test(text), CHECK, `${decimalText(value).slice(0, 40)} is not a sum of money`);
  return text;
}
