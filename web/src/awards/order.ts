/** Who stands in front of whom, and which award counts. Pure. */
import type { Award, Candidate } from "./answers.ts";

/** Candidates that stand in front of this one and are not passed over yet. */
export const inFront = (candidates: readonly Candidate[], bid: string): Candidate[] => {
  const rank = candidates.find((each) => each.bid === bid)?.rank ?? 0;
  return candidates.filter((each) => each.rank < rank);
};

/** The award in force: each one replaces the one before. */
export const inForceOf = (award: Award): Award["awards"][number]["body"] | undefined => award.awards[award.awards.length - 1]?.body;
