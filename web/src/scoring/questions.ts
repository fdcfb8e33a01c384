/** What questions say about an item. Pure. */
import type { Shown } from "../api/client.ts";

export type Question = Shown<"QuestionShown">;
/** `over`: answered, or the time is over; `open`: asked and waited for. */
export type Ask = "none" | "open" | "over";

/** A question about the bid as a whole counts for each of its items. */
export function asksOf(questions: readonly Question[]): (bid: string, item: string) => Ask {
  return (bid, item) => {
    const asked = questions.filter((one) => one.bid === bid && (one.item === item || one.item === null));
    if (asked.some((one) => one.over)) return "over";
    return asked.length > 0 ? "open" : "none";
  };
}

/** What was asked about a low price. */
export function askedPrice(questions: readonly Question[], bid: string): Ask {
  const asked = questions.filter((one) => one.bid === bid && one.kind === "low_price");
  if (asked.some((one) => one.over)) return "over";
  return asked.length > 0 ? "open" : "none";
}
