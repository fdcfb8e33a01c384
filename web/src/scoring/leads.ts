/** Rules of leads that have words of their own; others are shown by their number. */
export const KNOWN: readonly string[] = Array.from({ length: 15 }, (_, index) => `C${String(index + 1).padStart(2, "0")}`);
