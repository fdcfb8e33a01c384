import { beforeAll, describe, expect, test } from "vitest";
import {
  bodyRoot,
  CHUNK,
  chunkRange,
  envelopeDigest,
  layoutFor,
  layoutOf,
  padme,
  PIECE,
  PieceTree,
  sealChunk,
} from "../../src/crypto/body.ts";
import {
  canonical,
  concat,
  equal,
  type JsonObject,
  parseCanonical,
  sha256,
  toHex,
  u32be,
  u64be,
  utf8,
} from "../../src/crypto/encoding.ts";
import { digestOf, EnvelopeReader, openWhole, type Sealed, sealFiles, unlock } from "../../src/crypto/envelope.ts";
import { CryptoError } from "../../src/crypto/errors.ts";
import { checkHeaderSharing, readHeader, splitFile, type Terms } from "../../src/crypto/header.ts";
import type { Kind } from "../../src/crypto/manifest.ts";
import { leafHash, nodeHash } from "../../src/crypto/merkle.ts";
import { keyPair } from "../../src/crypto/signatures.ts";
import { combine, release, shareKey, type ShareKey, type Sharing } from "../../src/crypto/sharing.ts";
import { entropyFrom } from "../entropy.ts";
import { flipped } from "../tampering.ts";

let custodians: ShareKey[];
let entropy: ReturnType<typeof entropyFrom>;
let small: Sealed & { file: Uint8Array };

beforeAll(async () => {
  entropy = entropyFrom("envelope");
  custodians = Array.from({ length: 3 }, () => shareKey(entropy));
  small = await sealFiles(
    terms("offer"),
    [{ name: "offer.json", media_type: "application/json", bytes: utf8("{}") }],
    entropy,
  );
});

function terms(kind: Kind): Terms {
  return {
    kind,
    lot: "018f0000-0000-7000-8000-000000000001",
    round: 1,
    document_version: 2,
    floor: "2026-12-17T01:30:00.000Z",
    custodians: custodians.map((custodian) => custodian.public),
    t: 2,
    bid_key: keyPair(new Uint8Array(32)).public,
  };
}

const pdf = (name: string, bytes: Uint8Array) => ({ name, media_type: "application/pdf", bytes });

describe("lengths", () => {
  test("padme agrees with its bitwise definition", () => {
    for (const L of [
      2,
      3,
      7,
      8,
      9,
      100,
      1000,
      16384,
      16385,
      20000,
      2 ** 20,
      2 ** 20 + 1,
      9_876_543,
      2 ** 32 + 12345,
      2 ** 40 - 1,
    ]) {
      const E = L.toString(2).length - 1;
      const S = E.toString(2).length;
      const mask = (1n << BigInt(Math.max(0, E - S))) - 1n;
      expect(padme(L)).toBe(Number((BigInt(L) + mask) & ~mask));
    }
  });

  test("a layout is found again from the body's length", () => {
    for (const n of [0, 16376, 16377, 2 ** 20 - 8, 2 ** 20 - 7, 3 * 2 ** 20 - 8, 50_000_000]) {
      expect(layoutOf(layoutFor(n).body)).toEqual(layoutFor(n));
    }
  });

  test.each([0, 16, 16384, 16399, 2 ** 20 + 16 + 16, 2 ** 20 + 17, 16384 + 16 + 1])(
    "no sealing makes a body of %i bytes",
    (length) => {
      expect(() => layoutOf(length)).toThrow(CryptoError);
    },
  );
});

describe("the piece tree", () => {
  test("is the Merkle tree over pieces of 8 MiB, in whatever portions the body comes", () => {
    const body = new Uint8Array(2 * PIECE + 5).fill(3);
    const [a, b, c] = [body.subarray(0, PIECE), body.subarray(PIECE, 2 * PIECE), body.subarray(2 * PIECE)];
    const root = nodeHash(nodeHash(leafHash(a), leafHash(b)), leafHash(c));
    const tree = new PieceTree();
    for (let at = 0; at < body.length; at += 1_048_592) tree.update(body.subarray(at, at + 1_048_592));
    expect(tree.root()).toEqual(root);
    expect(bodyRoot(body)).toEqual(root);
  });
});

