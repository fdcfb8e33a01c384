/** When each lot is looked at: at once on news, at its deadline, and now and then in case the news did not come. */
import type { Desk } from "./desk.ts";
import type { LotHour } from "./opening.ts";

/** Something that tells of news until it is closed. */
export interface Watch {
  close(): void;
}
export type StartWatch = (lot: string, after: number, news: () => void) => Watch;

const SECOND = 1000;
const MINUTE = 60 * SECOND;
/** So long before its deadline a lot is watched live. */
const SOON = 10 * MINUTE;
const FAR = 60 * MINUTE;
/** Key sets and drills of lots before their hour are read again so often. */
const READ_EVERY = 5 * MINUTE;
const LIST_EVERY = 5 * MINUTE;

/** Milliseconds until the next look, undefined = never; `left`: until the deadline by the platform's clock. */
export function pauseAfter(hour: LotHour["view"], left: number | undefined): number | undefined {
  if (hour.offline) return 3 * SECOND;
  switch (hour.stage) {
    case "before":
      if (left === undefined) return MINUTE;
      return Math.max(0.3 * SECOND, Math.min(left + 0.2 * SECOND, left > FAR ? 5 * MINUTE : MINUTE));
    case "refused":
      return undefined;
    case "closing":
      return 2 * SECOND;
    case "waiting":
      return 5 * SECOND;
    case "done":
    case "over":
      return hour.hall?.phase === "closed" ? undefined : 20 * SECOND;
    default:
      return 20 * SECOND;
  }
}

/** Milliseconds until the deadline by the platform's clock, when the hall was asked at `asked` and it is `now`. */
function leftOf({ hall }: LotHour["view"], since: number): number | undefined {
  if (!hall?.deadline) return undefined;
  return Date.parse(hall.deadline) - Date.parse(hall.now) - since;
}

export class Tending {
  readonly #desk: Desk;
  readonly #start: StartWatch;
  readonly #clock: () => number;
  readonly #next = new Map<string, number | undefined>();
  readonly #read = new Map<string, number>();
  readonly #watches = new Map<string, Watch>();
  #busy = false;
  #listed = 0;

  /** `clock`: milliseconds of anything that only goes forward. */
  constructor(desk: Desk, start: StartWatch, clock: () => number) {
    this.#desk = desk;
    this.#start = start;
    this.#clock = clock;
  }

  /** There is news of a lot, or the person did something: look at it at the next turn. */
  wake(lot: string): void {
    this.#next.set(lot, 0);
  }

  wakeAll(): void {
    for (const { lot } of this.#desk.hours) this.wake(lot);
  }

  /** Look at every lot whose time has come, one after the other; to be called every second or so. */
  async turn(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    try {
      await this.#relist();
      for (const hour of this.#desk.hours) await this.#tend(hour);
    } finally {
      this.#busy = false;
    }
  }

  /** Lots are given to a custodian while its page is open. */
  async #relist(): Promise<void> {
    const now = this.#clock();
    if (now - this.#listed < LIST_EVERY) return;
    if (this.#listed > 0) await this.#desk.refresh();
    this.#listed = now;
  }

  async #tend(hour: LotHour): Promise<void> {
    const now = this.#clock();
    const due = this.#next.has(hour.lot) ? this.#next.get(hour.lot) : 0;
    if (due === undefined || due > now) return;
    this.#next.delete(hour.lot);
    const phase = hour.view.hall?.phase;
    await hour.look();
    const asked = this.#clock();
    const pause = pauseAfter(hour.view, leftOf(hour.view, asked - now));
    // News that came while it was looked at asks for another look.
    if (!this.#next.has(hour.lot)) this.#next.set(hour.lot, pause === undefined ? undefined : asked + pause);
    this.#watchIfSoon(hour, leftOf(hour.view, 0));
    const old = hour.view.stage === "before" && asked - (this.#read.get(hour.lot) ?? 0) > READ_EVERY;
    if (old || phase !== hour.view.hall?.phase) await this.#readAgain(hour.lot, asked);
  }

  async #readAgain(lot: string, now: number): Promise<void> {
    this.#read.set(lot, now);
    await this.#desk.read(lot);
  }

  #watchIfSoon({ lot, view }: LotHour, left: number | undefined): void {
    const wanted = left !== undefined && left < SOON && view.hall?.phase !== "closed";
    const watch = this.#watches.get(lot);
    if (wanted && watch === undefined) {
      this.#watches.set(lot, this.#start(lot, view.hall?.seq ?? 0, () => this.wake(lot)));
    } else if (!wanted && watch !== undefined) {
      watch.close();
      this.#watches.delete(lot);
    }
  }
}
