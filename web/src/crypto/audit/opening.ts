/** Checks of the opening: identities, count, offers, coefficients, outcomes, and the record that states them. */
import { coefficientSeed, pick } from "../coefficients.ts";
import { canonical, equal, toHex } from "../encoding.ts";
import { demand } from "../errors.ts";
import { type Case, envelopeOf, type FrozenBid, type Step } from "./case.ts";
import {
  afterContents,
  afterIdentities,
  distinctBidders,
  fewFrozen,
  type Outcome,
  recordedOutcomes,
} from "./outcomes.ts";
import { type BodyOf, checkSigners } from "./package.ts";

type Row = BodyOf<"opening-record">["bids"][number];

/** Whether the second step was taken. */
export const contentsOpened = (found: Case): boolean => found.releases(found.secondStep).length > 0;

/** Every identity opens with its custodians' shares, or its bid is recorded as deemed revoked or withdrawn. */
export function identitiesOpen(found: Case): string {
  if (fewFrozen(found)) return "none: too few bids were frozen";
  return countOpen(found, "identity");
}

export function offersOpen(found: Case): string {
  if (!contentsOpened(found)) {
    demand(
      found.record.body.result === "FAILED_FEW",
      "offers-open",
      "nobody released the offers, but the record says they are open",
    );
    return "none: too few bidders";
  }
  if (found.twoEnvelopes) return "two envelopes: see prices-open";
  return countOpen(found, "offer");
}

function countOpen(found: Case, kind: "identity" | "offer"): string {
  const rows = recordedOutcomes(found);
  const shut = found.bids.filter((bid, position) => {
    const opening = found.open(bid, kind);
    if ("form" in opening) return false;
    const [outcome, why] = [rows[position]?.outcome ?? "", "fault" in opening ? opening.fault : opening.lost];
    const said = outcome === "DEEMED_REVOKED" || outcome === "DEEMED_WITHDRAWN";
    demand(
      said,
      `${plural(kind)}-open`,
      `the ${kind} of ${bid.bid.slice(0, 16)}, recorded as ${outcome}, stays shut: ${why}`,
    );
    return true;
  });
  return `${found.bids.length - shut.length} of ${found.bids.length}`;
}

const plural = (kind: "identity" | "offer"): string => (kind === "identity" ? "identities" : "offers");

/** Whose a bid is follows from a company's signature under a key that the platform had bound to its USCC. */
export function companySignatures(found: Case): string {
  if (fewFrozen(found)) return "none: too few bids were frozen";
  for (const company of found.package.of("company")) checkSigners(company.signed, "platform", found.platformKeys);
  const rows = recordedOutcomes(found);
  const outcomes = afterIdentities(found);
  outcomes.forEach((outcome, position) => checkAttributed(outcome, rows[position] as Row));
  return `${outcomes.filter(({ outcome }) => outcome === "VALID" || outcome === "REPLACED").length} bids of companies`;
}

function checkAttributed(outcome: Outcome, row: Row): void {
  const [name, shut] = [row.bid.slice(0, 16), row.outcome === "DEEMED_REVOKED" || row.outcome === "DEEMED_WITHDRAWN"];
  const agree = (row.outcome === "UNATTRIBUTED") === (outcome.outcome === "UNATTRIBUTED") || shut;
  demand(agree, "company-signatures", `the bid ${name} is ${outcome.outcome}, but recorded as ${row.outcome}`);
  const counts = row.outcome === "VALID" || row.outcome === "REPLACED";
  for (const member of ["name", "uscc"] as const) {
    const same = row[member] === outcome[member] || (row[member] === null && !counts);
    demand(same, "company-signatures", `the bid ${name} is recorded with another ${member} than its company's`);
  }
}

/** Distinct valid bidders are counted before anything else is opened, and fewer than the minimum end the opening. */
export function biddersCounted(found: Case): string {
  const { valid_bidders, result } = found.record.body;
  const first = fewFrozen(found) ? 0 : distinctBidders(afterIdentities(found));
  const minimum = found.freeze.body.minimum_bidders;
  if (first < minimum) {
    demand(!contentsOpened(found), "bidders-counted", "offers were released although too few bidders were valid");
    demand(
      result === "FAILED_FEW",
      "bidders-counted",
      `${first} bidders are fewer than ${minimum}, but the record says ${result}`,
    );
  }
  const counted = contentsOpened(found) ? countAfterContents(found, result, minimum) : first;
  demand(
    valid_bidders === counted,
    "bidders-counted",
    `the record counts ${valid_bidders} bidders, there are ${counted}`,
  );
  return `${counted} bidders, ${minimum} needed`;
}

