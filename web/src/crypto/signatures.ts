/** Ed25519 over framed canonical bodies; signed documents and records. */
import { canonical, digest, frame, fromHex, H, type Json, type JsonObject, parseCanonical, toHex, utf8 } from "./encoding.ts";
import { CryptoError, demand } from "./errors.ts";
import { bytes, hex, kindOf, list, object, text } from "./fields.ts";
import { sodium } from "./sodium.ts";

export const ROLES = ["platform", "custodian", "bid", "company", "staff"] as const;
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
  demand(seed.length === 32, "the seed is not 32 bytes");
  return { seed, public: sodium.crypto_sign_seed_keypair(seed).publicKey };
}

/** Signs frame("sign", canonical(body)). */
export function sign(body: Json, key: KeyPair): Uint8Array {
  const pair = sodium.crypto_sign_seed_keypair(key.seed);
  return sodium.crypto_sign_detached(frame("sign", canonical(body)), pair.privateKey);
}

export function verifies(body: Json, signature: Uint8Array, key: Uint8Array): boolean {
  if (signature.length !== 64 || key.length !== 32) return false;
  try {
    return sodium.crypto_sign_verify_detached(signature, frame("sign", canonical(body)), key);
  } catch {
    return false;
  }
}

export function signedDocument(body: JsonObject, signers: readonly (readonly [Role, KeyPair])[]): JsonObject {
  const signatures = signers.map(([role, key]) => ({ key: toHex(key.public), role, value: toHex(sign(body, key)) }));
  return { body, signatures };
}

/** Reads a signed document; `salted` says whether it must be a record. Signatures are read, not yet believed. */
export function readSigned(source: Uint8Array, salted: boolean): Signed {
  const members = salted ? ["body", "salt", "signatures"] : ["body", "signatures"];
  const whole = object(parseCanonical(source), "the signed document", members);
  const body = object(whole.body, "the body");
  return {
    body,
    type: text(body.type, "the type"),
    digest: toHex(digest(body)),
    signatures: list(whole.signatures, "the signatures").map(readSignature),
    salt: salted ? bytes(whole.salt, "the salt", 16) : null,
  };
}

function readSignature(value: Json): Signature {
  const members = object(value, "a signature", ["key", "role", "value"]);
  return {
    key: hex(members.key, "the signature's key"),
    role: kindOf(members.role, "the signature's role", ROLES),
    value: hex(members.value, "the signature's value", 64),
  };
}

/** Whether one of the signatures is by `key` in `role` and right. */
export function signedBy(document: Signed, role: Role, key: string): boolean {
  return document.signatures.some(
    (found) =>
      found.role === role && found.key === key && verifies(document.body, fromHex(found.value), fromHex(found.key)),
  );
}

/** The value a record leaves in its tick: H("leaf", salt, type, digest). */
export function leafOf(record: Signed): Uint8Array {
  if (record.salt === null) throw new CryptoError("only a record, with its salt, has a leaf");
  return H("leaf", record.salt, utf8(record.type), fromHex(record.digest, 32));
}
