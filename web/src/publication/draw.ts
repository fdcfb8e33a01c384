/** A session's draws in the hands of a stranger: what was given, and the committee by places. Pure but for the worker. */
import { type Check, workerOf } from "./audit.ts";
import type { Json } from "../crypto/encoding.ts";

export const DRAW_GROUPS: readonly { readonly name: string; readonly checks: readonly string[] }[] = [
  { name: "papers", checks: ["draw-package", "draw-record-signed", "draw-inputs-signed", "draw-no-redraw"] },
  { name: "ceremony", checks: ["draw-key-set", "draw-dealings", "draw-cutoff", "draw-releases", "draw-seed"] },
  { name: "lottery", checks: ["draw-pool", "draw-exclusions", "draw-table", "draw-committee", "draw-result"] },
  { name: "places", checks: ["draw-replacements", "draw-supplements", "draw-seats", "draw-openings"] },
];

/** One call to a place of the committee, in the order of the calls. */
export interface Called {
  readonly place: number;
  readonly name: string;
  readonly speciality: string;
  readonly city: string;
  readonly draw: number;
  readonly reserve: number | null;
  readonly state: string;
  /** E01, E02, ..; empty for whoever did not take the place. */
  readonly seat: string;
}

export interface AboutDraw {
  readonly session: string;
  readonly at: string;
  readonly lots: readonly string[];
  readonly draws: number;
  readonly pool: number;
  readonly called: readonly Called[];
  readonly localReason: string;
}

interface Row {
  place: number;
  ref: string;
  speciality: string;
  city: string;
  draw: number;
  reserve_no: number | null;
  state: string;
}

/** The parts of a record that are shown, as it says them itself. */
interface Told {
  session: string;
  at: string;
  lots: { lot: string }[];
  draws: unknown[];
  pool: unknown[];
  places: Row[];
  openings: { ref: string; name: string }[];
  seats: { ref: string; name: string }[];
  local_reason: string | null;
}

/** A draw package in this text; undefined when it is none. */
export function readDrawPackage(text: string): Json | undefined {
  try {
    const whole = JSON.parse(text.replace(/^\ufeff/, "")) as { type?: unknown } | null;
    return whole?.type === "tianping/draw-package/1" ? (whole as Json) : undefined;
  } catch {
    return undefined;
  }
}

/** What a package is about, as it says itself: nothing of it is believed before the checks. Undefined when malformed. */
export function aboutDraw(whole: Json): AboutDraw | undefined {
  try {
    const told = (whole as unknown as { record: { body: Told } }).record.body;
    const names = new Map(told.openings.map(({ ref, name }) => [ref, name]));
    const seats = new Map(told.seats.map(({ ref, name }) => [ref, name]));
    const called = told.places.map(({ place, ref, speciality, city, draw, reserve_no, state }) => {
      const seat = seats.get(ref) ?? "";
      return { place, name: names.get(ref) ?? "", speciality, city, draw, reserve: reserve_no, state, seat };
    });
    const byPlace = called.sort((one, other) => one.place - other.place);
    const { session, at, draws, pool } = told;
    return { session, at, lots: told.lots.map(({ lot }) => lot), draws: draws.length, pool: pool.length, called: byPlace, localReason: told.local_reason ?? "" };
  } catch {
    return undefined;
  }
}

/** How somebody was called: drawn, the reserve of a number, or drawn later for this one place. */
export const wayOf = ({ draw, reserve }: Called): { word: "drawn" | "reserve" | "supplement"; n: number } =>
  reserve !== null ? { word: "reserve", n: reserve } : draw > 1 ? { word: "supplement", n: draw - 1 } : { word: "drawn", n: 1 };

/** Every check, in a worker of its own, which ends with it. */
export const verifyHere = (whole: Json, signal?: AbortSignal): Promise<Check[]> => workerOf((line) => line.ask<Check[]>("draw", whole, undefined, signal));
