/** Checks of the freeze: signed, sorted, complete, and made of envelopes that the custodians can open. */
import { bidDigest, type EnvelopeName } from "../bid.ts";
import { toHex } from "../encoding.ts";
import { demand } from "../errors.ts";
import { checkHeaderSharing, type Header } from "../header.ts";
import { inKindOrder } from "../records.ts";
import type { Case, FrozenBid } from "./case.ts";
import { type BodyOf, checkSigners } from "./package.ts";

export function freezeSigned(found: Case): string {
  const { body, signed } = found.freeze;
  checkSigners(signed, "platform", found.platformKeys);
  demand(body.at >= body.deadline, "freeze-signed", "the freeze was made before the deadline");
  return `${body.bids.length} bids, ${body.withdrawn.length} withdrawn`;
}

/** Both lists sorted; the package's receipts are those of the lists, each once, and say what the lists say. */
export function freezeSortedComplete(found: Case): string {
  const { bids, withdrawn } = found.freeze.body;
  for (const entries of [bids, withdrawn]) {
    const names = entries.map((entry) => entry.bid);
    const sorted = names.every((name, i) => i === 0 || (names[i - 1] as string) < name);
    demand(sorted, "freeze-sorted-complete", "a list is not sorted by bid, or names one twice");
  }
  const listed = [...bids, ...withdrawn].map((entry) => entry.receipt).sort();
  const given = found.package
    .of("receipt")
    .map((record) => record.digest)
    .sort();
  demand(
    listed.join() === given.join(),
    "freeze-sorted-complete",
    "the receipts are not those of the lists, each once",
  );
  for (const bid of bids) checkEntry(bid, found.package.get("receipt", bid.receipt).body);
  for (const entry of withdrawn) {
    const same = found.package.get("receipt", entry.receipt).body.bid === entry.bid;
    demand(same, "freeze-sorted-complete", "a withdrawn bid has another bid's receipt");
  }
  return `${given.length} receipts`;
}

export function checkEntry(bid: FrozenBid, receipt: BodyOf<"receipt">): void {
  const same =
    bid.bid === receipt.bid &&
    bid.bid_key === receipt.bid_key &&
    bid.document_version === receipt.document_version &&
    bid.received_at === receipt.at &&
    JSON.stringify(bid.envelopes) === JSON.stringify(receipt.envelopes);
  demand(same, "freeze-sorted-complete", `the bid ${bid.bid.slice(0, 16)} is not as its receipt says`);
}

/** Each bid's digest follows from its key, version and envelopes. */
export function bidsRecomputed(found: Case): string {
  const { lot, round } = found.freeze.body;
  for (const { bid, bid_key, document_version, envelopes } of found.bids) {
    demand(
      inKindOrder(envelopes),
      "bids-recomputed",
      `the bid ${bid.slice(0, 16)} does not list the four kinds in order`,
    );
    const digest = bidDigest({ lot, round, document_version, bid_key, envelopes });
    demand(digest === bid, "bids-recomputed", `the bid ${bid.slice(0, 16)} has another digest than its statement`);
  }
  return `${found.bids.length} bids`;
}

/** Whoever withdrew a bid held the bid key of its receipt, and the platform accepted before the deadline. */
export function withdrawalsSigned(found: Case): string {
  const { withdrawn } = found.freeze.body;
  for (const { withdrawal, receipt } of withdrawn) {
    checkWithdrawal(found, withdrawal, found.package.get("receipt", receipt).body);
  }
  return `${withdrawn.length} withdrawals`;
}

export function checkWithdrawal(found: Case, digest: string, receipt: BodyOf<"receipt">): void {
  const withdrawal = found.package.get("withdrawal", digest);
  checkSigners(withdrawal.signed, "bid", [receipt.bid_key]);
  const named = withdrawal.body.bid === receipt.bid && withdrawal.body.receipt === receipt.number;
  demand(named, "withdrawals-signed-by-bid-key", "the withdrawal names another bid or receipt");
  const accepted = found.package
    .of("withdrawal-accepted")
    .some(({ body }) => body.withdrawal === digest && body.bid === receipt.bid && body.at < found.freeze.body.deadline);
  demand(accepted, "withdrawals-signed-by-bid-key", "the withdrawal was not accepted before the deadline");
}

/** Each header belongs to this lot, round and bid, to a key set of the freeze, and has no floor after the deadline. */
export function envelopeHeaders(found: Case): string {
  const rosters = found.keySets.map(({ body }) =>
    rosterOf(
      body.t,
      body.custodians.map((each) => each.share_key),
    ),
  );
  for (const bid of found.bids) {
    for (const envelope of bid.envelopes) {
      const header = found.header(envelope.digest);
      demand(
        belongs(header, envelope, bid, found.freeze.body),
        "envelope-headers",
        `the header of ${envelope.digest.slice(0, 16)} belongs elsewhere`,
      );
      const roster = rosterOf(header.t, header.custodians.map(toHex));
      demand(
        rosters.includes(roster),
        "envelope-headers",
        `${envelope.digest.slice(0, 16)} is sealed to keys of no key set`,
      );
      const early = header.floor <= found.freeze.body.deadline;
      demand(early, "envelope-headers", `the floor of ${envelope.digest.slice(0, 16)} is after the deadline`);
    }
  }
  return `${found.headers.size} headers`;
}

const rosterOf = (t: number, keys: readonly string[]): string => `${t}:${keys.join()}`;

function belongs(header: Header, envelope: EnvelopeName, bid: FrozenBid, freeze: BodyOf<"freeze">): boolean {
  const named = header.kind === envelope.kind && header.body_length === envelope.length;
  const here = header.lot === freeze.lot && header.round === freeze.round;
  return named && here && toHex(header.bid_key) === bid.bid_key && header.document_version === bid.document_version;
}

/** Each dealer's proof holds. */
export function sharings(found: Case): string {
  for (const header of found.headers.values()) checkHeaderSharing(header);
  return `${found.headers.size} sharings`;
}
