/** A bid: its public statement, the two forms inside it, and the files that stand beside it. */
import {
  canonical, digest, fromHex, type Json, type JsonObject, parseCanonical, toHex,
} from "./encoding.ts";
import { demand } from "./errors.ts";
import { bytes, flag, hex, integer, kindOf, list, object, text, uuid } from "./fields.ts";
import { type Kind, KINDS } from "./manifest.ts";
import { type KeyPair, keyPair, readSigned, sign, signedBy, signedDocument, verifies } from "./signatures.ts";

export interface EnvelopeName {
  readonly kind: Kind;
  readonly digest: string;
  readonly length: number;
}

export interface Statement {
  readonly lot: string;
  readonly round: number;
  readonly document_version: number;
  readonly bid_key: string;
  readonly envelopes: readonly EnvelopeName[];
}

// ---- the public statement

export function statementBody(statement: Statement): JsonObject {
  return {
    type: "tianping/bid/1",
    lot: statement.lot,
    round: statement.round,
    document_version: statement.document_version,
    bid_key: statement.bid_key,
    envelopes: statement.envelopes.map(({ kind, digest: name, length }) => ({ kind, digest: name, length })),
  };
}

/** The name of a bid. */
export const bidDigest = (statement: Statement): string => toHex(digest(statementBody(statement)));

export const signStatement = (statement: Statement, key: KeyPair): Uint8Array =>
  canonical(signedDocument(statementBody(statement), [["bid", key]]));

/** Reads bid.json: a statement signed by the bid key that it names. */
export function readStatement(source: Uint8Array): Statement & { readonly bid: string } {
  const document = readSigned(source, false);
  const statement = readStatementBody(document.body);
  demand(signedBy(document, "bid", statement.bid_key), "the bid is not signed by its bid key");
  return { ...statement, bid: document.digest };
}

function readStatementBody(body: JsonObject): Statement {
  object(body, "the bid", ["bid_key", "document_version", "envelopes", "lot", "round", "type"]);
  demand(body.type === "tianping/bid/1", "the document is not a bid");
  return {
    lot: uuid(body.lot, "the lot"),
    round: integer(body.round, "the round"),
    document_version: integer(body.document_version, "the document version"),
    bid_key: hex(body.bid_key, "the bid key"),
    envelopes: readEnvelopeNames(body.envelopes),
  };
}

/** The four envelopes of a bid, in their order. */
export function readEnvelopeNames(value: Json | undefined): EnvelopeName[] {
  const names = list(value, "the envelopes").map((entry) => {
    const members = object(entry, "an envelope's name", ["digest", "kind", "length"]);
    return {
      kind: kindOf(members.kind, "the kind", KINDS),
      digest: hex(members.digest, "the envelope's digest"),
      length: integer(members.length, "the body's length", 1),
    };
  });
  demand(names.map((name) => name.kind).join() === KINDS.join(), "a bid has one envelope of each kind, in order");
  return names;
}

// ---- identity.json

const IDENTITY = [
  "bid_key", "bond", "company_key", "digests", "lot", "name", "replaces_all_earlier", "round", "signature", "type", "uscc",
];
const OTHERS = ["offer", "documents", "pricing"] as const;
export type OtherDigests = Record<(typeof OTHERS)[number], string>;

export interface Identity {
  readonly lot: string;
  readonly round: number;
  readonly bid_key: string;
  readonly name: string;
  readonly uscc: string;
  readonly replaces_all_earlier: boolean;
  readonly bond: JsonObject | null;
  readonly digests: OtherDigests;
  readonly company_key: string;
  /** Whether the company key's signature is right; not yet whether the key is the company's. */
  readonly signed: boolean;
}

export type IdentityTerms = Omit<Identity, "company_key" | "signed">;

export function signIdentity(terms: IdentityTerms, company: KeyPair): Uint8Array {
  const { lot, round, bid_key, name, uscc, replaces_all_earlier, bond } = terms;
  const { offer, documents, pricing } = terms.digests;
  const unsigned: JsonObject = {
    type: "tianping/identity/1", lot, round, bid_key, name, uscc, replaces_all_earlier, bond,
    digests: { offer, documents, pricing }, company_key: toHex(company.public),
  };
  return canonical({ ...unsigned, signature: toHex(sign(unsigned, company)) });
}

