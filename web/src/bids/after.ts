/** After sealing: the log, withdrawal, the opening's voices, and the evidence of how a bid was treated. */
import { platformTime } from "../foundation/clock.ts";
import { Problem } from "../api/problem.ts";
import { canonical, digest, type JsonObject, toHex, utf8 } from "../crypto/encoding.ts";
import { init } from "../crypto/sodium.ts";
import { ask, askBytes, post } from "./door.ts";
import type { BidKey, Evidence, FoundInLog, OwnResult, OwnRow, Receipt, ReceiptState } from "./types.ts";
import { receiptNotTrusted } from "./faults.ts";
import { findInLog, type LogDoor, type LogProof } from "./public-log.ts";
import { checkAccepted, readOwnRow, signConfirmation, signObjection, signResultObjection, signResultRequest, signWithdrawal } from "./receipts.ts";
import { readPlatformKeys } from "./signed.ts";
import { packTar, type TarEntry } from "./tar.ts";

const LOG: LogDoor = { json: (path) => ask(`/api/log${path}`), bytes: (path) => askBytes(`/api/log${path}`) };

/** The platform's keys; the receipt's own must be among them. */
async function keysFor(receipt: Receipt): Promise<string[]> {
  await init();
  const keys = readPlatformKeys(await ask("/api/platform-keys"), receiptNotTrusted);
  if (!keys.includes(receipt.platformKey)) throw receiptNotTrusted("receipt-signed", "another platform signed it", "回执不是本平台签发的");
  return keys;
}

export async function findReceipt(receipt: Receipt, report?: (tick: number, size: number) => void, signal?: AbortSignal): Promise<FoundInLog> {
  return (await findInLog(receipt, await keysFor(receipt), LOG, { report, signal })).found;
}

export async function receiptState(receipt: Receipt): Promise<ReceiptState> {
  const told = (await ask(`/api/receipts/${receipt.number}`)) as { state: string };
  return { state: told.state };
}

export async function withdraw(receipt: Receipt, key: BidKey): Promise<{ at: string; record: JsonObject }> {
  const [keys, signed] = [await keysFor(receipt), signWithdrawal(receipt, key, null)];
  const record = (await post(`/api/lots/${receipt.lot}/withdrawals`, { signed })) as JsonObject;
  return { at: checkAccepted(record, receipt, signed, keys), record };
}

// ---- the opening

const opening = (receipt: Receipt): string => `/api/lots/${receipt.lot}/opening`;

/** What a door tells, or null where there is nothing yet. */
async function askIfThere(path: string): Promise<JsonObject | null> {
  try {
    return (await ask(path)) as JsonObject;
  } catch (thrown) {
    if (thrown instanceof Problem && (thrown.status === 404 || thrown.status === 409)) return null;
    throw thrown;
  }
}

export async function ownRow(receipt: Receipt): Promise<OwnRow | null> {
  const readOut = await askIfThere(`${opening(receipt)}/read-out`);
  return readOut && readOwnRow(readOut, receipt, await keysFor(receipt));
}

const moment = (): string => new Date(platformTime()).toISOString();

export async function confirm(receipt: Receipt, key: BidKey): Promise<OwnRow> {
  const row = readOwnRow(await ask(`${opening(receipt)}/read-out`), receipt, await keysFor(receipt));
  await post(`${opening(receipt)}/confirmations`, { signed: signConfirmation(receipt, key, row.readOut, moment()) });
  return row;
}

export async function object(receipt: Receipt, key: BidKey, text: string): Promise<string> {
  await init();
  const told = (await post(`${opening(receipt)}/objections`, { signed: signObjection(receipt, key, text.trim(), moment()) })) as { objection: string };
  return told.objection;
}

// ---- the result

/** Own rank, scores and reasons; null before the result is published. */
export async function ownResult(receipt: Receipt, key: BidKey): Promise<OwnResult | null> {
  await init();
  try {
    return (await post(`/api/lots/${receipt.lot}/result`, { signed: signResultRequest(receipt, key, moment()) })) as OwnResult;
  } catch (thrown) {
    if (thrown instanceof Problem && (thrown.status === 404 || thrown.kind === "publicity-not-begun")) return null;
    throw thrown;
  }
}

