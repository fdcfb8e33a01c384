/** A `tianping/scores/1` body computed again: what members gave goes in, everything that follows comes out. */
import { fromHex, type Json } from "../encoding.ts";
import { CryptoError } from "../errors.ts";
import { add, amount, amountText, type Decimal, decimal, decimalText, negative, sum, ZERO } from "./decimal.ts";
import { bodiesAt, type Body, bodyOf, flagAt, listAt, member, same, textAt, textsAt } from "./read.ts";
import { type Against, byLatePrice, isMajority, preliminary, type Rejection, unexplained } from "./review.ts";
import { readScheme, type Scheme } from "./scheme.ts";
import { drawTies, type Lot, settle, type Settlement } from "./settle.ts";

const CHECK = "ranking-recomputed";

/** Refuses a record of which a member that follows from its others says something else. */
export function checkRanking(scores: Body): string {
  same(member(scores, "type"), "tianping/scores/1", CHECK, "type");
  const lot = lotOf(scores);
  const found = settle(lot);
  const bids = bodiesAt(scores, "bids").map((one) => ({ ...one, evaluated_price: amountText(lot.prices.get(textAt(one, "bid")) as Decimal) }));
  for (const [name, expected] of Object.entries({ bids, ...settlementJson(found) })) {
    same(member(scores, name), expected, CHECK, name.replace("_", " "));
  }
  checkDrawnTies(scores, found, lot);
  if (found.failed !== null) return "every bid was rejected";
  return `${found.results.length} bids, the first ${found.results[0]?.bid.slice(0, 16)}`;
}

/** Where a draw decides between equals, its order follows from the seed. */
function checkDrawnTies(scores: Body, found: Settlement, { seed }: Lot): void {
  const drawn = drawTies(found, seed, textAt(scores, "lot"));
  for (const tie of found.ties) {
    if (tie.by !== "draw" || tie.order === null) continue;
    const expected = [...tie.bids].sort((one, other) => (drawn.get(one) ?? 0) - (drawn.get(other) ?? 0));
    same([...tie.order], expected, CHECK, "order of bids by draw");
  }
}

const textOrNull = (value: Decimal | null): string | null => (value === null ? null : decimalText(value));

/** The members of a record that a settlement gives: figures as texts. */
function settlementJson(found: Settlement): { [member: string]: Json } {
  return {
    rejected: found.rejected.map(({ bid, item, ground, reason, phase }) => ({ bid, item, ground, reason, phase })),
    results: found.results.map((one) => ({
      bid: one.bid,
      criteria: one.criteria.map(([name, score]) => ({ name, score: decimalText(score) })),
      price_score: textOrNull(one.priceScore),
      total: textOrNull(one.total),
      rank: one.rank,
    })),
    benchmark: textOrNull(found.benchmark),
    ties: found.ties.map((tie) => ({ bids: [...tie.bids], by: tie.by, order: tie.order === null ? null : [...tie.order] })),
    candidates: [...found.candidates],
    failed: found.failed,
  };
}

/** The lot that a body tells. `ties[].order` and `left_out` are taken as told: other records prove them. */
function lotOf(body: Body): Lot {
  const scheme = readScheme(member(body, "scheme"));
  const seats = bodiesAt(body, "seats").map((one) => textAt(one, "seat"));
  const ceiling = member(body, "ceiling") === null ? null : decimal(textAt(body, "ceiling"));
  const bids = bodiesAt(body, "bids");
  return {
    scheme,
    ceiling,
    coefficients: new Map(bodiesAt(body, "coefficients").map((one) => [textAt(one, "name"), decimal(textAt(one, "value"))])),
    seed: fromHex(textAt(body, "seed")),
    prices: new Map(bids.map((one) => [textAt(one, "bid"), evaluated(scheme, one)])),
    seats,
    rejected: rejections(body, scheme, seats, ceiling),
    marks: bodiesAt(body, "marks").map((one) => ({
      bid: textAt(one, "bid"),
      criterion: textAt(one, "criterion"),
      seat: textAt(one, "seat"),
      mark: decimal(textAt(one, "mark")),
    })),
    lacking: isLacking(body, seats),
    decided: new Map(bodiesAt(body, "ties").flatMap((tie) => (member(tie, "order") === null ? [] : textsAt(tie, "order").map((bid, at) => [bid, at + 1] as const)))),
    leftOut: textsAt(body, "left_out"),
  };
}

/** The price as read out; nothing where there is no amount. */
const quoted = (bid: Body): Decimal => amount(textAt(bid, "price")) ?? ZERO;

/** The price that is compared: as read out, corrected, adjusted by name as the document says. */
function evaluated(scheme: Scheme, bid: Body): Decimal {
  const after = bodiesAt(bid, "corrections").map((one) => decimal(textAt(one, "after")));
  const amounts = new Map(bodiesAt(bid, "adjustments").map((one) => [textAt(one, "name"), decimal(textAt(one, "amount"))]));
  const changes = [...amounts].map(([name, value]) => {
    const direction = scheme.adjustments.find((one) => one.name === name)?.direction;
    if (direction === undefined || value.units < 0) throw new CryptoError("method", `the adjustment ${name} is not the document's`);
    return direction === "add" ? value : negative(value);
  });
  return add(after[after.length - 1] ?? quoted(bid), sum(changes));
}

function rejections(body: Body, scheme: Scheme, seats: readonly string[], ceiling: Decimal | null): Rejection[] {
  const votes = bodiesAt(body, "preliminary").filter((one) => !flagAt(one, "pass")).map((one) => against(one, textAt(one, "item")));
  const low = bodiesAt(body, "low_price");
  const asked = low.flatMap((one) =>
    bodiesAt(one, "votes").filter((vote) => !flagAt(vote, "explained")).map((vote) => against({ ...vote, bid: member(one, "bid") }, "R-LOW")),
  );
  const phases = new Map(low.map((one) => [textAt(one, "bid"), textAt(one, "phase")]));
  const prices = new Map(bodiesAt(body, "bids").map((one) => [textAt(one, "bid"), quoted(one)]));
  const voted = preliminary(scheme, votes, seats);
  const told = (body["price_record"] ?? null) !== null;
  return [...voted, ...byLatePrice(scheme, prices, ceiling, voted, told), ...unexplained(asked, seats, phases)];
}

const against = (vote: Body, item: string): Against => ({
  bid: textAt(vote, "bid"),
  item,
  seat: textAt(vote, "seat"),
  reason: member(vote, "reason") === null ? "" : textAt(vote, "reason"),
});

/** Whether a majority said that competition is obviously lacking; nobody did before all have voted. */
function isLacking(body: Body, seats: readonly string[]): boolean {
  const told = member(body, "competition");
  if (told === null) return false;
  const votes = new Map(listAt(bodyOf(told), "votes").map(bodyOf).map((one) => [textAt(one, "seat"), flagAt(one, "lacking")]));
  const found = seats.map((seat) => votes.get(seat));
  return !found.includes(undefined) && isMajority(found.filter(Boolean).length, seats.length);
}
