import { expect, test } from "vitest";
import { capitalMoney, fenOf, percentOf, withFen } from "../../src/bids/money.ts";
import { readForm, readOffer, showPrice } from "../../src/bids/offer.ts";
import { parseUscc } from "../../src/bids/uscc.ts";
import { read } from "./vectors.ts";

const vectors = read("money");
const asks = { low: "50", high: "100" };
const fen = (text: string): bigint => fenOf(text) as bigint;

test.each(vectors.capital as [string, string][])("%s in capitals", (amount, words) => {
  expect(capitalMoney(fen(amount))).toBe(words);
});

test.each(vectors.percents as [string, string, string][])("%s of %s", (part, whole, percent) => {
  expect(percentOf(fen(part), fen(whole))).toBe(percent);
});

test.each((vectors.typed as [string, string][]).filter(([typed]) => typed !== "007"))("%s typed at a prompt", (typed, sealed) => {
  expect(withFen(typed)).toBe(sealed);
});

test("separators that can mean one thing only are understood, others stay as they are", () => {
  expect(withFen(" 26,888,000.5 ")).toBe("26888000.50");
  for (const doubtful of ["26,88,000", "26.888.000", "1,2", "007", "12.345", "２６", "26888000元"]) expect(withFen(doubtful)).toBe(doubtful);
});

test.each(vectors.offers as any[])("an offer is read as the command reads it: $values", ({ values, read: sealed, faults }) => {
  const found = readOffer(readForm(vectors.form), values);
  if (found.ok) expect(found.values).toEqual(sealed);
  else expect(found.faults.map(({ field, kind, what }) => ({ field, kind, ...what }))).toEqual(faults);
});

test.each(vectors.prices as any[])("$price against $ceiling", ({ price, ceiling, zh, en, asks_again }) => {
  const shown = showPrice({ ceiling, asks }, price);
  expect(shown?.text).toEqual({ zh, en });
  expect(shown?.asksAgain).toBe(asks_again);
});

test("a price that cannot be read is not shown", () => {
  expect(showPrice({ ceiling: null, asks }, "26888000")).toBeNull();
});

test.each(vectors.codes as [string, string | null][])("the code %s", (text, code) => {
  if (code === null) expect(() => parseUscc(text)).toThrow();
  else expect(parseUscc(text)).toBe(code);
});
