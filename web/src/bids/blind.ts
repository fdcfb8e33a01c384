/** Files of the blind part 暗标 must not say who made them, not even where nobody looks: document properties. */
import type { TellingProperty, Told } from "./types.ts";
import { Problem } from "../api/problem.ts";
import { nameOf } from "./company-keys.ts";
import { fileUnreadable } from "./faults.ts";
import { asDictionary, PdfFile } from "./pdf-file.ts";
import { PdfUnreadable, shownText, Text } from "./pdf-values.ts";
import { Zip, ZipUnreadable } from "./zip.ts";

/** Properties that name somebody. A PDF's own `Creator` is the program that made it and is looked at for names only. */
const NAMING = ["author", "creator", "company", "manager", "lastmodifiedby", "owner"];
const PROGRAMS = ["pdf:Creator", "pdf:Producer"];
const OFFICE_PARTS = ["docProps/core.xml", "docProps/app.xml", "docProps/custom.xml"];
const ELEMENT = /<(?:[\w.-]+:)?([\w.-]+)(?:\s[^>]*)?>([^<>]+)<\//g;
const XMP_NAMED = /<dc:creator>[\s\S]*?<rdf:li[^>]*>([^<]+)<\/rdf:li>/g;
const LONGEST_SHOWN = 60;

const IN_PDF: Told = {
  zh: "请在生成PDF的软件中清除文档属性（作者、标题等）后重新导出；Acrobat：“工具→编辑→删除隐藏信息”，WPS：“文件→文档加密→属性”，或由 Word/WPS 原文件清除属性后另存为PDF。",
  en: "Clear the document properties in the program that made it and export it again; in Acrobat: Redact, Remove hidden information.",
};
const IN_OFFICE: Told = {
  zh: "Word/Excel：“文件→信息→检查问题→检查文档→文档属性和个人信息→全部删除”；WPS：“文件→文档加密→属性”中清空后保存。",
  en: "In Word or Excel: File, Info, Check for Issues, Inspect Document, remove document properties and personal information.",
};

type Found = readonly [name: string, value: string];

export async function tellingProperties(file: Blob, names: readonly string[]): Promise<TellingProperty[]> {
  const start = String.fromCharCode(...new Uint8Array(await file.slice(0, 4).arrayBuffer()));
  const [read, remedy] = start === "%PDF" ? [pdfProperties, IN_PDF] : [officeProperties, IN_OFFICE];
  if (start !== "%PDF" && start !== "PK\x03\x04") return [];
  const found = await readOrTell(file, read);
  return found.filter((one) => tells(one, names)).map(([name, value]) => ({ name, value: [...value].slice(0, LONGEST_SHOWN).join(""), remedy }));
}

async function readOrTell(file: Blob, read: (file: Blob) => Promise<Found[]>): Promise<Found[]> {
  try {
    return await read(file);
  } catch (thrown) {
    if (thrown instanceof Problem) throw thrown;
    const [en, zh] = thrown instanceof PdfUnreadable ? ["not a readable PDF", "PDF文件无法识别"] : ["not a readable file", "文件无法识别"];
    const locked = (thrown instanceof PdfUnreadable || thrown instanceof ZipUnreadable) && /password/.test(thrown.message);
    throw locked
      ? fileUnreadable(nameOf(file, "-"), "it is locked by a password", "文件已加密码，无法检查")
      : fileUnreadable(nameOf(file, "-"), en, zh);
  }
}

function tells([name, value]: Found, names: readonly string[]): boolean {
  const named = NAMING.includes(name.replace(/^pdf:/, "").toLowerCase()) && !PROGRAMS.includes(name);
  return (named && value.trim() !== "") || names.some((each) => each !== "" && value.includes(each));
}

async function pdfProperties(file: Blob): Promise<Found[]> {
  const pdf = await PdfFile.open(file);
  const found: Found[] = [];
  const info = await pdf.resolve(pdf.trailer.get("Info"));
  if (info instanceof Map)
    for (const [name, value] of info) {
      const text = await pdf.resolve(value);
      if (text instanceof Text) found.push([`pdf:${name}`, shownText(text)]);
    }
  const root = asDictionary(await pdf.resolve(pdf.trailer.get("Root")));
  const packet = new TextDecoder().decode(await pdf.streamOf(root.get("Metadata")));
  for (const match of packet.matchAll(XMP_NAMED)) found.push(["creator", match[1] as string]);
  return [...found, ...elements(packet)];
}

async function officeProperties(file: Blob): Promise<Found[]> {
  const zip = await Zip.open(file);
  const found: Found[] = [];
  for (const part of OFFICE_PARTS) {
    const bytes = await zip.read(part);
    if (bytes) found.push(...elements(new TextDecoder().decode(bytes)));
  }
  return found;
}

/** Elements with plain text in XML; read by pattern, so that no entity of a file is ever expanded. */
const elements = (text: string): Found[] => [...text.matchAll(ELEMENT)].map((match) => [match[1] as string, match[2] as string]);
