/**
 * The form of an offer (开标一览表) and what a bidder writes into it, read as `bidding/methods/offer_form.py` reads it:
 * the same bounds, the same words. Values are texts by name, as in offer.json.
 */
import { showMoney } from "../foundation/format.ts";
import type { CheckedTender, OfferFault, OfferField, OfferForm, OfferRead, PriceShown, Told } from "./types.ts";
import { capitalMoney, fenOf, hundredths, moneyText, percentOf } from "./money.ts";

const LONGEST_TEXT = 500;
const NAME = /^[a-z][a-z0-9_]{0,39}$/;
const INTEGER = /^(?:0|[1-9][0-9]{0,14})$/;
const BOUND = /^[0-9]{1,16}(?:\.[0-9]{1,2})?$/;
const KINDS = ["money", "integer", "text"] as const;

/** Why a form cannot be read: nobody can bid on it. */
export class FormUnreadable extends Error {
  readonly zh: string;

  constructor(en: string, zh: string) {
    super(en);
    this.zh = zh;
  }
}

// ---- the form

/** A form from its rows; `title` is a text or {zh, en}. */
export function readForm(rows: unknown): OfferForm {
  if (!Array.isArray(rows) || rows.length === 0) throw new FormUnreadable("it has no fields", "没有填报项目");
  const fields = rows.map(readField);
  if (new Set(fields.map((field) => field.name)).size < fields.length)
    throw new FormUnreadable("a name stands twice", "名称重复");
  return { fields, price: fields.find((field) => field.kind === "money") ?? null };
}

function readField(row: unknown): OfferField {
  const given = (typeof row === "object" && row !== null ? row : {}) as { [member: string]: unknown };
  const { name, title, unit = "" } = given;
  const kind = KINDS.find((one) => one === given["kind"]);
  if (typeof name !== "string" || !NAME.test(name) || kind === undefined)
    throw new FormUnreadable(`name or kind of ${String(name)}`, `${String(name)}的名称或类型`);
  const titles = (typeof title === "object" && title !== null ? title : { zh: title, en: title }) as { zh: unknown; en: unknown };
  if (!isWord(titles.zh, 1, 200) || !isWord(titles.en, 1, 200) || !isWord(unit, 0, 40))
    throw new FormUnreadable(`title or unit of ${name}`, `${name}的标题或单位`);
  const [minimum, maximum] = [readBound(name, given["minimum"]), readBound(name, given["maximum"])];
  if (minimum !== null && maximum !== null && size(minimum) > size(maximum))
    throw new FormUnreadable(`bounds of ${name}`, `${name}的上下限`);
  return { name, title: { zh: titles.zh, en: titles.en }, kind, unit, minimum, maximum };
}

function isWord(text: unknown, least: number, most: number): text is string {
  return typeof text === "string" && [...text].length >= least && [...text].length <= most && (text === "" || isLine(text));
}

function readBound(name: string, text: unknown): string | null {
  if (text === undefined || text === null) return null;
  if (typeof text !== "string" || !BOUND.test(text)) throw new FormUnreadable(`bounds of ${name}`, `${name}的上下限`);
  return text.replace(/^0+(?=[0-9])/, "");
}

const size = (bound: string): bigint => hundredths(bound) as bigint;

/** As the form stands in the tender record: name, the Chinese title, kind, unit. */
export const formAsRecord = (form: OfferForm): { name: string; title: string; kind: string; unit: string }[] =>
  form.fields.map(({ name, title, kind, unit }) => ({ name, title: title.zh, kind, unit }));

// ---- the offer

/** Exactly the form's names, each a text of its kind and within its bounds; else every fault at once. */
export function readOffer(form: OfferForm, values: { readonly [name: string]: string }): OfferRead {
  const faults = [...unknownNames(form, values)];
  const read: { [name: string]: string } = {};
  for (const field of form.fields) {
    const text = values[field.name];
    const found = shapeFault(field, text) ?? boundFault(field, text as string);
    if (found) faults.push(found);
    else read[field.name] = text as string;
  }
  if (faults.length > 0) return { ok: false, faults };
  return { ok: true, values: read, price: form.price ? (read[form.price.name] as string) : null };
}

