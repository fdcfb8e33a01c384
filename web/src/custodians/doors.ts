/** The platform over the network, as a custodian's client uses it. Works in a worker. */
import { api, told } from "../api/client.ts";
import { Problem } from "../api/problem.ts";
import type { Json } from "../crypto/encoding.ts";
import type { Platform } from "./platform.ts";

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

/** What is read member by member here, whatever the door's description says of it. */
const raw = async (asked: Promise<unknown>): Promise<Json> => (await asked) as Json;

export const platform: Platform = {
  url: location.origin,
  now: async () => (await told(api.GET("/api/clock"))).now,
  hall: (lot) => told(api.GET("/api/lots/{lot}/opening", of(lot))),
  freezeList: (lot) => raw(told(api.GET("/api/lots/{lot}/opening/freeze", of(lot)))),
  sendRelease: (lot, request) => told(api.POST("/api/lots/{lot}/opening/releases", { ...of(lot), body: any(request) })),
  identities: (lot, signed) => raw(told(api.POST("/api/lots/{lot}/opening/identities", { ...of(lot), body: any({ signed }) }))),
  custody: (signed) => told(api.POST("/api/custodians/lots", { body: { signed } })),
  keySet: (lot) => raw(told(api.GET("/api/lots/{lot}/key-set", of(lot)))),
  sendStatement: (lot, signed) => told(api.POST("/api/lots/{lot}/key-statements", { ...of(lot), body: any({ signed }) })),
  drills: async (lot) => (await told(api.GET("/api/lots/{lot}/drills", of(lot)))).drills as unknown as Json[],
  sendDrill: (lot, signed) => told(api.POST("/api/lots/{lot}/drills", { ...of(lot), body: any({ signed }) })),
  head: () => raw(told(api.GET("/api/log/head"))),
  consistency: (first, second) => raw(told(api.GET("/api/log/consistency", { params: { query: { first, second } } }))),
  inclusion: (tick, size) => raw(told(api.GET("/api/log/inclusion", { params: { query: { tick, size } } }))),
  tick: (number) => bytesOf(`/api/log/ticks/${number}`),
  tickLeaves: (number) => bytesOf(`/api/log/ticks/${number}/leaves`),
};
