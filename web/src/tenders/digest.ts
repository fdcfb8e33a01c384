/** The digest of a record as anybody can recompute it: SHA-256 of the canonical body. */
import type { Json } from "../crypto/encoding.ts";

/** The cryptography is fetched when the first digest is asked for: most readers never scroll there. */
export async function digestOf(body: unknown): Promise<string> {
  const [{ digest, toHex }, { init }] = await Promise.all([import("../crypto/encoding.ts"), import("../crypto/sodium.ts")]);
  await init();
  return toHex(digest(body as Json));
}
