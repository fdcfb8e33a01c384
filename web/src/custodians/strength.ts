/** How hard a passphrase is to guess, by a rough and honest estimate; and one that nobody has to think of. */
import type { Entropy } from "../crypto/encoding.ts";

export const LEAST = 12;
/** Bits that are asked for: with Argon2id in front (a second a try), far beyond what can be tried. */
export const ENOUGH = 60;
const STRONG = 80;

/** A word, or anything that could be one, is one of some thousands, however long it is. */
const WORD = 13;
const CHINESE = 7;
const SIGNS: readonly (readonly [RegExp, number])[] = [
  [/[a-z]/, 26],
  [/[A-Z]/, 26],
  [/[0-9]/, 10],
  [/[ -/:-@[-`{-~]/, 33],
];

export interface Strength {
  readonly bits: number;
  readonly level: "short" | "weak" | "good" | "strong";
}

/** `known`: words that a guesser tries first, such as the body's name. */
export function strengthOf(passphrase: string, known: readonly string[] = []): Strength {
  const text = known.filter((word) => word.length > 1).reduce((rest, word) => rest.split(word).join(""), passphrase.normalize("NFKC"));
  const words = text.match(/[A-Za-z]{3,}/g) ?? [];
  const distinct = new Set(words.map((word) => word.toLowerCase())).size;
  const bits = Math.round(WORD * distinct + worthOf(text.replace(/[A-Za-z]{3,}/g, "")));
  if ([...passphrase].length < LEAST) return { bits, level: "short" };
  return { bits, level: bits < ENOUGH ? "weak" : bits < STRONG ? "good" : "strong" };
}

/** Signs that are no words: each is one of its class; one that repeats or continues the one before adds little. */
function worthOf(text: string): number {
  const characters = [...text];
  const pool = SIGNS.reduce((sum, [has, size]) => (has.test(text) ? sum + size : sum), 1);
  const worth = characters.map((each, at) => {
    const [point, before] = [each, characters[at - 1] ?? ""].map((one) => one.codePointAt(0) ?? -9) as [number, number];
    const full = point > 0x7f ? CHINESE : Math.log2(pool);
    return Math.abs(point - before) <= 1 || characters.indexOf(each) < at - 1 ? full / 4 : full;
  });
  return worth.reduce((sum, each) => sum + each, 0);
}

export const isEnough = (strength: Strength): boolean => strength.level === "good" || strength.level === "strong";

/** 31 characters that are not taken for each other. */
const LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";

/** Five groups of four, 95 bits and more: `k7mf-29xw-…`. */
export function suggested(entropy: Entropy): string {
  const one = (): string => {
    for (;;) {
      const value = (entropy(1)[0] as number) & 31;
      if (value < LETTERS.length) return LETTERS[value] as string;
    }
  };
  return Array.from({ length: 5 }, () => Array.from({ length: 4 }, one).join("")).join("-");
}
