/** Reading bodies of records that have no shape here: each member is there and of its kind, or the check fails. */
import { canonical, equal, type Json, type JsonObject } from "../encoding.ts";
import { CryptoError, demand } from "../errors.ts";

export type Body = JsonObject;
const CHECK = "record-shape";

export function member(body: Body, name: string): Json {
  if (!Object.prototype.hasOwnProperty.call(body, name)) throw new CryptoError(CHECK, `a record has no member ${name}`);
  return body[name] as Json;
}

export function textAt(body: Body, name: string): string {
  const found = member(body, name);
  if (typeof found !== "string") throw new CryptoError(CHECK, `${name} is no text`);
  return found;
}

export function flagAt(body: Body, name: string): boolean {
  const found = member(body, name);
  if (typeof found !== "boolean") throw new CryptoError(CHECK, `${name} is neither true nor false`);
  return found;
}

export function numberAt(body: Body, name: string): number {
  const found = member(body, name);
  if (typeof found !== "number") throw new CryptoError(CHECK, `${name} is no number`);
  return found;
}

export function listAt(body: Body, name: string): Json[] {
  const found = member(body, name);
  if (!Array.isArray(found)) throw new CryptoError(CHECK, `${name} is no list`);
  return found;
}

export function bodyOf(value: Json): Body {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new CryptoError(CHECK, "an entry is no object");
  return value;
}

export const bodiesAt = (body: Body, name: string): Body[] => listAt(body, name).map(bodyOf);

export const textsAt = (body: Body, name: string): string[] =>
  listAt(body, name).map((one) => {
    if (typeof one !== "string") throw new CryptoError(CHECK, `${name} holds what is no text`);
    return one;
  });

/** Entries by a member that names each once. */
export function by(entries: readonly Body[], name: string, check: string): Map<string, Body> {
  const found = new Map(entries.map((one) => [textAt(one, name), one]));
  demand(found.size === entries.length, check, `a ${name} stands twice`);
  return found;
}

/** Refuses unless both are equal; the words name what is not. */
export function same(found: Json, expected: Json, check: string, what: string): void {
  demand(equal(canonical(found), canonical(expected)), check, `another ${what}`);
}

/** The same for two sets of texts. */
export function sameSet(found: Iterable<string>, expected: Iterable<string>, check: string, what: string): void {
  same([...new Set(found)].sort(), [...new Set(expected)].sort(), check, what);
}

/** By code points, as every reader orders them. */
export function compareTexts(one: string, other: string): number {
  const [left, right] = [[...one], [...other]];
  for (let at = 0; at < Math.min(left.length, right.length); at += 1) {
    const apart = (left[at]?.codePointAt(0) ?? 0) - (right[at]?.codePointAt(0) ?? 0);
    if (apart !== 0) return apart;
  }
  return left.length - right.length;
}
