import { expect, test } from "vitest";
import {
  bidDigest,
  bidKeyFile,
  offerBytes,
  readBidKeyFile,
  readIdentity,
  readOffer,
  readRecoveryFile,
  readStatement,
  recoveryFile,
  signIdentity,
  signStatement,
  type Statement,
} from "../../src/crypto/bid.ts";
import { coefficientSeed, draw, pick } from "../../src/crypto/coefficients.ts";
import { canonical, type JsonObject, parseCanonical, toHex, u32be } from "../../src/crypto/encoding.ts";
import { CryptoError } from "../../src/crypto/errors.ts";
import { basePower, smallScalar } from "../../src/crypto/group.ts";
import { KINDS } from "../../src/crypto/manifest.ts";
import { keyPair } from "../../src/crypto/signatures.ts";

const LOT = "018f0000-0000-7000-8000-000000000001";
const bidKey = () => keyPair(new Uint8Array(32).fill(1));
const company = () => keyPair(new Uint8Array(32).fill(2));
const name = (n: number) => toHex(new Uint8Array(32).fill(n));

const statement = (): Statement => ({
  lot: LOT,
  round: 1,
  document_version: 2,
  bid_key: toHex(bidKey().public),
  envelopes: KINDS.map((kind, i) => ({ kind, digest: name(i), length: 16400 })),
});

function identityTerms() {
  return {
    lot: LOT,
    round: 1,
    bid_key: toHex(bidKey().public),
    name: "江南建设有限公司",
    uscc: "91320100MA1W0KXX5U",
    replaces_all_earlier: false,
    bond: null,
    digests: { offer: name(1), documents: name(2), pricing: name(3) },
  };
}

test("a signed statement is read back and has its digest", () => {
  expect(readStatement(signStatement(statement(), bidKey()))).toEqual({ ...statement(), bid: bidDigest(statement()) });
});

test("a statement signed by another key than it names is refused", () => {
  expect(() => readStatement(signStatement(statement(), company()))).toThrow(CryptoError);
});

test("a statement needs the four kinds in order", () => {
  const { envelopes } = statement();
  for (const wrong of [envelopes.slice(1), [...envelopes].reverse(), [...envelopes, envelopes[0] as never]]) {
    expect(() => readStatement(signStatement({ ...statement(), envelopes: wrong }, bidKey()))).toThrow(CryptoError);
  }
});

test("an identity is signed by its company key over everything else in it", () => {
  const source = signIdentity(identityTerms(), company());
  expect(readIdentity(source)).toEqual({ ...identityTerms(), company_key: toHex(company().public), signed: true });
  const members = parseCanonical(source) as JsonObject;
  for (const change of [
    { name: "x" },
    { uscc: "x" },
    { round: 2 },
    { replaces_all_earlier: true },
    { bond: {} },
    { bid_key: name(9) },
  ]) {
    expect(readIdentity(canonical({ ...members, ...(change as JsonObject) })).signed).toBe(false);
  }
});

test("an identity with missing, added or malformed members is refused", () => {
  const members = parseCanonical(signIdentity(identityTerms(), company())) as JsonObject;
  const { bond: _, ...without } = members;
  for (const wrong of [
    without,
    { ...members, more: 1 },
    { ...members, lot: "x" },
    { ...members, signature: "00" },
    { ...members, bond: "x" },
  ]) {
    expect(() => readIdentity(canonical(wrong))).toThrow(CryptoError);
  }
});

test("an offer holds texts only", () => {
  const offer = { lot: LOT, round: 1, bid_key: name(1), values: { price: "26888000.00", period: "540" } };
  expect(readOffer(offerBytes(offer))).toEqual(offer);
  const wrong = { ...(parseCanonical(offerBytes(offer)) as JsonObject), values: { price: 1 } };
  expect(() => readOffer(canonical(wrong))).toThrow(CryptoError);
});

test("key file and recovery file come back", () => {
  const key = readBidKeyFile(bidKeyFile(LOT, 1, name(5), bidKey()));
  expect(key).toEqual({ lot: LOT, round: 1, bid: name(5), key: bidKey() });
  const forged = { ...(parseCanonical(bidKeyFile(LOT, 1, name(5), bidKey())) as JsonObject), public: name(1) };
  expect(() => readBidKeyFile(canonical(forged))).toThrow(CryptoError);
  const [identity, offer, documents, pricing] = [1, 2, 3, 4].map((n) => basePower(smallScalar(n))) as [
    Uint8Array,
    Uint8Array,
    Uint8Array,
    Uint8Array,
  ];
  const secrets = { identity, offer, documents, pricing };
  expect(readRecoveryFile(recoveryFile(LOT, 1, name(5), secrets)).secrets).toEqual(secrets);
  expect(() => readRecoveryFile(recoveryFile(LOT, 1, name(5), { ...secrets, offer: u(2) }))).toThrow(CryptoError);
});

const u = (n: number) => new Uint8Array(32).fill(n);

test("a pick follows from the seed, and every value is picked about as often", () => {
  const seed = coefficientSeed(LOT, 1, name(1), [u(1), u(2)]);
  expect(seed).not.toEqual(coefficientSeed(LOT, 1, name(1), [u(2), u(1)]));
  expect(seed).not.toEqual(coefficientSeed(LOT, 2, name(1), [u(1), u(2)]));
  expect(pick(seed, "K", ["0.95"])).toBe("0.95");
  const counts = new Map<string, number>();
  for (let i = 0; i < 3000; i += 1) {
    const value = pick(coefficientSeed(LOT, i, name(1), [u32be(i)]), "K", ["a", "b", "c"]);
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  for (const value of ["a", "b", "c"]) expect(Math.abs((counts.get(value) ?? 0) - 1000)).toBeLessThan(120);
  expect(() => pick(seed, "K", [])).toThrow(CryptoError);
});

test("a number that would favour some values is drawn again", () => {
  // With 2^63 + 1 values almost half of all numbers are rejected; the Python draws the same.
  const drawn = [0, 1, 2, 3].map((n) => draw(u(n), "K", 2n ** 63n + 1n));
  expect(drawn).toEqual([
    { index: 1785821786726538774n, attempts: 3 },
    { index: 7532622545877711400n, attempts: 2 },
    { index: 2683278250986891431n, attempts: 2 },
    { index: 6324188364095747695n, attempts: 1 },
  ]);
});
