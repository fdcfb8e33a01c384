/** How a phase of an opening looks. */
import type { Tone } from "../foundation/ui/StateMark.vue";

const TONES: Readonly<Record<string, Tone>> = { before: "plain", read_out: "good", closed: "good", failed: "bad" };

/** Whatever is between the hour and the read-out is going on. */
export const phaseTone = (phase: string): Tone => TONES[phase] ?? "now";
