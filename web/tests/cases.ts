/** Reading the vectors that the Python wrote. */
import { readFileSync } from "node:fs";
import { expect } from "vitest";
import { fromHex } from "../src/crypto/encoding.ts";
import { CryptoError } from "../src/crypto/errors.ts";
import { entropyFrom } from "./entropy.ts";

export const FOLDER = new URL("../../tests/vectors/", import.meta.url);
// The vectors are data from another program; each test names the members it reads, and a wrong one fails it.
export type Case = any;
export const read = (name: string): Case => JSON.parse(readFileSync(new URL(name, FOLDER), "utf8"));
export const named = (cases: Case[]): [string, Case][] => cases.map((found, i) => [found.name ?? String(i), found]);
export const bytes = (found: string): Uint8Array => fromHex(found);
export const keysOf = (found: string[]): Uint8Array[] => found.map(bytes);

export function refused(check: string, attempt: () => unknown): void {
  try {
    attempt();
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(CryptoError);
    expect((thrown as CryptoError).check).toBe(check);
    return;
  }
  throw new Error(`nothing refused this; ${check} should have`);
}

/** Content of a vector: made from a counter, or given. */
export function contentOf(found: Case): Uint8Array {
  return found.counter === undefined ? bytes(found.hex) : entropyFrom(found.counter)(found.length);
}