describe("sealing and opening", () => {
  test("what t custodians release opens the envelope", () => {
    const { header, body } = splitFile(small.file);
    const found = readHeader(header);
    checkHeaderSharing(found);
    const releases = [3, 1].map((i) =>
      release(found.sharing as Sharing, i, custodians[i - 1] as ShareKey, found.ctx, entropy),
    );
    const { files } = openWhole(unlock(header, combine(releases, 2)), body);
    expect(files).toEqual([{ name: "offer.json", media_type: "application/json", bytes: utf8("{}") }]);
  });

  test("the digest names header and body, and the recovery secret opens", () => {
    const { header, body } = splitFile(small.file);
    expect(digestOf(header, body)).toEqual(small.digest);
    expect(envelopeDigest(sha256(header), small.root)).toEqual(small.digest);
    expect(openWhole(unlock(header, small.secret), body).files).toHaveLength(1);
  });

  test("several files over several chunks come back whole and in ranges", async () => {
    const files = [pdf("甲.pdf", entropy(700_000)), pdf("empty", new Uint8Array(0)), pdf("乙.pdf", entropy(1_500_000))];
    const sealed = await sealFiles(terms("documents"), files, entropy);
    const { header, body } = splitFile(sealed.file);
    expect(openWhole(unlock(header, sealed.secret), body).files).toEqual(files);
    const reads: number[] = [];
    const reader = new EnvelopeReader(unlock(header, sealed.secret), (offset, length) => {
      reads.push(offset);
      return body.subarray(offset, offset + length);
    });
    expect(await reader.read("乙.pdf", 1_400_000, 1000)).toEqual(files[2]?.bytes.slice(1_400_000, 1_401_000));
    expect(reads).toEqual([0, 2 * (CHUNK + 16)]);
    expect((await reader.checkWhole()).files.map((file) => file.name)).toEqual(["甲.pdf", "empty", "乙.pdf"]);
    await expect(reader.read("乙.pdf", 1_499_999, 2)).rejects.toThrow(CryptoError);
    await expect(reader.read("丙.pdf", 0, 1)).rejects.toThrow(CryptoError);
  });

  test("a payload that fills its last chunk exactly comes back", async () => {
    const manifest = 12 + 200;
    const probe = await sealFiles(terms("pricing"), [pdf("a", new Uint8Array(CHUNK - manifest))], entropy);
    expect(layoutOf(probe.body_length)).toMatchObject({ payload: CHUNK, chunks: 1 });
    const { header, body } = splitFile(probe.file);
    expect(openWhole(unlock(header, probe.secret), body).files[0]?.bytes.length).toBe(CHUNK - manifest);
  });

  test("a source that ends early is refused", async () => {
    const source = { name: "a", media_type: "b", length: 10, read: () => new Uint8Array(9) };
    const { seal } = await import("../../src/crypto/envelope.ts");
    await expect(seal(terms("pricing"), [source], entropy, () => undefined)).rejects.toThrow(CryptoError);
  });
});

