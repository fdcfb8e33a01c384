/** The 17 units of Hubei as tiles, each roughly where it lies: our own schematic drawing. Pure. */
import type { Tone } from "../foundation/ui/StateMark.vue";

/** Division code, column, row; from the north-west. */
export const TILES: readonly (readonly [code: string, column: number, row: number])[] = [
  ["420300", 2, 1], ["420600", 3, 1], ["421300", 4, 1],
  ["429021", 2, 2], ["420800", 3, 2], ["429006", 4, 2], ["420900", 5, 2], ["420100", 6, 2], ["421100", 7, 2],
  ["422800", 1, 3], ["420500", 2, 3], ["421000", 3, 3], ["429005", 4, 3], ["429004", 5, 3], ["420700", 6, 3], ["420200", 7, 3],
  ["421200", 6, 4],
];

/** How a share stands to its target: word and shape, so that no colour has to be seen. */
export function standing(share: { denominator: number; passes: boolean | null } | undefined): { word: string; tone: Tone } {
  if (!share || share.denominator === 0) return { word: "nothing", tone: "plain" };
  if (share.passes === null) return { word: "trend", tone: "now" };
  return share.passes ? { word: "reached", tone: "good" } : { word: "below", tone: "warn" };
}
