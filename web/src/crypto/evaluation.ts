/**
 * The checks of an evaluation, by names that the Python uses too: the ranking computed again from the marks, and all
 * that was made of it. They are made when a package has an award; nothing in a package makes them throw.
 */
import type { Check } from "./audit.ts";
import type { Files } from "./audit/package.ts";
import { reason } from "./errors.ts";
import { Evaluation } from "./evaluation/case.ts";
import { awardAsPublished, candidatesAsReported, drawsRepeated, remoteAsSeated, shareCounted } from "./evaluation/check-award.ts";
import { marksComplete, reportAsScored, reportSigned, scoresNamed } from "./evaluation/check-scores.ts";
import { checkRanking } from "./evaluation/scores.ts";

export const EVALUATION_CHECKS: readonly (readonly [string, (found: Evaluation) => string])[] = [
  ["scores-named", scoresNamed],
  ["marks-complete", marksComplete],
  ["ranking-recomputed", (found) => checkRanking(found.scores.body)],
  ["report-as-scored", reportAsScored],
  ["report-signed", reportSigned],
  ["candidates-as-reported", candidatesAsReported],
  ["award-as-published", awardAsPublished],
  ["draws-repeated", drawsRepeated],
  ["remote-as-seated", remoteAsSeated],
  ["share-counted", shareCounted],
];

/** Every check of a package that has an award; none of one that has not. */
export function checkEvaluation(files: Files): Check[] {
  const found = new Evaluation(files);
  try {
    if (!found.isTold) return [];
  } catch (thrown) {
    return [{ name: "award-as-published", ok: false, detail: reason(thrown), needs_receipt: false }];
  }
  return EVALUATION_CHECKS.map(([name, judge]) => {
    try {
      return { name, ok: true, detail: judge(found), needs_receipt: false };
    } catch (thrown) {
      return { name, ok: false, detail: reason(thrown), needs_receipt: false };
    }
  });
}
