/** Checks of the opening: identities, count, offers, coefficients, outcomes, and the record that states them. */
import { checkCompanySignature, checkIdentityBinding, checkOfferBinding } from "../bid.ts";
import { coefficientSeed, pick } from "../coefficients.ts";
import { canonical, equal, toHex } from "../encoding.ts";
import { demand } from "../errors.ts";
import { type Case, envelopeOf, type FrozenBid } from "./case.ts";
import { afterContents, afterIdentities, distinctBidders, fewFrozen, type Outcome, recordedOutcomes, statementOf } from "./outcomes.ts";
import { type BodyOf, checkSigners } from "./package.ts";

type Row = BodyOf<"opening-record">["bids"][number];

/** Whether the second step was taken. */
const contentsOpened = (found: Case): boolean => found.releases("contents").length > 0;

/** Every identity opens with its custodians' shares, or its bid is recorded as deemed revoked or withdrawn. */
export function identitiesOpen(found: Case): string {
  if (fewFrozen(found)) return "none: too few bids were frozen";
  return countOpen(found, "identity");
}

export function offersOpen(found: Case): string {
  if (!contentsOpened(found)) {
    demand(found.record.body.result === "FAILED_FEW", "offers-open", "nobody released the offers, but the record says they are open");
    return "none: too few bidders";
  }
  return countOpen(found, "offer");
}

function countOpen(found: Case, kind: "identity" | "offer"): string {
  const rows = recordedOutcomes(found);
  const shut = found.bids.filter((bid, position) => {
    const opening = found.open(bid, kind);
    const [outcome, name] = [rows[position]?.outcome, bid.bid.slice(0, 16)];
    if ("fault" in opening) demand(outcome === "DEEMED_REVOKED", `${plural(kind)}-open`, `the ${kind} of ${name} does not open: ${opening.fault}`);
    if ("lost" in opening) demand(outcome === "DEEMED_WITHDRAWN", `${plural(kind)}-open`, `the ${kind} of ${name}: ${opening.lost}`);
    return !("form" in opening);
  });
  return `${found.bids.length - shut.length} of ${found.bids.length}`;
}

const plural = (kind: "identity" | "offer"): string => (kind === "identity" ? "identities" : "offers");

/** Every bid recorded as a company's carries that company's signature under a key that the platform bound to its USCC. */
export function companySignatures(found: Case): string {
  const rows = recordedOutcomes(found);
  for (const company of found.package.of("company")) checkSigners(company.signed, "platform", found.platformKeys);
  const attributed = found.bids.filter((_, position) => rows[position]?.outcome === "VALID" || rows[position]?.outcome === "REPLACED");
  for (const bid of attributed) checkAttributed(found, bid, rows[found.bids.indexOf(bid)] as Row);
  return `${attributed.length} bids of companies`;
}

function checkAttributed(found: Case, bid: FrozenBid, row: Row): void {
  const identity = found.identity(bid);
  checkIdentityBinding(identity, statementOf(found, bid));
  checkCompanySignature(identity);
  const bound = found.package.of("company").some(
    ({ body }) => body.company_key === identity.company_key && body.uscc === identity.uscc && body.uscc === row.uscc,
  );
  demand(bound, "company-signatures", `the bid ${bid.bid.slice(0, 16)} is not signed by a key bound to its company`);
}

/** Distinct valid bidders are counted before anything else is opened, and fewer than the minimum end the opening. */
export function biddersCounted(found: Case): string {
  const { valid_bidders, result } = found.record.body;
  const first = fewFrozen(found) ? 0 : distinctBidders(afterIdentities(found));
  const minimum = found.freeze.body.minimum_bidders;
  if (first < minimum) {
    demand(!contentsOpened(found), "bidders-counted", "offers were released although too few bidders were valid");
    demand(result === "FAILED_FEW", "bidders-counted", `${first} bidders are fewer than ${minimum}, but the record says ${result}`);
  }
  const counted = contentsOpened(found) ? countAfterContents(found, result, minimum) : first;
  demand(valid_bidders === counted, "bidders-counted", `the record counts ${valid_bidders} bidders, there are ${counted}`);
  return `${counted} bidders, ${minimum} needed`;
}

