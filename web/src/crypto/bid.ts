/** A bid: its public statement, the two forms inside it, and the files that stand beside it. */
import { canonical, digest, fromHex, type Json, type JsonObject, parseCanonical, toHex } from "./encoding.ts";
import { demand, refusingAs } from "./errors.ts";
import { bytes, flag, hex, integer, kindOf, list, name, object, orNull, text, uuid } from "./fields.ts";
import { checkPoint } from "./group.ts";
import { type Kind, KINDS } from "./manifest.ts";
import { checkSignedBy, type KeyPair, keyPair, readSigned, sign, signedDocument, verifies } from "./signatures.ts";

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
  checkSignedBy(document, "bid", statement.bid_key);
  return { ...statement, bid: document.digest };
}

export function readStatementBody(body: JsonObject): Statement {
  const statement = refusingAs("bid-shape", () => statementOf(body));
  const inOrder = statement.envelopes.map((name) => name.kind).join() === KINDS.join();
  demand(inOrder, "bid-kinds", "a bid has one envelope of each kind, in order");
  return statement;
}

function statementOf(body: JsonObject): Statement {
  object(body, "the bid", ["bid_key", "document_version", "envelopes", "lot", "round", "type"]);
  demand(body.type === "tianping/bid/1", "bid-shape", "the document is not a bid");
  return {
    lot: uuid(body.lot, "the lot"),
    round: integer(body.round, "the round", 1),
    document_version: integer(body.document_version, "the document version", 1),
    bid_key: hex(body.bid_key, "the bid key"),
    envelopes: readEnvelopeNames(body.envelopes),
  };
}

/** The four envelopes of a bid; whether they stand in their order is not asked here. */
export function readEnvelopeNames(value: Json | undefined): EnvelopeName[] {
  const names = list(value, "the envelopes").map((entry) => {
    const members = object(entry, "an envelope's name", ["digest", "kind", "length"]);
    return {
      kind: kindOf(members.kind, "the kind", KINDS),
      digest: hex(members.digest, "the envelope's digest"),
      length: integer(members.length, "the body's length", 1),
    };
  });
  demand(names.length === KINDS.length, "shape", "a bid has four envelopes");
  return names;
}

// ---- identity.json

const IDENTITY = [
  "bid_key",
  "bond",
  "company_key",
  "digests",
  "lot",
  "name",
  "replaces_all_earlier",
  "round",
  "signature",
  "type",
  "uscc",
];
const MAX_USCC = 32;
const MAX_BOND = 40;
const MAX_VALUES = 200;
const MAX_VALUE = 2000;
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
    type: "tianping/identity/1",
    lot,
    round,
    bid_key,
    name,
    uscc,
    replaces_all_earlier,
    bond,
    digests: { offer, documents, pricing },
    company_key: toHex(company.public),
  };
  return canonical({ ...unsigned, signature: toHex(sign(unsigned, company)) });
}

export function readIdentity(source: Uint8Array): Identity {
  return refusingAs("identity-shape", () => identityOf(source));
}

function identityOf(source: Uint8Array): Identity {
  const { signature, ...unsigned } = object(parseCanonical(source), "the identity", IDENTITY);
  demand(unsigned.type === "tianping/identity/1", "identity-shape", "the document is not an identity");
  const company_key = hex(unsigned.company_key, "the company key");
  return {
    lot: uuid(unsigned.lot, "the lot"),
    round: integer(unsigned.round, "the round", 1),
    bid_key: hex(unsigned.bid_key, "the bid key"),
    name: name(unsigned.name, "the name"),
    uscc: text(unsigned.uscc, "the USCC", 1, MAX_USCC),
    replaces_all_earlier: flag(unsigned.replaces_all_earlier, "the declaration of replacement"),
    bond: orNull(unsigned.bond, readBond),
    digests: readOtherDigests(unsigned.digests),
    company_key,
    signed: verifies(unsigned, bytes(signature, "the signature", 64), fromHex(company_key)),
  };
}

function readBond(value: Json | undefined): JsonObject {
  const bond = object(value, "the bond");
  demand(Object.keys(bond).length <= MAX_BOND, "shape", "the bond has too many members");
  return bond;
}

function readOtherDigests(value: Json | undefined): OtherDigests {
  const members = object(value, "the digests", OTHERS);
  return {
    offer: hex(members.offer, "the offer's digest"),
    documents: hex(members.documents, "the documents' digest"),
    pricing: hex(members.pricing, "the pricing's digest"),
  };
}

