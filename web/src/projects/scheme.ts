/** How a committee will judge a lot, as it is being typed, and the scheme that the platform takes. Pure. */
import type { Shown } from "../api/client.ts";

export type Scheme = Shown<"SchemeShown">;
type Criterion = Scheme["method"]["criteria"][number];
type PriceRule = Scheme["method"]["price"];
type Item = Scheme["preliminary"][number];

export const PARTS = ["technical", "business", "credit", "price"] as const;
export const KINDS = ["subjective", "objective"] as const;
export const GROUPS = ["formal", "qualification", "responsiveness"] as const;
export const FAMILIES = ["benchmark", "lowest", "evaluated_lowest"] as const;
export const BASES = ["mean", "composite", "abc"] as const;
export const MOST_ITEMS = 200;

/** Coefficients that a base of the benchmark reckons with; of a mean, one that may be. */
export const NEEDED: Record<PriceRule["base"], readonly string[]> = {
  mean: ["k"],
  composite: ["K1", "Q1", "K2"],
  abc: ["a", "b", "c", "mean_share", "lower", "upper", "delta", "K"],
};

export interface CriterionDraft {
  name: string;
  part: (typeof PARTS)[number];
  kind: Criterion["kind"];
  weight: string;
  blind: boolean;
  help: string;
}

export interface ItemDraft {
  code: string;
  group: Item["group"];
  name: string;
  clause: string;
  ground: number;
  clarify: boolean;
}

export interface SchemeDraft {
  name: string;
  items: ItemDraft[];
  criteria: CriterionDraft[];
  family: PriceRule["family"];
  base: PriceRule["base"];
  above: string;
  below: string;
  floor: string;
  trim: boolean;
  trimFrom: number;
  /** Values by coefficient, as typed. */
  coefficients: Record<string, string>;
  allOpened: boolean;
  priceField: string;
  adjustments: { name: string; direction: "add" | "deduct" }[];
  candidates: number;
  minutes: number;
  /** At most so many lots for one bidder; 0 is as many as he wins. */
  mostLots: number;
  order: string;
}

/** A figure of a scheme: up to six decimals. */
const FIGURE = /^(0|[1-9][0-9]{0,15})(\.[0-9]{1,6})?$/;
export const isFigure = (text: string): boolean => FIGURE.test(text.trim());

/** Exact, in hundred-millionths. */
function units(text: string): bigint {
  const [whole = "0", part = ""] = text.trim().split(".");
  return BigInt(whole) * 100_000_000n + BigInt(part.padEnd(8, "0").slice(0, 8));
}

/** The sum of the weights that are figures, as it is shown. */
export function sumOfWeights(criteria: readonly CriterionDraft[]): string {
  const sum = criteria.reduce((total, each) => total + (isFigure(each.weight) ? units(each.weight) : 0n), 0n);
  const part = String(sum % 100_000_000n).padStart(8, "0").replace(/0+$/, "");
  return `${sum / 100_000_000n}${part && `.${part}`}`;
}

export const valuesOf = (typed: string): string[] => typed.split(/[,，、;；\s]+/).filter(Boolean);

