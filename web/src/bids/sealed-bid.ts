/** A sealed bid as files, however it came here: told whole, or refused with what is missing. */
import type { JsonObject, Kind } from "./types.ts";
import { readStatement, type Statement } from "../crypto/bid.ts";
import { envelopeDigest } from "../crypto/body.ts";
import { canonical, type Json, toHex } from "../crypto/encoding.ts";
import { demand } from "../crypto/errors.ts";
import { headerLength, PREFIX, readHeader } from "../crypto/header.ts";
import { KINDS } from "../crypto/manifest.ts";
import { bidNotWhole, refusing } from "./faults.ts";
import { bodyHash } from "./piece-hash.ts";
import { readAhead } from "./reading.ts";
import { BID_FILE, fileOf, TENDER_FILE } from "./sealing.ts";
import { unpackTar } from "./tar.ts";

export const RECEIPT_FILE = "receipt.json";
export const STATE_FILE = "upload-state.json";
/** Says that the withdrawal key was saved somewhere, or that the bid was carried here by somebody who had the chance. */
export const KEY_SAVED_FILE = "bid-key-saved.json";
/** What a sealed bid may hold; nothing else is looked at, and private files never belong here. */
export const KNOWN = [BID_FILE, TENDER_FILE, STATE_FILE, RECEIPT_FILE, ...KINDS.map(fileOf)] as readonly string[];

export type Files = ReadonlyMap<string, Blob>;
export type Named = Statement & { readonly bid: string; readonly signed: JsonObject };

/** Header and body of one envelope in its file. */
export interface EnvelopeFile {
  readonly kind: Kind;
  readonly file: Blob;
  readonly header: Uint8Array;
  /** Where the body begins. */
  readonly start: number;
  readonly length: number;
}

/** The files of a sealed bid among those chosen: one tar, or a folder's files by their own names. */
export async function gather(chosen: readonly File[]): Promise<Files> {
  const [only] = chosen;
  if (chosen.length === 1 && only !== undefined && only.name !== BID_FILE) {
    const files = await unpackTar(only, KNOWN);
    if (files === undefined) throw bidNotWhole(`${only.name} is not a sealed bid's file`, `${only.name}不是加密投标文件`);
    return files;
  }
  const known = chosen.filter((file) => KNOWN.includes(file.name));
  if (new Set(known.map((file) => file.name)).size < known.length)
    throw bidNotWhole("files of two sealed bids were chosen at once", "同时选择了两份投标文件的内容");
  return new Map(known.map((file) => [file.name, file]));
}

/** The statement, once its signature holds and four envelopes of the named lengths are there. Bodies are not yet read. */
export async function readNamed(files: Files): Promise<Named> {
  const missing = [BID_FILE, ...KINDS.map(fileOf)].filter((name) => !files.has(name));
  if (missing.length > 0) throw bidNotWhole(`${missing.join(", ")} missing`, `缺少${missing.join("、")}`);
  const source = await readSmall(files.get(BID_FILE) as Blob, BID_FILE);
  return refusing(
    (fault) => bidNotWhole(`${BID_FILE}: ${fault.message}`, `${BID_FILE}的签名或格式不符`),
    () => ({ ...readStatement(canonical(source)), signed: source }),
  );
}

async function readSmall(file: Blob, name: string): Promise<JsonObject> {
  try {
    const value = JSON.parse(await file.slice(0, 2 ** 20).text()) as Json;
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  } catch (thrown) {
    if (!(thrown instanceof SyntaxError)) throw bidNotWhole(`${name} cannot be read`, `${name}无法读取`);
  }
  throw bidNotWhole(`${name} is no document`, `${name}格式不符`);
}

/** The tender page kept with the bid, if it is there. */
export async function readKeptPage(files: Files): Promise<JsonObject | undefined> {
  const file = files.get(TENDER_FILE);
  return file && readSmall(file, TENDER_FILE).catch(() => undefined);
}

/** Where header and body of an envelope lie; refused when it is cut off or is not of this bid. */
export async function readEnvelope(files: Files, named: Named, kind: Kind): Promise<EnvelopeFile> {
  const file = files.get(fileOf(kind)) as Blob;
  return refusing(
    (fault) => bidNotWhole(`${fileOf(kind)}: ${fault.message}`, `${fileOf(kind)}不完整或已损坏`),
    async () => {
      const prefix = new Uint8Array(await file.slice(0, PREFIX).arrayBuffer());
      const start = PREFIX + headerLength(prefix);
      const header = new Uint8Array(await file.slice(PREFIX, start).arrayBuffer());
      const told = readHeader(header);
      demand(file.size === start + told.body_length, "file-length", "it is not complete");
      demand(told.kind === kind && toHex(told.bid_key) === named.bid_key, "bid-key", "it belongs to another bid");
      return { kind, file, header, start, length: told.body_length };
    },
  );
}

/** Reads a body once, gives each portion to `each`, and refuses what has not the digest that the statement names. */
export async function checkBody(envelope: EnvelopeFile, named: Named, each: (part: Uint8Array) => Promise<void> | void): Promise<void> {
  const [tree, ranges] = [bodyHash(), readAhead(envelope.file)];
  for (let at = 0; at < envelope.length;) {
    const part = await ranges(envelope.start + at, Math.min(2 ** 20, envelope.length - at));
    if (part.length === 0) break;
    await tree.update(part);
    await each(part);
    at += part.length;
  }
  const digest = toHex(envelopeDigest(readHeader(envelope.header).hash, await tree.root()));
  const wanted = named.envelopes.find((one) => one.kind === envelope.kind);
  if (digest !== wanted?.digest) throw bidNotWhole(`${fileOf(envelope.kind)} is not the file that ${BID_FILE} names`, `${fileOf(envelope.kind)}与${BID_FILE}所列文件指纹不一致`);
}

