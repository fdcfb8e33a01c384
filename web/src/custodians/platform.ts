/** What a custodian's client asks the platform, and nothing else. Everything that comes back is somebody else's word. */
import type { Shown } from "../api/client.ts";
import type { Json, JsonObject } from "../crypto/encoding.ts";

export type Hall = Shown<"HallShown">;
export type Phase = Hall["phase"];

export const PHASES = [
  "before",
  "closing",
  "await_identities",
  "open_identities",
  "await_contents",
  "open_contents",
  "read_out",
  "closed",
] as const satisfies readonly Phase[];

export type Custody = Shown<"Custody">;

export interface Platform {
  /** Where it is; pins are kept by it. */
  readonly url: string;
  /** Its clock. */
  now(): Promise<string>;
  hall(lot: string): Promise<Hall>;
  freezeList(lot: string): Promise<Json>;
  sendRelease(lot: string, request: ReleaseRequest): Promise<Shown<"ReleaseAnswer">>;
  identities(lot: string, signed: JsonObject): Promise<Json>;
  custody(signed: JsonObject): Promise<Custody>;
  keySet(lot: string): Promise<Json>;
  sendStatement(lot: string, signed: JsonObject): Promise<Shown<"StatementTaken">>;
  drills(lot: string): Promise<Json[]>;
  sendDrill(lot: string, signed: JsonObject): Promise<Shown<"DrillAnswered">>;
  head(): Promise<Json>;
  consistency(first: number, second: number): Promise<Json>;
  inclusion(tick: number, size: number): Promise<Json>;
  tick(number: number): Promise<Uint8Array>;
  tickLeaves(number: number): Promise<Uint8Array>;
}

export type ReleaseRequest = { release: JsonObject; withheld: JsonObject[] };
