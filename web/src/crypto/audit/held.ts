/** Checks with what somebody kept: receipts, and heads of the log. Only these can find a bid that was left out. */
import type { Json } from "../encoding.ts";
import { demand, refusingAs } from "../errors.ts";
import { headOf } from "../log.ts";
import { recordOf } from "../records.ts";
import { signedOf } from "../signatures.ts";
import type { Case } from "./case.ts";
import { checkEntry, checkWithdrawal } from "./freeze.ts";
import { checkPrefix, checkPromise, leavesOf } from "./log.ts";
import { type BodyOf, checkSigners, type Record } from "./package.ts";

/** Parsed documents: what a bidder kept may have been saved in any layout, and its signature is over canonical bytes. */
export type Held = { readonly receipts: readonly Json[]; readonly heads: readonly Json[] };

function receiptsOf(held: Held): Record<"receipt">[] {
  return held.receipts.map((source) => {
    const record = recordOf(refusingAs("signature-shape", () => signedOf(source, true)));
    demand(record.short === "receipt", "receipt-shape", "what was held is not a receipt");
    return record as Record<"receipt">;
  });
}

/** The held receipt is the platform's, and of this lot and round. */
export function receiptSigned(found: Case, held: Held): string {
  const receipts = receiptsOf(held);
  for (const { body, signed } of receipts) {
    checkSigners(signed, "platform", found.platformKeys);
    const here = body.lot === found.package.index.lot && body.round === found.package.index.round;
    demand(here, "receipt-signed", "the receipt belongs to another lot or round");
  }
  return `${receipts.length} receipts`;
}

/** The receipt's bid was frozen under this receipt, or withdrawn by the holder of its bid key. */
export function receiptInFreeze(found: Case, held: Held): string {
  const receipts = receiptsOf(held);
  for (const { digest, body } of receipts) {
    const frozen = found.bids.find((bid) => bid.bid === body.bid);
    if (frozen === undefined) checkWithdrawn(found, digest, body);
    else {
      demand(frozen.receipt === digest, "receipt-in-freeze", "the bid is frozen under another receipt");
      checkEntry(frozen, body);
    }
  }
  return `${receipts.length} receipts`;
}

function checkWithdrawn(found: Case, digest: string, receipt: BodyOf<"receipt">): void {
  const entry = found.freeze.body.withdrawn.find((each) => each.receipt === digest && each.bid === receipt.bid);
  demand(
    entry !== undefined,
    "receipt-in-freeze",
    `the bid ${receipt.bid.slice(0, 16)} is neither frozen nor withdrawn`,
  );
  checkWithdrawal(found, entry.withdrawal, receipt);
}

/** The receipt's leaf stands in the log where the receipt promised. */
export function receiptLeafInLog(found: Case, held: Held): string {
  const receipts = receiptsOf(held);
  for (const receipt of receipts) checkPromise(found, receipt);
  return `${receipts.length} receipts`;
}

/** The log that the receipt saw is the beginning of this one. */
export function receiptHeadConsistent(found: Case, held: Held): string {
  const receipts = receiptsOf(held);
  for (const { body } of receipts) checkPrefix(found, body.head, "receipt-head-consistent");
  return `${receipts.length} receipts`;
}

/**
 * A head that an observer kept was signed by the platform and is the beginning of this log. One that is newer than the
 * package cannot be judged by it (the live log gives a consistency proof): undefined when there is no other.
 */
export function headConsistent(found: Case, held: Held): string | undefined {
  let newer = 0;
  for (const source of held.heads) {
    const head = headOf(refusingAs("signature-shape", () => signedOf(source, false)));
    checkSigners(head.signed, "platform", found.platformKeys);
    if (head.size > leavesOf(found).length) newer += 1;
    else checkPrefix(found, head, "head-consistent");
  }
  if (newer === held.heads.length) return undefined;
  return `${held.heads.length - newer} heads${newer === 0 ? "" : `, ${newer} newer than this log`}`;
}
