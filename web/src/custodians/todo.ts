/** What a lot asks of the custodian now, and in which order lots are shown. Pure. */
import type { Tone } from "../foundation/ui/StateMark.vue";
import type { LotCard } from "./desk.ts";
import type { Stage } from "./opening.ts";
import type { Step } from "./releases.ts";

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

export const isOver = (stage: Stage): boolean => stage === "done" || stage === "over";

/** Lots whose hour has come: those that wait, those on their way, and what became of those of this half day. */
export function ofTheHour(lots: readonly LotCard[], now: number): LotCard[] {
  const recent = ({ hour: { hall } }: LotCard): boolean => now - Date.parse(hall?.deadline ?? "") < 12 * HOUR;
  return lots.filter((card) => card.hour.stage !== "before" && (!isOver(card.hour.stage) || recent(card)));
}

/** The next deadline of these lots within the hour, with its lots; by the platform's clock. */
export function nextHour(lots: readonly LotCard[], now: number): { at: string; lots: LotCard[] } | undefined {
  const waiting = lots.filter(({ hour }) => hour.stage === "before" && hour.hall?.deadline && Date.parse(hour.hall.deadline) - now < HOUR);
  const at = waiting.map(({ hour }) => hour.hall?.deadline ?? FAR).sort()[0];
  return at === undefined ? undefined : { at, lots: waiting.filter(({ hour }) => hour.hall?.deadline === at) };
}

const stepAwaited = ({ hour }: LotCard): Step => (hour.hall?.phase.endsWith("contents") || hour.hall?.phase === "read_out" || hour.hall?.phase === "closed" ? "contents" : "identities");

/** Every custodian of the lot, and whether it released in the step that is awaited (or was the last). */
export function custodiansOf(card: LotCard): { index: number; name: string; done: boolean }[] {
  const step = stepAwaited(card);
  return (card.hour.hall?.custodians ?? []).map(({ index, name, released }) => ({ index, name, done: released.includes(step) }));
}

/** Whether the hall says that this very custodian released in both steps, wherever that was done. */
export function releasedAll({ hour, keySet }: LotCard): boolean {
  const mine = hour.hall?.custodians?.find(({ index, name }) => index === keySet?.me.index && name === keySet.me.name);
  return mine?.released.includes("contents") ?? false;
}

/** How many custodians released the step that is awaited, and how many are needed. */
export function releasedOf(card: LotCard): { done: number; needed: number } {
  return { done: custodiansOf(card).filter(({ done }) => done).length, needed: card.hour.hall?.custodians?.[0]?.threshold ?? 0 };
}
