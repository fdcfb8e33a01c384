/** Figures in a bill of quantities that may be its total; the person points to the one that is. */
import type { BillTotal } from "./types.ts";
import { nameOf } from "./company-keys.ts";
import { fileUnreadable } from "./faults.ts";
import { moneyText } from "./money.ts";
import { Zip, ZipUnreadable } from "./zip.ts";

/** What a total is called, the surest first. */
const LABELS = [/投标总价|投标总报价|总造价|工程造价/, /投标报价|总报价/, /总计|总价|总合计/, /合计/];
const NO_LABEL = /大写|其中|税率|单价|不含/;
const MOST = 20;
const LONGEST_CSV = 32 * 2 ** 20;

type Cells = readonly (readonly { readonly place: string; readonly text: string }[])[];

export async function billTotals(file: Blob): Promise<BillTotal[]> {
  const start = String.fromCharCode(...new Uint8Array(await file.slice(0, 4).arrayBuffer()));
  const name = nameOf(file, "-");
  if (start === "PK\x03\x04" && /\.xls[xm]$/i.test(name)) return ranked(await readOrTell(name, () => workbook(file)));
  if (/\.(csv|txt)$/i.test(name) && file.size <= LONGEST_CSV) return ranked([csv(decoded(new Uint8Array(await file.arrayBuffer())))]);
  return [];
}

async function readOrTell<T>(name: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (thrown) {
    if (thrown instanceof ZipUnreadable) throw fileUnreadable(name, thrown.message, "文件无法识别");
    throw thrown;
  }
}

// ---- which cells

function ranked(sheets: readonly Cells[]): BillTotal[] {
  const found = sheets.flatMap((rows) => rows.flatMap((row) => totalsIn(row)));
  // The surest label first; among equal ones the last, because a total of totals stands at the end.
  return found.reverse().sort((a, b) => a.rank - b.rank).slice(0, MOST).map(({ rank: _, ...total }) => total);
}

function totalsIn(row: Cells[number]): (BillTotal & { rank: number })[] {
  return row.flatMap(({ text }, at) => {
    const rank = LABELS.findIndex((label) => label.test(text.replace(/\s/g, "")));
    if (rank < 0 || NO_LABEL.test(text)) return [];
    const beside = row.slice(at + 1).flatMap((cell) => figureIn(cell) ?? []);
    const own = figureBehind(text);
    const figures = own ? [{ ...own, place: row[at]?.place ?? "" }] : beside.slice(-1);
    return figures.map((figure) => ({ ...figure, label: [...text.trim()].slice(0, 40).join(""), rank }));
  });
}

function figureIn({ place, text }: Cells[number][number]): Omit<BillTotal, "label"> | undefined {
  const figure = amountOf(text);
  return figure && { ...figure, place };
}

/** `投标总价（元）：26,888,000.00` in one cell. */
function figureBehind(text: string): { amount: string; rounded: boolean } | undefined {
  const match = /[:：]\s*[¥￥]?\s*([0-9][0-9,]*(?:\.[0-9]+)?)\s*元?\s*$/.exec(text);
  return match ? amountOf(match[1] as string) : undefined;
}

/** A figure as spreadsheets keep it: "26888000", "26,888,000.00", "2.6888E7", "26888000.000000004". */
export function amountOf(text: string): { amount: string; rounded: boolean } | undefined {
  const plain = text.trim().replace(/^[¥￥]/, "").replace(/,(?=[0-9]{3}(?:[,.]|$))/g, "").replace(/元$/, "");
  const match = /^([0-9]{1,17})(?:\.([0-9]+))?(?:[eE]\+?([0-9]{1,2}))?$/.exec(plain);
  if (!match) return undefined;
  const [, whole = "", part = "", exponent = "0"] = match;
  const moved = whole + part.padEnd(Number(exponent), "0").slice(0, Number(exponent));
  const rest = part.slice(Number(exponent)).padEnd(8, "0");
  // What lies beyond the eighth decimal is noise of binary fractions.
  const tiny = BigInt(moved + rest.slice(0, 8)) + (Number(rest[8] ?? "0") >= 5 ? 1n : 0n);
  const fen = (tiny + 500_000n) / 1_000_000n;
  const noise = tiny - fen * 1_000_000n;
  return { amount: moneyText(fen), rounded: noise > 100n || noise < -100n };
}

