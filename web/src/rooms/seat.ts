/** Who sits here and what happens in the room: given by the frame of the room to everything within it. */
import { computed, inject, onScopeDispose, provide, ref, shallowRef, type ComputedRef, type InjectionKey, type Ref } from "vue";
import { api, told, type Shown } from "../api/client.ts";
import { Problem } from "../api/problem.ts";
import type { JsonObject } from "../crypto/encoding.ts";
import { Listener, openSocket, pauseFor } from "../foundation/listener.ts";
import { keptSeed, signBody } from "./keys.ts";
import { apply, type RoomEvent } from "./state.ts";

export type SeatShown = Shown<"SeatShown">;
export type Link = "good" | "weak" | "lost";

export interface SeatHere {
  readonly seat: Ref<SeatShown | undefined>;
  readonly phase: ComputedRef<string>;
  readonly lots: ComputedRef<SeatShown["lots"]>;
  readonly name: ComputedRef<string>;
  readonly held: ComputedRef<string | null>;
  /** Nobody is signed in here, or no longer. */
  readonly isOut: Ref<boolean>;
  /** Who was signed in and is not any more: another slip was used, or he was replaced. */
  readonly isStale: Ref<boolean>;
  readonly link: Ref<Link>;
  readonly problem: Ref<Problem | undefined>;
  readonly refresh: () => Promise<void>;
  /** Call back at each event of that kind ("*": of any); answers how to stop. */
  readonly onEvent: (kind: string, callback: (event: RoomEvent) => void) => () => void;
  /** The member's signature over a body, in hex. Throws where his key is not in this browser. */
  readonly sign: (body: JsonObject) => Promise<string>;
}

const KEY: InjectionKey<SeatHere> = Symbol("seat");
/** Milliseconds: how soon a fresh fetch follows an event; a round trip from which on a line is weak. */
const SOON = 250;
const WEAK = 800;

/** Inside the frame of the room: what it gives. Elsewhere undefined. */
export const useSeat = (): SeatHere | undefined => inject(KEY, undefined);

/** Whether somebody signed in at a seat in this browser: without it nobody is asked for, and nothing is refused. No secret. */
const SEATED = "tianping.seated";
export function rememberSeated(on: boolean): void {
  try {
    if (on) localStorage.setItem(SEATED, "1");
    else localStorage.removeItem(SEATED);
  } catch {
    // A browser that keeps nothing is asked each time.
  }
}
function wasSeated(): boolean {
  try {
    return localStorage.getItem(SEATED) === "1";
  } catch {
    return true;
  }
}

/** The frame of the room: begins to listen and to give signs of life, for as long as the page lives. */
export function provideSeat(): SeatHere {
  const seat = shallowRef<SeatShown>();
  const problem = shallowRef<Problem>();
  const [isOut, isStale, link] = [ref(false), ref(false), ref<Link>("lost")];
  const listeners = new Set<{ kind: string; callback: (event: RoomEvent) => void }>();
  let listener: Listener<RoomEvent> | undefined;
  let soon: ReturnType<typeof setTimeout> | undefined;
  let beat: ReturnType<typeof setTimeout> | undefined;
  let beats = 0;
  let isLeft = false;

  async function refresh(): Promise<void> {
    try {
      const fresh = await told(api.GET("/api/seat"));
      if (isLeft) return;
      if (!seat.value || fresh.room.seq >= seat.value.room.seq) seat.value = fresh;
      problem.value = undefined;
      isOut.value = isStale.value = false;
      begin(fresh);
    } catch (thrown) {
      fail(Problem.from(thrown));
    }
  }

  /** Signed out is no fault: there was nobody, or somebody else sits here now. */
  function fail(fault: Problem): void {
    if (fault.status !== 401 && fault.status !== 403) {
      problem.value = fault;
      return;
    }
    isStale.value ||= seat.value !== undefined;
    isOut.value = true;
    // The next slip may be of another room, whose numbers begin anew.
    seat.value = undefined;
    rememberSeated(false);
    stop();
  }

  function begin(fresh: SeatShown): void {
    if (listener) return;
    const poll = async (after: number): Promise<RoomEvent[]> => {
      await pauseFor(2000); // this door does not wait
      return (await told(api.GET("/api/seat/events", { params: { query: { after } } }))).events;
    };
    listener = new Listener<RoomEvent>((after) => `/api/seat/live?after=${after}`, fresh.room.seq, hear, () => {}, { socket: openSocket, pause: pauseFor, poll });
    void listener.listen();
    void giveSign();
  }

  function hear(event: RoomEvent): void {
    if (seat.value) seat.value = { ...seat.value, room: apply(seat.value.room, event) };
    for (const { kind, callback } of [...listeners]) if (kind === event.kind || kind === "*") callback(event);
    clearTimeout(soon);
    soon = setTimeout(() => void refresh(), SOON);
  }

  async function giveSign(last?: number): Promise<void> {
    clearTimeout(beat);
    const mine = ++beats;
    const begun = performance.now();
    let took: number | undefined;
    try {
      await told(api.POST("/api/seat/presence", { body: { round_trip_ms: last ?? null } }));
      took = Math.round(performance.now() - begun);
      link.value = took >= WEAK ? "weak" : "good";
    } catch (thrown) {
      link.value = "lost";
      const fault = Problem.from(thrown);
      if (fault.status === 401 || fault.status === 403) fail(fault);
    }
    // One that a later sign has overtaken does not go on: a lid that opens must not double them.
    if (listener && mine === beats) beat = setTimeout(() => void giveSign(took), (seat.value?.beat_seconds ?? 10) * 1000);
  }

  function stop(): void {
    listener?.stop();
    listener = undefined;
    clearTimeout(beat);
    clearTimeout(soon);
  }

  /** A lid was opened, a network is back. */
  function back(): void {
    if (document.visibilityState !== "visible" || !listener) return;
    listener.again();
    void refresh();
    void giveSign();
  }
  addEventListener("online", back);
  document.addEventListener("visibilitychange", back);
  onScopeDispose(() => {
    removeEventListener("online", back);
    document.removeEventListener("visibilitychange", back);
    isLeft = true;
    stop();
  });

  const here: SeatHere = {
    seat,
    phase: computed(() => seat.value?.room.phase ?? ""),
    lots: computed(() => seat.value?.lots ?? []),
    name: computed(() => seat.value?.me.seat ?? ""),
    held: computed(() => seat.value?.room.held ?? null),
    isOut,
    isStale,
    link,
    problem,
    refresh,
    onEvent(kind, callback) {
      const one = { kind, callback };
      listeners.add(one);
      return () => void listeners.delete(one);
    },
    async sign(body) {
      const seed = seat.value && (await keptSeed(seat.value.pledge.session, seat.value.me.seat));
      if (!seed) throw new KeyElsewhere();
      return signBody(seed, body);
    },
  };
  provide(KEY, here);
  if (wasSeated()) void refresh();
  else isOut.value = true;
  return here;
}

/** The key that signed the pledge is in another browser. */
export class KeyElsewhere extends Error {}
