/**
 * Writes what this implementation made, for the Python to open and check: node tests/make-vectors.ts
 * All entropy is named by a label (tests/vectors/README.md says how), so that running it again changes nothing.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import {
  bidKeyFile,
  offerBytes,
  recoveryFile,
  signIdentity,
  signStatement,
  type Secrets,
  type Statement,
  statementBody,
} from "../src/crypto/bid.ts";
import {
  canonical,
  concat,
  digest,
  type Entropy,
  fromUtf8,
  H,
  type Json,
  type JsonObject,
  parseCanonical,
  toHex,
  utf8,
} from "../src/crypto/encoding.ts";
import { type Sealed, sealFiles } from "../src/crypto/envelope.ts";
import { scalarSub, smallScalar } from "../src/crypto/group.ts";
import { readHeader, splitFile, type Terms } from "../src/crypto/header.ts";
import { type Kind, KINDS } from "../src/crypto/manifest.ts";
import { deal, provePossession, release, shareKey, type ShareKey, type Sharing } from "../src/crypto/sharing.ts";
import { keyPair, leafOf, type Role, signedDocument, signedOf } from "../src/crypto/signatures.ts";
import { init } from "../src/crypto/sodium.ts";
import { entropyFrom } from "./entropy.ts";

export const FOLDER = new URL("../../tests/vectors/typescript/", import.meta.url);
const LOT = "0198c0de-0000-7000-8000-000000000001";
const FLOOR = "2026-12-17T01:30:00.000Z";

const custodians = (n: number): ShareKey[] =>
  Array.from({ length: n }, (_, i) => shareKey(entropyFrom(`custodian ${i + 1}`)));
const pair = (name: string) => keyPair(entropyFrom(name)(32));
const seedOf = (name: string): string => toHex(entropyFrom(name)(32));

// ---- sharing.json

function dealing(name: string, n: number, t: number, entropy: Entropy): JsonObject {
  const [holders, ctx] = [custodians(n), utf8(`context ${name}`)];
  const { sharing, secret } = deal(
    holders.map((holder) => holder.public),
    t,
    ctx,
    entropy,
  );
  const releases = holders.map((holder, i) =>
    release(sharing, i + 1, holder, ctx, entropyFrom(`${name} release ${i + 1}`)),
  );
  return {
    name,
    keys: holders.map((holder) => toHex(holder.public)),
    secrets: holders.map((holder) => toHex(holder.secret)),
    threshold: t,
    context: toHex(ctx),
    sharing,
    secret: toHex(secret),
    releases,
  };
}

/** Entropy that yields these scalars before it goes on: reduction leaves a padded scalar as it is. */
function yielding(scalars: Uint8Array[], rest: Entropy): Entropy {
  const queue = scalars.map((scalar) => concat(scalar, new Uint8Array(32)));
  return (length) => queue.shift() ?? rest(length);
}

function sharingVectors(): JsonObject {
  const [five, a] = [smallScalar(5), smallScalar(7)];
  const minus = scalarSub(smallScalar(0), a);
  const chosen = (name: string, coefficients: Uint8Array[]) =>
    dealing(name, 5, 3, yielding(coefficients, entropyFrom(name)));
  const possession = custodians(3).map((key, i) => ({
    public: toHex(key.public),
    context: toHex(utf8("key statement")),
    proof: provePossession(key, utf8("key statement"), entropyFrom(`possession ${i}`)),
  }));
  return {
    possession,
    dealings: [
      ...[
        [1, 1],
        [3, 2],
        [5, 3],
        [16, 16],
      ].map(([n, t]) =>
        dealing(`typescript ${t} of ${n}`, n as number, t as number, entropyFrom(`typescript ${t} of ${n}`)),
      ),
      // Valid, though at custodian 1 an inner sum of Horner's rule, or the running product, is the identity.
      chosen("an inner sum vanishes", [five, minus, a]),
      chosen("the running product vanishes", [minus, a, five]),
    ],
  };
}

// ---- envelope.json

interface Source {
  readonly name: string;
  readonly media_type: string;
  readonly bytes: Uint8Array;
}

const BID_KEY = "typescript bid key";

function termsOf(kind: Kind, holders: ShareKey[], t: number): Terms {
  const bid_key = pair(BID_KEY).public;
  return {
    kind,
    lot: LOT,
    round: 1,
    document_version: 2,
    floor: FLOOR,
    custodians: holders.map((holder) => holder.public),
    t,
    bid_key,
  };
}

