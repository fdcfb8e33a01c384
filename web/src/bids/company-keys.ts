/** A company's signing key in a file, as `tianping company-key` writes it; its seed may be wrapped by a passphrase. */
import type { BidKey, CompanyKey, CompanyKeyFile, Receipt } from "./types.ts";
import { readBidKeyFile } from "../crypto/bid.ts";
import { canonical, type Entropy, fromHex, H, type Json, type JsonObject, toHex, u32be, utf8 } from "../crypto/encoding.ts";
import { CryptoError, demand } from "../crypto/errors.ts";
import { exactly, hexOf, members, type Shape, text } from "../crypto/shapes.ts";
import { keyPair, sign } from "../crypto/signatures.ts";
import { sodium } from "../crypto/sodium.ts";
import { fileUnreadable, keyOfAnotherBid, passphraseWrong } from "./faults.ts";
import { parseUscc } from "./uscc.ts";

/** Argon2id of a passphrase and a salt of 16 bytes: a second of work, hence in the worker. */
export type Derive = (passphrase: string, salt: Uint8Array) => Promise<Uint8Array>;

const TYPE = "tianping/company-key/1";
const REQUEST = "tianping/company-request/1";
const LONGEST = 65_536;
const SALT = 16;
const NONCE = 24;

const publicPart = { type: exactly(TYPE), name: text(2, 120), uscc: text(18, 18), public: hexOf(32) };
const wrapping = members({ salt: hexOf(SALT), nonce: hexOf(NONCE), box: hexOf(48) });
const open = members({ ...publicPart, seed: hexOf(32) });
const locked = members({ ...publicPart, wrapped: wrapping });
const WRONG = { zh: "单位密钥文件", en: "the company key file" };

export function newCompanyKey(name: string, uscc: string, entropy: Entropy): CompanyKey {
  const [seed, code] = [entropy(32), parseUscc(uscc)];
  return { name: name.trim().normalize("NFC"), uscc: code, public: toHex(keyPair(seed).public), seed };
}

const publicOf = ({ name, uscc, public: key }: { name: string; uscc: string; public: string }): JsonObject => ({
  type: TYPE,
  name,
  uscc,
  public: key,
});

/** The file; with a passphrase the seed is wrapped, and the public half is bound to it. */
export async function companyKeyFile(key: CompanyKey, passphrase: string | null, derive: Derive, entropy: Entropy): Promise<Uint8Array> {
  const shown = publicOf(key);
  if (passphrase === null) return canonical({ ...shown, seed: toHex(key.seed) });
  const [salt, nonce] = [entropy(SALT), entropy(NONCE)];
  const secret = await derive(passphrase, salt);
  const box = sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(key.seed, canonical(shown), null, nonce, secret);
  return canonical({ ...shown, wrapped: { salt: toHex(salt), nonce: toHex(nonce), box: toHex(box) } });
}

/** A JSON object in a small file; whoever opened it in an editor may have laid it out anew. */
export async function readObject(file: Blob, name: string): Promise<JsonObject> {
  if (file.size > LONGEST) throw fileUnreadable(name, "not JSON", "不是JSON文件");
  try {
    const value = JSON.parse((await file.text()).replace(/^\ufeff/, "")) as Json;
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  } catch (thrown) {
    if (!(thrown instanceof SyntaxError)) throw fileUnreadable(name, "it cannot be read", "无法读取");
  }
  throw fileUnreadable(name, "not a JSON object", "不是JSON对象");
}

export const nameOf = (file: Blob, otherwise: string): string => ("name" in file ? (file as File).name : otherwise);

export async function readCompanyKeyFile(file: Blob): Promise<CompanyKeyFile> {
  const name = nameOf(file, "company-key.json");
  const document = await readObject(file, name);
  const isLocked = "wrapped" in document;
  try {
    const read = (isLocked ? locked : (open as Shape<object>))(document, "the company key") as { name: string; uscc: string; public: string };
    return { name: read.name, uscc: parseUscc(read.uscc), public: read.public, locked: isLocked, document };
  } catch (thrown) {
    if (!(thrown instanceof CryptoError)) throw thrown;
    throw fileUnreadable(name, thrown.message, "不是单位密钥文件");
  }
}

export async function openCompanyKey(file: CompanyKeyFile, passphrase: string, derive: Derive): Promise<CompanyKey> {
  const { name, uscc, public: key, document } = file;
  const seed = file.locked ? await unwrap(file, passphrase, derive) : fromHex(document["seed"] as string, 32);
  if (toHex(keyPair(seed).public) !== key)
    throw fileUnreadable("company-key.json", "its two halves differ", "公钥与私钥不匹配");
  return { name, uscc, public: key, seed };
}

async function unwrap(file: CompanyKeyFile, passphrase: string, derive: Derive): Promise<Uint8Array> {
  const { salt, nonce, box } = wrapping(file.document["wrapped"], "the wrapping");
  const bound = canonical(publicOf({ name: file.name, uscc: file.document["uscc"] as string, public: file.public }));
  try {
    const secret = await derive(passphrase, fromHex(salt));
    return sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(null, fromHex(box), bound, fromHex(nonce), secret);
  } catch {
    throw passphraseWrong(WRONG);
  }
}

/** What POST /api/companies takes: the company key signs name and code. */
export function companyRequest(key: CompanyKey): { name: string; uscc: string; company_key: string; signature: string } {
  const told = { name: key.name, uscc: key.uscc, company_key: key.public };
  return { ...told, signature: toHex(sign({ type: REQUEST, ...told }, keyPair(key.seed))) };
}

// ---- bid keys

/** The salt of a bid key that is made from a passphrase: one for a company in a round. */
export const bidKeySalt = (lot: string, round: number, companyKey: Uint8Array): Uint8Array =>
  H("bid key salt", utf8(lot), u32be(round), companyKey).slice(0, SALT);

/** A bid key file as it was saved; the receipt's own. */
export async function readBidKey(file: Blob, receipt: Receipt): Promise<BidKey> {
  const name = nameOf(file, "bid-key.json");
  const document = await readObject(file, name);
  try {
    const { lot, round, bid, key } = readBidKeyFile(canonical(document));
    demand(bid === receipt.bid && toHex(key.public) === receipt.bidKey, "bid-key", "of another bid");
    return { lot, round, bid, public: toHex(key.public), seed: key.seed };
  } catch (thrown) {
    if (!(thrown instanceof CryptoError)) throw thrown;
    if (thrown.check === "bid-key" && thrown.message === "of another bid") throw keyOfAnotherBid();
    throw fileUnreadable(name, thrown.message, "不是撤回凭证");
  }
}

/** The bid key made again from its passphrase; refused unless it is the receipt's. */
export async function deriveBidKey(passphrase: string, companyPublic: string, receipt: Receipt, derive: Derive): Promise<BidKey> {
  const seed = await derive(passphrase, bidKeySalt(receipt.lot, receipt.round, fromHex(companyPublic, 32)));
  const own = toHex(keyPair(seed).public);
  if (own !== receipt.bidKey) throw passphraseWrong({ zh: "该投标文件的撤回凭证", en: "this bid's key" });
  return { lot: receipt.lot, round: receipt.round, bid: receipt.bid, public: own, seed };
}
