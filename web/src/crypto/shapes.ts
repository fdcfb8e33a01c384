/** Shapes of documents: exactly these members, each of its kind. A shape reads a value, typed, or refuses it. */
import type { Json, JsonObject } from "./encoding.ts";
import { demand } from "./errors.ts";
import {
  flag,
  hex,
  integer as readInteger,
  list,
  name,
  object,
  orNull,
  text as readText,
  time,
  uuid,
} from "./fields.ts";

export type Shape<T> = (value: Json | undefined, what: string) => T;
export type Shaped<S> = S extends Shape<infer T> ? T : never;

/** An object with exactly these members. */
export function members<S extends { [member: string]: Shape<unknown> }>(
  shapes: S,
): Shape<{ [K in keyof S]: Shaped<S[K]> }> {
  const names = Object.keys(shapes);
  return (value, what) => {
    const found = object(value, what, names);
    const read = names.map((member) => [
      member,
      (shapes[member] as Shape<unknown>)(found[member], `${what}.${member}`),
    ]);
    return Object.fromEntries(read) as { [K in keyof S]: Shaped<S[K]> };
  };
}

/** An object with exactly these members, and any of the optional ones. */
export function membersAnd<O extends { [member: string]: Shape<unknown> }, S extends { [member: string]: Shape<unknown> }>(
  optional: O,
  shapes: S,
): Shape<{ [K in keyof S]: Shaped<S[K]> } & { [K in keyof O]?: Shaped<O[K]> }> {
  return (value, what) => {
    const found = object(value, what);
    const present = Object.entries(optional).filter(([member]) => member in found);
    const read = members({ ...shapes, ...Object.fromEntries(present) })(value, what);
    return read as { [K in keyof S]: Shaped<S[K]> } & { [K in keyof O]?: Shaped<O[K]> };
  };
}

export function listOf<T>(inner: Shape<T>, least = 0, most = 1_000_000): Shape<T[]> {
  return (value, what) => {
    const found = list(value, what);
    demand(found.length >= least && found.length <= most, "shape", `${what} has not ${least} to ${most} elements`);
    return found.map((item, index) => inner(item, `${what}[${index}]`));
  };
}

/** An object with any names, whose values have one shape. */
export function mapping<T>(inner: Shape<T>, most: number): Shape<{ [member: string]: T }> {
  return (value, what) => {
    const entries = Object.entries(object(value, what));
    demand(entries.length <= most, "shape", `${what} has more than ${most} members`);
    return Object.fromEntries(entries.map(([member, item]) => [member, inner(item, `${what}.${member}`)]));
  };
}

export function exactly<const T extends string>(...allowed: readonly T[]): Shape<T> {
  return (value, what) => {
    demand(allowed.includes(value as T), "shape", `${what} is not ${allowed.join(" or ")}`);
    return value as T;
  };
}

export const hexOf =
  (length: number): Shape<string> =>
  (value, what) =>
    hex(value, what, length);
export const nullOr =
  <T>(inner: Shape<T>): Shape<T | null> =>
  (value, what) =>
    orNull(value, (found) => inner(found, what));
export const text =
  (least = 0, most = 10_000): Shape<string> =>
  (value, what) =>
    readText(value, what, least, most);

export function integer(least = 0, most: number = Number.MAX_SAFE_INTEGER): Shape<number> {
  return (value, what) => {
    const found = readInteger(value, what, least);
    demand(found <= most, "shape", `${what} is more than ${most}`);
    return found;
  };
}

export const digest: Shape<string> = hexOf(32);
export const key: Shape<string> = hexOf(32);
export const moment: Shape<string> = time;
export const id: Shape<string> = uuid;
export const boolean: Shape<boolean> = flag;
export const naming: Shape<string> = name;
export const anything: Shape<Json> = (value) => value as Json;
export const anyObject: Shape<JsonObject> = (value, what) => object(value, what);
