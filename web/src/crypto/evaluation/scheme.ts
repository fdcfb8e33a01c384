/** The whole of how a committee judges, as a tender document froze it: read strictly, and nothing guessed. */
import type { Json } from "../encoding.ts";
import { demand } from "../errors.ts";
import { areDistinct } from "../fields.ts";
import { boolean, exactly, integer, listOf, members, nullOr, type Shape, type Shaped, text } from "../shapes.ts";
import { compare, decimal, type Decimal, sum, ZERO } from "./decimal.ts";

const CHECK = "scheme";
const LARGEST = 1_000;

const count = integer(0, LARGEST);
const word = text(1, 1_000_000);
const many = <T>(shape: Shape<T>): Shape<T[]> => listOf(shape, 0, LARGEST);
const figure: Shape<Decimal> = (value, what) => {
  demand(typeof value === "string" && /^(?:0|[1-9]\d{0,15})(?:\.\d{1,6})?$/.test(value), CHECK, `${what} is not a figure`);
  return decimal(value);
};

const criterion = members({ name: word, kind: exactly("subjective", "objective", "price"), weight: figure, blind: boolean });
const band = members({ at_least: count, drop_low: count, drop_high: count, percent: figure, take: exactly("mean", "second_lowest") });
const coefficient = members({ name: word, values: many(figure) });
const priceRule = members({
  family: exactly("benchmark", "lowest", "evaluated_lowest"),
  base: exactly("mean", "composite", "abc"),
  bands: many(band),
  coefficients: many(coefficient),
  above: figure,
  below: figure,
  floor: figure,
  population: exactly("valid_after_preliminary", "all_opened"),
  frozen: boolean,
  rounding: members({ benchmark: nullOr(count), deviation: nullOr(count), score: count }),
});
const method = members({
  name: word,
  criteria: many(criterion),
  price: priceRule,
  mark_bands: many(band),
  mark_places: count,
  ties: many(word),
  lots: members({ most: nullOr(count), order: many(word) }),
});
const scheme = members({
  method,
  preliminary: many(
    members({ code: word, group: exactly("formal", "qualification", "responsiveness"), name: word, clause: word, ground: count, clarify_first: boolean }),
  ),
  parts: many(members({ criterion: word, part: exactly("technical", "business", "credit", "price") })),
  help: many(members({ criterion: word, text: word })),
  price_field: word,
  adjustments: many(members({ name: word, direction: exactly("add", "deduct") })),
  candidates: count,
  envelopes: count,
  clarification_minutes: count,
});

export type Scheme = Shaped<typeof scheme>;
export type Method = Scheme["method"];
export type Criterion = Method["criteria"][number];
export type Band = Method["mark_bands"][number];
export type PriceRule = Method["price"];

/** Full marks of the price; nothing where offers are compared by evaluated price alone. */
export const priceWeight = ({ criteria }: Method): Decimal => sum(criteria.filter(({ kind }) => kind === "price").map(({ weight }) => weight));

/** The scheme; refuses one that could not have been frozen, naming the part. */
export function readScheme(value: Json): Scheme {
  const found = scheme(value, "the scheme");
  checkCriteria(found.method);
  checkPrice(found.method);
  checkWords(found);
  checkItems(found);
  checkParts(found);
  checkNumbers(found);
  return found;
}

const need = (holds: boolean, where: string): void => demand(holds, CHECK, `the scheme is not acceptable: ${where}`);

function checkCriteria(found: Method): void {
  const names = found.criteria.map(({ name }) => name);
  need(areDistinct(names), "method.criteria");
  const known = ["lower_price", "draw", "buyer", ...names.map((name) => `higher:${name}`)];
  const [last, before] = [found.ties[found.ties.length - 1] ?? "", found.ties.slice(0, -1)];
  const decides = (tie: string): boolean => tie === "draw" || tie === "buyer";
  need(found.ties.every((tie) => known.includes(tie)) && decides(last) && !before.some(decides), "method.ties");
  const total = sum(found.criteria.map(({ weight }) => weight));
  const full = compare(total, decimal("100")) === 0 && compare(priceWeight(found), ZERO) !== 0;
  need(found.price.family === "evaluated_lowest" || full, "method.criteria.weight");
}

const NEEDED = { mean: [], composite: ["K1", "Q1", "K2"], abc: ["a", "b", "c", "mean_share", "lower", "upper", "delta", "K"] };

function checkPrice({ price, lots }: Method): void {
  const given = price.coefficients.map(({ name }) => name);
  const needed: readonly string[] = NEEDED[price.base];
  const allowed = price.base === "mean" ? ["k"] : needed;
  const well = areDistinct(given) && needed.every((name) => given.includes(name)) && given.every((name) => allowed.includes(name));
  need(well, "method.price.coefficients");
  need(price.coefficients.every(({ values }) => values.length > 0), "method.price.coefficients.values");
  need(lots.most === null || (lots.most >= 1 && lots.order.length > 0), "method.lots");
}

const UNPRINTED = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/u;

function line(where: string, words: string, most: number): void {
  const shown = !UNPRINTED.test(words) && words === words.trim() && words === words.normalize("NFC");
  need(shown && words !== "" && [...words].length <= most, where);
}

function checkWords(found: Scheme): void {
  const { method: way, preliminary } = found;
  const names = [way.name, found.price_field, ...way.criteria.map(({ name }) => name), ...found.adjustments.map(({ name }) => name)];
  for (const words of [...names, ...preliminary.flatMap(({ name, clause }) => [name, clause])]) line(`the line ${words.slice(0, 40)}`, words, 200);
  for (const { code } of preliminary) line("preliminary.code", code, 40);
  for (const help of found.help) line("help", help.text.replace(/\n/g, ""), 4000);
}

function checkItems({ preliminary }: Scheme): void {
  need(preliminary.length >= 1 && preliminary.length <= 200, "preliminary");
  need(areDistinct(preliminary.map(({ code }) => code)), "preliminary.code");
  need(preliminary.every(({ ground }) => ground >= 1 && ground <= 7), "preliminary.ground");
}

function checkParts(found: Scheme): void {
  const kinds = new Map(found.method.criteria.map((each) => [each.name, each]));
  const named = found.parts.map(({ criterion: name }) => name);
  const helped = found.help.map(({ criterion: name }) => name);
  need(areDistinct(named) && areDistinct(helped), "parts and help");
  need(named.length === kinds.size && named.every((name) => kinds.has(name)), "parts");
  need(helped.every((name) => kinds.has(name)), "help");
  for (const { criterion: name, part } of found.parts) {
    const each = kinds.get(name) as Criterion;
    need((each.kind === "price") === (part === "price") && !(each.blind && part !== "technical"), `the part of ${name}`);
  }
}

function checkNumbers(found: Scheme): void {
  const lowest = found.method.price.family === "evaluated_lowest";
  const { criteria } = found.method;
  need(lowest ? criteria.length === 0 : criteria.filter(({ kind }) => kind === "price").length <= 1, "method.criteria");
  need((lowest || found.adjustments.length === 0) && areDistinct(found.adjustments.map(({ name }) => name)), "adjustments");
  need(found.candidates >= 1 && found.candidates <= 3, "candidates");
  need(found.envelopes >= 1 && found.envelopes <= 2, "envelopes");
  need(found.clarification_minutes >= 1 && found.clarification_minutes <= 720, "clarification_minutes");
}
