/** The header of an envelope: public, canonical JSON, everything that a custodian must know before it opens. */
import { layoutOf } from "./body.ts";
import {
  canonical,
  concat,
  equal,
  fromHex,
  fromU32be,
  type Json,
  type JsonObject,
  parseCanonical,
  sha256,
  toHex,
  u32be,
  utf8,
} from "./encoding.ts";
import { demand, refusingAs } from "./errors.ts";
import { areDistinct, bytes, hex, integer, kindOf, list, object, time, uuid } from "./fields.ts";
import type { Point } from "./group.ts";
import { type Kind, KINDS } from "./manifest.ts";
import { checkSharing, MAX_CUSTODIANS, type Sharing } from "./sharing.ts";

export const MAGIC = utf8("TIANPING");
export const FORMAT_VERSION = 1;
export const MAX_HEADER = 16384;
/** Magic, version byte and the header's length. */
export const PREFIX = MAGIC.length + 1 + 4;

const MEMBERS = [
  "bid_key",
  "body_length",
  "custodians",
  "document_version",
  "floor",
  "kc",
  "kind",
  "lot",
  "round",
  "sharing",
  "suite",
  "t",
  "v",
];

/** What the sealer decides. `floor` is the deadline at sealing; a later deadline leaves the envelope valid. */
export interface Terms {
  readonly kind: Kind;
  readonly lot: string;
  readonly round: number;
  readonly document_version: number;
  readonly floor: string;
  readonly custodians: readonly Point[];
  readonly t: number;
  readonly bid_key: Uint8Array;
}

export interface Header extends Terms {
  readonly body_length: number;
  readonly sharing: Json;
  readonly kc: Uint8Array;
  /** canonical(header without sharing and kc): what the sharing and the keys are bound to. */
  readonly ctx: Uint8Array;
  /** SHA-256 of the header's bytes. */
  readonly hash: Uint8Array;
}

function termsJson(terms: Terms, bodyLength: number): JsonObject {
  return {
    v: 1,
    suite: 1,
    kind: terms.kind,
    lot: terms.lot,
    round: terms.round,
    document_version: terms.document_version,
    floor: terms.floor,
    custodians: terms.custodians.map(toHex),
    t: terms.t,
    bid_key: toHex(terms.bid_key),
    body_length: bodyLength,
  };
}

export const contextOf = (terms: Terms, bodyLength: number): Uint8Array => canonical(termsJson(terms, bodyLength));

export function headerBytes(terms: Terms, bodyLength: number, sharing: Sharing, kc: Uint8Array): Uint8Array {
  const whole = canonical({ ...termsJson(terms, bodyLength), sharing, kc: toHex(kc) });
  demand(whole.length <= MAX_HEADER, "header-length", "the header is longer than 16384 bytes");
  return whole;
}

/** Reads a header's form and lengths. Points and proof are for `checkHeaderSharing`, at a few milliseconds' cost. */
export function readHeader(source: Uint8Array): Header {
  demand(source.length <= MAX_HEADER, "header-length", "the header is longer than 16384 bytes");
  const header = refusingAs("header-shape", () => readShape(source));
  const { custodians, t } = header;
  const fits = t <= custodians.length && custodians.length <= MAX_CUSTODIANS && areDistinct(custodians.map(toHex));
  demand(fits, "header-roster", "more shares are needed than there are custodians, or one key stands twice");
  layoutOf(header.body_length);
  return header;
}

function readShape(source: Uint8Array): Header {
  const members = object(parseCanonical(source), "the header", MEMBERS);
  demand(members.v === 1 && members.suite === 1, "header-shape", "the header's version or suite is not 1");
  const terms = readTerms(members);
  const body_length = integer(members.body_length, "the body's length", 1);
  const sharing = object(members.sharing, "the sharing", ["C", "Y", "c", "r"]);
  const kc = bytes(members.kc, "the key commitment", 32);
  return { ...terms, body_length, sharing, kc, ctx: contextOf(terms, body_length), hash: sha256(source) };
}

function readTerms(members: JsonObject): Terms {
  return {
    kind: kindOf(members.kind, "the kind", KINDS),
    lot: uuid(members.lot, "the lot"),
    round: integer(members.round, "the round", 1),
    document_version: integer(members.document_version, "the document version", 1),
    floor: time(members.floor, "the floor"),
    custodians: list(members.custodians, "the custodians").map((key) => fromHex(hex(key, "a custodian's key"))),
    t: integer(members.t, "t", 1),
    bid_key: bytes(members.bid_key, "the bid key", 32),
  };
}

export function checkHeaderSharing(header: Header): void {
  checkSharing(header.sharing, header.custodians, header.t, header.ctx);
}

/** What stands before the body in an envelope's file. */
export function filePrefix(header: Uint8Array): Uint8Array {
  return concat(MAGIC, Uint8Array.of(FORMAT_VERSION), u32be(header.length), header);
}

/** The length of the header from the first `PREFIX` bytes of a file. */
export function headerLength(prefix: Uint8Array): number {
  demand(
    prefix.length >= PREFIX && equal(prefix.slice(0, MAGIC.length), MAGIC),
    "file-magic",
    "the file is not a sealed envelope",
  );
  demand(prefix[MAGIC.length] === FORMAT_VERSION, "file-magic", "the envelope's format version is not 1");
  const length = fromU32be(prefix.subarray(MAGIC.length + 1, PREFIX));
  demand(length <= MAX_HEADER, "header-length", "the header is longer than 16384 bytes");
  return length;
}

/** A whole envelope file in memory, cut into header bytes and body; the body has the length that the header says. */
export function splitFile(file: Uint8Array): { header: Uint8Array; body: Uint8Array } {
  const end = PREFIX + headerLength(file);
  demand(file.length >= end, "file-length", "the envelope ends inside its header");
  const [header, body] = [file.subarray(PREFIX, end), file.subarray(end)];
  demand(
    body.length === readHeader(header).body_length,
    "body-length",
    "the body has not the length that the header says",
  );
  return { header, body };
}
