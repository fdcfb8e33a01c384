/**
 * Bids that were shut for their documents or pricing, which nobody outside can open. One that is deemed revoked has the
 * envelope's body and t of its withheld shares in the package, so that anybody can see that it does not open.
 */
import { canonical, fromHex, H, parseCanonical, toHex } from "../encoding.ts";
import { openWhole, unlock } from "../envelope.ts";
import { CryptoError, demand, refusingAs } from "../errors.ts";
import { readWithheldShares, type WithheldShare } from "../records.ts";
import { combine, type Release } from "../sharing.ts";
import { STEPS } from "../steps.ts";
import { type Case, envelopeOf, type FrozenBid, type Step } from "./case.ts";
import { contentsOpened, shutUnseen } from "./opening.ts";
import { afterContents, recordedOutcomes } from "./outcomes.ts";
import { priceRows, priceShutUnseen } from "./prices.ts";

const CHECK = "shut-envelopes";

const sharesPath = (envelope: string): string => `shares/${envelope}.json`;

/** Every bid that was revoked for documents or pricing is shown not to open, and no other bid's shares are here. */
export function shutEnvelopes(found: Case): string {
  checkNothingElse(found);
  const [shown, trusted]: [string[], string[]] = [[], []];
  for (const { step, bid, outcome } of [...shutForHidden(found), ...shutForPricing(found)]) {
    if (outcome === "DEEMED_REVOKED") checkStaysShut(found, bid, step);
    (outcome === "DEEMED_REVOKED" ? shown : trusted).push(bid.bid.slice(0, 16));
  }
  const words = `; on the platform's word, which says that the fault is its own: ${trusted.join(", ")}`;
  return `${shown.length} bids shown not to open${trusted.length === 0 ? "" : words}`;
}

interface Shut {
  readonly step: Step;
  readonly bid: FrozenBid;
  readonly outcome: string;
}

/** Bids whose identity and offer open, and which the record shuts all the same. */
function shutForHidden(found: Case): Shut[] {
  const rows = recordedOutcomes(found);
  if (!contentsOpened(found)) return [];
  const judged = afterContents(found).map((outcome, i) => ({ outcome, row: rows[i] as (typeof rows)[number] }));
  return judged
    .filter(({ outcome, row }) => shutUnseen(outcome, row))
    .map(({ outcome, row }) => ({ step: found.secondStep, bid: outcome.bid, outcome: row.outcome }));
}

/** The same at a price opening. */
const shutForPricing = (found: Case): Shut[] =>
  priceRows(found).filter((each) => priceShutUnseen(found, each)).map(({ bid, row }) => ({ step: "prices", bid, outcome: row.outcome }));

function checkNothingElse(found: Case): void {
  const paths = found.package.below("shares", "");
  if (paths.length === 0) return;
  const rows = recordedOutcomes(found);
  const stages = [
    ...found.bids.map((bid, position) => ({ step: found.secondStep, bid, outcome: rows[position]?.outcome })),
    ...priceRows(found).map(({ bid, row }) => ({ step: "prices" as const, bid, outcome: row.outcome })),
  ];
  const revoked = stages.filter(({ outcome }) => outcome === "DEEMED_REVOKED");
  const allowed = revoked.flatMap(({ step, bid }) => STEPS[step].withheld.map((kind) => sharesPath(envelopeOf(bid, kind).digest)));
  const other = paths.find((path) => !allowed.includes(path));
  demand(other === undefined, CHECK, `${other} are shares of no revoked bid's documents or pricing`);
}

/** Refuses unless one of the bid's withheld envelopes is shown not to open; each that is shown must not. */
function checkStaysShut(found: Case, bid: FrozenBid, step: Step): void {
  const envelopes = STEPS[step].withheld.map((kind) => envelopeOf(bid, kind).digest);
  const shown = envelopes.filter((envelope) => found.package.has(sharesPath(envelope)));
  const name = bid.bid.slice(0, 16);
  demand(shown.length > 0, CHECK, `the bid ${name} was revoked, and nothing shows that it does not open`);
  for (const envelope of shown) {
    const why = `${envelope.slice(0, 16)} of the bid ${name}: the envelope opens: the bid was shut wrongly`;
    demand(!opens(found, envelope), CHECK, why);
  }
}

function opens(found: Case, envelope: string): boolean {
  const secret = combine(checkedShares(found, envelope), found.header(envelope).t);
  const body = found.body(envelope);
  if (body === undefined) throw new CryptoError("package-missing", `the body of ${envelope.slice(0, 16)} is not here`);
  try {
    openWhole(unlock(found.package.read(`envelopes/${envelope}.header`), secret), body);
    return true;
  } catch (thrown) {
    if (thrown instanceof CryptoError) return false;
    throw thrown;
  }
}

/** The published shares, by number; refuses one whose hash no custodian's release withheld, or a wrong one. */
function checkedShares(found: Case, envelope: string): Release[] {
  const path = sharesPath(envelope);
  const told = refusingAs(CHECK, () => readWithheldShares(parseCanonical(found.package.read(path)), path));
  demand(told.envelope === envelope, CHECK, `${path} holds the shares of another envelope`);
  const shares = told.shares.map((entry) => [entry.i, checkedShare(found, envelope, entry)] as const);
  return [...new Map(shares).values()];
}

function checkedShare(found: Case, of: string, { release: named, salt, ...share }: WithheldShare): Release {
  const release = found.package.get("release", named);
  found.checkReleaseSigned(release);
  const hash = toHex(H("withheld share", fromHex(salt, 16), canonical(share)));
  const signed = release.body.withheld.find((entry) => entry.envelope === share.envelope);
  const { freeze } = release.body;
  const same = share.envelope === of && freeze === found.freeze.digest && signed?.hash === hash;
  demand(same, CHECK, `the release ${named.slice(0, 16)} withheld another share of ${of.slice(0, 16)}`);
  return found.checkShare(release, share);
}
