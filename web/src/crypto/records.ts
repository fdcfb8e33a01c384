/** Shapes of the public records, by the short name of their type. */
import { type EnvelopeName, readEnvelopeNames } from "./bid.ts";
import { DRAW_SHAPES } from "./draw/record.ts";
import { type Json, toHex } from "./encoding.ts";
import { demand, refusingAs } from "./errors.ts";
import {
  anyObject,
  anything,
  boolean,
  digest,
  exactly,
  hexOf,
  id,
  integer,
  key,
  listOf,
  mapping,
  members,
  membersAnd,
  moment,
  naming,
  nullOr,
  type Shape,
  type Shaped,
  text,
} from "./shapes.ts";
import { KINDS } from "./manifest.ts";
import { STEP_NAMES } from "./steps.ts";
import { MAX_CUSTODIANS } from "./sharing.ts";
import { checkSignedBy, leafOf, type Signed, signedOf } from "./signatures.ts";

const index = integer(1, MAX_CUSTODIANS);
const round = integer(1);
const party = members({ name: naming, uscc: text(1, 32) });
const envelopes: Shape<EnvelopeName[]> = (value) => readEnvelopeNames(value);
const lotRound = { type: anything, lot: id, round };

const file = members({ name: text(1, 400), media_type: text(1, 127), length: integer(), sha256: digest });
const siteFile = members({ path: text(1, 400), sha256: digest, length: integer() });
const custodian = members({
  index,
  body: id,
  name: naming,
  prefecture: text(0, 40),
  seat: text(0, 40),
  share_key: key,
  sign_key: key,
});
const formField = members({
  name: text(1, 64),
  title: text(1, 200),
  kind: exactly("money", "integer", "text"),
  unit: text(0, 40),
});
const coefficient = members({ name: text(1, 64), values: listOf(text(1, 64), 1, 10_000) });
const frozenBid = members({
  bid: digest,
  bid_key: key,
  document_version: integer(1),
  received_at: moment,
  receipt: digest,
  envelopes,
});
const share = members({ envelope: digest, i: index, S: hexOf(32), c: hexOf(32), r: hexOf(32) });
const openedBid = members({
  bid: digest,
  document_version: integer(1),
  received_at: moment,
  outcome: exactly("VALID", "UNATTRIBUTED", "REPLACED", "DEEMED_REVOKED", "DEEMED_WITHDRAWN", "UNOPENED"),
  cause: nullOr(text(1, 2000)),
  name: nullOr(naming),
  uscc: nullOr(text(1, 32)),
  values: nullOr(mapping(text(0, 2000), 200)),
});
const openedPrice = members({
  bid: digest,
  outcome: exactly("VALID", "DEEMED_REVOKED", "DEEMED_WITHDRAWN"),
  cause: nullOr(text(1, 2000)),
  name: naming,
  uscc: text(1, 32),
  values: nullOr(mapping(text(0, 2000), 200)),
});
const drawn = listOf(members({ name: text(1, 64), value: text(1, 64) }));
const objection = members({ objection: digest, bid: digest, text: text(1), answer: text(), answered_at: moment });

export const SHAPES = {
  "platform-key": members({ type: anything, key, name: naming, at: moment, previous: nullOr(key) }),
  documents: members({ ...lotRound, version: integer(1), at: moment, files: listOf(file) }),
  "key-statement": members({
    ...lotRound,
    t: index,
    share_keys: listOf(key, 1, MAX_CUSTODIANS),
    document_digest: digest,
    index,
    share_key: key,
    sign_key: key,
    possession: members({ R: hexOf(32), s: hexOf(32) }),
  }),
  "key-set": members({
    ...lotRound,
    t: index,
    document_digest: digest,
    custodians: listOf(custodian, 1, MAX_CUSTODIANS),
    statements: listOf(digest, 1, MAX_CUSTODIANS),
  }),
  tender: membersAnd({ scheme: mapping(anything, 1000) }, {
    ...lotRound,
    project: members({ code: text(1, 200), name: text(1, 400) }),
    name: text(1, 400),
    buyer: party,
    agency: nullOr(party),
    published_at: moment,
    deadline: moment,
    rulebook: anything,
    minimum_bidders: integer(1),
    key_set: digest,
    documents: digest,
    offer_form: listOf(formField),
    coefficients: listOf(coefficient),
    rehearsal: boolean,
  }),
  extension: members({ ...lotRound, previous: anything, deadline: moment, at: moment, reason: text() }),
  receipt: members({
    ...lotRound,
    number: hexOf(16),
    bid: digest,
    envelopes,
    bid_key: key,
    document_version: integer(1),
    at: moment,
    tick: integer(),
    within: integer(),
    head: members({ size: integer(), root: digest }),
  }),
  withdrawal: members({ ...lotRound, bid: digest, receipt: hexOf(16), replaced_by: nullOr(digest) }),
  "withdrawal-accepted": members({ ...lotRound, bid: digest, withdrawal: digest, at: moment }),
  "client-release": members({
    type: anything,
    version: text(1, 64),
    files: listOf(siteFile, 1, 10_000),
    tick: integer(),
    at: moment,
  }),
  company: members({ type: anything, name: naming, uscc: text(1, 32), company_key: key, at: moment }),
  freeze: members({
    ...lotRound,
    deadline: moment,
    at: moment,
    tender: digest,
    key_sets: listOf(digest, 1, 16),
    minimum_bidders: integer(1),
    bids: listOf(frozenBid),
    withdrawn: listOf(members({ bid: digest, receipt: digest, withdrawal: digest })),
  }),
  release: membersAnd({ list: digest }, {
    ...lotRound,
    freeze: digest,
    step: exactly(...STEP_NAMES),
    index,
    share_key: key,
    shares: listOf(share),
    withheld: listOf(members({ envelope: digest, hash: digest })),
    client: anything,
    at: moment,
  }),
  "opening-record": members({
    ...lotRound,
    freeze: digest,
    tender: digest,
    deadline: moment,
    opened_at: moment,
    read_out_at: nullOr(moment),
    releases: listOf(digest),
    clients: listOf(members({ index, client: anything })),
    seed: nullOr(digest),
    coefficients: drawn,
    bids: listOf(openedBid),
    valid_bidders: integer(),
    result: exactly("OPENED", "FAILED_FEW"),
    objections: listOf(objection),
    confirmations: listOf(members({ bid: digest, at: moment })),
    host: nullOr(members({ name: naming, organisation: naming })),
    closed_at: moment,
  }),
  "read-out": members({
    ...lotRound,
    freeze: digest,
    at: moment,
    seed: nullOr(digest),
    coefficients: drawn,
    bids: listOf(openedBid),
    valid_bidders: integer(),
    result: exactly("OPENED"),
  }),
  "price-list": members({
    ...lotRound,
    freeze: digest,
    tender: digest,
    opening_record: digest,
    review: digest,
    at: moment,
    opens_at: moment,
    bids: listOf(digest, 1),
  }),
  "price-read-out": members({
    ...lotRound,
    list: digest,
    at: moment,
    seed: nullOr(digest),
    coefficients: drawn,
    bids: listOf(openedPrice, 1),
  }),
  "price-opening-record": members({
    ...lotRound,
    freeze: digest,
    list: digest,
    opening_record: digest,
    opened_at: moment,
    read_out_at: moment,
    releases: listOf(digest),
    clients: listOf(members({ index, client: anything })),
    seed: nullOr(digest),
    coefficients: drawn,
    bids: listOf(openedPrice, 1),
    objections: listOf(objection),
    confirmations: listOf(members({ bid: digest, at: moment })),
    host: nullOr(members({ name: naming, organisation: naming })),
    closed_at: moment,
  }),
  "custody-request": members({ type: anything, share_key: key, sign_key: key, at: moment }),
  objection: members({ ...lotRound, bid: digest, text: text(1), at: moment }),
  confirmation: members({ ...lotRound, bid: digest, readout: digest, at: moment }),
  ...DRAW_SHAPES,
};