/** What hinders saving, as keys of words with the place that they are about; empty: nothing. */
export function faultsOf(draft: SchemeDraft): { word: string; about: string }[] {
  const found: { word: string; about: string }[] = [];
  const say = (word: string, about = ""): void => void found.push({ word, about });
  if (!draft.name.trim()) say("noName");
  if (draft.items.length === 0) say("noItems");
  if (draft.items.length > MOST_ITEMS) say("manyItems");
  for (const each of draft.items) if (!each.code.trim() || !each.name.trim() || !each.clause.trim()) say("itemOpen", each.name || each.code);
  for (const twice of repeated(draft.items.map((each) => each.code.trim()))) say("itemTwice", twice);
  if (draft.family === "evaluated_lowest") return [...found, ...faultsOfAdjustments(draft)];
  for (const each of draft.criteria) if (!each.name.trim() || !isFigure(each.weight)) say("criterionOpen", each.name);
  for (const twice of repeated(draft.criteria.map((each) => each.name.trim()))) say("criterionTwice", twice);
  if (draft.criteria.filter((each) => each.part === "price").length !== 1) say("onePrice");
  if (sumOfWeights(draft.criteria) !== "100") say("sum", sumOfWeights(draft.criteria));
  if (draft.family === "benchmark") {
    if (![draft.above, draft.below, draft.floor].every(isFigure)) say("figures");
    for (const name of NEEDED[draft.base]) if (!valuesOf(draft.coefficients[name] ?? "").every(isFigure)) say("coefficient", name);
    for (const name of NEEDED[draft.base]) if (draft.base !== "mean" && valuesOf(draft.coefficients[name] ?? "").length === 0) say("coefficient", name);
  }
  if (draft.mostLots > 0 && valuesOf(draft.order).length === 0) say("order");
  return found;
}

function faultsOfAdjustments(draft: SchemeDraft): { word: string; about: string }[] {
  const names = draft.adjustments.map((each) => each.name.trim());
  const open = names.some((name) => name === "") ? [{ word: "adjustmentOpen", about: "" }] : [];
  return [...open, ...repeated(names).map((about) => ({ word: "adjustmentTwice", about }))];
}

const repeated = (names: readonly string[]): string[] => [...new Set(names.filter((name, at) => name !== "" && names.indexOf(name) !== at))];

/** The scheme as the door takes it. */
export function schemeOf(draft: SchemeDraft): Scheme {
  const lowest = draft.family === "evaluated_lowest";
  const criteria = lowest ? [] : draft.criteria;
  const bands = [{ at_least: draft.trimFrom, drop_low: 1, drop_high: 1, percent: "0", take: "mean" as const }];
  return {
    method: {
      name: draft.name.trim(),
      criteria: criteria.map((each) => ({ name: each.name.trim(), kind: each.part === "price" ? "price" : each.kind === "price" ? "subjective" : each.kind, weight: each.weight.trim(), blind: each.blind && each.part === "technical" })),
      price: priceOf(draft, bands),
      mark_bands: draft.trim && !lowest ? bands : [],
      mark_places: 2,
      ties: ["lower_price", "buyer"],
      lots: draft.mostLots > 0 ? { most: draft.mostLots, order: valuesOf(draft.order) } : { most: null, order: [] },
    },
    preliminary: draft.items.map((each) => ({ code: each.code.trim(), group: each.group, name: each.name.trim(), clause: each.clause.trim(), ground: each.ground, clarify_first: each.clarify })),
    parts: criteria.map((each) => ({ criterion: each.name.trim(), part: each.part })),
    help: criteria.filter((each) => each.help.trim()).map((each) => ({ criterion: each.name.trim(), text: each.help.trim() })),
    price_field: draft.priceField,
    adjustments: lowest ? draft.adjustments.map((each) => ({ name: each.name.trim(), direction: each.direction })) : [],
    candidates: draft.candidates,
    envelopes: 1,
    clarification_minutes: draft.minutes,
  };
}

function priceOf(draft: SchemeDraft, bands: PriceRule["bands"]): PriceRule {
  const marked = draft.family === "benchmark";
  const given = marked ? NEEDED[draft.base].filter((name) => valuesOf(draft.coefficients[name] ?? "").length > 0) : [];
  return {
    family: draft.family,
    base: marked ? draft.base : "mean",
    bands: marked && draft.trim ? bands : [],
    coefficients: given.map((name) => ({ name, values: valuesOf(draft.coefficients[name] ?? "") })),
    above: marked ? draft.above.trim() : "0",
    below: marked ? draft.below.trim() : "0",
    floor: marked ? draft.floor.trim() : "0",
    population: draft.allOpened ? "all_opened" : "valid_after_preliminary",
    frozen: true,
    rounding: { benchmark: null, deviation: null, score: 2 },
  };
}