export function readIdentity(source: Uint8Array): Identity {
  const { signature, ...unsigned } = object(parseCanonical(source), "the identity", IDENTITY);
  demand(unsigned.type === "tianping/identity/1", "the document is not an identity");
  const company_key = hex(unsigned.company_key, "the company key");
  return {
    lot: uuid(unsigned.lot, "the lot"),
    round: integer(unsigned.round, "the round"),
    bid_key: hex(unsigned.bid_key, "the bid key"),
    name: text(unsigned.name, "the name"),
    uscc: text(unsigned.uscc, "the USCC"),
    replaces_all_earlier: flag(unsigned.replaces_all_earlier, "the declaration of replacement"),
    bond: unsigned.bond === null ? null : object(unsigned.bond, "the bond"),
    digests: readOtherDigests(unsigned.digests),
    company_key,
    signed: verifies(unsigned, bytes(signature, "the signature", 64), fromHex(company_key)),
  };
}

function readOtherDigests(value: Json | undefined): OtherDigests {
  const members = object(value, "the digests", OTHERS);
  return {
    offer: hex(members.offer, "the offer's digest"),
    documents: hex(members.documents, "the documents' digest"),
    pricing: hex(members.pricing, "the pricing's digest"),
  };
}

// ---- offer.json

export interface Offer {
  readonly lot: string;
  readonly round: number;
  readonly bid_key: string;
  readonly values: { readonly [name: string]: string };
}

export function offerBytes({ lot, round, bid_key, values }: Offer): Uint8Array {
  return canonical({ type: "tianping/offer/1", lot, round, bid_key, values });
}

export function readOffer(source: Uint8Array): Offer {
  const members = object(parseCanonical(source), "the offer", ["bid_key", "lot", "round", "type", "values"]);
  demand(members.type === "tianping/offer/1", "the document is not an offer");
  const values = Object.entries(object(members.values, "the values")).map(([name, value]) => [name, text(value, name)]);
  return {
    lot: uuid(members.lot, "the lot"),
    round: integer(members.round, "the round"),
    bid_key: hex(members.bid_key, "the bid key"),
    values: Object.fromEntries(values) as Offer["values"],
  };
}

// ---- what the bidder keeps

export function bidKeyFile(lot: string, round: number, bid: string, key: KeyPair): Uint8Array {
  const [seed, publicKey] = [toHex(key.seed), toHex(key.public)];
  return canonical({ type: "tianping/bid-key/1", lot, round, bid, seed, public: publicKey });
}

/** Refuses a file whose public key does not follow from its seed. */
export function readBidKeyFile(source: Uint8Array): { lot: string; round: number; bid: string; key: KeyPair } {
  const members = object(parseCanonical(source), "the bid key file", ["bid", "lot", "public", "round", "seed", "type"]);
  demand(members.type === "tianping/bid-key/1", "the document is not a bid key file");
  const key = keyPair(bytes(members.seed, "the seed", 32));
  demand(toHex(key.public) === members.public, "the public key does not follow from the seed");
  const round = integer(members.round, "the round");
  return { lot: uuid(members.lot, "the lot"), round, bid: hex(members.bid, "the bid"), key };
}

export type Secrets = Record<Kind, Uint8Array>;

export function recoveryFile(lot: string, round: number, bid: string, secrets: Secrets): Uint8Array {
  const inHex = Object.fromEntries(KINDS.map((kind) => [kind, toHex(secrets[kind])]));
  return canonical({ type: "tianping/recovery/1", lot, round, bid, secrets: inHex });
}

export function readRecoveryFile(source: Uint8Array): { lot: string; round: number; bid: string; secrets: Secrets } {
  const members = object(parseCanonical(source), "the recovery file", ["bid", "lot", "round", "secrets", "type"]);
  demand(members.type === "tianping/recovery/1", "the document is not a recovery file");
  const found = object(members.secrets, "the secrets", KINDS);
  const secrets = Object.fromEntries(KINDS.map((kind) => [kind, bytes(found[kind], "a secret", 32)])) as Secrets;
  const round = integer(members.round, "the round");
  return { lot: uuid(members.lot, "the lot"), round, bid: hex(members.bid, "the bid"), secrets };
}

