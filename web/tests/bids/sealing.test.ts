import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import type { Problem } from "../../src/api/problem.ts";
import type { CompanyKey, SealProgress } from "../../src/bids/types.ts";
import { findHeld, forget, holdInPage, keepKeySaved } from "../../src/bids/pending.ts";
import { type SealedParts, sealBid, type SealJob, selfTest } from "../../src/bids/sealing.ts";
import { gather, readEnvelope, readNamed } from "../../src/bids/sealed-bid.ts";
import { bodyHash } from "../../src/bids/piece-hash.ts";
import { readAhead } from "../../src/bids/reading.ts";
import { pageShelf, type Shelf } from "../../src/bids/shelf.ts";
import { takeUp } from "../../src/bids/take-up.ts";
import { packTar } from "../../src/bids/tar.ts";
import { checkTender } from "../../src/bids/tender.ts";
import { readRecoveryFile } from "../../src/crypto/bid.ts";
import { PIECE, PieceTree } from "../../src/crypto/body.ts";
import { equal, fromHex, fromUtf8, toHex } from "../../src/crypto/encoding.ts";
import { openWhole, unlock } from "../../src/crypto/envelope.ts";
import { splitFile } from "../../src/crypto/header.ts";
import { keyPair } from "../../src/crypto/signatures.ts";
import { counter, fileOf, read, stream } from "./vectors.ts";

const vectors = read("sealed");
const shown = read("tender");
const { name, uscc, seed } = read("keys");

const filesOf = (sizes: { [name: string]: number }): File[] => Object.entries(sizes).map(([file, size]) => fileOf(file, stream(file, size)));

async function jobOf(changes: Partial<SealJob> = {}): Promise<SealJob> {
  const company: CompanyKey = { name, uscc, public: toHex(keyPair(fromHex(seed)).public), seed: fromHex(seed) };
  return {
    tender: await checkTender(shown.page, shown.platform_keys, shown.rulebook),
    company,
    values: vectors.values,
    documents: filesOf(vectors.documents),
    pricing: filesOf(vectors.pricing),
    replacesAllEarlier: true,
    bond: vectors.bond,
    bidSeed: null,
    ...changes,
  };
}

async function seal(changes: Partial<SealJob> = {}, shelf: Shelf = pageShelf(), told: SealProgress[] = [], stopAt = Infinity): Promise<SealedParts> {
  const around = { entropy: counter(vectors.entropy), report: (one: SealProgress) => void told.push(one), stopped: () => told.length >= stopAt };
  return sealBid(await jobOf(changes), shelf, around);
}

const text = async (parts: SealedParts, file: string): Promise<string> => (parts.files[file] as Blob).text();
const refusal = (asked: Promise<unknown>): Promise<Problem> => asked.then(() => Promise.reject(new Error("nothing was refused")), (thrown: Problem) => thrown);

test("what is sealed here is what the command seals, byte for byte", async () => {
  const parts = await seal();
  for (const [file, digest] of Object.entries(vectors.sha256)) {
    const bytes = new Uint8Array(await (parts.files[file] as Blob).arrayBuffer());
    expect(createHash("sha256").update(bytes).digest("hex"), file).toBe(digest);
  }
  expect(await text(parts, "bid.json")).toBe(vectors.texts["bid.json"]);
  expect(fromUtf8(parts.bidKeyFile)).toBe(vectors.texts["bid-key.json"]);
  expect(fromUtf8(parts.recoveryFile)).toBe(vectors.texts["recovery.json"]);
  expect(JSON.parse(await text(parts, "tender.json"))).toEqual(shown.page);
});

test("progress goes through three phases to its end and never back", async () => {
  const told: SealProgress[] = [];
  await seal({}, pageShelf(), told);
  expect([...new Set(told.map((one) => one.phase))]).toEqual(["sealing", "reading", "checking"]);
  told.reduce((before, one) => (expect(one.done).toBeGreaterThanOrEqual(before.done), one));
  const last = told[told.length - 1] as SealProgress;
  expect(last.done / last.total).toBeGreaterThan(0.99);
});

