/** Checks of scores and report: of this tender and opening, every mark a member's, the report as scored and signed. */
import { demand } from "../errors.ts";
import { areDistinct } from "../fields.ts";
import { type Evaluation, checkWhole } from "./case.ts";
import { grounds, signedSeats } from "./check-award.ts";
import { compare, decimal, ZERO } from "./decimal.ts";
import { bodiesAt, type Body, bodyOf, by, listAt, member, same, sameSet, textAt, textsAt } from "./read.ts";
import type { Json } from "../encoding.ts";

/** The scores are of this tender and opening: its scheme, its coefficients, its valid bids with their prices. */
export function scoresNamed(found: Evaluation): string {
  const [name, scores, opening] = ["scores-named", found.scores.body, found.opening.body];
  same(member(scores, "opening_record"), found.opening.digest, name, "opening record");
  same(member(scores, "tender"), member(opening, "tender"), name, "tender");
  same(member(scores, "scheme"), found.tender.body["scheme"] ?? null, name, "scheme than the tender document froze");
  const told = pricesTold(found);
  same(member(scores, "coefficients"), member(told, "coefficients"), name, "coefficients than were drawn");
  const valid = bodiesAt(opening, "bids").filter((row) => textAt(row, "outcome") === "VALID");
  const judged = by(bodiesAt(scores, "bids"), "bid", name);
  sameSet(judged.keys(), valid.map((row) => textAt(row, "bid")), name, "set of bids than the valid ones");
  const field = textAt(bodyOf(member(scores, "scheme")), "price_field");
  const priced = new Map(bodiesAt(told, "bids").map((row) => [textAt(row, "bid"), member(row, "values")]));
  for (const row of valid) {
    const bid = textAt(row, "bid");
    const one = judged.get(bid) as Body;
    for (const each of ["name", "uscc"]) same(member(one, each), member(row, each), name, `${each} of bid ${bid.slice(0, 16)}`);
    const values = priced.get(bid) ?? null;
    same(member(one, "price"), values === null ? "" : (bodyOf(values)[field] ?? ""), name, `price of bid ${bid.slice(0, 16)}`);
  }
  return `${valid.length} bids`;
}

/** The record that tells the prices: with two envelopes that of the second opening, over who passed the review. */
function pricesTold(found: Evaluation): Body {
  const [name, opened] = ["scores-named", found.priceOpening];
  same(found.scores.body["price_record"] ?? null, opened?.digest ?? null, name, "record of a price opening");
  if (opened === undefined) return found.opening.body;
  const listed = found.get("price-list", textAt(opened.body, "list")).body;
  const review = found.get("price-review", textAt(listed, "review")).body;
  for (const each of ["lot", "round", "tender", "opening_record"]) same(member(review, each), member(listed, each), name, `${each} of the review`);
  same(member(listed, "bids"), textsAt(review, "passed").sort(), name, "list of bids than passed the review");
  return opened.body;
}

/** Every mark is by a member who sat to the end, within full marks, one for each bid and criterion. */
export function marksComplete(found: Evaluation): string {
  const [name, scores] = ["marks-complete", found.scores.body];
  const seats = by(bodiesAt(scores, "seats"), "seat", name);
  const rejected = new Set(bodiesAt(scores, "rejected").map((one) => textAt(one, "bid")));
  const criteria = by(bodiesAt(bodyOf(member(bodyOf(member(scores, "scheme")), "method")), "criteria"), "name", name);
  const marked = [...criteria].filter(([, one]) => textAt(one, "kind") !== "price").map(([each]) => each);
  const given = new Set<string>();
  for (const one of bodiesAt(scores, "marks")) {
    const [criterion, seat] = [textAt(one, "criterion"), textAt(one, "seat")];
    const place = JSON.stringify([textAt(one, "bid"), criterion, seat]);
    const belongs = seats.has(seat) && marked.includes(criterion) && !given.has(place);
    demand(belongs, name, `a mark for ${criterion} by ${seat} that does not belong here`);
    const [mark, most] = [decimal(textAt(one, "mark")), decimal(textAt(criteria.get(criterion) as Body, "weight"))];
    demand(compare(mark, ZERO) >= 0 && compare(mark, most) <= 0, name, `${seat} gave ${textAt(one, "mark")} for ${criterion}`);
    given.add(place);
  }
  const bids = bodiesAt(scores, "bids").map((one) => textAt(one, "bid")).filter((bid) => !rejected.has(bid));
  const wanted = bids.flatMap((bid) => marked.flatMap((item) => [...seats.keys()].map((seat) => JSON.stringify([bid, item, seat]))));
  const lacking = wanted.find((place) => !given.has(place));
  demand(lacking === undefined || member(scores, "failed") !== null, name, `there is no mark for ${lacking?.slice(0, 60)}`);
  return `${given.size} marks by ${seats.size} members`;
}

