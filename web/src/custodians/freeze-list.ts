/**
 * What a custodian checks by itself before its key is touched. Values in, refusal or nothing out; no clock, no network.
 * A custodian that trusts the server's list opens next week's bids (it was tried). Every refusal names its check.
 */
import { digest, fromHex, type Json, type JsonObject, toHex } from "../crypto/encoding.ts";
import { CryptoError } from "../crypto/errors.ts";
import { envelopeDigest } from "../crypto/body.ts";
import { checkHeaderSharing, type Header, readHeader } from "../crypto/header.ts";
import type { Kind } from "../crypto/manifest.ts";
import { type BodyOf, inKindOrder } from "../crypto/records.ts";
import { sodium } from "../crypto/sodium.ts";
import { checkStatements, type Custodian, statementTerms, type Terms, termsDigest } from "./key-sets.ts";
import type { Pinned } from "./memory.ts";
import { withheld } from "./refused.ts";
import { newestDeadline, ofType, readRecord } from "./signed-records.ts";

const CLOCKS_APART = 5 * 60_000;
/** Law 28 and Regulation 44; a tender record may ask for more, never for fewer. */
const LEAST_BIDDERS = 3;

/** One envelope of the list, its header checked. */
export interface FrozenEnvelope {
  readonly bid: string;
  readonly kind: Kind;
  readonly digest: string;
  readonly root: Uint8Array;
  readonly source: Uint8Array;
  readonly header: Header;
  /** This custodian's number among the envelope's keys (from 1); undefined when it is not one of them. */
  readonly place: number | undefined;
}

/** A checked freeze list: envelopes in list order, kinds in their fixed order. */
export interface FrozenList {
  readonly freeze: string;
  readonly body: BodyOf<"freeze">;
  readonly tender: BodyOf<"tender">;
  readonly minimum: number;
  readonly index: number;
  /** Every custodian of the round, of all its key sets. */
  readonly custodians: readonly Custodian[];
  readonly envelopes: readonly FrozenEnvelope[];
}

/** Who checks, when by the own clock (ms), and what to tell of progress. */
export interface Checker {
  readonly pinned: Pinned;
  readonly shareKey: string;
  readonly own: number;
  /** Rehearsals only: the own clock was set to the platform's. */
  readonly practice?: boolean;
  readonly progress?: (done: number, of: number) => void;
}

/** Refuse while the two clocks are more than five minutes apart: one of them is wrong. */
export function checkClocks(own: number, server: number): void {
  const apart = Math.abs(own - server);
  if (apart <= CLOCKS_APART) return;
  const seconds = Math.floor(apart / 1000);
  throw withheld("clocks", `the clocks are ${seconds} s apart`, { seconds });
}

/**
 * The freeze list of GET .../opening/freeze, once all of this holds.
 * 1. The list is signed by the platform key met when the keys were signed, for that lot and round; 2. tender and deadline
 * are what the records say, and the deadline has passed by the own clock; 3. its key sets are signed by all their
 * custodians, and the one with this key is the one this custodian signed; 4. it is sorted, without duplicates, each bid
 * with its four kinds; 5. it holds as many bids as the tender asks for; 6. every envelope is shown, and each is what it
 * says: digest, lot, round, keys, floor, dealer's proof.
 */
export function readFreezeList(told: Json, checker: Checker): FrozenList {
  const { pinned, shareKey, own } = checker;
  const { record, records, shown } = partsOf(told);
  const body = readRecord(record, "freeze", pinned.platformKey, withheld);
  if (body.lot !== pinned.lot || body.round !== pinned.round) {
    throw withheld("freeze-lot", "the list is of another lot or round");
  }
  const tender = checkTender(body, records, pinned);
  if (checker.practice && !tender.rehearsal) throw withheld("practice-only", "this lot is no rehearsal");
  checkPassed(body, own);
  const keySets = readKeySets(body, records, pinned);
  const custodians = keySets.flatMap((each) => each.custodians);
  const mine = custodians.filter((each) => each.share_key === shareKey);
  const last = mine[mine.length - 1];
  if (last === undefined) throw withheld("own-key", "this key is not among the custodians");
  checkOrder(body);
  const minimum = Math.max(LEAST_BIDDERS, tender.minimum_bidders);
  checkEnough(body, minimum);
  const envelopes = checkEnvelopes(body, shown, keySets, checker);
  const freeze = toHex(digest(body as unknown as JsonObject));
  return { freeze, body, tender, minimum, index: last.index, custodians, envelopes };
}

