/** What was read out, as a table: the price found, its part of the ceiling, who comes where. Pure. */
import { fenOf, percentOf } from "../bids/money.ts";
import type { FormField } from "../tenders/answers.ts";
import type { Outcome } from "./answers.ts";
import type { Tone } from "../foundation/ui/StateMark.vue";

export interface Row {
  readonly bid: Outcome;
  /** Percent of the ceiling, "96.20". */
  readonly percent: string | undefined;
  readonly above: boolean;
}

/** The price that is compared: the first amount of the form. */
export const priceField = (form: readonly FormField[]): FormField | undefined => form.find(({ kind }) => kind === "money");

/** Bids that were read out, lowest price first; one whose price cannot be read stands last. */
export function rowsOf(bids: readonly Outcome[], form: readonly FormField[], ceiling: string | null): Row[] {
  const price = priceField(form);
  const limit = ceiling ? fenOf(ceiling) : undefined;
  const amountOf = (bid: Outcome): bigint | undefined => (price ? fenOf(bid.values?.[price.name] ?? "") : undefined);
  return bids
    .filter(({ outcome }) => outcome === "VALID")
    .map((bid) => ({ bid, amount: amountOf(bid) }))
    .sort((one, other) => compare(one.amount, other.amount) || (one.bid.name ?? "").localeCompare(other.bid.name ?? "", "zh-CN"))
    .map(({ bid, amount }) => ({
      bid,
      percent: amount !== undefined && limit ? percentOf(amount, limit) : undefined,
      above: amount !== undefined && limit !== undefined && amount > limit,
    }));
}

function compare(one: bigint | undefined, other: bigint | undefined): number {
  if (one === undefined || other === undefined) return Number(one === undefined) - Number(other === undefined);
  return one < other ? -1 : one > other ? 1 : 0;
}

/** Bids that were not: replaced, shut, unopened, or of nobody that is known; those of one fate together. */
export function othersOf(bids: readonly Outcome[]): { outcome: Outcome["outcome"]; bids: Outcome[] }[] {
  const fates = (Object.keys(TONES) as Outcome["outcome"][]).filter((outcome) => outcome !== "VALID");
  return fates.map((outcome) => ({ outcome, bids: bids.filter((bid) => bid.outcome === outcome) })).filter((each) => each.bids.length > 0);
}

const TONES: Readonly<Record<Outcome["outcome"], Tone>> = {
  VALID: "good",
  UNATTRIBUTED: "warn",
  REPLACED: "plain",
  DEEMED_REVOKED: "bad",
  DEEMED_WITHDRAWN: "warn",
  UNOPENED: "plain",
};
export const outcomeTone = (outcome: Outcome["outcome"]): Tone => TONES[outcome];
