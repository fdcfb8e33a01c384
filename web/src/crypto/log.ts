/** The tick log: 1,024 sorted values a tick, one leaf of an RFC 9162 tree a tick, heads signed by the platform. */
import {
  canonical,
  compareBytes,
  equal,
  fromHex,
  H,
  type JsonObject,
  MAC,
  parseCanonical,
  toHex,
  u32be,
  u64be,
} from "./encoding.ts";
import { demand } from "./errors.ts";
import { hex, integer, object, time } from "./fields.ts";
import { leafHash, treeHash } from "./merkle.ts";
import { readSigned, type Signed } from "./signatures.ts";

export { consistencyHolds, consistencyProof, inclusionHolds, inclusionProof, leafHash, treeHash } from "./merkle.ts";

/** Values in every tick, fillers included. */
export const TICK_WIDTH = 1024;
const VALUE = 32;

export interface TickEntry {
  readonly number: number;
  readonly at: string;
  readonly root: string;
  /** Commitment to the filler key. */
  readonly filler: string;
}

export interface Head {
  readonly size: number;
  readonly root: string;
  readonly at: string;
  readonly signed: Signed;
}

// ---- one tick

/** The 1,024 values of a tick: the real ones and fillers from the key, sorted, so that neither order nor count shows. */
export function tickValues(real: readonly Uint8Array[], fillerKey: Uint8Array, tick: number): Uint8Array[] {
  demand(real.length <= TICK_WIDTH, "tick-leaves", "the tick has too many leaves");
  demand(
    real.every((value) => value.length === VALUE),
    "tick-leaves",
    "a leaf value is not 32 bytes",
  );
  const fillers = Array.from({ length: TICK_WIDTH - real.length }, (_, i) => filler(fillerKey, tick, i));
  return [...real, ...fillers].sort(compareBytes);
}

const filler = (key: Uint8Array, tick: number, i: number): Uint8Array => MAC(key, "filler", u64be(tick), u32be(i));

export const fillerCommitment = (key: Uint8Array): string => toHex(H("filler commitment", key));

export const tickRoot = (values: readonly Uint8Array[]): Uint8Array => treeHash(values.map(leafHash));

/** Cuts a tick's file into its values; refuses a wrong length and any other order than ascending. */
export function readTickValues(source: Uint8Array): Uint8Array[] {
  demand(source.length === TICK_WIDTH * VALUE, "tick-values", "the tick has not 1,024 values of 32 bytes");
  const values = cut(source);
  values.reduce((before, value) => {
    demand(compareBytes(before, value) <= 0, "tick-values", "the tick's values are not sorted");
    return value;
  });
  return values;
}

function cut(source: Uint8Array): Uint8Array[] {
  return Array.from({ length: source.length / VALUE }, (_, i) => source.subarray(i * VALUE, (i + 1) * VALUE));
}

/** When the filler key is out: whether everything in the tick beyond `real` is a filler, so that every leaf is known. */
export function accountsForAll(
  values: readonly Uint8Array[],
  real: readonly Uint8Array[],
  key: Uint8Array,
  entry: TickEntry,
): boolean {
  const expected = tickValues(real, key, entry.number);
  const same = values.length === expected.length && expected.every((value, i) => equal(value, values[i] as Uint8Array));
  return same && fillerCommitment(key) === entry.filler;
}

// ---- the outer tree

export function tickEntryBody(entry: TickEntry): JsonObject {
  return { type: "tianping/tick/1", number: entry.number, at: entry.at, root: entry.root, filler: entry.filler };
}

export const tickEntryBytes = (entry: TickEntry): Uint8Array => canonical(tickEntryBody(entry));

export function readTickEntry(source: Uint8Array): TickEntry {
  const members = object(parseCanonical(source), "the tick", ["at", "filler", "number", "root", "type"]);
  demand(members.type === "tianping/tick/1", "tick-shape", "the document is not a tick");
  return {
    number: integer(members.number, "the tick's number"),
    at: time(members.at, "the tick's time"),
    root: hex(members.root, "the tick's root"),
    filler: hex(members.filler, "the filler commitment"),
  };
}

/** Refuses unless the entry is the outer leaf `leaf` and its root is over these values. */
export function checkTick(entry: TickEntry, values: readonly Uint8Array[], leaf: Uint8Array): void {
  demand(equal(leafHash(tickEntryBytes(entry)), leaf), "tick-entry", "the entry is not that leaf of the log");
  demand(toHex(tickRoot(values)) === entry.root, "tick-root", "the tick's root is over other values");
}

/** leaves.bin: the outer leaf hashes 0..size-1. */
export function readLeaves(source: Uint8Array): Uint8Array[] {
  demand(source.length % VALUE === 0, "log-leaves", "the list of leaves is not a multiple of 32 bytes");
  return cut(source);
}

/** Reads a signed head's form; whose signature it is, is for the caller to ask. */
export const readHead = (source: Uint8Array): Head => headOf(readSigned(source, false));

export function headOf(signed: Signed): Head {
  object(signed.body, "the head", ["at", "root", "size", "type"]);
  demand(signed.type === "tianping/head/1", "head-shape", "the document is not a head");
  const { size, root, at } = signed.body;
  return {
    size: integer(size, "the head's size"),
    root: hex(root, "the head's root"),
    at: time(at, "the head's time"),
    signed,
  };
}

/** Whether `head` is a prefix of the log whose leaves these are; an empty head is a prefix of nothing. */
export function isPrefix(head: { size: number; root: string }, leaves: readonly Uint8Array[]): boolean {
  if (head.size < 1 || head.size > leaves.length) return false;
  return equal(treeHash(leaves.slice(0, head.size)), fromHex(head.root, 32));
}

/** Where `value` stands in a tick's sorted values, or -1. */
export function position(values: readonly Uint8Array[], value: Uint8Array): number {
  return values.findIndex((found) => equal(found, value));
}
