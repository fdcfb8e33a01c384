/**
 * The steps in which custodians release: two where everything is opened at the hour, three with two envelopes (双信封).
 * There the hour opens identities and documents; offers and pricing stay shut until a second opening, and of bids that
 * did not pass the review they stay shut for ever. The tender says which: `scheme.envelopes`.
 */
import type { Json } from "./encoding.ts";
import type { Kind } from "./manifest.ts";

/** Kinds whose shares are published, kinds whose shares are withheld; `listed`: passed bids only. */
export interface StepRule {
  readonly shares: readonly Kind[];
  readonly withheld: readonly Kind[];
  readonly listed: boolean;
}

export const STEP_NAMES = ["identities", "contents", "documents", "prices"] as const;
export type StepName = (typeof STEP_NAMES)[number];

export const STEPS: { readonly [step in StepName]: StepRule } = {
  identities: { shares: ["identity"], withheld: [], listed: false },
  contents: { shares: ["offer"], withheld: ["documents", "pricing"], listed: false },
  documents: { shares: [], withheld: ["documents"], listed: false },
  prices: { shares: ["offer"], withheld: ["pricing"], listed: true },
};

const ONE_ENVELOPE: readonly StepName[] = ["identities", "contents"];
const TWO_ENVELOPES: readonly StepName[] = ["identities", "documents", "prices"];

/** Whether the body of a tender asks for a second opening. A scheme of another shape asks for none. */
export function hasTwoEnvelopes(tender: { readonly scheme?: { readonly [member: string]: Json } }): boolean {
  return tender.scheme?.["envelopes"] === 2;
}

/** Steps of this tender in order. */
export const stepsOf = (tender: { readonly scheme?: { readonly [member: string]: Json } }): readonly StepName[] =>
  hasTwoEnvelopes(tender) ? TWO_ENVELOPES : ONE_ENVELOPE;
