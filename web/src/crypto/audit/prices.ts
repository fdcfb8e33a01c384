/**
 * Checks of a price opening (双信封): who passed, what t custodians opened of them, and that all others stay shut.
 * Where a tender has two envelopes, its package has no price list at first, and then nothing of a price may be in it.
 */
import { coefficientSeed, pick } from "../coefficients.ts";
import { checkOfferBinding, readOffer } from "../bid.ts";
import { canonical, equal, toHex } from "../encoding.ts";
import { CryptoError, demand } from "../errors.ts";
import { STEPS } from "../steps.ts";
import { type Case, envelopeOf, type FrozenBid } from "./case.ts";
import { placeOf } from "./log.ts";
import { checkClients, checkVoices } from "./opening.ts";
import { recordedOutcomes, statementOf } from "./outcomes.ts";
import { type BodyOf, checkSigners } from "./package.ts";

type PriceRow = BodyOf<"price-opening-record">["bids"][number];
type Values = PriceRow["values"];

const NOT_YET = "prices are not opened yet";
const KINDS = [...STEPS.prices.shares, ...STEPS.prices.withheld];

const isShut = (outcome: string): boolean => outcome === "DEEMED_REVOKED" || outcome === "DEEMED_WITHDRAWN";

/** One list by the platform over this freeze list, tender and opening record, of bids that are valid there. */
export function priceListNamed(found: Case): string {
  const name = "price-list-named";
  const list = found.priceList;
  if (list === undefined) {
    const opened = found.priceRecord !== undefined || found.releases("prices").length > 0 || found.package.of("price-read-out").length > 0;
    demand(!opened, name, "prices were opened, and no list of passed bids is here");
    return NOT_YET;
  }
  checkSigners(list.signed, "platform", found.platformKeys);
  const { body } = list;
  const here = body.freeze === found.freeze.digest && body.tender === found.tender.digest && body.opening_record === found.record.digest;
  demand(here, name, "the list of passed bids names another freeze, tender or opening record");
  demand([...new Set(body.bids)].sort().join() === body.bids.join(), name, "the list of passed bids is not sorted, or names one twice");
  const valid = recordedOutcomes(found).filter(({ outcome }) => outcome === "VALID").map(({ bid }) => bid);
  const strange = body.bids.find((bid) => !valid.includes(bid));
  demand(strange === undefined, name, `${strange?.slice(0, 16)} is on the list, and it was no valid bid at the hour`);
  const inTime = found.record.body.closed_at <= body.at && body.at <= body.opens_at;
  demand(inTime, name, "the list was made before the first opening was closed, or after the hour it names");
  return `${body.bids.length} of ${found.bids.length} bids passed`;
}

/** t shares open every listed offer; nothing is published of the offer or pricing of any other bid. */
export function pricesOpen(found: Case): string {
  const passed = new Set(found.passed.map(({ bid }) => bid));
  const released = new Set(found.releases("prices").flatMap(({ body }) => body.shares.map(({ envelope }) => envelope)));
  for (const bid of found.bids.filter((each) => !passed.has(each.bid))) {
    for (const kind of KINDS) {
      const { digest } = envelopeOf(bid, kind);
      const opened = found.package.has(`envelopes/${digest}.body`) || released.has(digest);
      demand(!opened, "prices-open", `${bid.bid.slice(0, 16)} did not pass, and its ${kind} was opened`);
    }
  }
  if (found.priceRecord === undefined) return NOT_YET;
  const open = found.passed.filter((bid) => "form" in found.open(bid, "offer"));
  return `${open.length} opened, ${found.passed.length - open.length} stay shut`;
}

/** Each listed bid beside its row in the record of the price opening; none before there is one. */
export function priceRows(found: Case): { bid: FrozenBid; row: PriceRow }[] {
  const rows = found.priceRecord?.body.bids;
  if (rows === undefined) return [];
  const same = rows.map(({ bid }) => bid).join() === found.passed.map(({ bid }) => bid).join();
  demand(same, "prices-as-recorded", "the record's bids are not those of the list of passed bids, in its order");
  return found.passed.map((bid, at) => ({ bid, row: rows[at] as PriceRow }));
}

/** What an offer says; a text says why there is none: the bidder's fault, or nobody knows. */
function offered(found: Case, bid: FrozenBid): { readonly values: Values } | "fault" | "lost" {
  const opening = found.open(bid, "offer");
  if ("lost" in opening) return "lost";
  if ("fault" in opening) return "fault";
  try {
    const offer = readOffer(opening.form);
    checkOfferBinding(offer, statementOf(found, bid));
    return { values: offer.values };
  } catch (thrown) {
    if (thrown instanceof CryptoError) return "fault";
    throw thrown;
  }
}

