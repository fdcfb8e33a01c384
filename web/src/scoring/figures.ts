/** Marks as text: read while they are typed, added up exactly, shown without empty decimals. Pure; no floats. */

/** `unfinished`: may become a mark with more keys ("7."); `bad`: never will. `value` is canonical, two decimals. */
export type Read =
  | { readonly kind: "empty" }
  | { readonly kind: "good"; readonly value: string }
  | { readonly kind: "unfinished" }
  | { readonly kind: "bad"; readonly why: "form" | "decimals" | "above" };

/** "12.5" -> 1250n hundredths; undefined for what is no figure with at most two decimals. */
export function hundredths(text: string): bigint | undefined {
  const found = /^(\d{1,12})(?:\.(\d{1,2}))?$/.exec(text);
  return found ? BigInt(found[1] ?? "0") * 100n + BigInt((found[2] ?? "").padEnd(2, "0")) : undefined;
}

/** 1250n -> "12.50". */
export const figure = (value: bigint): string => `${value / 100n}.${String(value % 100n).padStart(2, "0")}`;

/** "12.50" -> "12.5", "12.00" -> "12". */
export const short = (value: string): string => (value.includes(".") ? value.replace(/\.?0+$/, "") : value);

/** Full-width figures and points are what a Chinese keyboard gives. */
const plain = (text: string): string =>
  text.trim().replace(/[\uff10-\uff19]/g, (one) => String.fromCharCode(one.charCodeAt(0) - 0xfee0)).replace(/[\uff0e\u3002\uff0c,]/g, ".");

/** What has been typed into a field of full marks `weight`. */
export function readMark(typed: string, weight: string): Read {
  const text = plain(typed);
  if (text === "") return { kind: "empty" };
  if (/^\d{1,3}\.$/.test(text)) return above(`${text}0`, weight) ? { kind: "bad", why: "above" } : { kind: "unfinished" };
  if (!/^\d{1,3}(\.\d+)?$/.test(text)) return { kind: "bad", why: "form" };
  const value = hundredths(text);
  if (value === undefined) return { kind: "bad", why: "decimals" };
  return above(text, weight) ? { kind: "bad", why: "above" } : { kind: "good", value: figure(value) };
}

function above(text: string, weight: string): boolean {
  const [value, most] = [hundredths(text), hundredths(weight)];
  return value !== undefined && most !== undefined && value > most;
}

/** The sum of what is there. */
export const sum = (values: Iterable<string>): string => figure([...values].reduce((all, one) => all + (hundredths(one) ?? 0n), 0n));

/** An amount in yuan, to the cent. */
export const isYuan = (text: string): boolean => /^\d{1,13}(\.\d{1,2})?$/.test(text);
