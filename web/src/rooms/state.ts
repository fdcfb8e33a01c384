/**
 * The room as its members see it, and how each event changes it: the twin of evaluation_rooms/rooms/state.py. Whoever
 * holds any older state and applies what came after it has what a fresh fetch would give. Pure.
 */
import type { Shown } from "../api/client.ts";

export type RoomState = Shown<"RoomState">;
export type RoomEvent = Shown<"RoomEvent">;
type SeatSeen = RoomState["seats"][number];
type Data = Readonly<Record<string, any>>;

const MOST_LINES = 200;

/** The state after the event; the same one when it is known already or does not follow. */
export function apply(state: RoomState, event: RoomEvent): RoomState {
  if (event.seq !== state.seq + 1) return state;
  return { ...state, ...(CHANGES[event.kind]?.(state, event.data) ?? {}), seq: event.seq };
}

const change = (state: RoomState, seat: string, changes: Partial<SeatSeen>): Partial<RoomState> => ({
  seats: state.seats.map((one) => (one.seat === seat ? { ...one, ...changes } : one)),
});

/** Experts first, then by seat. */
const bySeat = (a: SeatSeen, b: SeatSeen): number => Number(a.kind !== "expert") - Number(b.kind !== "expert") || (a.seat < b.seat ? -1 : Number(a.seat > b.seat));

const CHANGES: Readonly<Record<string, (state: RoomState, data: Data) => Partial<RoomState>>> = {
  expected: (state, data) => {
    const fresh: SeatSeen = { seat: data.seat, kind: data.member, state: "EXPECTED", link: "lost", on_break: false, voted: false };
    return { seats: [...state.seats.filter((one) => one.seat !== data.seat), fresh].sort(bySeat) };
  },
  seated: (state, data) => change(state, data.seat, { state: data.state, link: "good" }),
  ready: (state, data) => change(state, data.seat, { state: "READY" }),
  gone: (state, data) => ({ seats: state.seats.filter((one) => one.seat !== data.seat) }),
  link: (state, data) => change(state, data.seat, { link: data.link }),
  break: (state, data) => change(state, data.seat, { on_break: data.on }),
  phase: (_, data) => ({ phase: data.phase, version: data.version }),
  held: (_, data) => ({ held: data.held, held_reason: data.reason, held_since: data.since }),
  resumed: () => ({ held: null, held_reason: null, held_since: null, wait_until: null }),
  waiting: (_, data) => ({ wait_until: data.until }),
  ballot: (state, data) => ({ head: null, ballot: data.ballot, seats: state.seats.map((one) => ({ ...one, voted: false })) }),
  voted: (state, data) => change(state, data.seat, { voted: true }),
  head: (_, data) => ({ head: data.seat }),
  text: (state, data) => ({ lines: [...state.lines, data as RoomState["lines"][number]].slice(-MOST_LINES) }),
  help: (state, data) => ({ calls: [...state.calls, data as RoomState["calls"][number]] }),
  helped: (state, data) => ({ calls: state.calls.filter((one) => one.id !== data.id) }),
};

/** The room's way; the opening of prices is shown only while it is there, for most tenders have none. */
export const PHASES = ["GATHERING", "ELECTING", "PRELIMINARY", "BLIND", "OPEN_PART", "PRICE_OPENING", "CONFIRM", "RANKED", "SIGNING", "CLOSED"] as const;
/** Phases in which the sheet is worked at. */
export const AT_WORK: readonly string[] = ["PRELIMINARY", "BLIND", "OPEN_PART", "PRICE_OPENING", "CONFIRM", "RANKED"];
