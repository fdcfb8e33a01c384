/**
 * An opening as a custodian's client is shown it, made honestly; tests change one thing of it. Whoever changes it here
 * holds the platform's key, so every signature of the platform holds.
 */
import { bidDigest, signIdentity, type Statement } from "../../src/crypto/bid.ts";
import { canonical, concat, digest, H, type Json, type JsonObject, toHex, utf8 } from "../../src/crypto/encoding.ts";
import { type Sealed, sealFiles } from "../../src/crypto/envelope.ts";
import type { Terms as HeaderTerms } from "../../src/crypto/header.ts";
import { consistencyProof, inclusionProof, leafHash, tickEntryBytes, tickRoot, tickValues, treeHash } from "../../src/crypto/log.ts";
import { type Kind, KINDS } from "../../src/crypto/manifest.ts";
import { type KeyPair, keyPair, type Role, signedDocument } from "../../src/crypto/signatures.ts";
import { provePossession, type ShareKey, shareKey } from "../../src/crypto/sharing.ts";
import { sodium } from "../../src/crypto/sodium.ts";
import { type Checker, readFreezeList } from "../../src/custodians/freeze-list.ts";
import type { Terms } from "../../src/custodians/key-sets.ts";
import type { CustodianKeys } from "../../src/custodians/keys.ts";
import type { Drawer, Pinned, Store } from "../../src/custodians/memory.ts";
import type { Custody, Hall, Platform } from "../../src/custodians/platform.ts";
import { makeRelease } from "../../src/custodians/releases.ts";
import { entropyFrom } from "../entropy.ts";

export const LOT = "0198c0de-0000-7000-8000-000000000001";
export const OTHER_LOT = "0198c0de-0000-7000-8000-00000000000f";
export const ME = 2;
const DAY = 86_400_000;
const DEADLINE_AT = Date.parse("2026-12-17T01:30:00.000Z");
/** So many days after the deadline. */
export const at = (days: number): string => new Date(DEADLINE_AT + Math.round(days * DAY)).toISOString();
export const DEADLINE = at(0);
export const NOW = DEADLINE_AT + 60_000;

const FIRMS = 4;
export const pair = (name: string): KeyPair => keyPair(entropyFrom(name)(32));
export const shareOf = (n: number): ShareKey => shareKey(entropyFrom(`custodian ${n}`));
export const keysOf = (n: number): CustodianKeys => ({ share: shareOf(n), sign: pair(`custodian ${n}`) });
export const platformKey = (): KeyPair => pair("platform");
const body = (value: object): JsonObject => value as JsonObject;

export const record = (value: object, role: Role = "platform", key = platformKey()): JsonObject => ({
  ...signedDocument(body(value), [[role, key]]),
  salt: toHex(entropyFrom(`salt ${toHex(digest(body(value)))}`)(16)),
});

export interface SealedBid {
  readonly statement: Statement;
  readonly envelopes: Record<Kind, Sealed & { readonly file: Uint8Array }>;
}

export interface Story {
  tender: JsonObject;
  keySet: JsonObject;
  statements: JsonObject[];
  extensions: JsonObject[];
  freeze: JsonObject & { bids: JsonObject[]; withdrawn: JsonObject[] };
  envelopes: JsonObject[];
  companies: JsonObject[];
  bodies: { [digest: string]: string };
  terms: Terms;
}

const roster = (n = 5) => Array.from({ length: n }, (_, i) => shareOf(i + 1));

export function termsOfStory(): Terms {
  const share_keys = roster().map((key) => toHex(key.public));
  return { lot: LOT, round: 1, t: 3, share_keys, document_digest: toHex(H("documents of the story")) };
}

function statementOf(n: number, terms: Terms): JsonObject {
  const { share, sign } = keysOf(n);
  const possession = provePossession(share, canonical(terms), entropyFrom(`possession ${n}`));
  const told = { type: "tianping/key-statement/1", ...terms, index: n, share_key: toHex(share.public), sign_key: toHex(sign.public), possession };
  return record(told, "custodian", sign);
}

