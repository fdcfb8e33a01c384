/** The whole audit of a package, or of the draws of a session, beside the page: nothing of it asks anybody anything. */
import { answer, type Port } from "../bids/worker-line.ts";
import { audit, type Check } from "../crypto/audit.ts";
import { verifyDraw } from "../crypto/draw/verify.ts";
import type { Json } from "../crypto/encoding.ts";
import { checkEvaluation } from "../crypto/evaluation.ts";
import { init } from "../crypto/sodium.ts";

export interface AuditAsked {
  readonly files: readonly (readonly [string, Uint8Array])[];
  readonly receipts: readonly Json[];
}

async function run({ files, receipts }: AuditAsked): Promise<Check[]> {
  await init();
  const found = new Map(files);
  return [...audit(found, receipts), ...checkEvaluation(found)];
}

async function draw(whole: Json): Promise<Check[]> {
  await init();
  return verifyDraw(whole);
}

answer(self as unknown as Port, { audit: run, draw });