describe("tampering", () => {
  test("another secret is refused before a byte is decrypted", () => {
    const { header } = splitFile(small.file);
    expect(() => unlock(header, flipped(small.secret, 0))).toThrow("commits");
  });

  test("every member of the header, changed, closes the envelope", () => {
    const { header, body } = splitFile(small.file);
    const members = parseCanonical(header) as JsonObject;
    const changes: JsonObject = {
      v: 2,
      suite: 2,
      kind: "pricing",
      lot: "018f0000-0000-7000-8000-000000000002",
      round: 2,
      document_version: 3,
      floor: "2026-12-17T01:30:00.001Z",
      custodians: [...(members.custodians as string[])].reverse(),
      t: 1,
      bid_key: "00".repeat(32),
      body_length: 1,
      sharing: { ...(members.sharing as JsonObject), c: "00".repeat(32) },
      kc: "00".repeat(32),
    };
    expect(Object.keys(changes).sort()).toEqual(Object.keys(members));
    for (const [name, value] of Object.entries(changes)) {
      const changed = canonical({ ...members, [name]: value });
      expect(() => openWhole(unlock(changed, small.secret), body), name).toThrow(CryptoError);
    }
    expect(() => readHeader(canonical({ ...members, more: 1 }))).toThrow(CryptoError);
  });

  test("chunks cannot be changed, swapped, cut off or added", async () => {
    const sealed = await sealFiles(terms("documents"), [pdf("a", new Uint8Array(2 * CHUNK))], entropy);
    const { header, body } = splitFile(sealed.file);
    const unlocked = unlock(header, sealed.secret);
    const [one, two] = [body.slice(0, CHUNK + 16), body.slice(CHUNK + 16, 2 * (CHUNK + 16))];
    const rest = body.slice(2 * (CHUNK + 16));
    for (const wrong of [
      flipped(body, 5),
      concat(two, one, rest),
      concat(one, two),
      concat(body, rest),
      concat(one, one, rest),
    ]) {
      expect(() => openWhole(unlocked, wrong)).toThrow(CryptoError);
    }
    expect(() => splitFile(concat(sealed.file, Uint8Array.of(0)))).toThrow(CryptoError);
    expect(() => splitFile(sealed.file.slice(0, -1))).toThrow(CryptoError);
  });

  test("a file that is no envelope is refused", () => {
    for (const at of [0, 8, 9]) expect(() => splitFile(flipped(small.file, at))).toThrow(CryptoError);
    expect(() => splitFile(new Uint8Array(5))).toThrow(CryptoError);
    expect(() => splitFile(concat(small.file.slice(0, 9), u32be(16385), new Uint8Array(16385)))).toThrow(CryptoError);
  });
});

describe("a sealer who lies inside", () => {
  const manifest = (over: JsonObject = {}) =>
    canonical({
      v: 1,
      kind: "offer",
      files: [
        {
          name: "offer.json",
          media_type: "application/json",
          offset: 0,
          length: 2,
          sha256: toHex(sha256(utf8("{}"))),
          ...over,
        },
      ],
    });

  /** The small envelope with another payload under the same key; only the digest would tell, before the opening. */
  function opened(payload: Uint8Array) {
    const { header } = splitFile(small.file);
    const unlocked = unlock(header, small.secret);
    const whole = concat(payload, new Uint8Array(unlocked.layout.payload)).slice(0, unlocked.layout.payload);
    const body = sealChunk(unlocked.key, unlocked.layout, 0, whole);
    expect(body.length).toBe(chunkRange(unlocked.layout, 0).length);
    return openWhole(unlocked, body);
  }

  function payload(m: Uint8Array, file: Uint8Array, n = 4 + m.length + file.length): Uint8Array {
    return concat(u64be(n), u32be(m.length), m, file);
  }

  test("an honest payload made this way opens", () => {
    expect(equal(opened(payload(manifest(), utf8("{}"))).files[0]?.bytes ?? utf8(""), utf8("{}"))).toBe(true);
  });

  test.each([
    ["another file hash", () => payload(manifest({ sha256: "00".repeat(32) }), utf8("{}"))],
    ["another file name", () => payload(manifest({ name: "x.json" }), utf8("{}"))],
    ["bytes behind the files", () => payload(manifest(), utf8("{}?"))],
    ["padding that is not zero", () => concat(payload(manifest(), utf8("{}")), utf8("hidden"))],
    ["a content longer than the payload", () => payload(manifest(), utf8("{}"), 20000)],
    ["a manifest longer than the content", () => payload(manifest(), utf8(""), 10)],
    [
      "a content length beyond 2^53",
      () => concat(new Uint8Array(8).fill(255), payload(manifest(), utf8("{}")).slice(8)),
    ],
    ["a manifest that is not canonical", () => payload(concat(manifest(), utf8(" ")), utf8("{}"))],
  ] as [string, () => Uint8Array][])("%s is refused", (_, make) => expect(() => opened(make())).toThrow(CryptoError));
});