// ---- CSV

/** UTF-8, else the encoding of Chinese Windows. */
function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("gb18030").decode(bytes);
  }
}

function csv(text: string): Cells {
  const rows: { place: string; text: string }[][] = [[]];
  for (const match of text.matchAll(/(?:"((?:[^"]|"")*)"|([^,\t;\r\n"]*))(,|\t|;|\r\n|\n|\r|$)/g)) {
    const [all, quoted, plain = "", end] = match;
    if (all === "") break;
    rows[rows.length - 1]?.push({ place: String(rows.length), text: quoted?.replace(/""/g, '"') ?? plain });
    if (end && /[\r\n]/.test(end)) rows.push([]);
  }
  return rows;
}

// ---- xlsx (ECMA-376): read by pattern, so that no entity is expanded but the five of XML

async function workbook(file: Blob): Promise<Cells[]> {
  const zip = await Zip.open(file);
  const text = async (name: string): Promise<string> => new TextDecoder().decode(await zip.read(name));
  const shared = [...(await text("xl/sharedStrings.xml")).matchAll(/<si>([\s\S]*?)<\/si>|<si\/>/g)].map((match) => textsIn(match[1] ?? ""));
  const targets = new Map([...(await text("xl/_rels/workbook.xml.rels")).matchAll(/<Relationship\s[^>]*>/g)].map(([one]) => [attribute(one, "Id"), attribute(one, "Target")]));
  const sheets = [];
  for (const [tag] of (await text("xl/workbook.xml")).matchAll(/<sheet\s[^>]*>/g)) {
    const target = targets.get(attribute(tag, "r:id")) ?? "";
    const path = target.startsWith("/") ? target.slice(1) : `xl/${target}`;
    sheets.push(sheetCells(await text(path), attribute(tag, "name"), shared));
  }
  return sheets;
}

function sheetCells(xml: string, sheet: string, shared: readonly string[]): Cells {
  return [...xml.matchAll(/<row[\s>][\s\S]*?<\/row>/g)].map(([row]) =>
    [...row.matchAll(/<c\s([^>]*?)(?:\/>|>([\s\S]*?)<\/c>)/g)].map((match) => {
      const [, attributes = "", inner = ""] = match;
      return { place: `${sheet}!${attribute(attributes, "r")}`, text: cellText(attribute(attributes, "t"), inner, shared) };
    }),
  );
}

function cellText(kind: string, inner: string, shared: readonly string[]): string {
  if (kind === "inlineStr") return textsIn(inner);
  const value = unescaped(/<v(?:\s[^>]*)?>([\s\S]*?)<\/v>/.exec(inner)?.[1] ?? "");
  return kind === "s" ? (shared[Number(value)] ?? "") : value;
}

/** The runs of a rich text, without its phonetic ones. */
const textsIn = (xml: string): string =>
  [...xml.replace(/<rPh[\s>][\s\S]*?<\/rPh>/g, "").matchAll(/<t(?:\s[^>]*)?>([\s\S]*?)<\/t>/g)].map((match) => unescaped(match[1] as string)).join("");

const attribute = (tag: string, name: string): string => unescaped(new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(tag)?.[1] ?? "");

const ENTITIES: { readonly [name: string]: string } = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };

const unescaped = (text: string): string =>
  text.replace(/&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|(lt|gt|quot|apos|amp));/g, (_, decimal?: string, hex?: string, name?: string) =>
    name ? (ENTITIES[name] as string) : String.fromCodePoint(Math.min(0x10ffff, decimal ? Number(decimal) : parseInt(hex ?? "0", 16))),
  );