function unknownNames(form: OfferForm, values: { readonly [name: string]: string }): OfferFault[] {
  const known = new Set(form.fields.map((field) => field.name));
  const unknown = Object.keys(values).filter((name) => !known.has(name)).sort();
  return unknown.map((name) => fault(name.slice(0, 40), "shape", "公布的格式中没有这一项", "the published form has no such value"));
}

const fault = (field: string, kind: OfferFault["kind"], zh: string, en: string): OfferFault => ({ field, kind, what: { zh, en } });

function shapeFault({ name, title, kind }: OfferField, text: string | undefined): OfferFault | undefined {
  if (typeof text !== "string" || text === "") return fault(name, "shape", `${title.zh}未填写`, `${title.en} is missing`);
  if (kind === "money" && fenOf(text) === undefined) {
    const shown = [...text].slice(0, 40).join("");
    return fault(name, "shape", `${title.zh}：${shown}不是以元为单位的金额。`, `${title.en}: ${shown} is not an amount in yuan.`);
  }
  if (kind === "integer" && !INTEGER.test(text))
    return fault(name, "shape", `${title.zh}应为整数`, `${title.en} must be a whole number`);
  if (kind === "text" && !isLine(text))
    return fault(
      name,
      "shape",
      `${title.zh}应为一行文字，不超过${LONGEST_TEXT}字`,
      `${title.en} must be one line of at most ${LONGEST_TEXT} characters`,
    );
  return undefined;
}

/** One line of visible text in NFC: no control, format, bidi or surrogate characters, no outer spaces. */
function isLine(text: string): boolean {
  const length = [...text].length;
  const plain = !/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(text);
  return plain && length > 0 && length <= LONGEST_TEXT && text === text.trim() && text.normalize("NFC") === text;
}

function boundFault({ name, title, kind, minimum, maximum }: OfferField, text: string): OfferFault | undefined {
  const value = kind === "money" ? (fenOf(text) as bigint) : 100n * BigInt(kind === "integer" ? text : [...text].length);
  if (minimum !== null && value < size(minimum))
    return fault(name, "bound", `${title.zh}不得小于${minimum}`, `${title.en}: at least ${minimum}`);
  if (maximum !== null && value > size(maximum))
    return fault(name, "bound", `${title.zh}不得大于${maximum}`, `${title.en}: at most ${maximum}`);
  return undefined;
}

// ---- one price

/** Text 4: in yuan, in capitals, against the ceiling. Null when there is no price to show. */
export function showPrice(tender: Pick<CheckedTender, "ceiling" | "asks">, price: string | null): PriceShown | null {
  const fen = price === null ? undefined : fenOf(price);
  if (price === null || fen === undefined) return null;
  const ceiling = tender.ceiling === null ? 0n : (fenOf(tender.ceiling) ?? 0n);
  const percent = ceiling > 0n ? percentOf(fen, ceiling) : null;
  const [amount, capital] = [showMoney(moneyText(fen)), capitalMoney(fen)];
  const asksAgain = ceiling > 0n && !withinShares(fen, ceiling, tender.asks);
  return { amount, capital, percent, above: ceiling > 0n && fen > ceiling, asksAgain, text: words(amount, capital, percent) };
}

function words(amount: string, capital: string, percent: string | null): Told {
  const [ofZh, ofEn] = percent === null ? ["", ""] : [`，为最高投标限价的${percent}%`, `, ${percent} % of the ceiling`];
  return {
    zh: `您的报价：${amount}元（${capital}）${ofZh}。单位是“元”，不是“万元”。开标以所加密的《开标一览表》数据为准。`,
    en: `Your price: ${amount} yuan (${capital})${ofEn}. The unit is yuan, not ten thousand yuan. What counts at the opening is the sealed offer form.`,
  };
}

/** low % of the ceiling <= price <= high % of it, exactly. */
function withinShares(price: bigint, ceiling: bigint, asks: CheckedTender["asks"]): boolean {
  const [low, high] = [hundredths(asks.low) ?? 0n, hundredths(asks.high) ?? 0n];
  return low * ceiling <= price * 10_000n && price * 10_000n <= high * ceiling;
}
