/** Cells of a spreadsheet (xlsx, csv) as texts, row by row: nothing is computed, no macro is looked at. */
import { Zip } from "./zip.ts";

const LONGEST_CSV = 32 * 2 ** 20;

export type Cells = readonly (readonly { readonly place: string; readonly text: string }[])[];

/** Every sheet of the file; none where it is no spreadsheet. Raises ZipUnreadable. */
export async function sheetsOf(file: Blob, name: string): Promise<Cells[]> {
  const start = String.fromCharCode(...new Uint8Array(await file.slice(0, 4).arrayBuffer()));
  if (start === "PK\x03\x04" && /\.xls[xm]$/i.test(name)) return workbook(file);
  if (/\.(csv|txt)$/i.test(name) && file.size <= LONGEST_CSV) return [csv(decoded(new Uint8Array(await file.arrayBuffer())))];
  return [];
}

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
