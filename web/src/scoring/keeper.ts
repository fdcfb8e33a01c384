/** Runs a journal: keeps each keystroke in this browser, sends batches, tries again, tells how it stands. */
import { computed, ref, shallowReactive, shallowRef, type ComputedRef, type Ref, type ShallowRef } from "vue";
import { Problem } from "../api/problem.ts";
import { platformTime } from "../foundation/clock.ts";
import { freshId } from "./ids.ts";
import { Journal, type Flight, type Manners, type Row, type Spot, type Taken } from "./journal.ts";
import { dropWindows, isFlight, keep, keptRows } from "./kept.ts";
import { afterRefusal, nextPause } from "./patience.ts";
import { tellSaved, type Saving } from "./saved.ts";
import { meetWindows, type Windows } from "./windows.ts";

/** Milliseconds of quiet after which what was typed is sent, and the longest that it waits for quiet. */
const QUIET = 400;
const LONGEST = 1600;

const moment = (): string => new Date(platformTime()).toISOString();

export interface Answered<V> {
  readonly taken: Taken<V>;
  readonly version: number;
  /** The platform's moment. */
  readonly at: string;
}

export interface Keeping<V> {
  readonly spots: ReadonlyMap<string, Spot<V, Problem>>;
  readonly seen: (key: string) => V | null;
  readonly type: (key: string, value: V) => void;
  readonly choose: (key: string, which: "mine" | "theirs") => void;
  readonly drop: (key: string) => void;
  /** What the platform holds, and when it took the newest of it; answers where another window's writing was news. */
  readonly read: (rows: readonly { key: string; value: V | null; version: number }[], taken: number | null) => string[];
  /** Something has happened that may let a batch through now. */
  readonly poke: () => void;
  /** Send what can be sent, at once; true when nothing is left. */
  readonly flush: () => Promise<boolean>;
  readonly told: ShallowRef<Standing>;
  readonly blocked: ShallowRef<Problem | undefined>;
  readonly others: ComputedRef<boolean>;
  /** Whether this browser keeps what is typed; where it cannot, a reload would lose what is not sent. */
  readonly keeps: Ref<boolean>;
  readonly close: () => void;
}

/** Keys of places that are not well, and how the whole stands. */
export interface Standing {
  readonly state: Saving;
  readonly at: number | null;
  readonly unsaved: readonly string[];
  readonly conflicts: readonly string[];
  readonly rejected: readonly string[];
  readonly unfinished: readonly string[];
}

interface Options<V> {
  /** `session/seat/lot/part`: one part of one lot of one member. */
  readonly sheet: string;
  readonly manners: Manners<V>;
  readonly send: (flight: Flight<V>) => Promise<Answered<V>>;
  /** Another window has written, or the platform contradicted or refused: the sheet has to be read again. */
  readonly onNews: () => void;
}

