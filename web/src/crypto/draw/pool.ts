/**
 * Who may be drawn: pool entries without names, and the commitment to all of them. `ref` commits to the person under a
 * salt of its own, and the employer's label is new in every draw, so that two published draws cannot be joined.
 */
import { canonical, compareBytes, fromHex, H, type Json, toHex, utf8 } from "../encoding.ts";
import { demand, refusingAs } from "../errors.ts";
import { leafHash, treeHash } from "../merkle.ts";
import { hexOf, listOf, members, type Shaped, text } from "../shapes.ts";

const SHAPE = members({ ref: hexOf(16), city: text(6, 6), specialities: listOf(text(1, 16), 0, 64), employer: hexOf(16) });

/** One expert in one draw. `specialities` ascend; `ref` and `employer` are 16 bytes in hex. */
export type Entry = Shaped<typeof SHAPE>;

/** Texts in the order of their code points, as the Python has them; JavaScript's own order differs beyond the BMP. */
export const compareTexts = (a: string, b: string): number => (a === b ? 0 : compareBytes(utf8(a), utf8(b)));

/** Whether every item stands before the one after it. */
export const ascends = <T>(items: readonly T[], compare: (a: T, b: T) => number): boolean =>
  items.every((item, at) => at === 0 || compare(items[at - 1] as T, item) < 0);

/** Hexadecimal of one length: for it the quick order is the right one. */
export const compareRefs = (a: { readonly ref: string }, b: { readonly ref: string }): number =>
  a.ref < b.ref ? -1 : a.ref > b.ref ? 1 : 0;

export function readEntry(value: Json): Entry {
  const entry = refusingAs("draw-entry", () => SHAPE(value, "the entry"));
  demand(ascends(entry.specialities, compareTexts), "draw-entry", "specialities do not ascend");
  return entry;
}

/** What stands for a person in one draw. */
export function expertRef(expert: string, name: string, salt: Uint8Array): string {
  return toHex(H("draw expert", salt, canonical({ expert, name })).slice(0, 16));
}

/** What stands for an employer in one draw; the salt is the draw's. */
export const employerLabel = (uscc: string, salt: Uint8Array): string =>
  toHex(H("draw employer", salt, utf8(uscc)).slice(0, 16));

/** The root (RFC 9162) over the entries, which must ascend by ref. */
export function poolRoot(entries: readonly Entry[]): Uint8Array {
  demand(ascends(entries, compareRefs), "draw-pool-order", "entries do not ascend by ref");
  return treeHash(entries.map((entry) => leafHash(canonical({ ...entry }))));
}

export const saltOf = (hex: string): Uint8Array => fromHex(hex, 16);