const withheldShare = members({
  release: digest,
  envelope: digest,
  i: index,
  S: hexOf(32),
  c: hexOf(32),
  r: hexOf(32),
  salt: hexOf(16),
});

/** The shares that show that an envelope of documents or pricing does not open: no record, as nobody signs it. */
export const readWithheldShares = members({
  type: exactly("tianping/withheld-shares/1"),
  envelope: digest,
  shares: listOf(withheldShare, 1, MAX_CUSTODIANS),
});
export type WithheldShare = Shaped<typeof withheldShare>;

export type RecordType = keyof typeof SHAPES;
export type BodyOf<T extends RecordType> = Shaped<(typeof SHAPES)[T]>;

/** A record whose body has the shape of its type. */
export interface Record<T extends RecordType = RecordType> {
  readonly short: T;
  readonly digest: string;
  readonly body: BodyOf<T>;
  readonly signed: Signed;
  /** Its value in a tick, in hexadecimal. */
  readonly leaf: string;
}

/** The short name in "tianping/<short>/1"; refuses what is not of this house. */
export function shortType(type: string): string {
  const short = /^tianping\/([a-z][a-z-]*)\/1$/.exec(type)?.[1];
  demand(short !== undefined, "record-type", `no record has the type ${type.slice(0, 60)}`);
  return short;
}

/**
 * Refuses under the name "<short>-shape" a body that has not the shape of its type. A type that this version does not
 * know is let through as it is: its signature and its leaf can be checked, and nothing here reads its body.
 */
export function recordOf(signed: Signed): Record {
  const short = shortType(signed.type) as RecordType;
  const shape = Object.keys(SHAPES).includes(short) ? SHAPES[short] : anyObject;
  const body = refusingAs(`${short}-shape`, () => shape(signed.body, short));
  return { short, digest: signed.digest, body, signed, leaf: toHex(leafOf(signed)) } as Record;
}

/** The body of a document of this type, once it has its shape; whoever signed it is not asked. */
export const shapedBody = <T extends RecordType>(body: Json, short: T): BodyOf<T> =>
  refusingAs(`${short}-shape`, () => (SHAPES[short] as Shape<BodyOf<T>>)(body, short));

/** Plain names, never upwards. */
const SITE_PATH = /^[A-Za-z0-9_-][A-Za-z0-9_.-]*(?:\/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*$/;

/** A record of which pages the platform served, signed by this key of it; each path once, in order. */
export function readClientRelease(value: Json, platformKey: string): Record<"client-release"> {
  const signed = signedOf(value, true);
  demand(signed.type === "tianping/client-release/1", "signature-type", `not a client release but ${signed.type.slice(0, 60)}`);
  checkSignedBy(signed, "platform", platformKey);
  const record = recordOf(signed) as Record<"client-release">;
  const paths = record.body.files.map((each) => each.path);
  const ordered = paths.every((path, at) => SITE_PATH.test(path) && (at === 0 || (paths[at - 1] as string) < path));
  demand(ordered, "client-release-paths", "a path is no path, stands twice, or out of order");
  return record;
}

/** Whether an envelope list is that of a bid: four kinds in their fixed order. */
export const inKindOrder = (names: readonly EnvelopeName[]): boolean =>
  names.map((name) => name.kind).join() === KINDS.join();
