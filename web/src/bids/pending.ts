/** Sealed bids that this browser holds: in its private file system, or in this page where there is none. */
import type { Kind, PendingBid, Receipt } from "./types.ts";
import { canonical, type JsonObject } from "../crypto/encoding.ts";
import { init } from "../crypto/sodium.ts";
import { bidUnknown } from "./faults.ts";
import { readReceiptRecord } from "./receipts.ts";
import { type EnvelopeFile, type Files, KEY_SAVED_FILE, type Named, readEnvelope, readKeptPage, readNamed, RECEIPT_FILE, STATE_FILE } from "./sealed-bid.ts";
import { KINDS } from "../crypto/manifest.ts";
import { BID_FILE } from "./sealing.ts";
import { filesOf, fillingLock, folders, putIn, removeFolder } from "./shelf.ts";

const STATE = "tianping/upload-state/1";
const KEY_SAVED = "tianping/bid-key-saved/1";
/** A file that was carried about may hold anything. */
const UPLOAD = /^[0-9a-f]{32}$/;
const LEFT_BEHIND = 24 * 3_600_000;

/** A bid and where it lies; `folder` null: in this page. */
export interface Held {
  readonly bid: PendingBid;
  readonly named: Named;
  readonly files: Files;
  readonly folder: string | null;
}

/** What of a bid is on its way; the same document as `tianping submit` keeps, which reads it from a carried file. */
export interface UploadState {
  readonly url: string;
  readonly uploads: { readonly [kind: string]: string };
  readonly done: number;
}

const inPage = new Map<string, { files: Map<string, Blob>; readonly keptAt: number }>();

/** Keep a bid that lives in this page only. */
export function holdInPage(bid: string, files: Files): void {
  inPage.set(bid, { files: new Map(files), keptAt: Date.now() });
}

/** All of them, newest first. Folders that a killed tab left half done are swept on the way. */
export async function allHeld(): Promise<Held[]> {
  await init();
  const found: Held[] = [];
  for (const folder of await folders()) {
    const held = await heldIn(folder);
    if (held) found.push(held);
  }
  for (const { files, keptAt } of inPage.values()) found.push(await describe(files, null, keptAt));
  return found.sort((a, b) => b.bid.keptAt - a.bid.keptAt);
}

async function heldIn(folder: string): Promise<Held | undefined> {
  const files = await filesOf(folder);
  const statement = files.get(BID_FILE);
  if (statement === undefined) return void (await sweep(folder, files));
  try {
    return await describe(files, folder, statement.lastModified);
  } catch {
    return undefined; // damaged: it is not offered, and not thrown away either
  }
}

/** Removes a folder without a statement, unless somebody is filling it at this moment. */
async function sweep(folder: string, files: ReadonlyMap<string, File>): Promise<void> {
  const locks = (navigator as { locks?: LockManager }).locks;
  if (locks) {
    await locks.request(fillingLock(folder), { ifAvailable: true }, async (lock) => {
      if (lock) await removeFolder(folder);
    });
  } else if ([...files.values()].every((file) => Date.now() - file.lastModified > LEFT_BEHIND)) await removeFolder(folder);
}

async function describe(files: Files, folder: string | null, keptAt: number): Promise<Held> {
  const named = await readNamed(files);
  const envelopes = await Promise.all(KINDS.map((kind) => readEnvelope(files, named, kind)));
  const page = (await readKeptPage(files)) ?? {};
  const tender = ((page["tender"] as JsonObject | null)?.["body"] ?? {}) as { project?: { name?: string }; rehearsal?: boolean; name?: string };
  const state = await readState(files, named.bid);
  const bid: PendingBid = {
    bid: named.bid,
    lot: named.lot,
    round: named.round,
    documentVersion: named.document_version,
    bidKey: named.bid_key,
    envelopes: named.envelopes,
    project: tender.project?.name ?? "",
    name: tender.name ?? "",
    deadline: typeof page["deadline"] === "string" ? page["deadline"] : "",
    rehearsal: tender.rehearsal ?? false,
    length: envelopes.reduce((sum, envelope) => sum + envelope.length, 0),
    keptAt,
    place: folder === null ? "page" : "kept",
    sent: state?.done ?? 0,
    receipt: await readKeptReceipt(files, named.bid),
    keySaved: files.has(KEY_SAVED_FILE),
  };
  return { bid, named, files, folder };
}

async function readKeptReceipt(files: Files, bid: string): Promise<Receipt | null> {
  try {
    const receipt = readReceiptRecord(JSON.parse((await files.get(RECEIPT_FILE)?.text()) ?? ""));
    return receipt.bid === bid ? receipt : null;
  } catch {
    return null;
  }
}

export async function findHeld(bid: string): Promise<Held> {
  const found = (await allHeld()).find((held) => held.bid.bid === bid);
  if (!found) throw bidUnknown();
  return found;
}

export const envelopesOf = (held: Held, kinds: readonly Kind[] = KINDS): Promise<EnvelopeFile[]> =>
  Promise.all(kinds.map((kind) => readEnvelope(held.files, held.named, kind)));

export async function forget(bid: string): Promise<void> {
  inPage.delete(bid);
  for (const held of await allHeld()) if (held.bid.bid === bid && held.folder !== null) await removeFolder(held.folder);
}

// ---- what is written beside a bid

/** Write a small file beside the bid, wherever that lies. */
export async function putBeside(held: Held, name: string, content: JsonObject): Promise<void> {
  const bytes = canonical(content);
  if (held.folder === null) inPage.get(held.bid.bid)?.files.set(name, new Blob([bytes as BlobPart]));
  else await putIn(held.folder, name, bytes);
}

/** What is on its way to this platform. */
export async function readState(files: Files, bid: string): Promise<UploadState | undefined> {
  try {
    const kept = JSON.parse((await files.get(STATE_FILE)?.text()) ?? "") as UploadState & { type: string; bid: string };
    if (kept.type !== STATE || kept.bid !== bid || kept.url !== location.origin) return undefined;
    const uploads = Object.entries(kept.uploads).filter(([, upload]) => typeof upload === "string" && UPLOAD.test(upload));
    return { url: kept.url, uploads: Object.fromEntries(uploads), done: Number.isSafeInteger(kept.done) ? kept.done : 0 };
  } catch {
    return undefined;
  }
}

export const keepState = (held: Held, uploads: { readonly [kind: string]: string }, done: number): Promise<void> =>
  putBeside(held, STATE_FILE, { type: STATE, url: location.origin, bid: held.bid.bid, uploads: { ...uploads }, done });

/** Remember that the key of this bid was saved; that it was, not where. */
export const keepKeySaved = (held: Held): Promise<void> => putBeside(held, KEY_SAVED_FILE, { type: KEY_SAVED, bid: held.bid.bid });

export const keepReceipt = (held: Held, receipt: Receipt): Promise<void> => putBeside(held, RECEIPT_FILE, receipt.record);
