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
  FAILED_FEW: "bad",
  TERMINATED: "bad",
};

export const toneOf = (state: string): Tone => TONES[state] ?? "plain";

/** States in the order of a tender's life, as a reader may ask for them. */
export const STATES = ["BIDDING", "CLOSED", "OPENING", "DECRYPTING", "READ_OUT", "OPENED", "DRAWING", "DRAW_FAILED", "ASSEMBLING", "FAILED_FEW", "TERMINATED"] as const;
export const CLASSES = ["works", "goods", "service"] as const;