export function openKeeper<V>(options: Options<V>): Keeping<V> {
  const spots = shallowReactive(new Map<string, Spot<V, Problem>>());
  const journal = new Journal<V, Problem>(options.manners, spots);
  const at = ref<number | null>(null);
  const offline = ref(false);
  const blocked = shallowRef<Problem>();
  const keeps = ref(true);
  const windows = shallowRef<Windows>();
  const told = shallowRef<Standing>({ state: "saved", at: null, unsaved: [], conflicts: [], rejected: [], unfinished: [] });
  const timers: { quiet?: number; again?: number; firstTyped?: number } = {};
  let sending: Promise<void> | undefined;
  let failures = 0;
  let over = false;
  let writing: Promise<void> = Promise.resolve();
  const written = new Set<string>();

  function tell(): void {
    const { unsaved, conflicts, rejected, unfinished } = journal;
    const state: Saving = conflicts.length > 0 ? "conflict" : offline.value && unsaved.length > 0 ? "offline" : journal.waits ? "saving" : "saved";
    told.value = { state, at: at.value, unsaved, conflicts, rejected, unfinished };
    if (!over) tellSaved(options.sheet, { at: at.value, state });
  }

  /** Places as they stand now into the local store; `flight`: also the batch under way, or that there is none. */
  function store(keys: Iterable<string>, flight?: Flight<V> | null): Promise<void> {
    const window = windows.value?.name;
    if (!window || !keeps.value) return Promise.resolve();
    const put = new Map<string, unknown>();
    const gone: string[] = [];
    for (const key of keys) {
      const mine = spots.get(key)?.mine;
      if (mine) {
        put.set(key, { value: mine.value, base: mine.base });
        written.add(key);
      } else if (written.delete(key)) gone.push(key);
    }
    if (put.size === 0 && gone.length === 0 && flight === undefined) return writing;
    writing = writing.then(() => keep(options.sheet, window, put, gone, flight)).catch(() => void (keeps.value = false));
    return writing;
  }

  function changed(key: string): void {
    void store([key]);
    tell();
    later();
  }

  function later(): void {
    if (over || !journal.waits) return;
    clearTimeout(timers.quiet);
    const now = performance.now();
    timers.firstTyped ??= now;
    timers.quiet = window.setTimeout(run, Math.max(0, Math.min(QUIET, timers.firstTyped + LONGEST - now)));
  }

  function run(): void {
    delete timers.firstTyped;
    clearTimeout(timers.quiet);
    clearTimeout(timers.again);
    sending ??= sendAll().finally(() => {
      sending = undefined;
      tell();
    });
  }

  async function sendAll(): Promise<void> {
    await ready;
    for (let flight = journal.next(freshId, moment); flight && !over; flight = journal.next(freshId, moment)) {
      await store([], flight);
      tell();
      if (!(await sendOne(flight))) return;
    }
  }

  /** Whether to go on with the next. */
  async function sendOne(flight: Flight<V>): Promise<boolean> {
    try {
      const answer = await options.send(flight);
      journal.taken(flight.id, answer.taken);
      at.value = Math.max(at.value ?? 0, Date.parse(answer.at));
      offline.value = false;
      blocked.value = undefined;
      failures = 0;
      windows.value?.written();
      if (answer.taken.conflicts.length > 0) options.onNews();
    } catch (thrown) {
      if (!fails(flight, Problem.from(thrown))) return false;
    }
    await store(flight.entries.map((one) => one.key), null);
    return true;
  }

  /** Whether the refusal settles the batch; else it is tried again as it is. */
  function fails(flight: Flight<V>, problem: Problem): boolean {
    const after = afterRefusal(problem);
    offline.value = after === "offline";
    if (after === "never" || after === "shut") {
      journal.refused(flight.id, problem, after === "shut");
      options.onNews();
      return true;
    }
    blocked.value = after === "blocked" ? problem : undefined;
    failures += 1;
    timers.again = window.setTimeout(run, nextPause(failures));
    return false;
  }

  /** This window's rows, and those of windows that are closed; the latter become this one's. */
  async function takeUp(): Promise<void> {
    try {
      const met = await meetWindows(options.sheet, options.onNews);
      if (over) return met.close();
      windows.value = met;
      const rows = (await keptRows(options.sheet)).filter((row) => row.window === met.name || !met.others.value.has(row.window));
      const own = rows.filter((row) => row.window === met.name);
      const flights = [...own, ...rows].filter(isFlight);
      const typed = [...own, ...rows].filter((row) => !isFlight(row));
      journal.restore(flights[0]?.value as Flight<V> | undefined, typed.map(({ place, value }) => ({ key: place, ...(value as Omit<Row<V>, "key">) })));
      for (const row of own) written.add(row.place);
      await store(journal.unsaved, journal.flight ?? null);
      const left = new Set(rows.filter((row) => row.window !== met.name).map((row) => row.window));
      if (left.size > 0) await dropWindows(options.sheet, [...left]);
    } catch {
      keeps.value = false;
    }
    tell();
    if (journal.waits) later();
  }

  const back = (): void => {
    failures = 0;
    if (journal.waits) run();
  };
  const seen = (): void => {
    if (document.visibilityState === "visible") back();
  };
  /** Only where this browser keeps nothing would leaving lose what is not sent. */
  const leave = (event: BeforeUnloadEvent): void => {
    if (!keeps.value && told.value.unsaved.length > 0) event.preventDefault();
  };
  window.addEventListener("beforeunload", leave);
  window.addEventListener("online", back);
  document.addEventListener("visibilitychange", seen);
  const ready = takeUp();

  return {
    spots,
    told,
    blocked,
    keeps,
    others: computed(() => (windows.value?.others.value.size ?? 0) > 0),
    seen: (key) => journal.seen(key),
    type: (key, value) => {
      journal.type(key, value);
      changed(key);
    },
    choose: (key, which) => {
      journal.choose(key, which);
      changed(key);
    },
    drop: (key) => {
      journal.drop(key);
      changed(key);
    },
    read: (rows, taken) => {
      if (taken !== null) at.value = Math.max(at.value ?? 0, taken);
      const news = journal.read(rows);
      void store(journal.unsaved);
      tell();
      return news;
    },
    poke: back,
    flush: async () => {
      for (let round = 0; round < 3 && journal.waits; round += 1) {
        run();
        await sending;
      }
      return !journal.waits;
    },
    close: () => {
      over = true;
      clearTimeout(timers.quiet);
      clearTimeout(timers.again);
      window.removeEventListener("beforeunload", leave);
      window.removeEventListener("online", back);
      document.removeEventListener("visibilitychange", seen);
      windows.value?.close();
      tellSaved(options.sheet, undefined);
    },
  };
}