/** Refuses an identity made for another bid: lot, round, bid key and the three other envelopes. */
export function checkIdentityBinding(identity: Identity, statement: Statement): void {
  const digests = Object.fromEntries(statement.envelopes.map((envelope) => [envelope.kind, envelope.digest]));
  checkSameBid(identity, statement, "identity-binding");
  const same = OTHERS.every((kind) => identity.digests[kind] === digests[kind]);
  demand(same, "identity-binding", "the identity names other envelopes than the bid");
}

export function checkCompanySignature(identity: Identity): void {
  demand(identity.signed, "company-signature", "the company's signature does not hold");
}

type Named = { readonly lot: string; readonly round: number; readonly bid_key: string };

function checkSameBid(found: Named, statement: Named, check: string): void {
  const same = found.lot === statement.lot && found.round === statement.round && found.bid_key === statement.bid_key;
  demand(same, check, "the document was made for another bid");
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
  return refusingAs("offer-shape", () => offerOf(source));
}

function offerOf(source: Uint8Array): Offer {
  const members = object(parseCanonical(source), "the offer", ["bid_key", "lot", "round", "type", "values"]);
  demand(members.type === "tianping/offer/1", "offer-shape", "the document is not an offer");
  const found = Object.entries(object(members.values, "the values"));
  demand(found.length <= MAX_VALUES, "shape", "the offer has too many values");
  const values = found.map(([field, value]) => [field, text(value, "a value", 0, MAX_VALUE)]);
  return {
    lot: uuid(members.lot, "the lot"),
    round: integer(members.round, "the round", 1),
    bid_key: hex(members.bid_key, "the bid key"),
    values: Object.fromEntries(values) as Offer["values"],
  };
}

export function checkOfferBinding(offer: Offer, statement: Statement): void {
  checkSameBid(offer, statement, "offer-binding");
}

// ---- what the bidder keeps

export function bidKeyFile(lot: string, round: number, bid: string, key: KeyPair): Uint8Array {
  const [seed, publicKey] = [toHex(key.seed), toHex(key.public)];
  return canonical({ type: "tianping/bid-key/1", lot, round, bid, seed, public: publicKey });
}

/** Refuses a file whose public key does not follow from its seed. */
export function readBidKeyFile(source: Uint8Array): { lot: string; round: number; bid: string; key: KeyPair } {
  const { said, ...file } = refusingAs("bid-key-shape", () => bidKeyOf(source));
  demand(toHex(file.key.public) === said, "bid-key", "the public key does not follow from the seed");
  return file;
}

function bidKeyOf(source: Uint8Array): { lot: string; round: number; bid: string; key: KeyPair; said: string } {
  const members = object(parseCanonical(source), "the bid key file", ["bid", "lot", "public", "round", "seed", "type"]);
  demand(members.type === "tianping/bid-key/1", "shape", "the document is not a bid key file");
  const key = keyPair(bytes(members.seed, "the seed", 32));
  const round = integer(members.round, "the round", 1);
  const said = hex(members.public, "the public key");
  return { lot: uuid(members.lot, "the lot"), round, bid: hex(members.bid, "the bid"), key, said };
}

export type Secrets = Record<Kind, Uint8Array>;
export type Recovery = { lot: string; round: number; bid: string; secrets: Secrets };

export function recoveryFile(lot: string, round: number, bid: string, secrets: Secrets): Uint8Array {
  const inHex = Object.fromEntries(KINDS.map((kind) => [kind, toHex(secrets[kind])]));
  return canonical({ type: "tianping/recovery/1", lot, round, bid, secrets: inHex });
}

/** The secrets are points; whether they are the envelopes' own, each envelope's commitment tells. */
export function readRecoveryFile(source: Uint8Array): Recovery {
  const file = refusingAs("recovery-shape", () => recoveryOf(source));
  KINDS.forEach((kind) => checkPoint(file.secrets[kind], `the secret of ${kind}`));
  return file;
}

function recoveryOf(source: Uint8Array): Recovery {
  const members = object(parseCanonical(source), "the recovery file", ["bid", "lot", "round", "secrets", "type"]);
  demand(members.type === "tianping/recovery/1", "recovery-shape", "the document is not a recovery file");
  const found = object(members.secrets, "the secrets", KINDS);
  const secrets = Object.fromEntries(KINDS.map((kind) => [kind, bytes(found[kind], "a secret", 32)])) as Secrets;
  const round = integer(members.round, "the round", 1);
  return { lot: uuid(members.lot, "the lot"), round, bid: hex(members.bid, "the bid"), secrets };
}
