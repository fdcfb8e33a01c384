/** The bidder's vectors that the Python wrote, and content named by a label. */
import { readFileSync } from "node:fs";
import { entropyFrom } from "../entropy.ts";

export function read<T = any>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../../../tests/vectors/bidder_${name}.json`, import.meta.url), "utf8")) as T;
}

/** The first bytes of the stream of a label. */
export const stream = (label: string, length: number): Uint8Array => entropyFrom(label)(length);

export const fileOf = (name: string, content: Uint8Array | string): File => new File([content as BlobPart], name);

/** Entropy that goes through the stream of a label without leaving a byte out, as the Python's does. */
export function counter(label: string): (length: number) => Uint8Array {
  let taken = 0;
  return (length) => stream(label, (taken += length)).slice(taken - length);
}