function countAfterContents(found: Case, result: string, minimum: number): number {
  const counted = distinctBidders(believed(found));
  const shown = distinctBidders(recordedOutcomes(found));
  demand(shown === counted, "bidders-counted", `the record shows ${shown} valid bidders, there are ${counted}`);
  demand(
    (result === "OPENED") === counted >= minimum,
    "bidders-counted",
    `${counted} bidders do not make the result ${result}`,
  );
  return counted;
}

/** Recomputed outcomes, with the record believed where it shuts a bid for its documents or pricing. */
function believed(found: Case): Outcome[] {
  const rows = recordedOutcomes(found);
  return afterContents(found).map((outcome, position) => {
    const row = rows[position] as Row;
    return shutUnseen(outcome, row) ? { ...outcome, outcome: row.outcome, values: null } : outcome;
  });
}

/** A bid whose documents or pricing stayed shut: published files can neither confirm nor deny it. */
export function shutUnseen(outcome: Outcome, row: Row): boolean {
  const open = outcome.outcome === "VALID" || outcome.outcome === "UNATTRIBUTED" || outcome.outcome === "REPLACED";
  return open && (row.outcome === "DEEMED_REVOKED" || row.outcome === "DEEMED_WITHDRAWN") && row.cause !== null;
}

/** What each bid offered stands in the record as its offer says. */
export function offersAsRecorded(found: Case): string {
  const rows = recordedOutcomes(found);
  if (!contentsOpened(found)) {
    demand(
      rows.every((row) => row.values === null),
      "offers-as-recorded",
      "the record shows values of offers that were not opened",
    );
    return "none were opened";
  }
  const read = believed(found).map((outcome, position) => {
    const row = rows[position] as Row;
    const same = equal(canonical(row.values), canonical(outcome.values));
    demand(same, "offers-as-recorded", `the record shows other values than the offer of ${row.bid.slice(0, 16)}`);
    return outcome;
  });
  return `${read.filter((outcome) => outcome.values !== null).length} offers`;
}

/** The seed follows from the freeze and the secrets of all frozen offers, the coefficients from the seed. */
export function coefficients(found: Case): string {
  const { lot, round, seed, coefficients: drawn, result } = found.record.body;
  const wanted = found.tender.body.coefficients;
  if (seed === null) {
    const none = drawn.length === 0 && (result === "FAILED_FEW" || found.twoEnvelopes || wanted.length === 0);
    demand(none, "coefficients", "the record shows no seed although coefficients were to be drawn");
    return "none were drawn";
  }
  demand(!found.twoEnvelopes, "coefficients", "coefficients were drawn although no offer was opened");
  const secrets = found.bids.map((bid) => found.secret(envelopeOf(bid, "offer").digest, "contents"));
  const expected = coefficientSeed(lot, round, found.freeze.digest, secrets);
  demand(toHex(expected) === seed, "coefficients", "the seed does not follow from the freeze and the offers' secrets");
  const picks = wanted.map(({ name, values }) => ({ name, value: pick(expected, name, values) }));
  demand(equal(canonical(picks), canonical(drawn)), "coefficients", "other values are recorded than were drawn");
  return `${drawn.length} coefficients`;
}

/** Every bid's outcome is the one that its envelopes give. */
export function outcomesRecomputed(found: Case): string {
  const rows = recordedOutcomes(found);
  const expected = expectedOutcomes(found);
  rows.forEach((row, position) => {
    const { outcome } = expected[position] as Outcome;
    const name = row.bid.slice(0, 16);
    demand(
      row.outcome === outcome,
      "outcomes-recomputed",
      `the bid ${name} is ${outcome}, but recorded as ${row.outcome}`,
    );
    const shut = outcome === "DEEMED_REVOKED" || outcome === "DEEMED_WITHDRAWN";
    demand(!shut || row.cause !== null, "outcomes-recomputed", `the bid ${name} is ${outcome} without a cause`);
  });
  return describe(rows, found);
}

function expectedOutcomes(found: Case): Outcome[] {
  if (fewFrozen(found))
    return found.bids.map((bid) => ({
      bid,
      outcome: "UNOPENED",
      name: null,
      uscc: null,
      values: null,
      replaces: false,
    }));
  if (contentsOpened(found)) return believed(found);
  return afterIdentities(found).map((outcome) =>
    outcome.outcome === "VALID" || outcome.outcome === "REPLACED" ? { ...outcome, outcome: "UNOPENED" } : outcome,
  );
}

function describe(rows: readonly Row[], found: Case): string {
  const unseen = contentsOpened(found)
    ? afterContents(found).filter((outcome, i) => shutUnseen(outcome, rows[i] as Row)).length
    : 0;
  const note = unseen === 0 ? "" : `; ${unseen} shut for documents or pricing, see shut-envelopes`;
  return `${rows.length} bids${note}`;
}

