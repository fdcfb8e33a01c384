/** What a refusal means for a batch of marks. Pure. */
import type { Problem } from "../api/problem.ts";

/** Kinds of refusals after which the same batch may go through: the room goes on, members come back. */
const PASSING = ["room-held", "members-away", "not-ready"];
/** The sheet, or the phase, takes nothing any more. */
const SHUT = ["sheet-handed-in", "wrong-phase"];

export type After = "offline" | "blocked" | "never" | "shut";

/**
 * `offline`: nobody answered, the same is sent again. `blocked`: the room or the login must change first, then the same
 * is sent again. `never`: this content is not taken. `shut`: nothing is taken any more.
 */
export function afterRefusal({ status, kind }: Pick<Problem, "status" | "kind">): After {
  if (status === 0 || status >= 500 || status === 408 || status === 429 || kind === "unreadable") return "offline";
  if (status === 401 || PASSING.includes(kind)) return "blocked";
  return SHUT.includes(kind) ? "shut" : "never";
}

/** Milliseconds until the next try: 1, 2, 4, 8 s, then every 10. */
export const nextPause = (failures: number): number => Math.min(10_000, 1000 * 2 ** Math.min(failures - 1, 4));
