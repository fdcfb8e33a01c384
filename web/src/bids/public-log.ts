/** The public log, of which nothing is believed but what is proven here. Ticks are asked for whole: asking tells nothing. */
import type { FoundInLog, Receipt } from "./types.ts";
import { fromHex, toHex } from "../crypto/encoding.ts";
import { CryptoError } from "../crypto/errors.ts";
import { checkTick, consistencyHolds, type Head, headOf, inclusionHolds, leafHash, readTickEntry, readTickValues, type TickEntry, tickEntryBytes } from "../crypto/log.ts";
import { checkSignedBy } from "../crypto/signatures.ts";
import { cancelled, notInLogYet, receiptNotTrusted } from "./faults.ts";
import { leafOfReceipt, promiseOf } from "./receipts.ts";
import { readAnySigned } from "./signed.ts";

const refuse = receiptNotTrusted;
/** About how far ticks lie apart (R-TICK), for saying when to ask again; nothing is judged by it. */
const TICK_SECONDS = 10;

/** How the log is asked; `json` and `bytes` of a path below /api/log. */
export interface LogDoor {
  readonly json: (path: string) => Promise<unknown>;
  readonly bytes: (path: string) => Promise<Uint8Array>;
}

/** What was downloaded to prove it; it goes into the evidence. */
export interface LogProof {
  readonly found: FoundInLog;
  readonly head: unknown;
  readonly entry: Uint8Array;
  readonly values: Uint8Array;
  readonly inclusion: unknown;
}

/**
 * Finds the receipt's leaf and proves to ourselves that it is in the signed log, as the receipt promised:
 * 1. the head is signed by the platform, and the head that the receipt names is a prefix of it; 2. the leaf is among
 * the values of a tick from the promised one on, at most `within` ticks later; 3. that tick is a leaf of the head.
 */
export async function findInLog(
  receipt: Receipt,
  keys: readonly string[],
  door: LogDoor,
  around: { readonly report?: ((tick: number, size: number) => void) | undefined; readonly signal?: AbortSignal | undefined } = {},
): Promise<LogProof> {
  const { tick, within, head: earlier } = promiseOf(receipt);
  const signedHead = await door.json("/head");
  const head = readHead(signedHead, keys);
  await checkPrefix(earlier, head, door);
  const leaf = leafOfReceipt(receipt);
  for (let number = tick; number < head.size; number += 1) {
    if (around.signal?.aborted) throw cancelled();
    around.report?.(number, head.size);
    const [values, entry] = [await door.bytes(`/ticks/${number}/leaves`), await door.bytes(`/ticks/${number}`)];
    const told = readTick(entry, values);
    if (told.values.some((value) => toHex(value) === leaf)) {
      const inclusion = await checkOuter(number, told, head, door);
      return { found: { tick: number, size: head.size, at: told.entry.at }, head: signedHead, entry, values, inclusion };
    }
    if (number >= tick + within) throw refuse("leaf-in-log", "the log passed the promised tick without it", "公开存证逾期未收录");
  }
  throw notInLogYet(later(receipt.at, (within + 1) * TICK_SECONDS));
}

function readHead(signed: unknown, keys: readonly string[]): Head {
  return trusted("log-head-signed", "公开存证签名不成立", () => {
    const document = readAnySigned(signed);
    const key = document.signatures.find((one) => one.role === "platform" && keys.includes(one.key))?.key ?? "";
    checkSignedBy(document, "platform", key);
    return headOf(document);
  });
}

function trusted<T>(check: string, whyZh: string, act: () => T): T {
  try {
    return act();
  } catch (thrown) {
    throw thrown instanceof CryptoError ? refuse(check, thrown.message, whyZh) : thrown;
  }
}

/** An empty log is a prefix of all. */
async function checkPrefix(earlier: { size: number; root: string }, head: Head, door: LogDoor): Promise<void> {
  if (earlier.size === 0) return;
  if (earlier.size > head.size) throw refuse("log-head-consistent", "the log became smaller", "公开存证比原先变小");
  const proof = proofOf(await door.json(`/consistency?first=${earlier.size}&second=${head.size}`));
  const [before, now] = [fromHex(earlier.root, 32), fromHex(head.root, 32)];
  if (!consistencyHolds(earlier.size, head.size, before, now, proof))
    throw refuse("log-head-consistent", "the log was rewritten", "公开存证被改写");
}

function proofOf(told: unknown): Uint8Array[] {
  const proof = (told as { proof?: unknown }).proof;
  return trusted("ticks-in-log", "存证数据格式不符", () => (Array.isArray(proof) ? proof.map((each) => fromHex(String(each), 32)) : []));
}

interface Tick {
  readonly entry: TickEntry;
  readonly values: readonly Uint8Array[];
}

const readTick = (entry: Uint8Array, values: Uint8Array): Tick =>
  trusted("ticks-in-log", "存证数据格式不符", () => ({ entry: readTickEntry(entry), values: readTickValues(values) }));

/** Refuses unless the tick's root is over these values and the tick is leaf `number` of the head. */
async function checkOuter(number: number, { entry, values }: Tick, head: Head, door: LogDoor): Promise<unknown> {
  const leaf = leafHash(tickEntryBytes(entry));
  trusted("ticks-in-log", "存证不在签名的总目录中", () => checkTick(entry, values, leaf));
  const told = await door.json(`/inclusion?tick=${number}&size=${head.size}`);
  if (!inclusionHolds(leaf, number, head.size, proofOf(told), fromHex(head.root, 32)))
    throw refuse("ticks-in-log", "the tick is not in the head", "存证不在签名的总目录中");
  return told;
}

/** That moment and so many seconds, as text that sorts like time. */
export const later = (moment: string, seconds: number): string => new Date(Date.parse(moment) + seconds * 1000).toISOString();
