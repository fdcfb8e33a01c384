/** The engine of this page: every member of `Engine`, put together. */
import type { JsonObject } from "../crypto/encoding.ts";
import { collectEvidence, confirm, findReceipt, object, objectToResult, ownResult, ownRow, receiptState, withdraw } from "./after.ts";
import {
  companyKeyFile,
  companyRequest,
  deriveBidKey,
  newCompanyKey,
  openCompanyKey,
  readBidKey,
  readCompanyKeyFile,
} from "./company-keys.ts";
import type { Engine, PendingBid, Receipt, SealedBid, SealPlan, SealProgress } from "./types.ts";
import { fileUnreadable, namesRefused, offerNotAccepted } from "./faults.ts";
import { withFen } from "./money.ts";
import { checkFiles, sizeOf } from "./names.ts";
import { readOffer, showPrice } from "./offer.ts";
import { allHeld, findHeld, forget, holdInPage, keepKeySaved } from "./pending.ts";
import { readReceiptFile } from "./receipts.ts";
import { gather, KNOWN, readNamed } from "./sealed-bid.ts";
import type { SealedParts } from "./sealing.ts";
import { remedy, send } from "./sending.ts";
import { canKeep, room } from "./shelf.ts";
import { packTar } from "./tar.ts";
import { checkTender } from "./tender.ts";
import { fetchTender } from "./tender-door.ts";
import { parseUscc } from "./uscc.ts";
import { derive, entropy, randomName, ready, worker } from "./worker.ts";

/** After `ready`: everything that signs, checks or hashes. */
const soon = async <T>(act: () => T | Promise<T>): Promise<T> => {
  await ready();
  return act();
};

/** Data without whatever a page's framework wraps around it, which cannot be sent to a worker. */
const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

async function seal(plan: SealPlan, onProgress?: (progress: SealProgress) => void, signal?: AbortSignal): Promise<SealedBid> {
  const [documents, pricing] = [[...plan.documents], [...plan.pricing]];
  const read = readOffer(plan.tender.form, plan.values);
  if (!read.ok) throw offerNotAccepted(read.faults.map((fault) => fault.what));
  const faults = checkFiles(documents, pricing);
  if (faults.length > 0) throw namesRefused(faults.map((fault) => fault.what));
  await askToKeep();
  const { name, uscc, public: key, seed } = plan.company;
  const job = {
    tender: plain(plan.tender),
    company: { name, uscc, public: key, seed: Uint8Array.from(seed) },
    values: read.values,
    documents,
    pricing,
    replacesAllEarlier: plan.replacesAllEarlier,
    bond: plain(plan.bond),
  };
  const asked = { job, passphrase: plan.passphrase ?? null, folder: randomName(), size: sizeOf(documents, pricing) };
  const parts = await worker().ask<SealedParts & { folder: string | null }>("seal", asked, onProgress, signal);
  if (parts.folder === null) holdInPage(parts.bid, new Map(Object.entries(parts.files)));
  const short = parts.bid.slice(0, 8);
  const names = { bid: `bid-${short}.tar`, bidKey: `bid-key-${short}.json`, recovery: `recovery-${short}.json` };
  return { bid: (await findHeld(parts.bid)).bid, bidKeyFile: parts.bidKeyFile, recoveryFile: parts.recoveryFile, names };
}

/** The browser may throw away what it keeps when the disk fills, unless it is asked not to. Asking costs nothing. */
async function askToKeep(): Promise<void> {
  try {
    await (navigator.storage as { persist?: () => Promise<boolean> }).persist?.();
  } catch {
    // A browser without it keeps or does not; the person is told to save the file either way.
  }
}

async function takeUp(files: readonly File[], onProgress?: (done: number, total: number) => void, signal?: AbortSignal): Promise<PendingBid> {
  await ready();
  const found = await gather(files);
  const named = await readNamed(found);
  const here = (await allHeld()).find((held) => held.bid.bid === named.bid);
  if (here) return here.bid;
  const size = [...found.values()].reduce((sum, file) => sum + file.size, 0);
  const report = ({ done, total }: { done: number; total: number }): void => onProgress?.(done, total);
  const asked = { chosen: [...files], folder: randomName(), size };
  const taken = await worker().ask<{ bid: string; folder: string | null; files: { [name: string]: Blob } }>("take", asked, report, signal);
  if (taken.folder === null) holdInPage(taken.bid, new Map(Object.entries(taken.files)));
  await keySaved(taken.bid);
  return (await findHeld(taken.bid)).bid;
}

const keySaved = async (bid: string): Promise<void> => keepKeySaved(await findHeld(bid));

async function bidFile(bid: string): Promise<{ name: string; content: Blob }> {
  const held = await findHeld(bid);
  const entries = KNOWN.flatMap((name) => {
    const content = held.files.get(name);
    return content ? [{ name, content }] : [];
  });
  return { name: `bid-${bid.slice(0, 8)}.tar`, content: packTar(entries, held.bid.keptAt) };
}

async function pendingBid(bid: string): Promise<PendingBid | null> {
  return (await allHeld()).find((held) => held.bid.bid === bid)?.bid ?? null;
}

const readReceipt = (source: Blob | string | JsonObject): Promise<Receipt> => soon(() => readReceiptFile(source));

/** What the worker tells of a file that vanished between choosing and looking. */
const looking = async <T>(file: File, act: () => Promise<T>): Promise<T> => {
  try {
    return await act();
  } catch (thrown) {
    if (thrown instanceof Error && /NotReadable|NotFound/.test(thrown.message)) throw fileUnreadable(file.name, "it cannot be read", "无法读取");
    throw thrown;
  }
};

export const engine: Engine = {
  ready,
  abilities: async () => ({ kept: await canKeep(), room: await room(), locks: "locks" in navigator }),

  fetchTender,
  checkTender,

  readOffer,
  withFen,
  showPrice,

  checkUscc: parseUscc,
  newCompanyKey: (name, uscc) => soon(() => newCompanyKey(name, uscc, entropy)),
  companyKeyFile: (key, passphrase) => soon(() => companyKeyFile(key, passphrase, derive, entropy)),
  readCompanyKeyFile: (file) => soon(() => readCompanyKeyFile(file)),
  openCompanyKey: (file, passphrase = "") => soon(() => openCompanyKey(file, passphrase, derive)),
  companyRequest: (key) => soon(() => companyRequest(key)),

  openBidKey: (source, receipt) =>
    soon(() => ("file" in source ? readBidKey(source.file, receipt) : deriveBidKey(source.passphrase, source.companyPublic, receipt, derive))),

  checkFiles,
  pdfSignatures: (file, signal) => looking(file, () => worker().ask("signatures", { file }, undefined, signal)),
  tellingProperties: (file, names) => looking(file, () => worker().ask("telling", { file, names: [...names] })),
  billTotals: (file) => looking(file, () => worker().ask("bill", { file })),

  sizeOf,
  seal,

  pendingBids: async () => (await allHeld()).map((held) => held.bid),
  pendingBid,
  bidFile,
  keySaved,
  takeUp,
  discard: forget,

  send,

  readReceipt,
  findInLog: findReceipt,
  receiptState,
  withdraw: (receipt, key) => soon(() => withdraw(receipt, key)),

  ownRow: (receipt) => soon(() => ownRow(receipt)),
  ownResult: (receipt, key) => soon(() => ownResult(receipt, key)),
  objectToResult: (receipt, key, text) => soon(() => objectToResult(receipt, key, text)),
  confirm: (receipt, key) => soon(() => confirm(receipt, key)),
  object,
  remedy,
  evidence: collectEvidence,
};