/** Shut although its offer opens: its pricing must be why. */
export const priceShutUnseen = (found: Case, { bid, row }: { bid: FrozenBid; row: PriceRow }): boolean =>
  isShut(row.outcome) && typeof offered(found, bid) !== "string";

/** Names are those of the first opening, values those of the offers; what stays shut is so recorded. */
export function pricesAsRecorded(found: Case): string {
  const first = new Map(recordedOutcomes(found).map((row) => [row.bid, row]));
  const rows = priceRows(found);
  for (const { bid, row } of rows) {
    const known = first.get(row.bid);
    const named = row.name === known?.name && row.uscc === known.uscc;
    demand(named, "prices-as-recorded", `${row.bid.slice(0, 16)} has another name than at the first opening`);
    checkOutcome(row, offered(found, bid));
  }
  return found.priceRecord === undefined ? NOT_YET : `${rows.filter(({ row }) => row.values !== null).length} offers`;
}

function checkOutcome({ bid, outcome, cause, values }: PriceRow, offer: { readonly values: Values } | "fault" | "lost"): void {
  const [name, short] = ["prices-as-recorded", bid.slice(0, 16)];
  demand(isShut(outcome) === (cause !== null), name, `${short} is ${outcome}, and that does not fit its cause`);
  if (typeof offer === "string") {
    const expected = offer === "fault" ? "DEEMED_REVOKED" : "DEEMED_WITHDRAWN";
    demand(outcome === expected && values === null, name, `${short} is ${expected}, not ${outcome}`);
    return;
  }
  const told = equal(canonical(values), canonical(offer.values)) || (values === null && isShut(outcome));
  demand(told, name, `${short}: the record shows another offer`);
}

/** Coefficients follow from the list of passed bids and the secrets of their offers. */
export function priceCoefficients(found: Case): string {
  const [record, list] = [found.priceRecord, found.priceList];
  if (record === undefined || list === undefined) return NOT_YET;
  const wanted = found.tender.body.coefficients;
  const { seed, coefficients } = record.body;
  if (wanted.length === 0 && seed === null && coefficients.length === 0) return "none drawn";
  const { lot, round } = found.freeze.body;
  const expected = coefficientSeed(lot, round, list.digest, found.passed.map((bid) => found.secret(envelopeOf(bid, "offer").digest, "prices")));
  const picks = wanted.map(({ name, values }) => ({ name, value: pick(expected, name, values) }));
  const same = seed === toHex(expected) && equal(canonical(picks), canonical(coefficients));
  demand(same, "price-coefficients", "the record shows another seed or other values");
  return `${picks.length} coefficients`;
}

/** The record is the platform's and names this list, these releases and clients; its read-out and voices agree. */
export function priceRecordConsistent(found: Case): string {
  const name = "price-record-consistent";
  const [record, list] = [found.priceRecord, found.priceList];
  if (record === undefined || list === undefined) return NOT_YET;
  checkSigners(record.signed, "platform", found.platformKeys);
  const { body } = record;
  const here = body.freeze === found.freeze.digest && body.list === list.digest && body.opening_record === found.record.digest;
  demand(here, name, "the record names another freeze, list or opening record");
  const releases = found.package.of("release").filter((one) => one.body.step === "prices" && one.body.freeze === found.freeze.digest);
  const digests = releases.map(({ digest }) => digest).sort();
  demand([...body.releases].sort().join() === digests.join(), name, "the record's releases are not those of the package");
  const moments = [list.body.opens_at, body.opened_at, body.read_out_at, body.closed_at];
  demand([...moments].sort().join() === moments.join(), name, "the record's moments are out of order");
  checkClients(found, body, "prices", name);
  const read = found.package.only("price-read-out").body;
  const shown = (told: typeof read | typeof body): Uint8Array =>
    canonical({ list: told.list, seed: told.seed, coefficients: told.coefficients, bids: told.bids });
  demand(equal(shown(read), shown(body)) && read.at === body.read_out_at, name, "something else was read out than is recorded");
  checkVoices(found, body, true, name);
  return `${body.objections.length} objections, ${body.confirmations.length} confirmations`;
}

/** The list is in the log before any custodian released over it, and no release before the hour that it names. */
export function pricesOnTime(found: Case): string {
  const list = found.priceList;
  if (list === undefined) return NOT_YET;
  const listed = placeOf(found, list);
  const releases = found.package.of("release").filter(({ body }) => body.step === "prices");
  for (const release of releases) {
    const place = placeOf(found, release);
    const short = release.digest.slice(0, 16);
    demand(place.number > listed.number, "prices-on-time", `the release ${short} came into the log no later than the list it names`);
    demand(place.at >= list.body.opens_at, "prices-on-time", `the release ${short} is in the log before the hour of the price opening`);
  }
  return `${releases.length} releases, list in tick ${listed.number}`;
}
