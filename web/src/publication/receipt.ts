/** A receipt checked step by step by its holder; the platform is asked only for what everybody may ask. */
import { Problem } from "../api/problem.ts";
import { ask, askBytes } from "../bids/door.ts";
import { receiptNotTrusted } from "../bids/faults.ts";
import { findInLog } from "../bids/public-log.ts";
import { readReceiptFile } from "../bids/receipts.ts";
import { readDocument, readPlatformKeys } from "../bids/signed.ts";
import type { FoundInLog, Receipt } from "../bids/types.ts";
import { init } from "../crypto/sodium.ts";
import { LEFT_OUT, NOT_OURS } from "./said.ts";

export const STEPS = ["signed", "own", "logged", "listed", "outcome"] as const;
export type StepName = (typeof STEPS)[number];

/** How one step came out; `later` = it cannot be told yet, and nothing is wrong with that. */
export type Found =
  | { readonly state: "running"; readonly tick?: number; readonly size?: number }
  | { readonly state: "ok" | "later"; readonly word: string; readonly facts?: Readonly<Record<string, string | number>> }
  | { readonly state: "failed"; readonly problem: Problem };

export interface Told {
  readonly receipt?: Receipt;
  readonly step?: readonly [StepName, Found];
}

const door = { json: (path: string) => ask(`/api/log${path}`), bytes: (path: string) => askBytes(`/api/log${path}`) };

/** Checks a receipt; every step is told as it comes out, and the first that fails ends it. */
export async function checkReceipt(source: Blob | string, tell: (told: Told) => void): Promise<void> {
  await init();
  const receipt = await step("signed", tell, async () => {
    const read = await readReceiptFile(source);
    tell({ receipt: read });
    return [read, { state: "ok", word: "signed" }];
  });
  const keys = receipt && (await step("own", tell, async () => [await keysOf(receipt), { state: "ok", word: "own" }]));
  if (!receipt || !keys) return;
  await step("logged", tell, async () => [true, await logged(receipt, keys, tell)]);
  const frozen = await step("listed", tell, async () => listed(receipt, keys));
  if (frozen) await step("outcome", tell, async () => [true, await outcome(receipt, keys)]);
}

async function step<T>(name: StepName, tell: (told: Told) => void, act: () => Promise<readonly [T, Found]>): Promise<T | undefined> {
  tell({ step: [name, { state: "running" }] });
  try {
    const [value, found] = await act();
    tell({ step: [name, found] });
    return value;
  } catch (thrown) {
    tell({ step: [name, { state: "failed", problem: Problem.from(thrown) }] });
    return undefined;
  }
}

async function keysOf(receipt: Receipt): Promise<string[]> {
  const keys = readPlatformKeys(await ask("/api/platform-keys"), receiptNotTrusted);
  if (!keys.includes(receipt.platformKey)) throw new Problem(0, "receipt-not-trusted", NOT_OURS.what, NOT_OURS.now, "receipt-signed");
  return keys;
}

async function logged(receipt: Receipt, keys: readonly string[], tell: (told: Told) => void): Promise<Found> {
  const report = (tick: number, size: number): void => tell({ step: ["logged", { state: "running", tick, size }] });
  try {
    const { found }: { found: FoundInLog } = await findInLog(receipt, keys, door, { report });
    return { state: "ok", word: "logged", facts: { tick: found.tick, size: found.size, at: found.at } };
  } catch (thrown) {
    if (thrown instanceof Problem && thrown.kind === "not-in-log-yet") return { state: "later", word: "loggedLater" };
    throw thrown;
  }
}

interface Frozen {
  readonly withdrawn: boolean;
}

/** Whether the bid stands in the signed list, just as it was received, or was withdrawn by its own key. */
async function listed(receipt: Receipt, keys: readonly string[]): Promise<readonly [Frozen | undefined, Found]> {
  const hall = (await ask(`/api/lots/${receipt.lot}/opening`)) as { phase: string; round: number };
  if (["before", "closing"].includes(hall.phase)) return [undefined, { state: "later", word: "listedLater" }];
  if (hall.round !== receipt.round) return [undefined, { state: "later", word: "listedOther" }];
  const { freeze } = (await ask(`/api/lots/${receipt.lot}/opening/freeze`)) as { freeze: unknown };
  const { body } = readDocument(freeze, "freeze", "platform", [...keys]);
  const entry = body.bids.find((one) => one.bid === receipt.bid);
  if (entry && entry.receipt === receipt.digest) return [{ withdrawn: false }, { state: "ok", word: "listed", facts: { n: body.bids.length } }];
  const gone = body.withdrawn.find((one) => one.bid === receipt.bid && one.receipt === receipt.digest);
  if (gone) return [{ withdrawn: true }, { state: "ok", word: "withdrawn" }];
  throw new Problem(0, "receipt-not-trusted", LEFT_OUT.what, LEFT_OUT.now, "receipt-in-freeze");
}

/** What became of the bid, by the record, or by the read-out while there is no record. */
async function outcome(receipt: Receipt, keys: readonly string[]): Promise<Found> {
  const hall = (await ask(`/api/lots/${receipt.lot}/opening`)) as { record?: string | null; read_out?: string | null };
  const base = `/api/lots/${receipt.lot}/opening`;
  if (!hall.record && !hall.read_out) return { state: "later", word: "outcomeLater" };
  const bids = hall.record
    ? readDocument(await ask(`${base}/record`), "opening-record", "platform", [...keys]).body.bids
    : readDocument(await ask(`${base}/read-out`), "read-out", "platform", [...keys]).body.bids;
  const row = bids.find((one) => one.bid === receipt.bid);
  if (!row) return { state: "ok", word: "outcomeWithdrawn" };
  return { state: "ok", word: "outcome", facts: { outcome: row.outcome, name: row.name ?? "" } };
}
