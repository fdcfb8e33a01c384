/** Records of the platform as a bidder reads them: which keys are the platform's, whose signature, what shape. */
import type { Problem } from "../api/problem.ts";
import type { Json, JsonObject } from "../crypto/encoding.ts";
import { CryptoError, demand } from "../crypto/errors.ts";
import { type BodyOf, recordOf, type Record as AnyRecord, type RecordType } from "../crypto/records.ts";
import { checkSignedBy, type Role, type Signed, signedOf } from "../crypto/signatures.ts";

/** Makes the caller's refusal of: name of the check, why, why in Chinese. */
export type Refuse = (check: string, why: string, whyZh: string) => Problem;

export type Read<T extends RecordType> = Omit<AnyRecord<T>, "body"> & { readonly body: BodyOf<T>; readonly key: string };

/** Reads a document whose salt may be there or not. */
export function readAnySigned(value: unknown): Signed {
  const salted = typeof value === "object" && value !== null && "salt" in value;
  return signedOf(value as Json, salted);
}

/** A document of that type and shape, signed in that role by one of these keys. Throws CryptoError. */
export function readDocument<T extends RecordType>(value: unknown, short: T, role: Role, keys: readonly string[]): Read<T> {
  const signed = readAnySigned(value);
  demand(signed.type === `tianping/${short}/1`, "signature-type", `not a tianping/${short}/1`);
  const key = signed.signatures.find((one) => one.role === role && keys.includes(one.key))?.key;
  demand(key !== undefined, "signature-role", `there is no signature in the role ${role} by the key expected`);
  checkSignedBy(signed, role, key);
  // A withdrawal's acceptance or a head may come without its salt; the shape is asked for all the same.
  const { body, digest } = recordOf(signed.salt ? signed : { ...signed, salt: new Uint8Array(16) });
  return { short, digest, body: body as BodyOf<T>, signed, leaf: "", key };
}

/** The same as a refusal of the caller's. */
export function readRecord<T extends RecordType>(value: unknown, short: T, keys: readonly string[], refuse: Refuse): Read<T> {
  try {
    return readDocument(value, short, "platform", keys);
  } catch (thrown) {
    if (!(thrown instanceof CryptoError)) throw thrown;
    throw refuse(`${short}-record`, thrown.message, `${short}记录的签名或格式不符`);
  }
}

/** Keys of the platform from GET /api/platform-keys: the first signs itself, each later one is signed by the one before. */
export function readPlatformKeys(value: unknown, refuse: Refuse): string[] {
  const keys: string[] = [];
  for (const record of Array.isArray(value) ? (value as unknown[]) : []) {
    const previous = keys[keys.length - 1] ?? null;
    const own = claimedKey(record);
    const { body } = readRecord(record, "platform-key", [previous ?? own], refuse);
    if (body.previous !== previous) throw refuse("key-history", "a key does not follow the one before it", "平台公钥更换记录不连续");
    keys.push(body.key);
  }
  if (keys.length === 0) throw refuse("key-history", "the platform names no key", "平台未提供公钥");
  return keys;
}

function claimedKey(record: unknown): string {
  const body = ((record ?? {}) as { body?: JsonObject }).body;
  return typeof body?.["key"] === "string" ? body["key"] : "";
}
