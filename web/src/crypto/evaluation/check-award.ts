/** Checks of what was made of a report: its publicity, the awards, the draw of its seats, and what the share counts. */
import { verifyDraw } from "../draw/verify.ts";
import { canonical, fromUtf8, type Json, parseCanonical } from "../encoding.ts";
import { CryptoError, demand } from "../errors.ts";
import type { Evaluation, Told } from "./case.ts";
import { bodiesAt, type Body, bodyOf, by, flagAt, listAt, member, numberAt, same, sameSet, textAt } from "./read.ts";
import { cityKey, kindOf, LEAST_AWAY } from "./share.ts";

/** Rejections as they are compared: whatever their order. */
export function grounds(entries: readonly Body[]): string[] {
  const told = (one: Body): Json => ["bid", "item", "ground", "reason"].map((name) => member(one, name));
  return entries.map((one) => fromUtf8(canonical(told(one)))).sort();
}

/** Texts of the members that are named, one after another, in the same order as the entries. */
const column = (entries: readonly Body[], name: string): Json[] => entries.map((one) => member(one, name));

const entry = (found: ReadonlyMap<string, Body>, key: string, check: string): Body => {
  const one = found.get(key);
  if (one === undefined) throw new CryptoError(check, `${key.slice(0, 16)} is not among those that were told before`);
  return one;
};

/** The publicity names this report and these scores, and publishes what they recommend and reject. */
export function candidatesAsReported(found: Evaluation): string {
  const [name, told, report] = ["candidates-as-reported", found.candidates.body, found.report.body];
  same(member(told, "report"), found.report.digest, name, "report");
  same(member(told, "scores"), found.scores.digest, name, "scores record");
  const results = by(bodiesAt(found.scores.body, "results"), "bid", name);
  const recommended = by(bodiesAt(report, "candidates"), "bid", name);
  const published = bodiesAt(told, "candidates");
  same(column(published, "bid"), [...recommended.keys()], name, "list of candidates");
  for (const one of published) {
    const bid = textAt(one, "bid");
    for (const each of ["rank", "name", "uscc", "price"]) {
      same(member(one, each), member(entry(recommended, bid, name), each), name, `${each} of candidate ${numberAt(one, "rank")}`);
    }
    same(member(one, "score"), member(entry(results, bid, name), "total"), name, `score of candidate ${numberAt(one, "rank")}`);
  }
  same(grounds(bodiesAt(told, "rejected")), grounds(bodiesAt(report, "rejected")), name, "list of rejections");
  return `${published.length} candidates, until ${textAt(told, "ends")}`;
}

/** Each award is made after the publicity, to one of its candidates, in front of whom everybody was passed over. */
export function awardAsPublished(found: Evaluation): string {
  const name = "award-as-published";
  const candidates = by(bodiesAt(found.candidates.body, "candidates"), "bid", name);
  let before: string[] = [];
  for (const { body } of found.awards) {
    for (const each of ["report", "scores", "candidates"]) same(member(body, each), member(found.award.body, each), name, each);
    const bid = textAt(body, "bid");
    const candidate = entry(candidates, bid, name);
    for (const each of ["rank", "name", "uscc", "price"]) same(member(body, each), member(candidate, each), name, `${each} of the winner`);
    const passed = checkOrder(body, candidates, before);
    before = [...passed, bid];
  }
  const first = found.awards[0] as Told;
  demand(textAt(first.body, "at") >= publicityEnd(found), name, "it was made before the publicity was over");
  return `${textAt(found.award.body, "name")}, candidate ${numberAt(found.award.body, "rank")}`;
}

/** Who stands in front of the winner was passed over; so was the winner of an earlier award. */
function checkOrder(award: Body, candidates: ReadonlyMap<string, Body>, before: readonly string[]): string[] {
  const name = "award-as-published";
  const passed = [...by(bodiesAt(award, "passed_over"), "bid", name).keys()];
  demand(!passed.includes(textAt(award, "bid")), name, "the winner was passed over");
  const front = [...candidates].filter(([, one]) => numberAt(one, "rank") < numberAt(award, "rank")).map(([bid]) => bid);
  const skipped = flagAt(award, "first_only") && front.some((bid) => !passed.includes(bid));
  demand(!skipped, name, "a candidate in front of the winner was not passed over");
  demand(before.every((bid) => passed.includes(bid)), name, "an earlier winner was not passed over");
  return passed;
}

/** When it was over: an answer to an objection moves the end that stood before. */
function publicityEnd(found: Evaluation): string {
  const moved = found.of("result-answer").filter(({ body }) => member(body, "ends") !== null).map(({ body }) => textAt(body, "ends"));
  return [textAt(found.candidates.body, "ends"), ...moved].reduce((last, one) => (one > last ? one : last));
}

