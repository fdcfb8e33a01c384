/** What a lot asks of the custodian now, and in which order lots are shown. Pure. */
import type { Tone } from "../foundation/ui/StateMark.vue";
import type { LotCard } from "./desk.ts";
import type { Stage } from "./opening.ts";

export type Need = "consent" | "sign" | "drill" | "refused" | "none";

export function needOf({ hour, keySet, drill }: LotCard): Need {
  if (hour.stage === "refused") return "refused";
  if (hour.stage === "ready") return "consent";
  if (hour.stage !== "before") return "none";
  if (keySet && (!keySet.mine || !keySet.remembered)) return "sign";
  return drill && !drill.answered ? "drill" : "none";
}

const TONES: Record<Stage, Tone> = {
  before: "plain",
  closing: "now",
  checking: "now",
  ready: "warn",
  releasing: "now",
  counting: "now",
  waiting: "now",
  done: "good",
  over: "plain",
  refused: "bad",
};
export const toneOf = (stage: Stage): Tone => TONES[stage];

const FAR = "9999";

/** Those whose hour has come first, then by deadline; what is over goes last. */
export function inOrder(lots: readonly LotCard[]): LotCard[] {
  const rank = ({ hour: { stage } }: LotCard): number => (stage === "done" || stage === "over" ? 2 : stage === "before" ? 1 : 0);
  const at = ({ hour }: LotCard): string => hour.hall?.deadline ?? FAR;
  return [...lots].sort((a, b) => rank(a) - rank(b) || (at(a) < at(b) ? -1 : at(a) > at(b) ? 1 : 0));
}

const HOUR = 3_600_000;

/** Lots whose hour has come and is not over: the lots of the gesture, and those on their way. */
export const ofTheHour = (lots: readonly LotCard[]): LotCard[] => lots.filter(({ hour: { stage, hall } }) => stage !== "before" && !(isOver(stage) && hall?.phase === "closed"));

const isOver = (stage: Stage): boolean => stage === "done" || stage === "over";

/** The next deadline of these lots within the hour, with its lots; by the platform's clock. */
export function nextHour(lots: readonly LotCard[], now: number): { at: string; lots: LotCard[] } | undefined {
  const waiting = lots.filter(({ hour }) => hour.stage === "before" && hour.hall?.deadline && Date.parse(hour.hall.deadline) - now < HOUR);
  const at = waiting.map(({ hour }) => hour.hall?.deadline ?? FAR).sort()[0];
  return at === undefined ? undefined : { at, lots: waiting.filter(({ hour }) => hour.hall?.deadline === at) };
}

/** How many custodians released the step that is awaited, and how many are needed. */
export function releasedOf({ hour }: LotCard): { done: number; needed: number } {
  const custodians = hour.hall?.custodians ?? [];
  const step = hour.hall?.phase.endsWith("contents") ? "contents" : "identities";
  return { done: custodians.filter((each) => each.released.includes(step)).length, needed: custodians[0]?.threshold ?? 0 };
}
