/** The checks of an audit as people read them: under the question they answer, with one verdict. Pure but for the worker. */
import { type Port, WorkerLine } from "../bids/worker-line.ts";
import type { Check } from "../crypto/audit.ts";
import type { Json } from "../crypto/encoding.ts";
import type { AuditAsked } from "./audit.worker.ts";
import type { PackageFiles } from "./package.ts";

export type { Check };

/** What each group of checks answers; a check that is newer than these pages stands under "other". */
export const GROUPS: readonly { readonly name: string; readonly checks: readonly string[] }[] = [
  {
    name: "papers",
    checks: [
      "package-complete", "records-well-formed", "key-history", "platform-signatures", "key-set-statements",
      "tender-names-key-set", "documents-named", "deadline-history",
    ],
  },
  {
    name: "list",
    checks: [
      "freeze-signed", "freeze-sorted-complete", "bids-recomputed", "withdrawals-signed-by-bid-key", "envelope-headers",
      "receipts-before-deadline",
    ],
  },
  { name: "opening", checks: ["sharings", "releases-signed", "releases-name-freeze", "releases-proofs", "identities-open", "company-signatures", "bidders-counted", "offers-open", "shut-envelopes"] },
  { name: "result", checks: ["offers-as-recorded", "coefficients", "outcomes-recomputed", "record-signed", "record-consistent"] },
  { name: "prices", checks: ["price-list-named", "prices-open", "prices-as-recorded", "price-coefficients", "price-record-consistent", "prices-on-time"] },
  {
    name: "evaluation",
    checks: [
      "scores-named", "marks-complete", "ranking-recomputed", "report-as-scored", "report-signed", "candidates-as-reported", "award-as-published",
      "draws-repeated", "remote-as-seated", "share-counted",
    ],
  },
  { name: "log", checks: ["log-head-signed", "log-root", "ticks-in-log", "leaves-in-ticks", "receipt-heads"] },
  { name: "held", checks: ["receipt-signed", "receipt-in-freeze", "receipt-leaf-in-log", "receipt-head-consistent", "head-consistent"] },
];

type Groups = typeof GROUPS;
export const isKnown = (name: string, groups: Groups = GROUPS): boolean => groups.some(({ checks }) => checks.includes(name));

export function grouped(checks: readonly Check[], groups: Groups = GROUPS): { name: string; checks: Check[] }[] {
  const found = groups.map((group) => ({ name: group.name, checks: checks.filter(({ name }) => group.checks.includes(name)) }));
  const other = { name: "other", checks: checks.filter(({ name }) => !isKnown(name, groups)) };
  return [...found, other].filter((group) => group.checks.length > 0);
}

export interface Verdict {
  readonly made: number;
  readonly failed: readonly Check[];
  readonly unmade: number;
}

export function verdictOf(checks: readonly Check[]): Verdict {
  const made = checks.filter((check) => !check.needs_receipt);
  return { made: made.length, failed: made.filter((check) => !check.ok), unmade: checks.length - made.length };
}

/** Runs the audit in a worker of its own, which ends with it. */
export const auditOf = (files: PackageFiles, receipts: readonly Json[], signal?: AbortSignal): Promise<Check[]> =>
  workerOf((line) => {
    const asked: AuditAsked = { files: [...files], receipts };
    return line.ask<Check[]>("audit", asked, undefined, signal);
  });

/** The worker of the checks, for as long as something is asked of it. */
export async function workerOf<T>(ask: (line: WorkerLine) => Promise<T>): Promise<T> {
  const worker = new Worker(new URL("./audit.worker.ts", import.meta.url), { type: "module" });
  try {
    const line = new WorkerLine(worker as unknown as Port);
    worker.onerror = (event) => line.fail(new Error(event.message || "the worker did not start"));
    return await ask(line);
  } finally {
    worker.terminate();
  }
}
