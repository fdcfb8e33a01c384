import { readFileSync } from "node:fs";
import { beforeAll, expect, test } from "vitest";
import { findInLog, type LogDoor } from "../../src/bids/public-log.ts";
import {
  checkAccepted,
  checkReceiptOf,
  readOwnRow,
  readReceiptFile,
  readReceiptRecord,
  signConfirmation,
  signObjection,
  signWithdrawal,
} from "../../src/bids/receipts.ts";
import { readPlatformKeys } from "../../src/bids/signed.ts";
import { receiptNotTrusted } from "../../src/bids/faults.ts";
import type { Problem } from "../../src/api/problem.ts";
import type { BidKey, JsonObject, Receipt } from "../../src/bids/types.ts";
import { fromHex, toHex } from "../../src/crypto/encoding.ts";
import { consistencyProof, inclusionProof, readLeaves } from "../../src/crypto/log.ts";
import { read } from "./vectors.ts";

const voices = read("voices");
const { platform_keys } = read("tender");
const PACKAGE = new URL("../../../tests/vectors/package/", import.meta.url);
const bytes = (path: string): Uint8Array => new Uint8Array(readFileSync(new URL(path, PACKAGE)));
const json = (path: string): any => JSON.parse(readFileSync(new URL(path, PACKAGE), "utf8"));
const held = JSON.parse(readFileSync(new URL("../package.receipt.json", PACKAGE), "utf8"));

let keys: string[];
let receipt: Receipt;
let key: BidKey;

beforeAll(async () => {
  keys = readPlatformKeys(platform_keys, receiptNotTrusted);
  receipt = readReceiptRecord(voices.receipt, keys);
  key = { lot: receipt.lot, round: receipt.round, bid: receipt.bid, public: receipt.bidKey, seed: fromHex(voices.seed) };
});

const checkIn = (act: () => unknown): string => {
  try {
    act();
    return "accepted";
  } catch (thrown) {
    return String((thrown as Problem).facts["check"] ?? (thrown as Problem).rule);
  }
};
const checkOf = (asked: Promise<unknown>): Promise<string> => asked.then(() => "accepted", (thrown: Problem) => String(thrown.facts["check"] ?? thrown.kind));

// ---- what a bid key signs

test("withdrawal, replacement, confirmation and objection are those of the commands, byte for byte", () => {
  expect(signWithdrawal(receipt, key, null)).toEqual(voices.withdrawal);
  expect(signWithdrawal(receipt, key, "cd".repeat(32))).toEqual(voices.replacement);
  expect(signConfirmation(receipt, key, voices.read_out, voices.at)).toEqual(voices.confirmation);
  expect(signObjection(receipt, key, "唱标价格与我单位报价不符", voices.at)).toEqual(voices.objection);
});

test("a key of another bid signs nothing for this receipt", () => {
  expect(checkIn(() => signWithdrawal(receipt, { ...key, bid: "00".repeat(32) }, null))).toBe("D-BID-KEY");
});

// ---- receipts

const statement = () => ({
  lot: receipt.lot,
  round: receipt.round,
  document_version: receipt.documentVersion,
  bid_key: receipt.bidKey,
  envelopes: receipt.envelopes,
  bid: receipt.bid,
});

test("a receipt is believed for exactly this bid, before the deadline, from this platform", () => {
  const late = "2026-12-31T00:00:00.000Z";
  expect(checkReceiptOf(voices.receipt, statement(), keys, late).number).toBe(receipt.number);
  expect(checkIn(() => checkReceiptOf(voices.receipt, { ...statement(), bid: "00".repeat(32) }, keys, late))).toBe("receipt-bid");
  expect(checkIn(() => checkReceiptOf(voices.receipt, { ...statement(), document_version: 9 }, keys, late))).toBe("receipt-fields");
  expect(checkIn(() => checkReceiptOf(voices.receipt, statement(), keys, receipt.at))).toBe("receipt-time");
  expect(checkIn(() => checkReceiptOf(voices.receipt, statement(), ["00".repeat(32)], late))).toBe("receipt-signed");
});

test("a receipt that was changed, or lost its salt, is none", () => {
  const { salt: _, ...unsalted } = voices.receipt;
  expect(checkIn(() => readReceiptRecord(unsalted, keys))).toBe("receipt-signed");
  const changed = { ...voices.receipt, body: { ...voices.receipt.body, at: "2026-12-01T00:00:00.000Z" } };
  expect(checkIn(() => readReceiptRecord(changed, keys))).toBe("receipt-signed");
});