const seatLine = (one: Body): Json => [textAt(one, "seat"), member(one, "kind"), member(one, "head")];
const inOrder = (lines: readonly Json[]): Json[] => [...lines].sort((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));

/** The report names these scores and tells what they say: who was rejected, every place, who is recommended. */
export function reportAsScored(found: Evaluation): string {
  const [name, report, scores] = ["report-as-scored", found.report.body, found.scores.body];
  same(member(report, "scores"), found.scores.digest, name, "scores record");
  same(member(report, "opening_record"), found.opening.digest, name, "opening record");
  same(member(report, "session"), member(scores, "session"), name, "session");
  const judged = by(bodiesAt(scores, "bids"), "bid", name);
  const seats = (body: Body, list: string): Json[] => inOrder(bodiesAt(body, list).map(seatLine));
  same(seats(report, "committee"), seats(scores, "seats"), name, "committee");
  same(grounds(bodiesAt(report, "rejected")), grounds(bodiesAt(scores, "rejected")), name, "list of rejections");
  const told = bodiesAt(report, "candidates");
  told.forEach((one, at) => {
    const bid = judged.get(textAt(one, "bid"));
    demand(bid !== undefined, name, `candidate ${at + 1} is no bid that was judged`);
    for (const each of ["name", "uscc", "price"]) same(member(one, each), member(bid, each), name, `${each} of candidate ${at + 1}`);
    same(member(one, "rank"), at + 1, name, "order of candidates");
  });
  same(told.map((one) => member(one, "bid")), listAt(scores, "candidates"), name, "list of candidates");
  checkPlaces(report, scores);
  return `${told.length} candidates`;
}

/** The comparison table, line by line. */
function checkPlaces(report: Body, scores: Body): void {
  const name = "report-as-scored";
  const results = by(bodiesAt(scores, "results"), "bid", name);
  const table = by(bodiesAt(report, "comparison"), "bid", name);
  sameSet(table.keys(), results.keys(), name, "set of compared bids");
  for (const [bid, line] of table) {
    const result = results.get(bid) as Body;
    same([member(line, "rank"), member(line, "score")], [member(result, "rank"), member(result, "total")], name, `place of bid ${bid.slice(0, 16)}`);
  }
}

/** Every member signed the report with the key of the pledge, or was silent, which the closing tells (条例53). */
export function reportSigned(found: Evaluation): string {
  const [name, report] = ["report-signed", found.report];
  checkWhole(report.signed);
  const keys = new Map(bodiesAt(report.body, "committee").map((one) => [textAt(one, "seat"), textAt(one, "sign_key")]));
  demand(areDistinct([...keys.values()]), name, "two members pledged one key");
  const { body: closing } = found.closing;
  const [silent, signed] = [new Set(textsAt(closing, "silent")), signedSeats(closing)];
  const members = report.signed.signatures.filter(({ role }) => role === "member").map(({ key }) => key);
  sameSet([...signed].map((seat) => keys.get(seat) ?? seat), members, name, "set of members' signatures");
  const once = [...silent].every((seat) => !signed.has(seat));
  const each = [...new Set([...silent, ...signed])].sort().join() === [...keys.keys()].sort().join();
  demand(once && each, name, "the closing does not tell of each member that he signed or was silent");
  return `${signed.size} signed, ${silent.size} silent, ${listAt(closing, "dissent").length} dissenting`;
}