function partsOf(told: Json): { record: Json; records: Json[]; shown: JsonObject[] } {
  const parts = told as { freeze?: Json; records?: Json; envelopes?: Json } | null;
  const whole = Array.isArray(parts?.records) && Array.isArray(parts?.envelopes);
  if (!whole) throw withheld("freeze-record", "the answer is no freeze list");
  return {
    record: parts?.freeze as Json,
    records: parts?.records as Json[],
    shown: (parts?.envelopes as Json[]).filter((each): each is JsonObject => typeof each === "object" && each !== null),
  };
}

/** The tender that the list names, with its deadline after all extensions and its least number of bidders. */
function checkTender(freeze: BodyOf<"freeze">, records: Json[], pinned: Pinned): BodyOf<"tender"> {
  const tenders = ofType(records, "tender").map((each) => readRecord(each, "tender", pinned.platformKey, withheld));
  const tender = tenders.find((each) => toHex(digest(each as unknown as JsonObject)) === freeze.tender);
  if (tender === undefined || tender.lot !== pinned.lot || tender.round !== pinned.round) {
    throw withheld("freeze-tender", "the list names another tender");
  }
  const deadline = newestDeadline(tender, ofType(records, "extension"), pinned.platformKey, withheld);
  if (freeze.deadline !== deadline) throw withheld("freeze-deadline", "the list names another deadline");
  if (freeze.minimum_bidders !== tender.minimum_bidders) {
    throw withheld("freeze-minimum", "the list asks for fewer bidders");
  }
  return tender;
}

function checkPassed(freeze: BodyOf<"freeze">, own: number): void {
  const deadline = Date.parse(freeze.deadline);
  if (own < deadline || Date.parse(freeze.at) < deadline) {
    throw withheld("deadline-passed", "by this clock the deadline has not passed");
  }
}

/** The key sets that the list names, each signed by all its custodians. */
function readKeySets(freeze: BodyOf<"freeze">, records: Json[], pinned: Pinned): BodyOf<"key-set">[] {
  const bodies = ofType(records, "key-set").map((each) => readRecord(each, "key-set", pinned.platformKey, withheld));
  const found = new Map(bodies.map((body) => [toHex(digest(body as unknown as JsonObject)), body]));
  return freeze.key_sets.map((named) => {
    const keySet = found.get(named);
    if (keySet === undefined) throw withheld("freeze-key-sets", "a key set of the list is missing");
    if (keySet.lot !== pinned.lot || keySet.round !== pinned.round) {
      throw withheld("freeze-key-sets", "a key set is of another lot");
    }
    checkStatements(keySet, ofType(records, "key-statement"), withheld);
    return keySet;
  });
}

const ascends = (names: readonly string[]): boolean =>
  names.every((name, at) => at === 0 || (names[at - 1] as string) < name);

/** Refuse unless bids and withdrawals ascend strictly, share nothing, and no envelope stands twice. */
function checkOrder({ bids, withdrawn, deadline }: BodyOf<"freeze">): void {
  const [named, gone] = [bids.map((each) => each.bid), withdrawn.map((each) => each.bid)];
  if (!ascends(named) || !ascends(gone)) {
    throw withheld("freeze-sorted", "the list is not sorted, or holds a bid twice");
  }
  if (gone.some((each) => named.includes(each))) throw withheld("freeze-sorted", "a bid is frozen and withdrawn");
  const envelopes = bids.flatMap((each) => each.envelopes.map((one) => one.digest));
  const receipts = bids.map((each) => each.receipt);
  if (new Set(envelopes).size !== envelopes.length || new Set(receipts).size !== receipts.length) {
    throw withheld("freeze-duplicates", "an envelope or receipt stands twice");
  }
  if (!bids.every((each) => inKindOrder(each.envelopes))) {
    throw withheld("freeze-kinds", "a bid does not have its four kinds in order");
  }
  if (bids.some((each) => each.received_at >= deadline)) {
    throw withheld("freeze-late", "a bid was received at or after the deadline");
  }
}

/** Refuse to open anything with fewer bids than bidders are needed. */
function checkEnough({ bids }: BodyOf<"freeze">, minimum: number): void {
  if (bids.length >= minimum) return;
  throw withheld("too-few-bids", `${bids.length} bids, ${minimum} are needed`, { count: bids.length, minimum });
}