/** A scheme that stands, to be edited. What the editor has no field for is lost: `keeps` says whether it has one for all. */
export function draftOf(scheme: Scheme): SchemeDraft {
  const { method } = scheme;
  const help = new Map(scheme.help.map((each) => [each.criterion, each.text]));
  const part = new Map(scheme.parts.map((each) => [each.criterion, each.part]));
  const band = method.price.bands[0] ?? method.mark_bands[0];
  return {
    name: method.name,
    items: scheme.preliminary.map((each) => ({ code: each.code, group: each.group, name: each.name, clause: each.clause, ground: each.ground, clarify: each.clarify_first })),
    criteria: method.criteria.map((each) => ({ name: each.name, part: part.get(each.name) ?? "technical", kind: each.kind, weight: each.weight, blind: each.blind, help: help.get(each.name) ?? "" })),
    family: method.price.family,
    base: method.price.base,
    above: method.price.above,
    below: method.price.below,
    floor: method.price.floor,
    trim: band !== undefined,
    trimFrom: band?.at_least ?? 5,
    coefficients: Object.fromEntries(method.price.coefficients.map((each) => [each.name, each.values.join(", ")])),
    allOpened: method.price.population === "all_opened",
    priceField: scheme.price_field,
    adjustments: scheme.adjustments.map((each) => ({ ...each })),
    candidates: scheme.candidates,
    minutes: scheme.clarification_minutes,
    mostLots: method.lots.most ?? 0,
    order: method.lots.order.join(", "),
  };
}

/** Whether the editor can show the whole scheme; one made elsewhere may say more, and is then only shown. */
export const keeps = (scheme: Scheme): boolean => JSON.stringify(sorted(schemeOf(draftOf(scheme)))) === JSON.stringify(sorted(scheme));

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, each]) => [name, sorted(each)]));
}

const HEADS: readonly (readonly [keyof CriterionDraft, RegExp])[] = [
  ["name", /评审因素|名称|criterion|name/i],
  ["part", /部分|part/i],
  ["kind", /方式|类型|kind/i],
  ["weight", /满分|分值|权重|weight|marks/i],
  ["blind", /暗标|blind/i],
  ["help", /标准|说明|help/i],
];
const PART_WORDS: readonly (readonly [CriterionDraft["part"], RegExp])[] = [
  ["price", /报价|价格|price/i],
  ["business", /商务|business/i],
  ["credit", /信用|credit/i],
  ["technical", /./],
];

/** Criteria of a table whose first filled row names its columns; undefined where there is no column of names or weights. */
export function criteriaIn(rows: readonly (readonly string[])[]): CriterionDraft[] | undefined {
  const [head, ...body] = rows.filter((row) => row.some((cell) => cell.trim()));
  const at = new Map(HEADS.map(([name, pattern]) => [name, head?.findIndex((cell) => pattern.test(cell)) ?? -1]));
  if ((at.get("name") ?? -1) < 0 || (at.get("weight") ?? -1) < 0) return undefined;
  const cell = (row: readonly string[], name: keyof CriterionDraft): string => row[at.get(name) ?? -1]?.trim() ?? "";
  return body.filter((row) => cell(row, "name")).map((row) => {
    const part = PART_WORDS.find(([, pattern]) => pattern.test(cell(row, "part") || cell(row, "name")))?.[0] ?? "technical";
    const kind = part === "price" ? "price" : /客观|objective/i.test(cell(row, "kind")) ? "objective" : "subjective";
    const blind = part === "technical" && /^(是|y|yes|true|√|1)$/i.test(cell(row, "blind"));
    return { name: cell(row, "name"), part, kind, weight: cell(row, "weight").replace(/分$/, ""), blind, help: cell(row, "help") };
  });
}
