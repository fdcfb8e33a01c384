/**
 * PDF signatures 签章 as the packer shows them: who, when, and whether the file is still what was signed. The file is read
 * in portions, once to find signatures and once for each digest. Whether a certificate is to be trusted, the committee asks.
 */
import type { SignatureSeen, Told } from "./types.ts";
import { equal, Sha256 } from "../crypto/encoding.ts";
import { sodium } from "../crypto/sodium.ts";
import { certificatesIn } from "./certificates.ts";
import { type Hash, readCms, type Signed } from "./cms.ts";
import { cancelled } from "./faults.ts";
import { readAhead } from "./reading.ts";

const PORTION = 2 ** 20;
const AROUND = 4096;
const LONGEST_SIGNATURE = 2 ** 20;
/** Hashes that only the browser has, and only for bytes that are all in memory, are told up to this length. */
const AT_ONCE = 64 * 2 ** 20;
const MARK = latin("/ByteRange");
const SLASH = 0x2f;
const MOST = 64;

/** Bytes that a signature covers: [0, before) and [after, end). Between lies the signature itself. */
interface Covered {
  readonly before: number;
  readonly after: number;
  readonly end: number;
}

export async function pdfSignatures(file: Blob, stopped: () => boolean): Promise<SignatureSeen[] | null> {
  if (textIn(await bytesOf(file, 0, 1024)).indexOf("%PDF-") < 0) return null;
  const found = await findSignatures(file, stopped);
  const seen: SignatureSeen[] = [];
  for (const covered of found) seen.push(await look(file, covered, stopped));
  return seen.map((each, at) => (each.whole ? each : { ...each, note: each.note ?? addedAfter(seen.slice(at + 1)) }));
}

const note = (zh: string, en: string): Told => ({ zh, en });

const addedAfter = (later: readonly SignatureSeen[]): Told =>
  later.some((each) => each.whole)
    ? note("其后又加盖了其他签章", "other signatures were added after it")
    : note("签章之后文件又有追加内容", "something was added to the file after signing");

// ---- finding them

async function findSignatures(file: Blob, stopped: () => boolean): Promise<Covered[]> {
  const [found, ranges] = [[] as Covered[], readAhead(file)];
  for (let at = 0; at < file.size && found.length < MOST; at += PORTION) {
    if (stopped()) throw cancelled();
    const bytes = await ranges(at, Math.min(PORTION + MARK.length, file.size - at));
    for (const place of placesIn(bytes)) {
      const covered = await readRange(file, at + place);
      if (covered && !found.some((one) => one.before === covered.before)) found.push(covered);
    }
  }
  return found.sort((a, b) => a.end - b.end);
}

function placesIn(bytes: Uint8Array): number[] {
  const found: number[] = [];
  const last = Math.min(PORTION, bytes.length) - 1;
  for (let at = bytes.indexOf(SLASH); at >= 0 && at <= last; at = bytes.indexOf(SLASH, at + 1)) {
    if (bytes[at + 1] === MARK[1] && MARK.every((byte, i) => bytes[at + i] === byte)) found.push(at);
  }
  return found;
}

/** `/ByteRange [0 840 9034 512]` of a signature whose contents stand between the two ranges; undefined for anything else. */
async function readRange(file: Blob, at: number): Promise<Covered | undefined> {
  const match = /^\/ByteRange\s*\[\s*0\s+(\d{1,15})\s+(\d{1,15})\s+(\d{1,15})\s*\]/.exec(textIn(await bytesOf(file, at, at + 256)));
  if (!match) return undefined;
  const [before, after, length] = match.slice(1).map(Number) as [number, number, number];
  const sound = before < after && after + length <= file.size && after - before <= 2 * LONGEST_SIGNATURE;
  if (!sound || textIn(await bytesOf(file, before, before + 1)) !== "<") return undefined;
  return { before, after, end: after + length };
}

// ---- looking at one

async function look(file: Blob, covered: Covered, stopped: () => boolean): Promise<SignatureSeen> {
  const contents = hexIn(textIn(await bytesOf(file, covered.before, covered.after)));
  const dictionary = await dictionaryOf(file, covered);
  const whole = covered.end === file.size;
  try {
    const signed = readCms(contents);
    const [intact, why] = await judge(file, covered, signed, stopped);
    const { subject: signer, organisation, serial, issuer } = signed.certificate;
    return { signer, organisation, serial, issuer, at: signed.at ?? dateIn(dictionary), intact, whole, note: why };
  } catch (thrown) {
    if (stopped()) throw thrown;
    return strange(contents, dictionary, whole);
  }
}

