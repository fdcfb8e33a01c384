/** What must have become of each bid, recomputed from what the envelopes gave. */
import {
  checkCompanySignature,
  checkIdentityBinding,
  checkOfferBinding,
  type Identity,
  readIdentity,
  readOffer,
  type Statement,
} from "../bid.ts";
import { CryptoError, demand } from "../errors.ts";
import type { Case, FrozenBid, Opening } from "./case.ts";
import type { BodyOf } from "./package.ts";

type RecordedOutcome = BodyOf<"opening-record">["bids"][number]["outcome"];

export interface Outcome {
  readonly bid: FrozenBid;
  readonly outcome: RecordedOutcome;
  readonly name: string | null;
  readonly uscc: string | null;
  readonly values: { readonly [field: string]: string } | null;
  readonly replaces: boolean;
}

/** Whether too few bids were frozen for anything to be opened. */
export const fewFrozen = (found: Case): boolean => found.bids.length < found.freeze.body.minimum_bidders;

/** Outcomes after the first step, in the freeze's order. */
export function afterIdentities(found: Case): Outcome[] {
  const outcomes = found.bids.map((bid) => attribute(found, bid, found.open(bid, "identity")));
  return outcomes.map((outcome) => (isReplaced(outcome, outcomes) ? { ...outcome, outcome: "REPLACED" } : outcome));
}

const nobody = (bid: FrozenBid, outcome: RecordedOutcome): Outcome => ({
  bid,
  outcome,
  name: null,
  uscc: null,
  values: null,
  replaces: false,
});

/** A bid counts only if its company signature holds under a key that the platform bound to that USCC. */
function attribute(found: Case, bid: FrozenBid, opening: Opening): Outcome {
  if ("fault" in opening) return nobody(bid, "DEEMED_REVOKED");
  if ("lost" in opening) return nobody(bid, "DEEMED_WITHDRAWN");
  let identity: Identity;
  try {
    identity = readIdentity(opening.form);
    checkIdentityBinding(identity, statementOf(found, bid));
    checkCompanySignature(identity);
  } catch (thrown) {
    if (thrown instanceof CryptoError) return nobody(bid, "UNATTRIBUTED");
    throw thrown;
  }
  const { uscc, replaces_all_earlier: replaces } = identity;
  const company = boundCompany(found, identity);
  if (company === undefined) return { ...nobody(bid, "UNATTRIBUTED"), name: identity.name, uscc };
  return { ...nobody(bid, "VALID"), name: company.name, uscc, replaces };
}

/**
 * The company whose key signed, if that key was the newest that the platform had bound to its USCC when the list was
 * frozen. A binding made after the bids were open could make a bid count by what it offers; an older key stops
 * counting when a newer one is bound, which is the only remedy of a company whose key was stolen.
 */
function boundCompany(found: Case, { company_key, uscc }: Identity): BodyOf<"company"> | undefined {
  const bound = found.package.of("company").map(({ body }) => body);
  const inTime = bound.filter((body) => body.uscc === uscc && body.at <= found.freeze.body.at);
  const newest = inTime.sort((a, b) => (a.at > b.at ? -1 : 1))[0];
  return newest?.company_key === company_key ? newest : undefined;
}

export function statementOf(found: Case, bid: FrozenBid): Statement {
  const { lot, round } = found.freeze.body;
  const { document_version, bid_key, envelopes } = bid;
  return { lot, round, document_version, bid_key, envelopes };
}

/** Earlier valid bids of a company are replaced by a later one that says so; equal moments are ordered by digest. */
function isReplaced(outcome: Outcome, all: readonly Outcome[]): boolean {
  if (outcome.outcome !== "VALID") return false;
  return all.some(
    (other) =>
      other.outcome === "VALID" && other.replaces && other.uscc === outcome.uscc && rank(outcome.bid) < rank(other.bid),
  );
}

const rank = (bid: FrozenBid): string => `${bid.received_at} ${bid.bid}`;

/** Outcomes after the second step: the offers are read, unless they are opened later (双信封). Documents and pricing nobody outside can open: see shut.ts. */
export function afterContents(found: Case): Outcome[] {
  if (found.twoEnvelopes) return afterIdentities(found);
  return afterIdentities(found).map((outcome) => {
    if (outcome.outcome === "DEEMED_REVOKED" || outcome.outcome === "DEEMED_WITHDRAWN") return outcome;
    return readValues(found, outcome, found.open(outcome.bid, "offer"));
  });
}

function readValues(found: Case, outcome: Outcome, opening: Opening): Outcome {
  if ("lost" in opening) return { ...outcome, outcome: "DEEMED_WITHDRAWN" };
  if ("fault" in opening) return { ...outcome, outcome: "DEEMED_REVOKED" };
  try {
    const offer = readOffer(opening.form);
    checkOfferBinding(offer, statementOf(found, outcome.bid));
    return { ...outcome, values: offer.values };
  } catch (thrown) {
    if (thrown instanceof CryptoError) return { ...outcome, outcome: "DEEMED_REVOKED" };
    throw thrown;
  }
}

export function distinctBidders(outcomes: readonly { outcome: string; uscc: string | null }[]): number {
  return new Set(outcomes.filter((each) => each.outcome === "VALID").map((each) => each.uscc)).size;
}

/** The record's rows, which must be those of the freeze in its order. */
export function recordedOutcomes(found: Case): BodyOf<"opening-record">["bids"] {
  const rows = found.record.body.bids;
  const same = rows.map((row) => row.bid).join() === found.bids.map((bid) => bid.bid).join();
  demand(same, "outcomes-recomputed", "the record does not list the frozen bids in their order");
  return rows;
}
