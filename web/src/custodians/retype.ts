/** What the person types back from the paper, so that it is known to be in hand and legible. */
import type { Entropy } from "../crypto/encoding.ts";

/** Lines of the paper of a custodian, and groups of four digits on each, the check digits not counted. */
export const LINES = 8;
export const GROUPS = 4;

export interface Place {
  readonly line: number;
  readonly group: number;
}

/** Places on the paper, no two on one line, in order. */
export function placesToRetype(count: number, entropy: Entropy): Place[] {
  const lines = Array.from({ length: LINES }, (_, at) => at + 1);
  const chosen = Array.from({ length: count }, () => lines.splice(draw(lines.length, entropy), 1)[0] as number);
  return chosen.sort((a, b) => a - b).map((line) => ({ line, group: 1 + draw(GROUPS, entropy) }));
}

/** Below `count`; its slight bias is of no importance here. */
const draw = (count: number, entropy: Entropy): number => (entropy(1)[0] as number) % count;

/** Whether `typed` stands at this place of the paper. */
export function standsAt(lines: readonly string[], { line, group }: Place, typed: string): boolean {
  const digits = typed.replace(/\s+/g, "").toLowerCase();
  return digits !== "" && lines[line - 1]?.split(/\s+/)[group] === digits;
}
