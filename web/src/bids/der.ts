/** As much ASN.1 (X.690: DER, and BER with indefinite lengths, which some signing programs write) as certificates need. */

/** What cannot be read: a signature that nobody here can judge. */
export class DerUnreadable extends Error {}

export interface Der {
  /** The identifier byte: 0x30 sequence, 0x31 set, 0xa0 context 0 ... */
  readonly tag: number;
  readonly body: Uint8Array;
  /** Header and body as they stand. */
  readonly whole: Uint8Array;
  readonly definite: boolean;
}

const DEEPEST = 40;

/** The value that begins at `at`. */
export function readDer(bytes: Uint8Array, at = 0, depth = 0): Der {
  const [tag, first] = [bytes[at], bytes[at + 1]];
  if (tag === undefined || first === undefined || depth > DEEPEST || (tag & 0x1f) === 0x1f) throw new DerUnreadable("no value here");
  if (first === 0x80) return readIndefinite(bytes, at, tag, depth);
  const extra = first > 0x80 ? first - 0x80 : 0;
  if (extra > 4) throw new DerUnreadable("a length is too long");
  const start = at + 2 + extra;
  const length = extra === 0 ? first : bytes.subarray(at + 2, start).reduce((sum, byte) => sum * 256 + byte, 0);
  if (start + length > bytes.length) throw new DerUnreadable("a value ends beyond its end");
  return { tag, body: bytes.subarray(start, start + length), whole: bytes.subarray(at, start + length), definite: true };
}

function readIndefinite(bytes: Uint8Array, at: number, tag: number, depth: number): Der {
  let end = at + 2;
  while (bytes[end] !== 0 || bytes[end + 1] !== 0) end += readDer(bytes, end, depth + 1).whole.length;
  return { tag, body: bytes.subarray(at + 2, end), whole: bytes.subarray(at, end + 2), definite: false };
}

/** The values inside a constructed one. */
export function inside(node: Der | undefined): Der[] {
  const found: Der[] = [];
  if (node === undefined || (node.tag & 0x20) === 0) return found;
  for (let at = 0; at < node.body.length;) {
    const child = readDer(node.body, at);
    found.push(child);
    at += child.whole.length;
  }
  return found;
}

/** An octet string, which BER may cut into parts. */
export function octets(node: Der | undefined): Uint8Array {
  if (node === undefined) throw new DerUnreadable("an octet string is missing");
  if ((node.tag & 0x20) === 0) return node.body;
  return Uint8Array.from(inside(node).flatMap((part) => [...octets(part)]));
}

/** "1.2.840.113549.1.7.2"; "" for what is no object identifier. */
export function oid(node: Der | undefined): string {
  if (node?.tag !== 6 || node.body.length === 0) return "";
  const numbers: number[] = [];
  let number = 0;
  for (const byte of node.body) {
    number = number * 128 + (byte & 0x7f);
    if (byte < 0x80) {
      numbers.push(number);
      number = 0;
    }
  }
  const first = numbers[0] as number;
  const top = Math.min(2, Math.floor(first / 40));
  return [top, first - 40 * top, ...numbers.slice(1)].join(".");
}

/** Text of any of ASN.1's string kinds; older Chinese certificates put GBK where ASCII belongs. */
export function textOf(node: Der): string {
  if (node.tag === 0x1e) return new TextDecoder("utf-16be").decode(node.body);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(node.body);
  } catch {
    return new TextDecoder("gb18030").decode(node.body);
  }
}

/** UTCTime or GeneralizedTime as RFC 3339; null when it is neither. */
export function timeOf(node: Der | undefined): string | null {
  if (node === undefined) return null;
  const match = /^(\d{2}|\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})?(?:\.\d+)?Z$/.exec(textOf(node));
  if (!match || (node.tag !== 0x17 && node.tag !== 0x18)) return null;
  const [, years = "", month, day, hour, minute, second = "00"] = match;
  const year = years.length === 4 ? years : `${Number(years) >= 50 ? "19" : "20"}${years}`;
  return `${year}-${month}-${day}T${hour}:${minute}:${second}Z`;
}
