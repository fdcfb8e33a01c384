/** An opening as its watchers follow it: phases as steps, releases counted, events told one by one. Pure. */
import type { CustodianSeen, Event, Hall, Step } from "./answers.ts";

/** The steps of every opening, in order. */
export const STEPS = ["freeze", "identities", "contents", "readOut", "confirm", "closed"] as const;
export type StepName = (typeof STEPS)[number];

const AT: Readonly<Record<string, number>> = {
  before: 0,
  closing: 0,
  await_identities: 1,
  open_identities: 1,
  await_contents: 2,
  open_contents: 2,
  read_out: 4,
  closed: 6,
};

/** Which step is going on, from 0; all of them are done at 6. */
export const stepNow = (hall: Hall): number => AT[hall.phase] ?? 0;

/** A lot that could not be opened for want of bidders. */
export const failed = (hall: Hall): boolean => hall.state === "FAILED_FEW";

/** The step for which custodians are waited for, if they are. */
export function awaited(hall: Hall): Step | undefined {
  return hall.phase === "await_identities" ? "identities" : hall.phase === "await_contents" ? "contents" : undefined;
}

/** How many custodians released a step, and how many are needed. */
export function released(hall: Hall, step: Step): { done: number; need: number; left: number } {
  const custodians: readonly CustodianSeen[] = hall.custodians ?? [];
  const need = custodians[0]?.threshold ?? 0;
  const done = custodians.filter((each) => each.released.includes(step)).length;
  return { done, need, left: Math.max(0, need - done) };
}

/** What went on in the room after the read-out, by the events alone. */
export interface Voices {
  readonly confirmed: number;
  readonly objections: number;
  readonly answered: number;
}

export const SILENCE: Voices = { confirmed: 0, objections: 0, answered: 0 };

export function voicesAfter(voices: Voices, { kind, data }: Event): Voices {
  if (kind === "confirmed") return { ...voices, confirmed: data.confirmed ?? voices.confirmed };
  if (kind === "objection") return { ...voices, objections: voices.objections + 1 };
  if (kind === "answered") return { ...voices, answered: voices.answered + 1 };
  return voices;
}

/** The hall after an event, as far as the event tells; phases are asked for again. */
export function hallAfter(hall: Hall, { seq, kind, data }: Event): Hall {
  if (seq <= hall.seq) return hall;
  if (kind === "opened") return { ...hall, seq, opened: data.opened ?? 0, of: data.of ?? hall.of ?? 0 };
  if (kind === "released") return { ...hall, seq, custodians: withRelease(hall.custodians ?? [], data.index, data.step) };
  return { ...hall, seq };
}

function withRelease(custodians: readonly CustodianSeen[], index: number | undefined, step: Step | undefined): CustodianSeen[] {
  return custodians.map((each) =>
    each.index === index && step && !each.released.includes(step) ? { ...each, released: [...each.released, step] } : each,
  );
}
