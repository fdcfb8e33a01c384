/** Signed documents of a draw, with a salt or without. */
import { canonical, digest, type Json, toHex } from "../encoding.ts";
import { demand, refusingAs } from "../errors.ts";
import { checkSignedBy, type Role, type Signed, signedOf } from "../signatures.ts";

/** The digest of a body that was read into a type. */
export const bodyDigest = (body: object): Uint8Array => digest(body as Json);

/** Whether two values are one as JSON, whatever the order of their members. */
export const same = (a: unknown, b: unknown): boolean => toHex(canonical(a as Json)) === toHex(canonical(b as Json));

/**
 * The document, once every signature on it holds and one is of `role` (and of `key`, when given). Without `key` the
 * caller learns only that somebody signed.
 */
export function checkDocument(value: Json, short: string, role: Role, key?: string): Signed {
  const salted = typeof value === "object" && value !== null && "salt" in value;
  const signed = refusingAs("signature-shape", () => signedOf(value, salted));
  demand(signed.type === `tianping/${short}/1`, "signature-type", `not a ${short}`);
  const somebody = signed.signatures.find((found) => found.role === role)?.key ?? "";
  checkSignedBy(signed, role, key ?? somebody);
  return signed;
}