type FrozenBid = BodyOf<"freeze">["bids"][number];
type Named = FrozenBid["envelopes"][number];

function checkEnvelopes(
  freeze: BodyOf<"freeze">,
  shown: readonly JsonObject[],
  keySets: readonly BodyOf<"key-set">[],
  checker: Checker,
): FrozenEnvelope[] {
  const byDigest = new Map(shown.map((each) => [String(each["digest"]), each]));
  const wanted = freeze.bids.flatMap((bid) => bid.envelopes.map((named) => [bid, named] as const));
  const matched = wanted.every(([, named]) => byDigest.has(named.digest));
  if (!matched || byDigest.size !== wanted.length || shown.length !== wanted.length) {
    throw withheld("freeze-envelopes", "envelopes are missing or added");
  }
  const terms = new Map(keySets.map(statementTerms).map((each) => [rosterOf(each.share_keys, each.t), each]));
  return wanted.map(([bid, named], at) => {
    const envelope = checkEnvelope(bid, named, byDigest.get(named.digest) as JsonObject, checker.pinned);
    checkFloor(envelope.header, freeze, checker.own);
    const place = placeAmong(envelope.header, terms, checker);
    checker.progress?.(at + 1, wanted.length);
    return { bid: bid.bid, kind: named.kind, digest: named.digest, place, ...envelope };
  });
}

type Read = Pick<FrozenEnvelope, "root" | "source" | "header">;

/** Header and root give the frozen digest, and the header is of this bid, lot and round. */
function checkEnvelope(bid: FrozenBid, named: Named, shown: JsonObject, pinned: Pinned): Read {
  const read = readEnvelope(shown);
  const { header, root } = read;
  if (toHex(envelopeDigest(header.hash, root)) !== named.digest) {
    throw withheld("envelope-digest", "header and root give another digest");
  }
  if (header.lot !== pinned.lot || header.round !== pinned.round) {
    throw withheld("envelope-lot", "sealed for another lot or round");
  }
  const same = header.kind === named.kind && header.body_length === named.length;
  if (!same || toHex(header.bid_key) !== bid.bid_key || header.document_version !== bid.document_version) {
    throw withheld("envelope-bid", "an envelope belongs to another bid");
  }
  return read;
}

const OF_DEALER = /^(?:sharing|roster|group|point|scalar)/;

function readEnvelope(shown: JsonObject): Read {
  try {
    const source = fromBase64(String(shown["header"]));
    const header = readHeader(source);
    const root = fromHex(String(shown["root"]), 32);
    checkHeaderSharing(header);
    return { source, header, root };
  } catch (thrown) {
    if (!(thrown instanceof CryptoError)) throw thrown;
    const check = OF_DEALER.test(thrown.check) ? "dealers-proof" : "envelope-header";
    throw withheld(check, `${thrown.check}: ${thrown.message}`);
  }
}

export function fromBase64(text: string): Uint8Array {
  try {
    return sodium.from_base64(text, sodium.base64_variants.ORIGINAL);
  } catch {
    throw new CryptoError("encoding-base64", "the text is not base64");
  }
}

function checkFloor(header: Header, freeze: BodyOf<"freeze">, own: number): void {
  if (header.floor > freeze.deadline || Date.parse(header.floor) > own) {
    throw withheld("envelope-floor", "an envelope must not be opened yet");
  }
}

const rosterOf = (shareKeys: readonly string[], t: number): string => `${t} ${shareKeys.join()}`;

/** The own place among the envelope's keys; with this key, they must be a set that this custodian signed. */
function placeAmong(header: Header, terms: ReadonlyMap<string, Terms>, { pinned, shareKey }: Checker): number | undefined {
  const keys = header.custodians.map(toHex);
  const own = terms.get(rosterOf(keys, header.t));
  if (own === undefined) throw withheld("envelope-keys", "an envelope is sealed to other keys");
  if (!keys.includes(shareKey)) return undefined;
  if (!pinned.terms.some((each) => termsDigest(each) === termsDigest(own))) {
    throw withheld("own-statement", "sealed to a key set this custodian never signed");
  }
  return keys.indexOf(shareKey) + 1;
}

/** Envelopes of these kinds in list order. */
export const ofKind = (list: FrozenList, ...kinds: readonly Kind[]): FrozenEnvelope[] =>
  list.envelopes.filter((each) => kinds.includes(each.kind));
