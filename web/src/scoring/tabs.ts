/** What there is to do on a lot in a phase, the work itself first. Pure. */
import type { Sheet } from "./sheet.ts";

export type Tab = "review" | "overview" | "marks" | "alerts" | "questions" | "low" | "corrections" | "competition" | "rejected" | "ranking" | "own" | "leads";

type Seen = Pick<Sheet, "phase" | "alerts" | "competition" | "rejected"> & { readonly bids: readonly Pick<Sheet["bids"][number], "low_price">[] };

export function tabsOf({ phase, alerts, competition, rejected, bids }: Seen): Tab[] {
  const voted: Tab[] = competition ? ["competition"] : [];
  const low: Tab[] = bids.some((one) => one.low_price.length > 0) ? ["low"] : [];
  const out: Tab[] = rejected.length > 0 ? ["rejected"] : [];
  switch (phase) {
    case "PRELIMINARY":
      return ["review", "overview", "questions", "corrections", ...voted];
    case "BLIND":
      return ["marks", ...(alerts.length > 0 ? (["alerts"] as Tab[]) : [])];
    case "OPEN_PART":
      return ["marks", ...low, "questions", "corrections", ...voted, ...out];
    case "CONFIRM":
      return ["alerts", "marks", ...low, "questions", ...voted, ...out];
    case "RANKED":
    case "SIGNING":
    case "CLOSED":
      return ["ranking", "own", "leads"];
    default:
      return [];
  }
}

/** How much on a tab waits for this member; nothing where it is the work of the phase itself. */
export function openOn(tab: Tab, sheet: Sheet): number {
  switch (tab) {
    case "alerts":
      return sheet.alerts.filter((one) => one.answer === null).length;
    case "low":
      return sheet.bids.filter((one) => one.low_price.length > 0 && !sheet.price_votes.some((vote) => vote.bid === one.bid)).length;
    case "competition":
      return sheet.competition?.lacking === null ? 1 : 0;
    default:
      return 0;
  }
}
