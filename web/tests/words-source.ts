/** What the pages say, read from their source: literals in templates, keys that are asked for, messages and their gaps. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { baseCompile } from "@intlify/message-compiler";
import ts from "typescript";
import { NodeTypes, type RootNode, type TemplateChildNode } from "@vue/compiler-core";
import { parse } from "vue/compiler-sfc";

export const SRC = join(dirname(fileURLToPath(import.meta.url)), "..", "src");

/** Chinese signs and their punctuation, full-width forms too. */
const CHINESE = /[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]/;
/** Two letters are a word; one alone is a sign or a unit. */
const ENGLISH = /[A-Za-z]{2}/;
/** Attributes that people read or hear. */
const SPOKEN = /^(title|alt|label|placeholder|caption|content|description|aria-(label|description|placeholder|roledescription|valuetext)|[a-z-]+-text)$/;

export interface Source {
  readonly name: string;
  readonly text: string;
}

/** Every file of the pages with one of these endings. */
export function sources(...endings: string[]): Source[] {
  const names = readdirSync(SRC, { recursive: true, encoding: "utf8" });
  const wanted = names.filter((name) => endings.some((ending) => name.endsWith(ending)) && !name.endsWith(".d.ts"));
  return wanted.sort().map((name) => ({ name: relative(".", name), text: readFileSync(join(SRC, name), "utf8") }));
}

/** `file:line what` of every literal that a template shows, and of every Chinese one in its expressions. */
export function literals({ name, text }: Source): string[] {
  const { template } = parse(text, { filename: name }).descriptor;
  const found: string[] = [];
  const tell = (line: number, what: string): void => void found.push(`${name}:${line} ${what.trim().slice(0, 60)}`);
  if (template?.ast) walk(template.ast, tell);
  return found;
}

type Tell = (line: number, what: string) => void;

function walk(node: RootNode | TemplateChildNode, tell: Tell): void {
  const line = node.loc.start.line;
  if (node.type === NodeTypes.TEXT && shown(node.content)) tell(line, node.content);
  if (node.type === NodeTypes.INTERPOLATION && CHINESE.test(node.content.loc.source)) tell(line, node.content.loc.source);
  if (node.type === NodeTypes.ELEMENT) {
    for (const prop of node.props) {
      const spoken = prop.type === NodeTypes.ATTRIBUTE && SPOKEN.test(prop.name) && shown(prop.value?.content ?? "");
      if (spoken || CHINESE.test(prop.loc.source)) tell(prop.loc.start.line, prop.loc.source);
    }
  }
  if ("children" in node) {
    for (const child of node.children) if (typeof child === "object" && child.type !== NodeTypes.COMMENT) walk(child as TemplateChildNode, tell);
  }
}

const shown = (content: string): boolean => CHINESE.test(content) || ENGLISH.test(content);

/** The scripts of a source: the whole of a module, the script blocks of a page. */
export function script({ name, text }: Source): string {
  if (!name.endsWith(".vue")) return text;
  const { script: plain, scriptSetup } = parse(text, { filename: name }).descriptor;
  return [plain?.content ?? "", scriptSetup?.content ?? ""].join("\n");
}

/** The Chinese strings of a script; comments do not count. */
export function chineseStrings(source: Source): string[] {
  return strings(script(source)).filter((one) => CHINESE.test(one)).map((one) => `${source.name} ${one.slice(0, 60)}`);
}

function strings(code: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) found.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile("script.ts", code, ts.ScriptTarget.ES2021, false, ts.ScriptKind.TS));
  return found;
}

/** A key that is asked for: whole, or its beginning when the rest is only known when the page runs. */
export interface Asked {
  readonly where: string;
  readonly key: string;
  readonly whole: boolean;
}

/** Keys that a source asks for: any quoted text that begins with a stage's name and a dot. */
export function asked({ name, text }: Source, stages: readonly string[]): Asked[] {
  const begins = stages.join("|");
  const quoted = new RegExp(`(["'\`])((?:${begins})\\.[A-Za-z0-9_.]*)(\\1|\\$\\{)`, "g");
  const code = text.replace(/^\s*(import|export .* from) .*$/gm, "");
  return [...code.matchAll(quoted)].map(([, , key, end]) => ({
    where: `${name}:${line(code, key as string)}`,
    key: key as string,
    whole: end !== "${",
  }));
}

const line = (code: string, part: string): number => code.slice(0, code.indexOf(part)).split("\n").length;

/** Every message by its key. */
export function messages(words: object, before = ""): Map<string, string> {
  const found = new Map<string, string>();
  for (const [name, value] of Object.entries(words) as [string, unknown][]) {
    const key = before ? `${before}.${name}` : name;
    if (typeof value === "string") found.set(key, value);
    else for (const [inner, text] of messages(value as object, key)) found.set(inner, text);
  }
  return found;
}

/** The names of a message's gaps; throws where vue-i18n could not read it. */
export function gaps(message: string): string[] {
  const found = new Set<string>();
  const { ast } = baseCompile(message, { onError: (fault) => { throw new Error(`${fault.message}: ${message}`); } });
  JSON.stringify(ast, (_, value: { type?: number; key?: string }) => {
    if (value?.type === 4 /* a named gap */ && value.key) found.add(value.key);
    return value as unknown;
  });
  return [...found].sort();
}