/** Every draw package here is repeated in all but its probabilities, and the report's seats are those drawn. */
export function drawsRepeated(found: Evaluation): string {
  const name = "draws-repeated";
  const drawn = new Map<string, Body>();
  for (const path of found.package.below("draws", ".json")) {
    const whole = bodyOf(parseCanonical(found.package.read(path)));
    const failed = verifyDraw(whole).filter(({ ok }) => !ok);
    demand(failed.length === 0, name, `${path}: ${failed.map((check) => check.name).join(", ")}`);
    const record = bodyOf(member(bodyOf(member(whole, "record")), "body"));
    drawn.set(textAt(record, "session"), record);
  }
  const { body: report } = found.report;
  const record = drawn.get(textAt(report, "session"));
  if (record === undefined) return drawn.size === 0 ? "the draw record of this session is not published yet" : "of another session only";
  const place = (one: Body, seat: string): string => `${textAt(one, seat)} ${textAt(one, "venue")}`;
  const experts = bodiesAt(report, "committee").filter((one) => textAt(one, "kind") === "expert");
  sameSet(experts.map((one) => place(one, "seat")), bodiesAt(record, "seats").map((one) => place(one, "name")), name, "seats than were drawn");
  return `${drawn.size} draws`;
}

const citiesHere = (seats: readonly Body[]): Set<string> => new Set(seats.filter((one) => !flagAt(one, "remote")).map((one) => cityKey(textAt(one, "city"))));

/** Who counts as away follows from the cities of the venues: one venue, one city; here is where nobody is away. */
export function remoteAsSeated(found: Evaluation): string {
  const name = "remote-as-seated";
  const seats = bodiesAt(found.report.body, "committee");
  const cities = new Map<string, string>();
  for (const one of seats) {
    const [venue, city] = [textAt(one, "venue"), textAt(one, "city")];
    same(city, cities.get(venue) ?? city, name, `city of the venue of ${textAt(one, "seat")}`);
    cities.set(venue, city);
  }
  const here = citiesHere(seats);
  demand(here.size === 1, name, "the main venue's city does not follow: nobody sat there, or members of several cities");
  for (const one of seats) {
    same(member(one, "remote"), !here.has(cityKey(textAt(one, "city"))), name, `answer whether ${textAt(one, "seat")} sat away`);
  }
  const experts = seats.filter((one) => textAt(one, "kind") === "expert");
  const away = experts.filter((one) => flagAt(one, "remote"));
  return `${away.length} of ${experts.length} experts in other cities than ${[...here].join()}`;
}

/** The seats that signed the report, by what closes it. */
export function signedSeats(closing: Body): Set<string> {
  return new Set(listAt(closing, "signed").map((one) => (typeof one === "string" ? one : textAt(bodyOf(one), "seat"))));
}

/** The count names this report, its seats are the committee's, and the kind follows from where they are. */
export function shareCounted(found: Evaluation): string {
  const name = "share-counted";
  const [report, committee] = [found.report, bodiesAt(found.report.body, "committee")];
  const counts = found.of("share-count").filter(({ body }) => textAt(body, "report") === report.digest);
  const [one] = counts;
  if (one === undefined) return "no count is published yet";
  demand(counts.length === 1, name, `${counts.length} counts of one report`);
  const count = one.body;
  same(member(count, "closing"), found.closing.digest, name, "closing of the report");
  same(member(count, "session"), member(report.body, "session"), name, "session");
  const signed = signedSeats(found.closing.body);
  const line = (seat: Body, held: boolean): string => [textAt(seat, "seat"), textAt(seat, "kind"), textAt(seat, "city"), held].join();
  const seats = bodiesAt(count, "seats");
  const sat = committee.map((seat) => line(seat, signed.has(textAt(seat, "seat")))).sort();
  same(seats.map((seat) => line(seat, flagAt(seat, "signed"))).sort(), sat, name, "list of seats");
  same(member(count, "rulebook"), member(found.tender.body, "rulebook"), name, "rulebook");
  same(member(count, "least"), LEAST_AWAY.get(numberAt(count, "rulebook")) ?? null, name, "number of remote experts");
  sameSet([cityKey(textAt(count, "main_city"))], citiesHere(committee), name, "city of the main venue");
  const kinds = seats.map((seat) => ({ kind: textAt(seat, "kind"), city: textAt(seat, "city"), signed: flagAt(seat, "signed") }));
  same(member(count, "kind"), kindOf(textAt(count, "main_city"), kinds, numberAt(count, "least")), name, "kind");
  return textAt(count, "kind");
}
