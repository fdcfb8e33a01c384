/** Ed25519 over framed canonical bodies; signed documents and records. */
import {
  canonical,
  digest,
  frame,
  fromHex,
  H,
  type Json,
  type JsonObject,
  parseCanonical,
  toHex,
  utf8,
} from "./encoding.ts";
import { CryptoError, demand, refusingAs } from "./errors.ts";
import { areDistinct, bytes, hex, kindOf, list, object, text } from "./fields.ts";
import { checkPoint } from "./group.ts";
import { sodium } from "./sodium.ts";

export const ROLES = ["platform", "custodian", "bid", "company", "staff", "member"] as const;
const MAX_SIGNATURES = 16;
export type Role = (typeof ROLES)[number];

export interface KeyPair {
  readonly seed: Uint8Array;
  readonly public: Uint8Array;
}

export interface Signature {
  readonly key: string;
  readonly role: Role;
  readonly value: string;
}

/** A signed document; a record when `salt` is there. `digest` is that of the body. */
export interface Signed {
  readonly body: JsonObject;
  readonly type: string;
  readonly digest: string;
  readonly signatures: readonly Signature[];
  readonly salt: Uint8Array | null;
}

export function keyPair(seed: Uint8Array): KeyPair {
  demand(seed.length === 32, "signature-seed", "the seed is not 32 bytes");
  return { seed, public: sodium.crypto_sign_seed_keypair(seed).publicKey };
}

/** Signs frame("sign", canonical(body)). */
export function sign(body: Json, key: KeyPair): Uint8Array {
  const pair = sodium.crypto_sign_seed_keypair(key.seed);
  return sodium.crypto_sign_detached(frame("sign", canonical(body)), pair.privateKey);
}

export function verifies(body: Json, signature: Uint8Array, key: Uint8Array): boolean {
  try {
    checkSignature(frame("sign", canonical(body)), signature, key);
    return true;
  } catch {
    return false;
  }
}

/**
 * Plain Ed25519. The key must lie in the prime subgroup: libsodium alone lets keys of mixed order pass, over which two
 * verifiers may disagree.
 */
export function checkSignature(message: Uint8Array, signature: Uint8Array, key: Uint8Array): void {
  refusingAs("signature-key", () => checkPoint(key, "the signer's key"));
  const whole = signature.length === 64 && sodium.crypto_sign_verify_detached(signature, message, key);
  demand(whole, "signature", "the signature does not hold");
}

export function signedDocument(body: JsonObject, signers: readonly (readonly [Role, KeyPair])[]): JsonObject {
  const signatures = signers.map(([role, key]) => ({ key: toHex(key.public), role, value: toHex(sign(body, key)) }));
  return { body, signatures };
}

/** Reads a signed document; `salted` says whether it must be a record. Signatures are read, not yet believed. */
export function readSigned(source: Uint8Array, salted: boolean): Signed {
  return refusingAs("signature-shape", () => signedOf(parseCanonical(source), salted));
}

/** The same for a document that is already parsed, as part of a larger one. */
export function signedOf(value: Json, salted: boolean): Signed {
  const members = salted ? ["body", "salt", "signatures"] : ["body", "signatures"];
  const whole = object(value, "the signed document", members);
  const body = object(whole.body, "the body");
  const signatures = list(whole.signatures, "the signatures").map(readSignature);
  demand(
    signatures.length >= 1 && signatures.length <= MAX_SIGNATURES,
    "signature-shape",
    "there is not 1 to 16 signatures",
  );
  const salt = salted ? bytes(whole.salt, "the salt", 16) : null;
  return { body, type: text(body.type, "the type"), digest: toHex(digest(body)), signatures, salt };
}

function readSignature(value: Json): Signature {
  const members = object(value, "a signature", ["key", "role", "value"]);
  return {
    key: hex(members.key, "the signature's key"),
    role: kindOf(members.role, "the signature's role", ROLES),
    value: hex(members.value, "the signature's value", 64),
  };
}

/** Refuses unless every signature on the document holds, no key signed twice in a role, and `key` signed in `role`. */
export function checkSignedBy(document: Signed, role: Role, key: string): void {
  const { body, signatures } = document;
  const once = areDistinct(signatures.map((found) => `${found.role} ${found.key}`));
  demand(once, "signature-twice", "one key signed twice in one role");
  for (const found of signatures) {
    checkSignature(frame("sign", canonical(body)), fromHex(found.value), fromHex(found.key));
  }
  const named = signatures.some((found) => found.role === role && found.key === key);
  demand(named, "signature-role", `there is no signature in the role ${role} by the key expected`);
}

/** The same as an answer. */
export function signedBy(document: Signed, role: Role, key: string): boolean {
  try {
    checkSignedBy(document, role, key);
    return true;
  } catch {
    return false;
  }
}

/** The value a record leaves in its tick: H("leaf", salt, type, digest). */
export function leafOf(record: Signed): Uint8Array {
  if (record.salt === null) throw new CryptoError("signature-shape", "only a record, with its salt, has a leaf");
  return H("leaf", record.salt, utf8(record.type), fromHex(record.digest, 32));
}

/**
 * 32 bytes from the NFKC form of a passphrase: Argon2id, 3 rounds, 64 MiB, one lane (RFC 9106's second choice).
 * Takes about a second in a browser; call it in a worker.
 */
export function keyFromPassphrase(passphrase: string, salt: Uint8Array): Uint8Array {
  demand(salt.length === 16, "passphrase-salt", "the salt is not 16 bytes");
  demand(!/\p{Surrogate}/u.test(passphrase), "passphrase", "the passphrase holds half a surrogate pair");
  const words = utf8(passphrase.normalize("NFKC"));
  return sodium.crypto_pwhash(32, words, salt, 3, 64 * 2 ** 20, sodium.crypto_pwhash_ALG_ARGON2ID13);
}