export function sealOne(kind: Kind, bytes: Uint8Array, bid: string, changes: Partial<HeaderTerms> = {}) {
  const terms: HeaderTerms = {
    kind,
    lot: LOT,
    round: 1,
    document_version: 1,
    floor: DEADLINE,
    custodians: roster().map((key) => key.public),
    t: 3,
    bid_key: pair(`bid ${bid}`).public,
    ...changes,
  };
  return sealFiles(terms, [{ name: kind === "identity" || kind === "offer" ? `${kind}.json` : "file.pdf", media_type: kind === "identity" || kind === "offer" ? "application/json" : "application/pdf", bytes }], entropyFrom(`seal ${bid} ${kind}`));
}

const company = (n: number) => ({ name: `company ${n}`, uscc: `9142000000000000${n}X`, key: pair(`company ${n}`) });

async function sealBid(n: number): Promise<SealedBid> {
  const name = String(n);
  const offer = await sealOne("offer", utf8("{}"), name);
  const documents = await sealOne("documents", utf8(`papers ${n}`), name);
  const pricing = await sealOne("pricing", utf8(`prices ${n}`), name);
  const digests = { offer: toHex(offer.digest), documents: toHex(documents.digest), pricing: toHex(pricing.digest) };
  const { uscc, key } = company(n);
  const bid_key = toHex(pair(`bid ${name}`).public);
  const identity = signIdentity({ lot: LOT, round: 1, bid_key, name: company(n).name, uscc, replaces_all_earlier: false, bond: null, digests }, key);
  const envelopes = { identity: await sealOne("identity", identity, name), offer, documents, pricing };
  const named = KINDS.map((kind) => ({ kind, digest: toHex(envelopes[kind].digest), length: envelopes[kind].body_length }));
  return { statement: { lot: LOT, round: 1, document_version: 1, bid_key, envelopes: named }, envelopes };
}

export const shownEnvelope = (bid: string, kind: Kind, sealed: Sealed): JsonObject => ({
  bid,
  kind,
  digest: toHex(sealed.digest),
  header: sodium.to_base64(sealed.header, sodium.base64_variants.ORIGINAL),
  root: toHex(sealed.root),
});

const bodyOf = (sealed: SealedBid["envelopes"][Kind]): Uint8Array => sealed.file.slice(sealed.file.length - sealed.body_length);

let told: string | undefined;

/** The honest story, made once; every caller gets a copy of its own. */
export async function story(): Promise<Story> {
  told ??= JSON.stringify(await tell());
  return JSON.parse(told) as Story;
}

async function tell(): Promise<Story> {
  const terms = termsOfStory();
  const statements = roster().map((_, i) => statementOf(i + 1, terms));
  const custodians = roster().map((key, i) => ({ index: i + 1, body: LOT, name: `body ${i + 1}`, prefecture: "420500", seat: "other", share_key: toHex(key.public), sign_key: toHex(pair(`custodian ${i + 1}`).public) }));
  const { document_digest } = terms;
  const keySet = body({ type: "tianping/key-set/1", lot: LOT, round: 1, t: 3, document_digest, custodians, statements: statements.map((one) => toHex(digest(one["body"] as Json))) });
  const party = { name: "buyer", uscc: "12420000000000000X" };
  const tender = body({ type: "tianping/tender/1", lot: LOT, round: 1, project: { code: "E1", name: "bridge" }, name: "lot one", buyer: party, agency: null, published_at: at(-30), deadline: at(-1), rulebook: 2, minimum_bidders: 3, key_set: toHex(digest(keySet)), documents: document_digest, offer_form: [], coefficients: [], rehearsal: true });
  const extensions = [body({ type: "tianping/extension/1", lot: LOT, round: 1, previous: at(-1), deadline: DEADLINE, at: at(-3), reason: "storm" })];
  const bids = await Promise.all(Array.from({ length: FIRMS }, (_, i) => sealBid(i + 1)));
  const entries = bids.map(({ statement }, i) => ({ bid: bidDigest(statement), bid_key: statement.bid_key, document_version: 1, received_at: at(-2), receipt: toHex(H(`receipt ${i}`)), envelopes: statement.envelopes }));
  entries.sort((a, b) => (a.bid < b.bid ? -1 : 1));
  const withdrawn = [{ bid: "ff".repeat(32), receipt: toHex(H("gone")), withdrawal: toHex(H("withdrawal")) }];
  const freeze = { type: "tianping/freeze/1", lot: LOT, round: 1, deadline: DEADLINE, at: new Date(DEADLINE_AT + 1000).toISOString(), tender: toHex(digest(tender)), key_sets: [toHex(digest(keySet))], minimum_bidders: 3, bids: entries, withdrawn } as unknown as Story["freeze"];
  const envelopes = bids.flatMap(({ statement, envelopes: sealed }) => KINDS.map((kind) => shownEnvelope(bidDigest(statement), kind, sealed[kind])));
  const companies = bids.map((_, i) => ({ type: "tianping/company/1", name: company(i + 1).name, uscc: company(i + 1).uscc, company_key: toHex(company(i + 1).key.public), at: at(-40) }));
  const bodies = Object.fromEntries(bids.map(({ envelopes: { identity } }) => [toHex(identity.digest), sodium.to_base64(bodyOf(identity), sodium.base64_variants.ORIGINAL)]));
  return { tender, keySet, statements, extensions, freeze, envelopes, companies: companies.map(body), bodies, terms };
}

