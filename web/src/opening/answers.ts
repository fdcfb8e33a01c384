/** What the doors of an opening answer, and how they are asked. */
import { api, told, type Shown } from "../api/client.ts";

export type Hall = Shown<"HallShown">;
export type Event = Shown<"EventTold">;
export type ReadOut = Shown<"ReadOut">;
export type OpeningRecord = Shown<"OpeningRecord">;
export type Outcome = Shown<"BidOutcome">;
export type CustodianSeen = Shown<"CustodianSeen">;
export type Step = CustodianSeen["released"][number];

const to = (lot: string) => ({ params: { path: { lot } } });

export const hallOf = (lot: string): Promise<Hall> => told(api.GET("/api/lots/{lot}/opening", to(lot)));

/** The signed read-out's body; there is none before the read-out, nor where too few bidders were. */
export const readOutOf = async (lot: string): Promise<ReadOut> => (await told(api.GET("/api/lots/{lot}/opening/read-out", to(lot)))).body;

export const recordOf = async (lot: string): Promise<OpeningRecord> => (await told(api.GET("/api/lots/{lot}/opening/record", to(lot)))).body;

/** Events after a number; `wait` = seconds to wait for one. */
export function eventsAfter(lot: string, after: number, wait = 0, signal?: AbortSignal): Promise<Event[]> {
  const params = { path: { lot }, query: { after, wait } };
  return told(api.GET("/api/lots/{lot}/opening/events", { params, ...(signal && { signal }) }));
}