/** Object to the result that is published now; answers until when the buyer answers. */
export async function objectToResult(receipt: Receipt, key: BidKey, text: string): Promise<{ due: string }> {
  await init();
  const shown = (await ask(`/api/lots/${receipt.lot}/award`)) as { candidates: { body: JsonObject } };
  const candidates = toHex(digest(shown.candidates.body));
  return (await post(`/api/lots/${receipt.lot}/result-objections`, { signed: signResultObjection(receipt, key, candidates, text.trim(), moment()) })) as { due: string };
}

// ---- evidence

/** Everything that proves how this bid was treated; what is not there yet is left out. */
export async function collectEvidence(receipt: Receipt): Promise<Evidence> {
  const keys = await keysFor(receipt);
  const readOut = await askIfThere(`${opening(receipt)}/read-out`);
  const row = readOut && readOwnRow(readOut, receipt, keys);
  const [record, freeze] = [await askIfThere(`${opening(receipt)}/record`), await askIfThere(`${opening(receipt)}/freeze`)];
  const proof = await proofIfThere(receipt, keys);
  const packageUrl = `/api/lots/${receipt.lot}/rounds/${receipt.round}/package/package.json`;
  const recordPdfUrl = `${opening(receipt)}/record.pdf`;
  const documents = { "receipt.json": receipt.record, "read-out.json": readOut, "record.json": record, "freeze.json": freeze };
  const short = receipt.bid.slice(0, 8);
  const entries = [...documentsOf(documents), ...(proof ? proofOf(proof) : []), readme(receipt, packageUrl)];
  return { receipt, row, packageUrl, recordPdfUrl, file: packTar(entries, platformTime()), fileName: `evidence-${short}.tar`, found: proof?.found ?? null };
}

/** The proof that the receipt is in the log; null for as long as it need not be. */
async function proofIfThere(receipt: Receipt, keys: readonly string[]): Promise<LogProof | null> {
  try {
    return await findInLog(receipt, keys, LOG);
  } catch (thrown) {
    if (thrown instanceof Problem && thrown.kind === "not-in-log-yet") return null;
    throw thrown;
  }
}

const blob = (content: Uint8Array): Blob => new Blob([content as BlobPart]);

function documentsOf(documents: { readonly [name: string]: JsonObject | null }): TarEntry[] {
  return Object.entries(documents).flatMap(([name, content]) => (content ? [{ name, content: blob(canonical(content)) }] : []));
}

function proofOf({ found, head, entry, values, inclusion }: LogProof): TarEntry[] {
  return [
    { name: "log-head.json", content: blob(canonical(head as JsonObject)) },
    { name: `log-tick-${found.tick}.json`, content: blob(entry) },
    { name: `log-tick-${found.tick}.bin`, content: blob(values) },
    { name: "log-inclusion.json", content: blob(canonical(inclusion as JsonObject)) },
  ];
}

function readme(receipt: Receipt, packageUrl: string): TarEntry {
  const address = `${location.origin}/api/lots/${receipt.lot}`;
  const text = `回执编号 ${receipt.number}，投标文件指纹 ${receipt.bid}。
本压缩包含：回执、唱标文件、开标记录、截标清单（已公布的部分），以及该回执在公开存证中的位置及证明。
不依赖平台核验全部开标过程： tianping verify ${address} --round ${receipt.round} --receipt receipt.json
完整公开材料： ${location.origin}${packageUrl}

Receipt ${receipt.number}, bid ${receipt.bid}.
Inside: the receipt, read-out, opening record and freeze list as far as they are published, and the proof that the receipt is in the public log.
To check the whole opening without trusting the platform: tianping verify ${address} --round ${receipt.round} --receipt receipt.json
Everything that is published: ${location.origin}${packageUrl}
`;
  return { name: "README.txt", content: blob(utf8(text)) };
}
