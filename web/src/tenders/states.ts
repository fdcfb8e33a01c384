/** How a state of a lot looks. */
import type { Tone } from "../foundation/ui/StateMark.vue";

const TONES: Readonly<Record<string, Tone>> = {
  BIDDING: "now",
  CLOSED: "warn",
  OPENING: "warn",
  DECRYPTING: "warn",
  READ_OUT: "good",
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
  FAILED_FEW: "bad",
  TERMINATED: "bad",
};

export const toneOf = (state: string): Tone => TONES[state] ?? "plain";

/** States in the order of a tender's life, as a reader may ask for them. */
export const STATES = ["BIDDING", "CLOSED", "OPENING", "DECRYPTING", "READ_OUT", "OPENED", "DRAWING", "DRAW_FAILED", "ASSEMBLING", "EVALUATING", "INTERRUPTED", "VOID_EVAL", "REPORTED", "REVIEW", "PUBLICITY", "SUSPENDED", "AWARDED", "CONTRACTED", "ARCHIVED", "FAILED_FEW", "FAILED_REJECTED", "FAILED", "TERMINATED"] as const;
export const CLASSES = ["works", "goods", "service"] as const;
