/** How hard a passphrase is to guess, by a rough and honest estimate; and one that nobody has to think of. */
import type { Entropy } from "../crypto/encoding.ts";

export const LEAST = 12;
/** Bits that are asked for: with Argon2id in front (a second a try), far beyond what can be tried. */
export const ENOUGH = 60;

const CLASSES: readonly (readonly [RegExp, number])[] = [
  [/[a-z]/, 26],
  [/[A-Z]/, 26],
  [/[0-9]/, 10],
  [/[ -/:-@[-`{-~]/, 33],
  [/[^\x00-\x7f]/, 2000],
];

export interface Strength {
  readonly bits: number;
  readonly level: "short" | "weak" | "good" | "strong";
}

/** `known`: words that a guesser tries first, such as the body's name. */
export function strengthOf(passphrase: string, known: readonly string[] = []): Strength {
  const text = known.filter((word) => word.length > 1).reduce((rest, word) => rest.split(word).join("·"), passphrase);
  const characters = [...text.normalize("NFKC")];
  const pool = CLASSES.reduce((sum, [has, size]) => (has.test(text) ? sum + size : sum), 0);
  // A character that repeats or continues the one before it, and one that was often used, add little.
  const worth = characters.map((each, at) => {
    const step = at === 0 ? 9 : (each.codePointAt(0) as number) - ((characters[at - 1] as string).codePointAt(0) as number);
    return Math.abs(step) <= 1 ? 0.25 : 1;
  });
  const length = Math.min(worth.reduce((sum, each) => sum + each, 0), 2 * new Set(characters).size);
  const bits = Math.round(length * Math.log2(Math.max(pool, 1)));
  if ([...passphrase].length < LEAST) return { bits, level: "short" };
  return { bits, level: bits < ENOUGH ? "weak" : bits < 90 ? "good" : "strong" };
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
