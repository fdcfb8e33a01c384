/** Readers of parsed JSON: each returns the member in its type or refuses and names it. */
import { fromHex, type Json, type JsonObject } from "./encoding.ts";
import { demand } from "./errors.ts";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/** An object with exactly the members in `names` (any members when left out). */
export function object(value: Json | undefined, what: string, names?: readonly string[]): JsonObject {
  demand(typeof value === "object" && value !== null && !Array.isArray(value), "shape", `${what} is not an object`);
  if (names !== undefined) {
    const found = Object.keys(value).sort().join(",");
    demand(found === [...names].sort().join(","), "shape", `${what} has members ${found}`);
  }
  return value;
}

export function list(value: Json | undefined, what: string): Json[] {
  demand(Array.isArray(value), "shape", `${what} is not a list`);
  return value;
}

/** A string of `least` to `most` characters (code points, so that every language counts alike). */
export function text(value: Json | undefined, what: string, least = 0, most = 10_000): string {
  demand(typeof value === "string", "shape", `${what} is not a string`);
  const length = [...value].length;
  demand(length >= least && length <= most, "shape", `${what} is not ${least} to ${most} characters long`);
  return value;
}

/** The name of a person, company or thing. */
export const name = (value: Json | undefined, what: string): string => text(value, what, 1, 200);

export function orNull<T>(value: Json | undefined, read: (value: Json | undefined) => T): T | null {
  return value === null ? null : read(value);
}

export function flag(value: Json | undefined, what: string): boolean {
  demand(typeof value === "boolean", "shape", `${what} is neither true nor false`);
  return value;
}

export function integer(value: Json | undefined, what: string, least = 0): number {
  demand(typeof value === "number" && Number.isSafeInteger(value), "shape", `${what} is not an integer`);
  demand(value >= least, "shape", `${what} is less than ${least}`);
  return value;
}

/** Lowercase hexadecimal of `length` bytes, returned as bytes. */
export function bytes(value: Json | undefined, what: string, length: number): Uint8Array {
  return fromHex(hex(value, what, length));
}

/** Lowercase hexadecimal of `length` bytes, returned as text. */
export function hex(value: Json | undefined, what: string, length = 32): string {
  demand(typeof value === "string" && /^[0-9a-f]*$/.test(value), "shape", `${what} is not lowercase hexadecimal`);
  demand(value.length === 2 * length, "shape", `${what} is not ${length} bytes`);
  return value;
}

export function uuid(value: Json | undefined, what: string): string {
  demand(typeof value === "string" && UUID.test(value), "shape", `${what} is not a UUID`);
  return value;
}

/** RFC 3339, UTC, milliseconds. Such texts compare as moments do. */
export function time(value: Json | undefined, what: string): string {
  demand(
    typeof value === "string" && TIME.test(value),
    "encoding-time",
    `${what} is not a time in UTC with milliseconds`,
  );
  const moment = new Date(value);
  demand(
    !Number.isNaN(moment.getTime()) && moment.toISOString() === value,
    "encoding-time",
    `${what} is not a real time`,
  );
  return value;
}

/** Milliseconds since 1970-01-01 UTC. */
export const milliseconds = (moment: string): number => Date.parse(time(moment, "the time"));

export function kindOf<T extends string>(value: Json | undefined, what: string, kinds: readonly T[]): T {
  demand(kinds.includes(value as T), "shape", `${what} is not one of ${kinds.join(", ")}`);
  return value as T;
}

export const areDistinct = (texts: readonly string[]): boolean => new Set(texts).size === texts.length;