/** GET .../opening/freeze. */
export function freezeTold(one: Story): JsonObject {
  const records = [record(one.tender), ...one.extensions.map((each) => record(each)), record(one.keySet), ...one.statements];
  return { freeze: record(one.freeze), records, envelopes: one.envelopes };
}

/** POST .../opening/identities: the releases of these custodians. */
export function identitiesTold(one: Story, custodians: readonly number[] = [1, 2, 3]): JsonObject {
  const list = readFreezeList(freezeTold(one), checker(one));
  const releases = custodians.map((n) => {
    const mine = { ...list, index: n, envelopes: list.envelopes.map((each) => ({ ...each, place: n })) };
    const { release } = makeRelease(mine, "identities", keysOf(n), at(0.001), entropyFrom(`release ${n}`));
    return { ...release, salt: "00".repeat(16) };
  });
  return { releases, bodies: { ...one.bodies }, companies: one.companies.map((each) => record(each)) };
}

export const pinnedOf = (one: Story): Pinned => ({ lot: LOT, round: 1, platformKey: toHex(platformKey().public), head: { size: 0, root: toHex(H("empty")) }, terms: [one.terms] });

export const checker = (one: Story, changes: Partial<Checker> = {}): Checker => ({ pinned: pinnedOf(one), shareKey: toHex(shareOf(ME).public), own: NOW, ...changes });

/** Put another sealed envelope in the place of the first bid's documents. */
export function replaceDocuments(one: Story, sealed: Sealed): void {
  const first = one.freeze.bids[0] as { bid: string; envelopes: { kind: Kind; digest: string; length: number }[] };
  const named = first.envelopes[2] as { kind: Kind; digest: string; length: number };
  const place = one.envelopes.findIndex((each) => each["digest"] === named.digest);
  one.envelopes[place] = shownEnvelope(first.bid, "documents", sealed);
  first.envelopes[2] = { kind: "documents", digest: toHex(sealed.digest), length: sealed.body_length };
}

/** Keep only so many bids. */
export function keepBids(one: Story, count: number): void {
  one.freeze.bids.splice(count);
  const kept = one.freeze.bids.map((each) => each["bid"]);
  one.envelopes = one.envelopes.filter((each) => kept.includes(each["bid"] as string));
}

// ---- a public log, and a platform that shows what the test says

export class Log {
  readonly entries: Uint8Array[] = [];
  readonly values: Uint8Array[][] = [];
  signer = platformKey();

  tick(moment: string, ...leaves: Uint8Array[]): void {
    const number = this.entries.length;
    const values = tickValues(leaves, entropyFrom(`filler ${number}`)(32), number);
    this.values.push(values);
    this.entries.push(tickEntryBytes({ number, at: moment, root: toHex(tickRoot(values)), filler: "00".repeat(32) }));
  }

  get hashes(): Uint8Array[] {
    return this.entries.map(leafHash);
  }

  head() {
    return { size: this.entries.length, root: toHex(treeHash(this.hashes)) };
  }
}