test("a bid key from a passphrase seals under that very key", async () => {
  const bidSeed = fromHex("17".repeat(32));
  expect((await readNamed(new Map(Object.entries((await seal({ bidSeed })).files)))).bid_key).toBe(toHex(keyPair(bidSeed).public));
});

test("whoever has had enough stops it at once, wherever it is", async () => {
  for (const stopAt of [1, 4, 9]) expect((await refusal(seal({}, pageShelf(), [], stopAt))).kind).toBe("cancelled");
});

const LONG = 4_300_000;
/** Portions that such a file is read in, once for its hash and once to be sealed. */
const PORTIONS = 2;

/** A file that is another one after so many portions were read of it. */
function changing(after: number, another: () => Blob): File {
  const file = fileOf("技术标.pdf", new Uint8Array(LONG));
  const own = file.slice.bind(file);
  let readings = 0;
  const slice = (start: number, end: number): Blob => ((readings += 1) > after ? another().slice(start, end) : own(start, end));
  return Object.assign(file, { slice });
}

const vanished = (): Blob =>
  Object.assign(new Blob(), { slice: () => ({ arrayBuffer: () => Promise.reject(new DOMException("gone", "NotReadableError")) }) });

test.each([
  ["vanishes before its hash is taken", 0, vanished],
  ["vanishes before it is sealed", PORTIONS, vanished],
  ["becomes shorter", PORTIONS, () => new Blob([new Uint8Array(20_000)])],
  ["is written over between the two readings", PORTIONS, () => new Blob([new Uint8Array(LONG).fill(7)])],
] as [string, number, () => Blob][])("a file that %s is named, and nothing is sealed", async (_, after, another) => {
  const problem = await refusal(seal({ documents: [changing(after, another)] }));
  expect(problem.kind).toBe("file-changed");
  expect(problem.what.zh).toContain("技术标.pdf");
});

test("a disk that keeps other bytes than it was given is found by the self-test", async () => {
  const page = pageShelf();
  const faulty: Shelf = {
    ...page,
    sink: async (file) => {
      const sink = await page.sink(file);
      return { ...sink, close: async () => flipped(await sink.close(), file === "pricing.tpe" ? 9_000 : -1) };
    },
  };
  const problem = await refusal(seal({}, faulty));
  expect([problem.kind, problem.facts["check"]]).toEqual(["self-test", "body-chunk"]);
});

async function flipped(file: Blob, at: number): Promise<Blob> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (at >= 0) bytes[at] = (bytes[at] as number) ^ 1;
  return new Blob([bytes]);
}

test("the self-test compares digests, not only what opens", async () => {
  const parts = await seal();
  const secret = readRecoveryFile(parts.recoveryFile).secrets.offer;
  const named = (await readNamed(new Map(Object.entries(parts.files)))).envelopes.find((one) => one.kind === "offer");
  const digest = fromHex(named?.digest ?? "");
  await selfTest(parts.files["offer.tpe"] as Blob, { secret, digest }, () => undefined);
  await expect(selfTest(parts.files["offer.tpe"] as Blob, { secret, digest: digest.slice().reverse() }, () => undefined)).rejects.toThrow("digest");
});

test("a body is hashed alike in portions of any size, by the browser's own hash and by ours", async () => {
  const bytes = new Uint8Array(2 * PIECE + 77).map((_, i) => i % 251);
  const tree = new PieceTree();
  tree.update(bytes);
  const expected = toHex(tree.root());
  for (const size of [PIECE + 5, 3_000_001, PIECE]) {
    const hash = bodyHash();
    for (let at = 0; at < bytes.length; at += size) await hash.update(bytes.subarray(at, at + size));
    expect(toHex(await hash.root())).toBe(expected);
  }
});

