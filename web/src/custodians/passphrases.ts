/** Secrets wrapped by a passphrase (Argon2id, then XChaCha20-Poly1305), and the paper that outlives every disk. */
import { fromHex, type Entropy, type Json, sha256, toHex, utf8 } from "../crypto/encoding.ts";
import { object } from "../crypto/fields.ts";
import { keyFromPassphrase } from "../crypto/signatures.ts";
import { sodium } from "../crypto/sodium.ts";
import { Refused } from "./refused.ts";
import { LINES } from "./retype.ts";

export type Wrapped = { salt: string; nonce: string; box: string };

const SALT = 16;
const NONCE = 24;
const GROUP = 4;
const CHECK = 4;
/** Hex digits of secret on a line of the paper, followed by 4 of check. */
const PER_LINE = 16;

/** `boundTo` is public and cannot be exchanged without the passphrase. Takes about a second. */
export function wrap(secret: Uint8Array, passphrase: string, boundTo: Uint8Array, entropy: Entropy): Wrapped {
  const [salt, nonce] = [entropy(SALT), entropy(NONCE)];
  const key = keyFromPassphrase(passphrase, salt);
  const box = sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(secret, boundTo, null, nonce, key);
  return { salt: toHex(salt), nonce: toHex(nonce), box: toHex(box) };
}

/** The secret, or a refusal: nobody learns more than that the passphrase does not open it. */
export function unwrap(wrapped: Json, passphrase: string, boundTo: Uint8Array): Uint8Array {
  try {
    const { salt, nonce, box } = object(wrapped, "the box") as Wrapped;
    const key = keyFromPassphrase(passphrase, fromHex(salt, SALT));
    return sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(null, fromHex(box), boundTo, fromHex(nonce, NONCE), key);
  } catch {
    throw new Refused("key", "passphrase-wrong", "the passphrase does not open the file");
  }
}

/** Lines like `01  5f0c 21ab 77e0 9d31  c4f2`: number, 8 bytes, check digits over number and bytes. */
export function backupLines(secrets: Uint8Array): string[] {
  const parts = toHex(secrets).match(new RegExp(`.{1,${PER_LINE}}`, "g")) ?? [];
  return parts.map((part, at) => `${String(at + 1).padStart(2, "0")}  ${grouped(part)}  ${checkDigits(at + 1, part)}`);
}

/** The secrets of such lines, typed from paper; other lines are passed over. */
export function readBackup(text: string): Uint8Array {
  const found: string[] = [];
  for (const line of text.split(/\r?\n/)) {
    const digits = compact(line);
    if (!/^\d\d/.test(digits) || digits.length < 2 + PER_LINE) continue;
    const number = found.length + 1;
    const part = digits.slice(2, -CHECK);
    const right = Number(digits.slice(0, 2)) === number && digits.slice(-CHECK) === checkDigits(number, part);
    if (!right) throw new Refused("key", "backup-line", `line ${number} has not its check digits`, { line: number });
    found.push(part);
  }
  if (found.length !== LINES) {
    throw new Refused("key", "backup-length", "the backup has not eight lines", { lines: found.length });
  }
  return fromHex(found.join(""), (LINES * PER_LINE) / 2);
}

/** Whether what was typed as line `number` of the paper (with or without its number) has its check digits. */
export function lineHolds(number: number, typed: string): boolean {
  const all = compact(typed);
  const digits = all.length === 2 + PER_LINE + CHECK ? all.slice(2) : all;
  const part = digits.slice(0, PER_LINE);
  return digits.length === PER_LINE + CHECK && digits.slice(PER_LINE) === checkDigits(number, part);
}

/** A line as `readBackup` takes it, from what was typed without its number. */
export function asLine(number: number, typed: string): string {
  const all = compact(typed);
  return all.length === PER_LINE + CHECK ? `${String(number).padStart(2, "0")} ${all}` : all;
}

const compact = (line: string): string => line.replace(/\s+/g, "").toLowerCase();
const grouped = (digits: string): string => (digits.match(new RegExp(`.{1,${GROUP}}`, "g")) ?? []).join(" ");

function checkDigits(number: number, part: string): string {
  return toHex(sha256(utf8(`tianping backup ${number} ${part}`))).slice(0, CHECK);
}
