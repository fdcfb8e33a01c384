/** Batches of votes and of marks at their doors. */
import { api, told, type Shown } from "../api/client.ts";
import type { Flight } from "./journal.ts";
import type { Answered } from "./keeper.ts";
import { markHeld, placeKey, placeOf, type Mark, type Vote } from "./sheet.ts";

type Batch = Shown<"BatchTaken">;

function answered<V>(batch: Batch, read: (one: Batch["conflicts"][number]) => V): Answered<V> {
  const saved = batch.saved.map(({ bid, name, version }) => ({ key: placeKey(bid, name), version }));
  const conflicts = batch.conflicts.map((one) => ({ key: placeKey(one.bid, one.name), version: one.version, value: read(one) }));
  return { taken: { saved, conflicts }, version: batch.version, at: batch.at };
}

export async function sendMarks(lot: string, { id, entered, entries }: Flight<Mark>): Promise<Answered<Mark>> {
  const marks = entries.map(({ key, value, base }) => {
    const [bid, criterion] = placeOf(key);
    return { bid, criterion, value: value.value, base };
  });
  const batch = await told(api.POST("/api/seat/lots/{lot}/marks", { params: { path: { lot } }, body: { id, marks, entered_at: entered ?? null } }));
  return answered(batch, (one) => markHeld(one.value ?? null));
}

export async function sendVotes(lot: string, { id, entered, entries }: Flight<Vote>): Promise<Answered<Vote>> {
  const votes = entries.map(({ key, value, base }) => {
    const [bid, item] = placeOf(key);
    return { bid, item, pass: value.pass, page: value.page, reason: value.reason, base };
  });
  const batch = await told(api.POST("/api/seat/lots/{lot}/votes", { params: { path: { lot } }, body: { id, votes, entered_at: entered ?? null } }));
  return answered(batch, (one) => ({ pass: one.pass ?? null, page: one.page ?? null, reason: one.reason ?? "" }));
}