/** A signature in a form of its maker's own: its certificate can often be found all the same. */
function strange(contents: Uint8Array, dictionary: string, whole: boolean): SignatureSeen {
  const certificate = certificatesIn(contents)[0];
  return {
    signer: certificate?.subject ?? nameIn(dictionary),
    organisation: certificate?.organisation ?? "",
    serial: certificate?.serial ?? "",
    issuer: certificate?.issuer ?? "",
    at: dateIn(dictionary),
    intact: null,
    whole,
    note: note("该签章格式由签章软件自定，本页不核验，请用签章软件验证", "a form of its maker's own; check it with the program that signed"),
  };
}

async function judge(file: Blob, covered: Covered, signed: Signed, stopped: () => boolean): Promise<[boolean | null, Told | null]> {
  if (signed.isSm) return [null, note("国密（SM2）签章，本页不核验，请用签章软件验证", "an SM2 signature is not checked here; use the program that signed")];
  const expected = signed.digest;
  const actual = signed.hash && (await digestOf(file, covered, signed.hash, stopped));
  if (!expected || !actual) return [null, note("该签章所用算法本页不核验，请用签章软件验证", "its algorithm is not checked here; use the program that signed")];
  if (!equal(actual, expected) && !(signed.enclosed && equal(actual, signed.enclosed)))
    return [false, note("签章后内容有变动", "changed after signing")];
  const holds = await signed.holds();
  if (holds === null) return [null, note("内容与签章时一致；签名本身在此浏览器中无法核验", "the content is what was signed; the signature itself cannot be checked in this browser")];
  return [holds, holds ? null : note("签名不成立", "the signature does not hold")];
}

/** Null when this browser cannot tell. */
async function digestOf(file: Blob, { before, after, end }: Covered, hash: Hash, stopped: () => boolean): Promise<Uint8Array | null> {
  if (hash === "SHA-256" || hash === "SHA-512") {
    const state = hash === "SHA-256" ? new Sha256() : new Sha512();
    const ranges = readAhead(file);
    for (const [from, to] of [[0, before], [after, end]] as const)
      for (let at = from; at < to; at += PORTION) {
        if (stopped()) throw cancelled();
        state.update(await ranges(at, Math.min(PORTION, to - at)));
      }
    return state.digest();
  }
  const subtle = (globalThis.crypto as { subtle?: SubtleCrypto } | undefined)?.subtle;
  if (!subtle || end > AT_ONCE) return null;
  const bytes = await new Blob([file.slice(0, before), file.slice(after, end)]).arrayBuffer();
  return new Uint8Array(await subtle.digest(hash, bytes));
}

class Sha512 {
  readonly #state = sodium.crypto_hash_sha512_init();

  update(bytes: Uint8Array): this {
    sodium.crypto_hash_sha512_update(this.#state, bytes);
    return this;
  }

  digest(): Uint8Array {
    return sodium.crypto_hash_sha512_final(this.#state);
  }
}

// ---- the dictionary around it

/** The signature's dictionary without its contents: what stands before and behind them in the same object. */
async function dictionaryOf(file: Blob, { before, after, end }: Covered): Promise<string> {
  const ahead = textIn(await bytesOf(file, Math.max(0, before - AROUND), before));
  const behind = textIn(await bytesOf(file, after, Math.min(end, after + AROUND)));
  return ahead.slice(ahead.lastIndexOf(" obj") + 1) + behind.split("endobj")[0];
}

/** `/M (D:20261217093000+08'00')` */
function dateIn(dictionary: string): string | null {
  const match = /\/M\s*\(D:(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(?:([+-])(\d{2})'?(\d{2})?|Z)?/.exec(dictionary);
  if (!match) return null;
  const [, year, month, day, hour, minute, second, sign, hours, minutes = "00"] = match;
  return `${year}-${month}-${day}T${hour}:${minute}:${second}${sign ? `${sign}${hours}:${minutes}` : "Z"}`;
}

function nameIn(dictionary: string): string {
  const match = /\/Name\s*\(([^()\\]{1,200})\)/.exec(dictionary);
  if (!match) return "";
  const bytes = latin(match[1] as string);
  return bytes[0] === 0xfe && bytes[1] === 0xff ? new TextDecoder("utf-16be").decode(bytes.subarray(2)) : (match[1] as string);
}

function hexIn(text: string): Uint8Array {
  const digits = text.replace(/[^0-9a-fA-F]/g, "");
  return Uint8Array.from({ length: digits.length >> 1 }, (_, i) => parseInt(digits.slice(2 * i, 2 * i + 2), 16));
}

const bytesOf = async (file: Blob, from: number, to: number): Promise<Uint8Array> => new Uint8Array(await file.slice(from, to).arrayBuffer());

/** One character a byte; what browsers call latin1 is another table. */
function textIn(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return text;
}

function latin(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
