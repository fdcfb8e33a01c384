/**
 * Everything about a session's draws once more, by a stranger, from what was published: the light verification, without
 * a solver. The exact chances of everybody and the bound to the least are the Python's (`python -m crypto verify-draw`).
 */
import type { Check } from "../audit.ts";
import type { Json } from "../encoding.ts";
import { reason } from "../errors.ts";
import { DrawCase } from "./case.ts";
import { cutoffsHold, dealingsHold, inputsSigned, keySetsSigned, noRedraw, packageWhole, recordSigned, releasesHold, seedsFollow } from "./check-ceremony.ts";
import { committeeFollows, exclusionsFollow, poolCommitted, resultsCommitted, tableHolds } from "./check-lottery.ts";
import { openingsHold, replacementsFollow, seatsFollow, supplementsFollow } from "./check-places.ts";

export type { Check };

export const DRAW_CHECKS: readonly (readonly [string, (found: DrawCase) => string])[] = [
  ["draw-package", packageWhole],
  ["draw-record-signed", recordSigned],
  ["draw-inputs-signed", inputsSigned],
  ["draw-no-redraw", noRedraw],
  ["draw-key-set", keySetsSigned],
  ["draw-dealings", dealingsHold],
  ["draw-cutoff", cutoffsHold],
  ["draw-releases", releasesHold],
  ["draw-seed", seedsFollow],
  ["draw-pool", poolCommitted],
  ["draw-exclusions", exclusionsFollow],
  ["draw-table", tableHolds],
  ["draw-committee", committeeFollows],
  ["draw-result", resultsCommitted],
  ["draw-replacements", replacementsFollow],
  ["draw-supplements", supplementsFollow],
  ["draw-seats", seatsFollow],
  ["draw-openings", openingsHold],
];

/** Every check of a draw package, by name. Nothing in a package makes this throw: what is malformed fails a check. */
export function verifyDraw(whole: Json): Check[] {
  const found = new DrawCase(whole);
  return DRAW_CHECKS.map(([name, judge]) => {
    try {
      return { name, ok: true, detail: judge(found), needs_receipt: false };
    } catch (thrown) {
      return { name, ok: false, detail: reason(thrown), needs_receipt: false };
    }
  });
}
