/** What a custodian's client asks the platform, and nothing else. Everything that comes back is somebody else's word. */
import type { Json, JsonObject } from "../crypto/encoding.ts";

/** GET .../opening, as far as it is used here. */
export interface Hall {
  readonly lot: string;
  readonly round: number;
  readonly deadline: string | null;
  readonly now: string;
  readonly phase: Phase;
  readonly seq: number;
  readonly state?: string;
  readonly freeze?: string;
  readonly opened?: number | null;
  readonly of?: number | null;
  readonly custodians?: readonly HallCustodian[];
}

export interface HallCustodian {
  readonly index: number;
  readonly name: string;
  readonly threshold: number;
  readonly released: readonly string[];
}

export const PHASES = [
  "before",
  "closing",
  "await_identities",
  "open_identities",
  "await_contents",
  "open_contents",
  "read_out",
  "closed",
] as const;
export type Phase = (typeof PHASES)[number];

export interface Platform {
  /** Where it is; pins are kept by it. */
  readonly url: string;
  hall(lot: string): Promise<Hall>;
  freezeList(lot: string): Promise<Json>;
  sendRelease(lot: string, request: ReleaseRequest): Promise<{ phase: string; repeated: boolean }>;
  identities(lot: string, signed: JsonObject): Promise<Json>;
  keySet(lot: string): Promise<Json>;
  sendStatement(lot: string, signed: JsonObject): Promise<{ signed: number; of: number; complete: boolean }>;
  drills(lot: string): Promise<Json[]>;
  sendDrill(lot: string, signed: JsonObject): Promise<{ drill: string; ready: boolean }>;
  head(): Promise<Json>;
  consistency(first: number, second: number): Promise<Json>;
  inclusion(tick: number, size: number): Promise<Json>;
  tick(number: number): Promise<Uint8Array>;
  tickLeaves(number: number): Promise<Uint8Array>;
}

export type ReleaseRequest = { release: JsonObject; withheld: JsonObject[] };