export class FakePlatform implements Platform {
  readonly url = "https://platform.example";
  readonly log = new Log();
  readonly sent: { release: JsonObject; withheld: JsonObject[] }[] = [];
  readonly statements: JsonObject[] = [];
  readonly drillAnswers: JsonObject[] = [];
  readonly story: Story;
  phase: Hall["phase"] = "await_identities";
  moment = NOW;
  readonly requests: JsonObject[] = [];
  listed: Pick<Custody, "body" | "lots"> = { body: { id: LOT, name: "body 2" }, lots: [] };
  shownSet: Json = null;
  shownDrills: Json[] = [];
  /** What to throw instead of the next answer. */
  trouble: unknown;

  constructor(one: Story) {
    this.story = one;
  }

  async now(): Promise<string> {
    return new Date(this.moment).toISOString();
  }
  async hall(lot: string): Promise<Hall> {
    const trouble = this.trouble;
    this.trouble = undefined;
    if (trouble !== undefined) throw trouble;
    const freeze = toHex(digest(this.story.freeze));
    return { lot, round: 1, deadline: DEADLINE, now: new Date(this.moment).toISOString(), phase: this.phase, seq: 0, freeze, custodians: [] };
  }
  async freezeList(): Promise<Json> {
    return freezeTold(this.story);
  }
  async sendRelease(_lot: string, request: { release: JsonObject; withheld: JsonObject[] }) {
    this.sent.push(request);
    return { phase: "open_identities" as const, repeated: false };
  }
  async identities(): Promise<Json> {
    return identitiesTold(this.story);
  }
  async custody(signed: JsonObject): Promise<Custody> {
    this.requests.push(signed);
    return { now: await this.now(), ...this.listed };
  }
  async keySet(): Promise<Json> {
    return this.shownSet;
  }
  async sendStatement(_lot: string, signed: JsonObject) {
    this.statements.push(signed);
    return { index: ME, signed: 1, of: 5, complete: false };
  }
  async drills(): Promise<Json[]> {
    return this.shownDrills;
  }
  async sendDrill(_lot: string, signed: JsonObject) {
    this.drillAnswers.push(signed);
    return { drill: "first", index: ME, ready: true as const };
  }
  async head(): Promise<Json> {
    return signedDocument({ type: "tianping/head/1", ...this.log.head(), at: at(1) }, [["platform", this.log.signer]]);
  }
  async consistency(first: number, second: number): Promise<Json> {
    return { proof: consistencyProof(this.log.hashes.slice(0, second), first).map(toHex) };
  }
  async inclusion(tick: number, size: number): Promise<Json> {
    return { proof: inclusionProof(this.log.hashes.slice(0, size), tick).map(toHex) };
  }
  async tick(number: number): Promise<Uint8Array> {
    return this.log.entries[number] as Uint8Array;
  }
  async tickLeaves(number: number): Promise<Uint8Array> {
    return concat(...(this.log.values[number] as Uint8Array[]));
  }
}

export class FakeStore implements Store {
  readonly kept = new Map<string, Json>();
  async all(drawer: Drawer): Promise<Json[]> {
    return [...this.kept].filter(([name]) => name.startsWith(`${drawer}/`)).map(([, value]) => value);
  }
  async put(drawer: Drawer, name: string, value: Json): Promise<void> {
    this.kept.set(`${drawer}/${name}`, value);
  }
  async putOnce(drawer: Drawer, name: string, value: Json): Promise<Json> {
    const key = `${drawer}/${name}`;
    if (!this.kept.has(key)) this.kept.set(key, value);
    return this.kept.get(key) as Json;
  }
  async drop(drawer: Drawer, name: string): Promise<void> {
    this.kept.delete(`${drawer}/${name}`);
  }
}

/** GET .../key-set. */
export function proposedSet(one: Story, changes: JsonObject = {}): JsonObject {
  const members = ((one.keySet["custodians"] as JsonObject[]) ?? []).map((each) => ({ ...each, signed: false }));
  return { ...one.terms, name: "lot one", project: { code: "E1", name: "bridge" }, state: "proposed", members, ...changes };
}

