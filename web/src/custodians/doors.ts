/** The platform over the network, as a custodian's client uses it. Works in a worker. */
import { api, told } from "../api/client.ts";
import { Problem } from "../api/problem.ts";
import type { Json } from "../crypto/encoding.ts";
import type { Hall, Platform } from "./platform.ts";

const of = (lot: string) => ({ params: { path: { lot } } });

/** Bytes of an answer that is no JSON. */
async function bytesOf(path: string): Promise<Uint8Array> {
  let answer: Response;
  try {
    answer = await fetch(`${location.origin}${path}`);
  } catch {
    throw Problem.offline();
  }
  if (!answer.ok) throw Problem.of(answer.status, await answer.json().catch(() => undefined));
  return new Uint8Array(await answer.arrayBuffer());
}

/** Documents that are made and checked here have their own types; the doors take any object. */
const any = <T>(body: T): never => body as never;

export const platform: Platform = {
  url: location.origin,
  hall: async (lot) => (await told(api.GET("/api/lots/{lot}/opening", of(lot)))) as unknown as Hall,
  freezeList: async (lot) => (await told(api.GET("/api/lots/{lot}/opening/freeze", of(lot)))) as unknown as Json,
  sendRelease: async (lot, request) =>
    (await told(api.POST("/api/lots/{lot}/opening/releases", { ...of(lot), body: any(request) }))) as unknown as { phase: string; repeated: boolean },
  identities: async (lot, signed) =>
    (await told(api.POST("/api/lots/{lot}/opening/identities", { ...of(lot), body: any({ signed }) }))) as unknown as Json,
  keySet: async (lot) => (await told(api.GET("/api/lots/{lot}/key-set", of(lot)))) as unknown as Json,
  sendStatement: async (lot, signed) =>
    (await told(api.POST("/api/lots/{lot}/key-statements", { ...of(lot), body: any({ signed }) }))) as unknown as Signed,
  drills: async (lot) => (await told(api.GET("/api/lots/{lot}/drills", of(lot)))).drills as unknown as Json[],
  sendDrill: async (lot, signed) =>
    (await told(api.POST("/api/lots/{lot}/drills", { ...of(lot), body: any({ signed }) }))) as unknown as { drill: string; ready: boolean },
  head: async () => (await told(api.GET("/api/log/head"))) as unknown as Json,
  consistency: async (first, second) =>
    (await told(api.GET("/api/log/consistency", { params: { query: { first, second } } }))) as unknown as Json,
  inclusion: async (tick, size) =>
    (await told(api.GET("/api/log/inclusion", { params: { query: { tick, size } } }))) as unknown as Json,
  tick: (number) => bytesOf(`/api/log/ticks/${number}`),
  tickLeaves: (number) => bytesOf(`/api/log/ticks/${number}/leaves`),
};

type Signed = { signed: number; of: number; complete: boolean };