async function envelope(
  name: string,
  kind: Kind,
  files: Source[],
  holders: ShareKey[],
  t: number,
): Promise<JsonObject> {
  const sealed = await sealFiles(termsOf(kind, holders, t), files, entropyFrom(`typescript ${name}`));
  const header = readHeader(sealed.header);
  return {
    name,
    kind,
    custodian_secrets: holders.map((holder) => toHex(holder.secret)),
    threshold: t,
    secret: toHex(sealed.secret),
    digest: toHex(sealed.digest),
    body_root: toHex(sealed.root),
    header_hash: toHex(header.hash),
    file: toHex(sealed.file),
    releases: holders.map((holder, i) =>
      release(header.sharing as Sharing, i + 1, holder, header.ctx, entropyFrom(`${name} ${i}`)),
    ),
    files: files.map((file) => ({ name: file.name, media_type: file.media_type, hex: toHex(file.bytes) })),
  };
}

async function envelopeVectors(): Promise<JsonObject> {
  const file = (name: string, text: string): Source => ({ name, media_type: "text/plain", bytes: utf8(text) });
  return {
    envelopes: [
      await envelope("no files", "pricing", [], custodians(1), 1),
      await envelope("an empty file", "documents", [file("空.txt", "")], custodians(3), 2),
      await envelope(
        "three files",
        "documents",
        [file("a.txt", "甲"), file("ı.txt", "乙"), file("i.txt", "丙")],
        custodians(5),
        3,
      ),
      await envelope(
        "padded beyond the least",
        "pricing",
        [{ name: "清单.bin", media_type: "application/octet-stream", bytes: entropyFrom("清单")(20_000) }],
        custodians(5),
        3,
      ),
    ],
  };
}

// ---- bid.json: a whole sealed bid as a browser leaves it

const JSON_FILE = "application/json";

async function sealOthers(): Promise<{ [kind in Kind]?: Sealed & { file: Uint8Array } }> {
  const values = { price: "26888000.00", period: "540", quality: "合格" };
  const offer = offerBytes({ lot: LOT, round: 1, bid_key: toHex(pair(BID_KEY).public), values });
  const files: { [kind: string]: Source[] } = {
    offer: [{ name: "offer.json", media_type: JSON_FILE, bytes: offer }],
    documents: [{ name: "技术标.pdf", media_type: "application/pdf", bytes: utf8("%PDF-1.7 技术") }],
    pricing: [{ name: "商务标.pdf", media_type: "application/pdf", bytes: utf8("%PDF-1.7 商务") }],
  };
  const sealed: { [kind in Kind]?: Sealed & { file: Uint8Array } } = {};
  for (const kind of KINDS.slice(1)) {
    sealed[kind] = await sealFiles(
      termsOf(kind, custodians(5), 3),
      files[kind] as Source[],
      entropyFrom(`typescript bid ${kind}`),
    );
  }
  return sealed;
}

function identityOf(sealed: { [kind in Kind]?: Sealed }): Source {
  const named = (kind: Kind): string => toHex((sealed[kind] as Sealed).digest);
  const digests = { offer: named("offer"), documents: named("documents"), pricing: named("pricing") };
  const terms = {
    lot: LOT,
    round: 1,
    bid_key: toHex(pair(BID_KEY).public),
    name: "江南建设集团有限公司",
    uscc: "91320100MA1W0KXX5U",
    replaces_all_earlier: true,
    bond: { kind: "guarantee", number: "BH-2026-0017" },
    digests,
  };
  return { name: "identity.json", media_type: JSON_FILE, bytes: signIdentity(terms, pair("typescript company")) };
}

async function bidVectors(): Promise<JsonObject> {
  const sealed = await sealOthers();
  const identity = identityOf(sealed);
  sealed.identity = await sealFiles(
    termsOf("identity", custodians(5), 3),
    [identity],
    entropyFrom("typescript bid identity"),
  );
  const of = (kind: Kind) => sealed[kind] as Sealed & { file: Uint8Array };
  const key = pair(BID_KEY);
  const statement: Statement = {
    lot: LOT,
    round: 1,
    document_version: 2,
    bid_key: toHex(key.public),
    envelopes: KINDS.map((kind) => ({ kind, digest: toHex(of(kind).digest), length: of(kind).body_length })),
  };
  const bid = toHex(digest(statementBody(statement)));
  const secrets = Object.fromEntries(KINDS.map((kind) => [kind, of(kind).secret])) as Secrets;
  return {
    bid,
    company_seed: seedOf("typescript company"),
    identity_text: fromUtf8(identity.bytes),
    custodian_secrets: custodians(5).map((holder) => toHex(holder.secret)),
    signed_text: fromUtf8(signStatement(statement, key)),
    bid_key_text: fromUtf8(bidKeyFile(LOT, 1, bid, key)),
    recovery_text: fromUtf8(recoveryFile(LOT, 1, bid, secrets)),
    files: Object.fromEntries(KINDS.map((kind) => [`${kind}.tpe`, toHex(of(kind).file)])),
  };
}

// ---- documents.json: what browsers and custodians sign

