import { expect, test } from "vitest";
import { canonical, fromHex, H, parseCanonical, toHex, utf8 } from "../../src/crypto/encoding.ts";
import { CryptoError } from "../../src/crypto/errors.ts";
import { keyPair, leafOf, readSigned, sign, signedBy, signedDocument, verifies } from "../../src/crypto/signatures.ts";
import { sodium } from "../../src/crypto/sodium.ts";
import { flipped } from "../tampering.ts";

const body = { type: "tianping/example/1", lot: "天平" };
const seed = new Uint8Array(32).fill(5);

test("the first vector of RFC 8032 section 7.1 holds", () => {
  const key = keyPair(fromHex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"));
  expect(toHex(key.public)).toBe("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
  const secret = sodium.crypto_sign_seed_keypair(key.seed).privateKey;
  expect(toHex(sodium.crypto_sign_detached(new Uint8Array(0), secret))).toBe(
    "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
  );
});

test("a signature holds for its body and key and for nothing else", () => {
  const key = keyPair(seed);
  const value = sign(body, key);
  expect(verifies(body, value, key.public)).toBe(true);
  expect(verifies({ ...body, lot: "x" }, value, key.public)).toBe(false);
  expect(verifies(body, flipped(value, 3), key.public)).toBe(false);
  expect(verifies(body, value, keyPair(new Uint8Array(32)).public)).toBe(false);
  expect(verifies(body, value, new Uint8Array(32))).toBe(false);
  expect(verifies(body, value.subarray(1), key.public)).toBe(false);
});

test("a signed document is read back, and says who signed in which role", () => {
  const key = keyPair(seed);
  const document = readSigned(canonical(signedDocument(body, [["bid", key]])), false);
  expect(document.type).toBe("tianping/example/1");
  expect(signedBy(document, "bid", toHex(key.public))).toBe(true);
  expect(signedBy(document, "platform", toHex(key.public))).toBe(false);
});

test("members beside body, signatures and salt are refused", () => {
  const whole = { ...signedDocument(body, [["bid", keyPair(seed)]]), salt: "00".repeat(16) };
  expect(readSigned(canonical(whole), true).salt).toEqual(new Uint8Array(16));
  expect(() => readSigned(canonical({ ...whole, more: 1 }), true)).toThrow(CryptoError);
  expect(() => readSigned(canonical(whole), false)).toThrow(CryptoError);
  expect(() => readSigned(canonical({ ...whole, salt: "00" }), true)).toThrow(CryptoError);
});

test("a record's leaf covers its salt, its type and its digest", () => {
  const salted = (salt: string) =>
    readSigned(canonical({ ...signedDocument(body, [["bid", keyPair(seed)]]), salt }), true);
  const record = salted("11".repeat(16));
  expect(leafOf(record)).toEqual(H("leaf", fromHex("11".repeat(16)), utf8(body.type), fromHex(record.digest)));
  expect(leafOf(record)).not.toEqual(leafOf(salted("12".repeat(16))));
});

test("an unknown role is refused", () => {
  const whole = parseCanonical(canonical(signedDocument(body, [["bid", keyPair(seed)]]))) as {
    signatures: { role: string }[];
  };
  (whole.signatures[0] as { role: string }).role = "root";
  expect(() => readSigned(canonical(whole), false)).toThrow(CryptoError);
});