export function recordSigned(found: Case): string {
  checkSigners(found.record.signed, "platform", found.platformKeys);
  return `record ${found.record.digest.slice(0, 16)}`;
}

/** The record names this freeze, tender, deadline, all releases and clients, and its moments follow each other. */
export function recordConsistent(found: Case): string {
  const { body } = found.record;
  const same = body.freeze === found.freeze.digest && body.tender === found.freeze.body.tender;
  demand(
    same && body.deadline === found.freeze.body.deadline,
    "record-consistent",
    "the record names another freeze, tender or deadline",
  );
  const releases = found.package
    .of("release")
    .filter((release) => release.body.step !== "prices")
    .map((release) => release.digest)
    .sort();
  demand(
    [...body.releases].sort().join() === releases.join(),
    "record-consistent",
    "the record names other releases than the package holds",
  );
  recordedOutcomes(found).forEach((row, position) => {
    const bid = found.bids[position] as FrozenBid;
    const received = row.document_version === bid.document_version && row.received_at === bid.received_at;
    demand(received, "record-consistent", `the record shows another version or moment of ${row.bid.slice(0, 16)}`);
  });
  checkClients(found, body, "identities", "record-consistent");
  checkMoments(found);
  checkReadOut(found);
  checkAllObjections(found);
  checkVoices(found, body, false, "record-consistent");
  return `${releases.length} releases, ${body.objections.length} objections, ${body.confirmations.length} confirmations`;
}

type Voices = Pick<BodyOf<"opening-record">, "objections" | "confirmations" | "clients">;

/** Refuses unless a record names the clients of the releases of that step. */
export function checkClients(found: Case, record: Voices, step: Step, check: string): void {
  const row = (index: number, client: unknown): string => JSON.stringify([index, client]);
  const releases = found.package.of("release").filter(({ body }) => body.step === step);
  const released = releases.map(({ body }) => row(body.index, body.client)).sort();
  const named = record.clients.map(({ index, client }) => row(index, client)).sort();
  demand(released.join() === named.join(), check, "the record names other clients than the releases");
}

function checkMoments(found: Case): void {
  const { deadline, opened_at, read_out_at, closed_at, result } = found.record.body;
  const ordered =
    deadline <= opened_at && opened_at <= (read_out_at ?? opened_at) && (read_out_at ?? opened_at) <= closed_at;
  demand(ordered, "record-consistent", "the record's moments do not follow each other");
  demand((read_out_at !== null) === (result === "OPENED"), "record-consistent", "result and read-out do not fit");
}

/** What was read out is what is recorded. */
function checkReadOut(found: Case): void {
  const { freeze, seed, coefficients: drawn, bids, valid_bidders, result } = found.record.body;
  const recorded = canonical({ freeze, seed, coefficients: drawn, bids, valid_bidders, result });
  for (const { body } of found.package.of("read-out")) {
    const { type: _type, lot: _lot, round: _round, at: _at, ...read } = body;
    demand(equal(canonical(read), recorded), "record-consistent", "something else was read out than is recorded");
  }
}

/** Every objection of the package stands in the record of the hour or in that of the price opening. */
function checkAllObjections(found: Case): void {
  const records = [found.record.body.objections, found.priceRecord?.body.objections ?? []];
  const told = records.flatMap((objections) => objections.map((each) => each.objection)).sort();
  const made = found.package.of("objection").map(({ digest }) => digest).sort();
  demand(told.join() === made.join(), "record-consistent", "the records and the package hold different objections");
}

/**
 * Objections stand in a record word for word, and whoever is recorded as having confirmed did: each signed by a frozen
 * bid's key. Confirmations of the read-out of prices are for the record of it, all others for the record of the hour.
 */
export function checkVoices(found: Case, record: Voices, ofPrices: boolean, check: string): void {
  for (const row of record.objections) {
    const { body, signed } = found.package.get("objection", row.objection);
    demand(body.bid === row.bid && body.text === row.text, check, "an objection is recorded in other words");
    checkSigners(signed, "bid", bidKeyOf(found, body.bid));
  }
  const prices = found.package.of("price-read-out").map(({ digest }) => digest);
  const confirmed = found.package.of("confirmation").filter(({ body }) => prices.includes(body.readout) === ofPrices);
  for (const { bid } of record.confirmations) {
    const made = confirmed.filter(({ body }) => body.bid === bid);
    demand(made.length > 0, check, `${bid.slice(0, 16)} is recorded as confirming but signed nothing`);
    for (const { signed } of made) checkSigners(signed, "bid", bidKeyOf(found, bid));
  }
}

function bidKeyOf(found: Case, bid: string): string[] {
  return found.bids.filter((frozen) => frozen.bid === bid).map((frozen) => frozen.bid_key);
}