function countAfterContents(found: Case, result: string, minimum: number): number {
  const counted = distinctBidders(believed(found));
  demand((result === "OPENED") === counted >= minimum, "bidders-counted", `${counted} bidders do not make the result ${result}`);
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
function shutUnseen(outcome: Outcome, row: Row): boolean {
  const open = outcome.outcome === "VALID" || outcome.outcome === "UNATTRIBUTED" || outcome.outcome === "REPLACED";
  return open && (row.outcome === "DEEMED_REVOKED" || row.outcome === "DEEMED_WITHDRAWN") && row.cause !== null;
}

/** What each bid offered stands in the record as its offer says. */
export function offersAsRecorded(found: Case): string {
  const rows = recordedOutcomes(found);
  if (!contentsOpened(found)) {
    demand(rows.every((row) => row.values === null), "offers-as-recorded", "the record shows values of offers that were not opened");
    return "none were opened";
  }
  const read = believed(found).map((outcome, position) => {
    const row = rows[position] as Row;
    const same = equal(canonical(row.values), canonical(outcome.values));
    demand(same, "offers-as-recorded", `the record shows other values than the offer of ${row.bid.slice(0, 16)}`);
    if (outcome.values !== null) checkOfferBinding(found.offer(outcome.bid), statementOf(found, outcome.bid));
    return outcome;
  });
  return `${read.filter((outcome) => outcome.values !== null).length} offers`;
}

/** The seed follows from the freeze and the secrets of all frozen offers, the coefficients from the seed. */
export function coefficients(found: Case): string {
  const { lot, round, seed, coefficients: drawn, result } = found.record.body;
  if (result === "FAILED_FEW" && seed === null) {
    demand(drawn.length === 0, "coefficients", "the record shows coefficients without a seed");
    return "none were drawn";
  }
  const secrets = found.bids.map((bid) => found.secret(envelopeOf(bid, "offer").digest, "contents"));
  const expected = coefficientSeed(lot, round, found.freeze.digest, secrets);
  demand(toHex(expected) === seed, "coefficients", "the seed does not follow from the freeze and the offers' secrets");
  const picks = found.tender.body.coefficients.map(({ name, values }) => ({ name, value: pick(expected, name, values) }));
  demand(equal(canonical(picks), canonical(drawn)), "coefficients", "other values are recorded than were drawn");
  return `${drawn.length} coefficients`;
}

/** Every bid's outcome, name and USCC are those that its envelopes give. */
export function outcomesRecomputed(found: Case): string {
  const rows = recordedOutcomes(found);
  const expected = expectedOutcomes(found);
  rows.forEach((row, position) => {
    const [outcome, bid] = [expected[position] as Outcome, found.bids[position] as FrozenBid];
    const same = row.document_version === bid.document_version && row.received_at === bid.received_at;
    demand(same, "outcomes-recomputed", `the record shows another version or moment of ${row.bid.slice(0, 16)}`);
    const right = row.outcome === outcome.outcome && row.name === outcome.name && row.uscc === outcome.uscc;
    demand(right, "outcomes-recomputed", `${row.bid.slice(0, 16)} is recorded as ${row.outcome} of ${row.uscc}, it is ${outcome.outcome} of ${outcome.uscc}`);
  });
  return describe(rows, found);
}

function expectedOutcomes(found: Case): Outcome[] {
  if (fewFrozen(found)) return found.bids.map((bid) => ({ bid, outcome: "UNOPENED", name: null, uscc: null, values: null, replaces: false }));
  if (contentsOpened(found)) return believed(found);
  return afterIdentities(found).map((outcome) =>
    outcome.outcome === "VALID" || outcome.outcome === "REPLACED" ? { ...outcome, outcome: "UNOPENED" } : outcome,
  );
}

function describe(rows: readonly Row[], found: Case): string {
  const unseen = contentsOpened(found) ? afterContents(found).filter((outcome, i) => shutUnseen(outcome, rows[i] as Row)).length : 0;
  const note = unseen === 0 ? "" : `; ${unseen} shut for documents or pricing, which published files cannot show`;
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
  demand(same && body.deadline === found.freeze.body.deadline, "record-consistent", "the record names another freeze, tender or deadline");
  const releases = found.package.of("release").map((release) => release.digest).sort();
  demand([...body.releases].sort().join() === releases.join(), "record-consistent", "the record names other releases than the package holds");
  checkClients(found);
  checkMoments(found);
  checkObjections(found);
  checkConfirmations(found);
  return `${releases.length} releases, ${body.objections.length} objections, ${body.confirmations.length} confirmations`;
}

function checkClients(found: Case): void {
  const row = (index: number, client: unknown): string => JSON.stringify([index, client]);
  const released = found.releases("identities").map(({ body }) => row(body.index, body.client)).sort();
  const named = found.record.body.clients.map(({ index, client }) => row(index, client)).sort();
  demand(released.join() === named.join(), "record-consistent", "the record names other clients than the releases");
}

function checkMoments(found: Case): void {
  const { deadline, opened_at, read_out_at, closed_at, result } = found.record.body;
  const ordered = deadline <= opened_at && opened_at <= (read_out_at ?? opened_at) && (read_out_at ?? opened_at) <= closed_at;
  demand(ordered, "record-consistent", "the record's moments do not follow each other");
  demand((read_out_at !== null) === (result === "OPENED"), "record-consistent", "result and read-out do not fit");
}

/** Every objection in the package stands in the record, word for word, and was signed by a frozen bid's key. */
function checkObjections(found: Case): void {
  const { objections } = found.record.body;
  const made = found.package.of("objection");
  const same = objections.map((each) => each.objection).sort().join() === made.map((record) => record.digest).sort().join();
  demand(same, "record-consistent", "the record and the package hold different objections");
  for (const row of objections) {
    const { body, signed } = found.package.get("objection", row.objection);
    demand(body.bid === row.bid && body.text === row.text, "record-consistent", "an objection is recorded in other words");
    checkSigners(signed, "bid", bidKeyOf(found, body.bid));
  }
}

/** Whoever is recorded as having confirmed signed a confirmation with the bid's key. */
function checkConfirmations(found: Case): void {
  for (const { bid } of found.record.body.confirmations) {
    const made = found.package.of("confirmation").filter((record) => record.body.bid === bid);
    demand(made.length > 0, "record-consistent", `${bid.slice(0, 16)} is recorded as confirming but signed nothing`);
    for (const { signed } of made) checkSigners(signed, "bid", bidKeyOf(found, bid));
  }
}

function bidKeyOf(found: Case, bid: string): string[] {
  return found.bids.filter((frozen) => frozen.bid === bid).map((frozen) => frozen.bid_key);
}