test("a file is read in any ranges, and to its end only", async () => {
  const bytes = new Uint8Array(9 * 2 ** 20 + 3).map((_, i) => i % 241);
  const ranges = readAhead(new Blob([bytes]));
  for (const [at, length] of [[0, 10], [4 * 2 ** 20 - 5, 10], [3, 9 * 2 ** 20], [9 * 2 ** 20, 100]] as const)
    expect(equal(await ranges(at, length), bytes.subarray(at, at + length))).toBe(true);
});

// ---- carrying it

async function carried(parts: SealedParts): Promise<File> {
  return new File([packTar(Object.entries(parts.files).map(([file, content]) => ({ name: file, content })), 0)], "bid.tar");
}

const report = (): void => undefined;

test("a carried file is taken up whole and opens with the bidder's recovery file", async () => {
  const parts = await seal();
  const taken = await takeUp([await carried(parts)], pageShelf(), report, () => false);
  expect(taken.bid).toBe(parts.bid);
  const { secrets } = readRecoveryFile(parts.recoveryFile);
  const { header, body } = splitFile(new Uint8Array(await (taken.files["documents.tpe"] as Blob).arrayBuffer()));
  expect(openWhole(unlock(header, secrets.documents), body).files.map((one) => one.name)).toEqual(Object.keys(vectors.documents));
});

test("the files of a folder are taken up by their names, private files among them are left alone", async () => {
  const parts = await seal();
  const chosen = [...Object.entries(parts.files).map(([file, content]) => new File([content], file)), fileOf("bid-key.json", "{}"), fileOf(".DS_Store", "")];
  expect([...(await gather(chosen)).keys()].sort()).toEqual(Object.keys(parts.files).sort());
  expect((await takeUp(chosen, pageShelf(), report, () => false)).bid).toBe(parts.bid);
});

test("an envelope under another's name is found before its body is read", async () => {
  const parts = await seal();
  const swapped = new Map(Object.entries({ ...parts.files, "pricing.tpe": parts.files["documents.tpe"] as Blob }));
  expect((await refusal(readEnvelope(swapped, await readNamed(swapped), "pricing"))).kind).toBe("bid-not-whole");
});

test("what is not a whole sealed bid is refused and says what is missing", async () => {
  const parts = await seal();
  const tar = await carried(parts);
  const chosen = Object.entries(parts.files).map(([file, content]) => new File([content], file));
  const changed = chosen.map((file) => (file.name === "pricing.tpe" ? new File([fileOf("", "x"), file.slice(1)], file.name) : file));
  const damaged = await Promise.all(chosen.map(async (file) => (file.name === "documents.tpe" ? new File([await flipped(file, 700_000)], file.name) : file)));
  const cases: [File[], string][] = [
    [[new File([tar.slice(0, 5_000)], "bid.tar")], "bid.tar"],
    [[fileOf("bid.tar", "%PDF-1.7")], "bid.tar"],
    [chosen.filter((file) => file.name !== "offer.tpe"), "offer.tpe"],
    [[], "bid.json"],
    [changed, "pricing.tpe"],
    [damaged, "documents.tpe"],
    [chosen.map((file) => (file.name === "bid.json" ? new File([vectors.texts["bid.json"].replace("round\":1", "round\":2")], file.name) : file)), "bid.json"],
  ];
  for (const [files, named] of cases) {
    const problem = await refusal(takeUp(files, pageShelf(), report, () => false));
    expect(problem.kind).toBe("bid-not-whole");
    expect(problem.what.en).toContain(named);
  }
});

test("a bid whose withdrawal key was never saved is known as such, until it is", async () => {
  const { bid, files } = await seal();
  holdInPage(bid, new Map(Object.entries(files)));
  expect((await findHeld(bid)).bid.keySaved).toBe(false);
  await keepKeySaved(await findHeld(bid));
  expect((await findHeld(bid)).bid.keySaved).toBe(true);
  await forget(bid);
});
