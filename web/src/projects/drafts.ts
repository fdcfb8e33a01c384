/** A lot as it is being typed, and the rows that the platform takes. Pure. */
import { readAmount, type OfferRow, type OwnLot } from "./answers.ts";

export interface FieldDraft {
  name?: string;
  title_zh: string;
  title_en: string;
  kind: "money" | "integer" | "text";
  unit: string;
  minimum: string;
  maximum: string;
}

export interface CoefficientDraft {
  name: string;
  values: string;
}

/** The table most tenders use; its words are the tender's own, in both languages, whatever the page speaks. */
export const standardForm = (): FieldDraft[] => [
  { name: "price", title_zh: "投标报价", title_en: "Bid price", kind: "money", unit: "元", minimum: "0.01", maximum: "" },
  { name: "period", title_zh: "工期（交货期、服务期）", title_en: "Period", kind: "integer", unit: "日历天", minimum: "1", maximum: "" },
  { name: "quality", title_zh: "质量标准", title_en: "Quality", kind: "text", unit: "", minimum: "", maximum: "" },
];

/** Rows for the door: a field without a name gets field_4 and so on, by its place. */
export function formRows(drafts: readonly FieldDraft[]): Record<string, unknown>[] {
  return drafts.map((field, index) => ({
    name: field.name ?? `field_${index + 1}`,
    title: { zh: field.title_zh.trim(), en: field.title_en.trim() },
    kind: field.kind,
    unit: field.unit.trim(),
    ...bound("minimum", field),
    ...bound("maximum", field),
  }));
}

function bound(which: "minimum" | "maximum", field: FieldDraft): Record<string, string> {
  const typed = field[which].trim();
  if (typed === "") return {};
  return { [which]: field.kind === "money" ? (readAmount(typed) ?? typed) : typed };
}

/** A form that stands, to be edited as the next one. */
export const draftsOf = (rows: readonly OfferRow[]): FieldDraft[] =>
  rows.map((row) => ({
    name: row.name,
    title_zh: row.title.zh,
    title_en: row.title.en,
    kind: row.kind,
    unit: row.unit ?? "",
    minimum: row.minimum ?? "",
    maximum: row.maximum ?? "",
  }));

export const coefficientDraftsOf = (rows: OwnLot["coefficients"]): CoefficientDraft[] =>
  rows.map((row) => ({ name: row.name, values: row.values.join(", ") }));

/** "0.95, 0.96，0.97" -> three values; undefined when there is none, or one stands twice. */
export function readValues(typed: string): string[] | undefined {
  const values = typed.split(/[,，、;；\s]+/).filter(Boolean);
  return values.length && new Set(values).size === values.length ? values : undefined;
}
