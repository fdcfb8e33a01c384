/** The values of a PDF (ISO 32000-1, section 7.3) as far as document properties need them. Text is one character a byte. */

export class PdfUnreadable extends Error {}

export class Name {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

export class Reference {
  readonly number: number;
  constructor(number: number) {
    this.number = number;
  }
}

/** A string's bytes, one character each. */
export class Text {
  readonly bytes: string;
  constructor(bytes: string) {
    this.bytes = bytes;
  }
}

export type Dictionary = Map<string, Value>;
export type Value = null | boolean | number | Name | Reference | Text | Value[] | Dictionary;

const DEEPEST = 50;
const SPACE = /[\0\t\n\f\r ]/;
const DELIMITER = /[\0\t\n\f\r ()<>[\]{}/%]/;
const ESCAPES: { readonly [letter: string]: string } = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f" };

/** Reads values out of text; where it ends too early it throws PdfUnreadable, and more text may help. */
export class ValueReader {
  readonly text: string;
  at: number;

  constructor(text: string, at = 0) {
    [this.text, this.at] = [text, at];
  }

  /** White space and comments. */
  skip(): this {
    for (; this.at < this.text.length; this.at += 1) {
      const c = this.text[this.at] as string;
      if (c === "%") while (this.at < this.text.length && !/[\r\n]/.test(this.text[this.at] as string)) this.at += 1;
      else if (!SPACE.test(c)) break;
    }
    return this;
  }

  /** The next word: a run without spaces and delimiters. */
  word(): string {
    const start = this.skip().at;
    while (this.at < this.text.length && !DELIMITER.test(this.text[this.at] as string)) this.at += 1;
    return this.text.slice(start, this.at);
  }

  /** Whether the text goes on so; then it stands behind it. */
  take(wanted: string): boolean {
    if (!this.skip().text.startsWith(wanted, this.at)) return false;
    this.at += wanted.length;
    return true;
  }

  value(depth = 0): Value {
    this.skip();
    if (this.at >= this.text.length || depth > DEEPEST) throw new PdfUnreadable("a value is missing");
    if (this.take("<<")) return this.#dictionary(depth);
    if (this.take("[")) return this.#list(depth);
    if (this.take("(")) return this.#string();
    if (this.take("<")) return this.#hex();
    if (this.take("/")) return this.#name();
    return this.#other();
  }

  #dictionary(depth: number): Dictionary {
    const found: Dictionary = new Map();
    while (!this.take(">>")) {
      if (!this.take("/")) throw new PdfUnreadable("a dictionary holds something without a name");
      const { name } = this.#name();
      found.set(name, this.value(depth + 1));
    }
    return found;
  }

  #list(depth: number): Value[] {
    const found: Value[] = [];
    while (!this.take("]")) found.push(this.value(depth + 1));
    return found;
  }

  #name(): Name {
    const start = this.at;
    while (this.at < this.text.length && !DELIMITER.test(this.text[this.at] as string)) this.at += 1;
    const raw = this.text.slice(start, this.at);
    return new Name(raw.replace(/#([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))));
  }

  #string(): Text {
    let [found, open] = ["", 1];
    for (; this.at < this.text.length; this.at += 1) {
      const c = this.text[this.at] as string;
      if (c === "\\") {
        found += this.#escape();
        continue;
      }
      open += c === "(" ? 1 : c === ")" ? -1 : 0;
      if (open === 0) {
        this.at += 1;
        return new Text(found);
      }
      found += c;
    }
    throw new PdfUnreadable("a string does not end");
  }

  /** Stands on the backslash; leaves standing on the last character of the escape. */
  #escape(): string {
    const octal = /^[0-7]{1,3}/.exec(this.text.slice(this.at + 1, this.at + 4))?.[0];
    if (octal) {
      this.at += octal.length;
      return String.fromCharCode(parseInt(octal, 8) & 0xff);
    }
    this.at += 1;
    const c = this.text[this.at] ?? "";
    if (c === "\r" && this.text[this.at + 1] === "\n") this.at += 1;
    return c === "\r" || c === "\n" ? "" : (ESCAPES[c] ?? c);
  }

  #hex(): Text {
    const end = this.text.indexOf(">", this.at);
    if (end < 0) throw new PdfUnreadable("a string does not end");
    const digits = this.text.slice(this.at, end).replace(/[^0-9a-fA-F]/g, "");
    this.at = end + 1;
    const pairs = (digits.length % 2 ? `${digits}0` : digits).match(/../g) ?? [];
    return new Text(pairs.map((pair) => String.fromCharCode(parseInt(pair, 16))).join(""));
  }

  /** Numbers, references (`12 0 R`), true, false, null. */
  #other(): Value {
    const word = this.word();
    if (/^\d+$/.test(word)) {
      const after = /^[\0\t\n\f\r ]+\d+[\0\t\n\f\r ]+R(?![A-Za-z0-9])/.exec(this.text.slice(this.at, this.at + 40));
      if (after) {
        this.at += after[0].length;
        return new Reference(Number(word));
      }
    }
    if (/^[+-]?(?:\d+\.?\d*|\.\d+)$/.test(word)) return Number(word);
    if (word === "true" || word === "false") return word === "true";
    if (word === "null") return null;
    throw new PdfUnreadable("something that is no value");
  }
}

/** A text string as people read it: UTF-16 or UTF-8 when it says so, else the encoding that is nearly Latin 1. */
export function shownText({ bytes }: Text): string {
  const raw = Uint8Array.from(bytes, (c) => c.charCodeAt(0));
  if (bytes.startsWith("\xfe\xff")) return new TextDecoder("utf-16be").decode(raw.subarray(2));
  if (bytes.startsWith("\xff\xfe")) return new TextDecoder("utf-16le").decode(raw.subarray(2));
  if (bytes.startsWith("\xef\xbb\xbf")) return new TextDecoder().decode(raw.subarray(3));
  return bytes;
}