test("a receipt file is read however it was laid out; other files are told apart", async () => {
  expect((await readReceiptFile(JSON.stringify(voices.receipt, null, 3))).bid).toBe(receipt.bid);
  expect((await readReceiptFile(new Blob([`\ufeff${JSON.stringify(voices.receipt)}`]))).bid).toBe(receipt.bid);
  expect((await readReceiptFile(voices.receipt as JsonObject)).bid).toBe(receipt.bid);
  expect(await checkOf(readReceiptFile("%PDF"))).toBe("file-unreadable");
  expect(await checkOf(readReceiptFile("{}"))).toBe("receipt-signed");
});

test("an acceptance must be signed and name this withdrawal", () => {
  expect(checkIn(() => checkAccepted({ body: {} }, receipt, voices.withdrawal, keys))).toBe("withdrawal-accepted");
  expect(checkIn(() => checkAccepted(voices.receipt, receipt, voices.withdrawal, keys))).toBe("withdrawal-accepted");
});

test("the own row is found in a signed read-out, and only there", () => {
  expect(checkIn(() => readOwnRow({ body: {} }, receipt, keys))).toBe("read-out");
  expect(checkIn(() => readOwnRow(voices.receipt, receipt, keys))).toBe("read-out");
});

// ---- the log

/** A door to the log of the published package. */
function door(changes: { [path: string]: unknown } = {}): LogDoor {
  const leaves = readLeaves(bytes("log/leaves.bin"));
  const hex = (proof: Uint8Array[]): string[] => proof.map((each) => toHex(each));
  return {
    json: async (path) => {
      const asked = new URL(path, "http://x");
      const [first, second, tick, size] = ["first", "second", "tick", "size"].map((name) => Number(asked.searchParams.get(name)));
      if (asked.pathname in changes) return changes[asked.pathname];
      if (asked.pathname === "/head") return json("log/head.json");
      if (asked.pathname === "/consistency") return { proof: hex(consistencyProof(leaves.slice(0, second), first as number)) };
      return { proof: hex(inclusionProof(leaves.slice(0, size), tick as number)) };
    },
    bytes: async (path) => {
      if (path in changes) return changes[path] as Uint8Array;
      const [, number, kind] = /^\/ticks\/(\d+)(\/leaves)?$/.exec(path) as RegExpExecArray;
      return bytes(`log/ticks/${number}.${kind ? "bin" : "json"}`);
    },
  };
}

test("a held receipt is found in the published log and proven to be in its head", async () => {
  const own = readReceiptRecord(held);
  const proof = await findInLog(own, [own.platformKey, ...keys], door());
  expect(proof.found.tick).toBe(held.body.tick);
  expect(proof.found.size).toBe(json("log/head.json").body.size);
});

test.each([
  ["a head that somebody else signed", "/head", { ...json("log/head.json"), signatures: [] }, "log-head-signed"],
  ["a log that was rewritten", "/consistency", { proof: ["00".repeat(32)] }, "log-head-consistent"],
  ["a proof that is none", "/consistency", {}, "log-head-consistent"],
  ["a tick that is not in the head", "/inclusion", { proof: [] }, "ticks-in-log"],
  ["values in another order", `/ticks/${held.body.tick}/leaves`, bytes(`log/ticks/${held.body.tick}.bin`).slice().reverse(), "ticks-in-log"],
] as [string, string, unknown, string][])("%s is refused", async (_, path, answer, check) => {
  const own = readReceiptRecord(held);
  expect(await checkOf(findInLog(own, [own.platformKey], door({ [path]: answer })))).toBe(check);
});

test("a log that goes on beyond the promised tick without the leaf is told", async () => {
  const own = readReceiptRecord(held);
  const { json: ask } = door();
  const entry = bytes(`log/ticks/${held.body.tick}.json`);
  const without: LogDoor = { json: ask, bytes: async (path) => (path.endsWith("/leaves") ? new Uint8Array(32_768) : entry) };
  const asked: number[] = [];
  expect(await checkOf(findInLog(own, [own.platformKey], without, { report: (tick) => void asked.push(tick) }))).toBe("leaf-in-log");
  expect(asked).toEqual(Array.from({ length: held.body.within + 1 }, (_, i) => held.body.tick + i));
});

test("whoever has had enough stops the search", async () => {
  const own = readReceiptRecord(held);
  const stopped = new AbortController();
  stopped.abort();
  expect(await checkOf(findInLog(own, [own.platformKey], door(), { signal: stopped.signal }))).toBe("cancelled");
});
