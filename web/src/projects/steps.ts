/** Where a lot stands, for its staff: which steps are behind, which is due, and the tone of a state. Pure. */
import type { Tone } from "../foundation/ui/StateMark.vue";

export const LIFE = ["prepare", "bidding", "opening", "evaluation", "publicity", "award"] as const;
export type Part = (typeof LIFE)[number];

const TONES: Record<string, Tone> = {
  DRAFT: "plain",
  BIDDING: "now",
  OPENING: "warn",
  DECRYPTING: "warn",
  READ_OUT: "warn",
  OPENED: "good",
  DRAWING: "now",
  DRAW_FAILED: "warn",
  ASSEMBLING: "good",
  EVALUATING: "now",
  INTERRUPTED: "warn",
  VOID_EVAL: "warn",
  REPORTED: "good",
  REVIEW: "warn",
  PUBLICITY: "now",
  SUSPENDED: "warn",
  AWARDED: "good",
  CONTRACTED: "good",
  ARCHIVED: "plain",
  FAILED_REJECTED: "bad",
  FAILED: "bad",
  CLOSED: "good",
  FAILED_FEW: "bad",
  TERMINATED: "bad",
};

export const toneOf = (state: string): Tone => TONES[state] ?? "plain";

const EVALUATED = ["DRAWING", "DRAW_FAILED", "ASSEMBLING", "EVALUATING", "INTERRUPTED", "VOID_EVAL", "FAILED_REJECTED"];
const PUBLISHED = ["REPORTED", "REVIEW", "PUBLICITY", "SUSPENDED"];
const AWARDED = ["AWARDED", "CONTRACTED", "ARCHIVED", "FAILED"];

/** The part of a tender's life that a state belongs to. */
export function partOf(state: string): Part {
  if (state === "DRAFT") return "prepare";
  if (state === "BIDDING" || state === "TERMINATED") return "bidding";
  if (PUBLISHED.includes(state)) return "publicity";
  if (AWARDED.includes(state)) return "award";
  return EVALUATED.includes(state) ? "evaluation" : "opening";
}

/** Whether the opening is over, so that the evaluation comes next. */
export const isOpened = (state: string): boolean => state === "OPENED" || state === "CLOSED";
