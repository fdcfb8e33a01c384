/** A custodian body's two secrets: the scalar that opens shares, the seed that signs. The same files as the command's. */
import { canonical, concat, type Entropy, fromUtf8, type Json, type JsonObject, toHex, utf8 } from "../crypto/encoding.ts";
import { exactly, hexOf, members, text } from "../crypto/shapes.ts";
import { type KeyPair, keyPair } from "../crypto/signatures.ts";
import { provePossession, type ShareKey, shareKey, shareKeyOf } from "../crypto/sharing.ts";
import { unwrap, wrap } from "./passphrases.ts";
import { Refused } from "./refused.ts";

const PRIVATE_TYPE = "tianping/custodian-key/1";
const PUBLIC_TYPE = "tianping/custodian-public/1";
/** Context of the proof of possession with which a body registers. */
export const BODY_CONTEXT = utf8("custodian-body");
export const KEY_FILE = "custodian.key";
export const PUBLIC_FILE = "custodian.pub.json";

export interface CustodianKeys {
  readonly share: ShareKey;
  readonly sign: KeyPair;
}

export const newKeys = (entropy: Entropy): CustodianKeys => ({ share: shareKey(entropy), sign: keyPair(entropy(32)) });

/** The 64 bytes that the printed backup holds: scalar, then seed. */
export const secretsOf = (keys: CustodianKeys): Uint8Array => concat(keys.share.secret, keys.sign.seed);

export function keysOf(secrets: Uint8Array): CustodianKeys {
  return { share: shareKeyOf(secrets.slice(0, 32)), sign: keyPair(secrets.slice(32, 64)) };
}

export interface Halves {
  readonly name: string;
  readonly share_key: string;
  readonly sign_key: string;
}

const halvesOf = (name: string, keys: CustodianKeys): Halves => ({
  name,
  share_key: toHex(keys.share.public),
  sign_key: toHex(keys.sign.public),
});

/** What the body hands over for its registration, with the proof that it holds the share key. */
export function publicFile(name: string, keys: CustodianKeys, entropy: Entropy): JsonObject {
  const possession = provePossession(keys.share, BODY_CONTEXT, entropy);
  return { type: PUBLIC_TYPE, ...halvesOf(name, keys), possession };
}

/** The wrapped key file. */
export function privateFile(name: string, keys: CustodianKeys, passphrase: string, entropy: Entropy): JsonObject {
  const halves: JsonObject = { type: PRIVATE_TYPE, ...halvesOf(name, keys) };
  return { ...halves, wrapped: wrap(secretsOf(keys), passphrase, canonical(halves), entropy) };
}

const named = text(2, 120);
const readFile = members({
  type: exactly(PRIVATE_TYPE),
  name: named,
  share_key: hexOf(32),
  sign_key: hexOf(32),
  wrapped: members({ salt: hexOf(16), nonce: hexOf(24), box: hexOf(80) }),
});

/** A key file whose secret was not touched yet. */
export type LockedKeys = ReturnType<typeof readFile>;

export function readLocked(source: Uint8Array): LockedKeys {
  try {
    // Whoever opened the file in an editor may have laid it out anew: no canonical form is asked for.
    return readFile(JSON.parse(fromUtf8(source)) as Json, "the key file");
  } catch (thrown) {
    throw new Refused("key", "key-file", `it is not a custodian's key file (${String(thrown)})`);
  }
}

export function unlock(locked: LockedKeys, passphrase: string): CustodianKeys {
  const { type, name, share_key, sign_key } = locked;
  const keys = keysOf(unwrap(locked.wrapped, passphrase, canonical({ type, name, share_key, sign_key })));
  const same = toHex(keys.share.public) === share_key && toHex(keys.sign.public) === sign_key;
  if (!same) throw new Refused("key", "key-halves", "the file's public and secret halves differ");
  return keys;
}