function record(name: string, role: Role, signer: string, body: JsonObject): JsonObject {
  const salt = toHex(entropyFrom(`salt ${name}`)(16));
  const whole = { ...signedDocument(body, [[role, pair(signer)]]), salt };
  const read = signedOf(whole, true);
  return {
    name,
    role,
    seed: seedOf(signer),
    record_text: fromUtf8(canonical(whole)),
    digest: read.digest,
    leaf: toHex(leafOf(read)),
  };
}

function keyStatement(): JsonObject {
  const holders = custodians(3);
  const agreed = {
    document_digest: toHex(H("x")),
    lot: LOT,
    round: 1,
    share_keys: holders.map((holder) => toHex(holder.public)),
    t: 2,
  };
  const possession = provePossession(holders[1] as ShareKey, canonical(agreed), entropyFrom("typescript possession"));
  const own = {
    index: 2,
    share_key: agreed.share_keys[1] as string,
    sign_key: toHex(pair("typescript custodian").public),
  };
  return record("key statement", "custodian", "typescript custodian", {
    type: "tianping/key-statement/1",
    ...agreed,
    ...own,
    possession,
  });
}

function custodyRequest(): JsonObject {
  return record("custody request", "custodian", "typescript custodian", {
    type: "tianping/custody-request/1",
    share_key: toHex((custodians(3)[1] as ShareKey).public),
    sign_key: toHex(pair("typescript custodian").public),
    at: "2026-12-17T01:30:00.000Z",
  });
}

/** A contents release over one offer, with the salted hashes of the shares of documents and pricing that stay back. */
function releaseRecord(bid: JsonObject): JsonObject {
  const [holder, files] = [custodians(5)[0] as ShareKey, bid.files as { [name: string]: string }];
  const shares = KINDS.slice(1).map((kind) => shareIn(files[`${kind}.tpe`] as string, holder, kind, bid));
  const salts = KINDS.slice(2).map((kind) => entropyFrom(`typescript withheld ${kind}`)(16));
  const withheld = shares.slice(1).map((share, i) => {
    return {
      envelope: share.envelope as string,
      hash: toHex(H("withheld share", salts[i] as Uint8Array, canonical(share))),
    };
  });
  const body = {
    type: "tianping/release/1",
    lot: LOT,
    round: 1,
    freeze: toHex(H("freeze")),
    step: "contents",
    index: 1,
    share_key: toHex(holder.public),
    shares: shares.slice(0, 1),
    withheld,
    client: "browser",
    at: FLOOR,
  };
  const made = record("release", "custodian", "typescript custodian", body);
  return { ...made, withheld: shares.slice(1).map((share, i) => ({ share, salt: toHex(salts[i] as Uint8Array) })) };
}

function shareIn(file: string, holder: ShareKey, kind: Kind, bid: JsonObject): JsonObject {
  const { header } = splitFile(Uint8Array.from(file.match(/../g) ?? [], (pairOf) => Number.parseInt(pairOf, 16)));
  const { sharing, ctx } = readHeader(header);
  const statement = (parseCanonical(utf8(bid.signed_text as string)) as JsonObject).body as JsonObject;
  const named = (statement.envelopes as JsonObject[]).find((each) => each.kind === kind) as JsonObject;
  return {
    envelope: named.digest as string,
    ...release(sharing as Sharing, 1, holder, ctx, entropyFrom(`typescript release ${kind}`)),
  };
}

function documentVectors(bid: JsonObject): JsonObject {
  const about = { lot: LOT, round: 1, bid: bid.bid as string };
  const receipt = "00112233445566778899aabbccddeeff";
  return {
    records: [
      keyStatement(),
      custodyRequest(),
      releaseRecord(bid),
      record("withdrawal", "bid", BID_KEY, { type: "tianping/withdrawal/1", ...about, receipt, replaced_by: null }),
      record("objection", "bid", BID_KEY, {
        type: "tianping/objection/1",
        ...about,
        text: '唱标价格有误 <&">',
        at: FLOOR,
      }),
      record("confirmation", "bid", BID_KEY, {
        type: "tianping/confirmation/1",
        ...about,
        readout: toHex(H("x")),
        at: FLOOR,
      }),
    ],
  };
}

// ----

export async function vectors(): Promise<{ [name: string]: string }> {
  await init();
  const bid = await bidVectors();
  const all: { [name: string]: Json } = {
    "sharing.json": sharingVectors(),
    "envelope.json": await envelopeVectors(),
    "bid.json": bid,
    "documents.json": documentVectors(bid),
  };
  return Object.fromEntries(Object.entries(all).map(([name, value]) => [name, `${JSON.stringify(value, null, 1)}\n`]));
}

if (import.meta.url === new URL(`file://${process.argv[1] ?? ""}`).href) {
  mkdirSync(FOLDER, { recursive: true });
  for (const [name, text] of Object.entries(await vectors())) writeFileSync(new URL(name, FOLDER), text);
}
