/** Receipts as their holder checks them: before saying "received", and at any time later. Pure, but for sodium's loading. */
import type { BidKey, JsonObject, OwnRow, Receipt } from "./types.ts";
import type { Statement } from "../crypto/bid.ts";
import { canonical, type Json, toHex } from "../crypto/encoding.ts";
import { CryptoError, demand } from "../crypto/errors.ts";
import { inKindOrder } from "../crypto/records.ts";
import { keyPair, leafOf, signedDocument } from "../crypto/signatures.ts";
import { fileUnreadable, keyOfAnotherBid, receiptNotTrusted, refusingNow } from "./faults.ts";
import { type Read, readAnySigned, readDocument } from "./signed.ts";

const refuse = receiptNotTrusted;

/** A receipt signed by one of `keys`; without them, by the key that says it is the platform's. */
export function readReceiptRecord(record: unknown, keys?: readonly string[]): Receipt {
  return refusingNow(
    (fault) => refuse("receipt-signed", fault.message, "平台签名不成立"),
    () => {
      const signed = readAnySigned(record);
      const signers = signed.signatures.filter((one) => one.role === "platform").map((one) => one.key);
      const { body, digest, key } = readDocument(record, "receipt", "platform", keys ?? signers.slice(0, 1));
      demand(signed.salt !== null, "signature-shape", "a receipt is a record, with its salt");
      demand(inKindOrder(body.envelopes), "bid-kinds", "a bid lists one envelope of each kind, in the fixed order");
      return shown(body, digest, key, record as JsonObject);
    },
  );
}

function shown(body: Read<"receipt">["body"], digest: string, key: string, record: JsonObject): Receipt {
  return {
    number: body.number,
    lot: body.lot,
    round: body.round,
    bid: body.bid,
    bidKey: body.bid_key,
    documentVersion: body.document_version,
    envelopes: body.envelopes,
    at: body.at,
    platformKey: key,
    digest,
    record,
  };
}

/** The promise inside: tick, at most so many ticks later, of a log that grew out of this head. */
export function promiseOf(receipt: Receipt): { tick: number; within: number; head: { size: number; root: string } } {
  const { tick, within, head } = receipt.record["body"] as unknown as Read<"receipt">["body"];
  return { tick, within, head };
}

/** The value that the receipt leaves in its tick, hex. */
export const leafOfReceipt = (receipt: Receipt): string => toHex(leafOf(readAnySigned(receipt.record)));

/** The receipt, once it is one for exactly this bid, received before the deadline. */
export function checkReceiptOf(record: unknown, statement: Statement & { readonly bid: string }, keys: readonly string[], deadline: string): Receipt {
  const receipt = readReceiptRecord(record, keys);
  if (receipt.bid !== statement.bid) throw refuse("receipt-bid", "it is for another bid", "回执对应的不是本投标文件");
  const fields = (of: { lot: string; round: number; document_version: number; bid_key: string; envelopes: unknown }): string =>
    toHex(canonical({ lot: of.lot, round: of.round, version: of.document_version, key: of.bid_key, envelopes: of.envelopes as Json }));
  const { lot, round, documentVersion: document_version, bidKey: bid_key, envelopes } = receipt;
  if (fields({ lot, round, document_version, bid_key, envelopes }) !== fields(statement))
    throw refuse("receipt-fields", "it differs from the bid", "回执所载内容与投标文件不一致");
  if (receipt.at >= deadline) throw refuse("receipt-time", "received at or after the deadline", "接收时间不早于截止时间");
  return receipt;
}

/** A receipt that a person gives: its text or file; laid out in whatever way. */
export async function readReceiptFile(source: Blob | string | JsonObject): Promise<Receipt> {
  if (typeof source === "object" && !(source instanceof Blob)) return readReceiptRecord(source);
  const text = typeof source === "string" ? source : await source.slice(0, 65_536).text();
  let record: unknown;
  try {
    record = JSON.parse(text.replace(/^\ufeff/, ""));
  } catch {
    throw fileUnreadable("receipt.json", "not a receipt", "不是回执文件");
  }
  return readReceiptRecord(record);
}

// ---- what a bid key signs

function signedByBid(receipt: Receipt, key: BidKey, short: string, members: JsonObject): JsonObject {
  if (key.bid !== receipt.bid || key.public !== receipt.bidKey) throw keyOfAnotherBid();
  const body = { type: `tianping/${short}/1`, lot: receipt.lot, round: receipt.round, bid: receipt.bid, ...members };
  return signedDocument(body, [["bid", keyPair(key.seed)]]);
}

/** The signed withdrawal; `replacedBy` is the digest of the bid that takes its place. */
export const signWithdrawal = (receipt: Receipt, key: BidKey, replacedBy: string | null): JsonObject =>
  signedByBid(receipt, key, "withdrawal", { receipt: receipt.number, replaced_by: replacedBy });

export const signConfirmation = (receipt: Receipt, key: BidKey, readOut: string, at: string): JsonObject =>
  signedByBid(receipt, key, "confirmation", { readout: readOut, at });

export const signObjection = (receipt: Receipt, key: BidKey, text: string, at: string): JsonObject =>
  signedByBid(receipt, key, "objection", { text, at });

export const signResultRequest = (receipt: Receipt, key: BidKey, at: string): JsonObject => signedByBid(receipt, key, "result-request", { at });

/** Against the publicity of that digest (条例54). */
export const signResultObjection = (receipt: Receipt, key: BidKey, candidates: string, text: string, at: string): JsonObject =>
  signedByBid(receipt, key, "result-objection", { company: null, candidates, interest: "", text, at });

/** When it was withdrawn, once the answer is signed by the receipt's key (or a later one) and names this withdrawal. */
export function checkAccepted(answer: unknown, receipt: Receipt, withdrawal: JsonObject, keys: readonly string[]): string {
  try {
    const { body } = readDocument(answer, "withdrawal-accepted", "platform", [receipt.platformKey, ...keys]);
    if (body.bid === receipt.bid && body.withdrawal === readAnySigned(withdrawal).digest) return body.at;
  } catch (thrown) {
    if (!(thrown instanceof CryptoError)) throw thrown;
    throw refuse("withdrawal-accepted", thrown.message, "撤回确认的签名不成立");
  }
  throw refuse("withdrawal-accepted", "it names another withdrawal", "撤回确认与本次撤回不一致");
}

/** The receipt's own row of the read-out, whose signature holds. */
export function readOwnRow(readOut: unknown, receipt: Receipt, keys: readonly string[]): OwnRow {
  const { body, digest } = refusingNow(
    (fault) => refuse("read-out", fault.message, "唱标文件的签名不成立"),
    () => readDocument(readOut, "read-out", "platform", [receipt.platformKey, ...keys]),
  );
  if (body.lot !== receipt.lot || body.round !== receipt.round) throw refuse("read-out", "it is of another lot", "唱标文件不属于本标段");
  const row = body.bids.find((one) => one.bid === receipt.bid);
  if (!row) throw refuse("read-out", "it does not name the receipt's bid", "唱标文件中没有回执所列的投标文件");
  return { outcome: row.outcome, cause: row.cause, name: row.name, uscc: row.uscc, values: row.values, readOut: digest };
}
