/**
 * The audit of a published package by a stranger: every check by name, from published files alone. Pure, and it never
 * throws on bad input: a malformed package is failed checks.
 */
import {
  deadlineHistory,
  documentsNamed,
  keyHistory,
  keySetStatements,
  packageComplete,
  platformSignatures,
  recordsWellFormed,
  tenderNamesKeySet,
} from "./audit/before.ts";
import { Case } from "./audit/case.ts";
import {
  bidsRecomputed,
  envelopeHeaders,
  freezeSigned,
  freezeSortedComplete,
  sharings,
  withdrawalsSigned,
} from "./audit/freeze.ts";
import {
  type Held,
  headConsistent,
  receiptHeadConsistent,
  receiptInFreeze,
  receiptLeafInLog,
  receiptSigned,
} from "./audit/held.ts";
import {
  leavesInTicks,
  logHeadSigned,
  logRoot,
  receiptHeads,
  receiptsBeforeDeadline,
  ticksInLog,
} from "./audit/log.ts";
import {
  biddersCounted,
  coefficients,
  companySignatures,
  identitiesOpen,
  offersAsRecorded,
  offersOpen,
  outcomesRecomputed,
  recordConsistent,
  recordSigned,
} from "./audit/opening.ts";
import type { Files } from "./audit/package.ts";
import { priceCoefficients, priceListNamed, priceRecordConsistent, pricesAsRecorded, pricesOnTime, pricesOpen } from "./audit/prices.ts";
import { releasesNameFreeze, releasesProofs, releasesSigned } from "./audit/releases.ts";
import { shutEnvelopes } from "./audit/shut.ts";
import type { Json } from "./encoding.ts";
import { reason } from "./errors.ts";

export interface Check {
  readonly name: string;
  readonly ok: boolean;
  /** What was found, or why it failed. */
  readonly detail: string;
  /** True when the check was not made, for want of a receipt or a head that somebody kept. */
  readonly needs_receipt: boolean;
}

/** Answers what it found; undefined when the package and what was held cannot decide it; throws when it does not hold. */
type Judge = (found: Case, held: Held) => string | undefined;

const ALWAYS: readonly (readonly [string, Judge])[] = [
  ["package-complete", packageComplete],
  ["records-well-formed", recordsWellFormed],
  ["key-history", keyHistory],
  ["platform-signatures", platformSignatures],
  ["key-set-statements", keySetStatements],
  ["tender-names-key-set", tenderNamesKeySet],
  ["documents-named", documentsNamed],
  ["deadline-history", deadlineHistory],
  ["freeze-signed", freezeSigned],
  ["freeze-sorted-complete", freezeSortedComplete],
  ["bids-recomputed", bidsRecomputed],
  ["withdrawals-signed-by-bid-key", withdrawalsSigned],
  ["envelope-headers", envelopeHeaders],
  ["sharings", sharings],
  ["releases-signed", releasesSigned],
  ["releases-name-freeze", releasesNameFreeze],
  ["releases-proofs", releasesProofs],
  ["identities-open", identitiesOpen],
  ["company-signatures", companySignatures],
  ["bidders-counted", biddersCounted],
  ["offers-open", offersOpen],
  ["offers-as-recorded", offersAsRecorded],
  ["coefficients", coefficients],
  ["outcomes-recomputed", outcomesRecomputed],
  ["shut-envelopes", shutEnvelopes],
  ["record-signed", recordSigned],
  ["record-consistent", recordConsistent],
];

/** Of tenders with two envelopes only: the opening of the prices of bids that passed. */
const THE_PRICES: readonly (readonly [string, Judge])[] = [
  ["price-list-named", priceListNamed],
  ["prices-open", pricesOpen],
  ["prices-as-recorded", pricesAsRecorded],
  ["price-coefficients", priceCoefficients],
  ["price-record-consistent", priceRecordConsistent],
];

const THE_LOG: readonly (readonly [string, Judge])[] = [
  ["log-head-signed", logHeadSigned],
  ["log-root", logRoot],
  ["ticks-in-log", ticksInLog],
  ["leaves-in-ticks", leavesInTicks],
  ["receipts-before-deadline", receiptsBeforeDeadline],
  ["receipt-heads", receiptHeads],
];

const WITH_RECEIPTS: readonly (readonly [string, Judge])[] = [
  ["receipt-signed", receiptSigned],
  ["receipt-in-freeze", receiptInFreeze],
  ["receipt-leaf-in-log", receiptLeafInLog],
  ["receipt-head-consistent", receiptHeadConsistent],
];

const WITH_HEADS: readonly (readonly [string, Judge])[] = [["head-consistent", headConsistent]];

/**
 * `files` maps the package's paths to their bytes; `receipts` are records and `heads` signed heads as somebody kept
 * them. A check that needs one and has none is neither ok nor failed: it says that it was not made.
 */
export function audit(files: Files, receipts: readonly Json[] = [], heads: readonly Json[] = []): Check[] {
  const [found, held] = [new Case(files), { receipts, heads }];
  const run = (checks: readonly (readonly [string, Judge])[], kept: boolean): Check[] =>
    checks.map(([name, judge]) => (kept ? attempt(name, () => judge(found, held)) : notMade(name, NOTHING_KEPT)));
  const later = hasPrices(found);
  const always = [...ALWAYS, ...(later ? THE_PRICES : []), ...THE_LOG, ...(later ? [["prices-on-time", pricesOnTime] as const] : [])];
  return [...run(always, true), ...run(WITH_RECEIPTS, receipts.length > 0), ...run(WITH_HEADS, heads.length > 0)];
}

/** Whether the tender has a second opening; a tender that cannot be read fails other checks. */
function hasPrices(found: Case): boolean {
  try {
    return found.twoEnvelopes;
  } catch {
    return false;
  }
}

/** The names of the checks that only a tender with two envelopes has. */
export const PRICE_CHECKS: readonly string[] = [...THE_PRICES.map(([name]) => name), "prices-on-time"];

const NOTHING_KEPT = "nothing that somebody kept was given";

function notMade(name: string, why: string): Check {
  return { name, ok: false, detail: `not made: ${why}`, needs_receipt: true };
}

/** Any throw is a failed check: one that is not a refusal would be our fault, and passing it over would be worse. */
function attempt(name: string, judge: () => string | undefined): Check {
  try {
    const detail = judge();
    if (detail === undefined) return notMade(name, "newer than this log: ask the live log for a proof");
    return { name, ok: true, detail, needs_receipt: false };
  } catch (thrown) {
    return { name, ok: false, detail: reason(thrown), needs_receipt: false };
  }
}

/** The checks that were made and did not hold. */
export const failures = (checks: readonly Check[]): Check[] =>
  checks.filter((check) => !check.ok && !check.needs_receipt);
