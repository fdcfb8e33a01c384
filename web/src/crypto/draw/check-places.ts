/** Checks of what became of the places: replacements in order, supplementary draws, seats, and whose names they are. */
import { fromHex } from "../encoding.ts";
import { CryptoError, demand } from "../errors.ts";
import type { DrawCase, OneDraw } from "./case.ts";
import { same } from "./documents.ts";
import { candidates, drawSupplement, newcomerWorkstation, nextReserve, reserveOrder, seatNames, seatWorkstations } from "./draw.ts";
import { type Entry, expertRef } from "./pool.ts";
import type { Member, Quotas } from "./quotas.ts";
import { GONE, type Move, type Place, type Sat, type Seat } from "./record.ts";

const hasGone = ({ state }: Place): boolean => (GONE as readonly string[]).includes(state);
const byPlace = (a: { readonly place: number }, b: { readonly place: number }): number => a.place - b.place;
const reservesOf = ({ eligible, committee, seed }: OneDraw): Entry[] => reserveOrder(eligible, committee, seed);

/** Everybody was called in turn: the committee, then for each place the first reserve who kept every quota. */
export function replacementsFollow(found: DrawCase): string {
  const rows = found.record.places;
  checkRows(found, rows);
  const order = reservesOf(found.first);
  rows.forEach((row, number) => {
    if (number >= found.first.committee.length) checkSuccessor(rows, number);
    if (row.reserve_no !== null) checkReserve(found, rows, number, order);
  });
  return `${rows.filter(({ reserve_no }) => reserve_no !== null).length} reserves of ${order.length}`;
}

/** The first rows are the committee; nobody is called twice; each row tells its place and its expert's city. */
function checkRows(found: DrawCase, rows: readonly Place[]): void {
  const first = found.first.told.committee;
  const begun = rows.slice(0, first.length);
  const inOrder =
    same(begun.map(({ place, ref, speciality }) => ({ place, ref, speciality })), first) &&
    begun.every(({ draw, reserve_no }) => draw === 1 && reserve_no === null);
  demand(inOrder, "draw-replacements", "the first to be called are not the committee in the order of places");
  const once = new Set(rows.map(({ ref }) => ref)).size === rows.length;
  demand(once, "draw-replacements", "somebody was called twice");
  const specialities = new Map(first.map(({ place, speciality }) => [place, speciality]));
  for (const row of rows) {
    const fitting = row.speciality === specialities.get(row.place) && row.city === found.entry(row.ref).city;
    demand(fitting, "draw-replacements", `place ${row.place} has another speciality, or its member a city`);
    const told = !hasGone(row) || row.answered_at !== null;
    demand(told, "draw-replacements", `it is not told when place ${row.place} became free`);
  }
  const timely = rows.every((row, at) => at === 0 || (rows[at - 1] as Place).invited_at <= row.invited_at);
  demand(timely, "draw-replacements", "the places are not in the order of invitation");
}

function checkSuccessor(rows: readonly Place[], number: number): void {
  const row = rows[number] as Place;
  const earlier = rows.slice(0, number).filter(({ place }) => place === row.place);
  const before = earlier[earlier.length - 1] as Place;
  const free = hasGone(before) && (before.answered_at as string) <= row.invited_at;
  demand(free, "draw-replacements", `place ${row.place} was filled again before it was free`);
  const somehow = (row.reserve_no === null) === row.draw > 1;
  demand(somehow, "draw-replacements", `place ${row.place} was filled by neither a reserve nor a draw`);
}

/** The reserve is the first who keeps every quota beside those who held their places when he was called. */
function checkReserve(found: DrawCase, rows: readonly Place[], number: number, order: readonly Entry[]): void {
  const row = rows[number] as Place;
  const used = new Set(rows.slice(0, number).map(({ ref }) => ref));
  const others = rows.slice(0, number).filter(({ place }) => place !== row.place);
  const newest = Math.max(...rows.slice(0, number).map(({ draw }) => draw));
  // A supplementary draw may have added cities; from its call on they hold for reserves, too.
  const quotas = found.draws[newest - 1]?.quotas;
  if (quotas === undefined) throw new CryptoError("draw-replacements", `there is no draw ${newest}`);
  const due = holders(found, others, row.invited_at).map((staying) => nextReserve(order, used, staying, row.speciality, quotas));
  const right = due.some((each) => each?.number === row.reserve_no && each?.entry.ref === row.ref);
  const told = due[0] ? `reserve ${due[0].number} was due` : "no reserve kept every quota";
  demand(right, "draw-replacements", `place ${row.place}, reserve ${row.reserve_no}: ${told}`);
}

/**
 * Who held the places of these rows at a moment, places ascending. Who left in that very millisecond is taken as
 * holding his place still, or else as gone: two readings.
 */
function holders(found: DrawCase, rows: readonly Place[], moment: string): Member[][] {
  const latest = [...new Map(rows.map((row) => [row.place, row])).values()].sort(byPlace);
  return [true, false].map((still) =>
    latest.filter((row) => holds(row, moment, still)).map(({ ref, speciality }) => ({ entry: found.entry(ref), speciality })),
  );
}

function holds(row: Place, moment: string, still: boolean): boolean {
  const left = hasGone(row) ? row.answered_at : null;
  return left === null || left > moment || (still && left === moment);
}

/** Each later draw filled one place that no reserve could, with equal chances of all who kept every quota. */
export function supplementsFollow(found: DrawCase): string {
  found.draws.slice(1).forEach((draw) => checkSupplement(found, draw));
  const later = found.record.places.map(({ draw }) => draw).filter((draw) => draw > 1);
  const once = new Set(later).size === later.length && later.every((draw) => draw <= found.draws.length);
  demand(once, "draw-supplements", "a supplementary draw filled two places, or there was none");
  return `${found.draws.length - 1} supplementary draws`;
}

function checkSupplement(found: DrawCase, draw: OneDraw): void {
  const { inputs, quotas, sealed, vacancy } = draw;
  const number = inputs.number;
  const plain = isWidened(found.first.quotas, quotas) && sealed.table === null;
  demand(plain, "draw-supplements", `draw ${number} has stricter or other quotas, or a table`);
  draw.checkSealed();
  const rows = rowsBefore(found, draw);
  const fixed = [...sealed.fixed].sort(byPlace).map(({ ref, speciality }) => ({ entry: found.entry(ref), speciality }));
  const others = rows.filter(({ place }) => place !== vacancy.place);
  const right = holders(found, others, inputs.at).some((reading) => same(reading, fixed));
  demand(right, "draw-supplements", `draw ${number} fixes others than those who held their places`);
  const used = new Set(rows.map(({ ref }) => ref));
  const reserve = nextReserve(reservesOf(found.first), used, fixed, vacancy.speciality, quotas);
  demand(reserve === undefined, "draw-supplements", `draw ${number} was held although a reserve kept every quota`);
  const among = candidates(draw.eligible, used, fixed, vacancy.speciality, quotas);
  const { ref } = drawSupplement(among, draw.seed);
  const drawn = same(draw.told.committee, [{ ...vacancy, ref }]);
  demand(drawn, "draw-supplements", `the seed of draw ${number} gives another expert`);
  const chance = { n: "1", d: String(among.length) };
  const stated = same([inputs.least, inputs.greatest], [chance, chance]);
  demand(stated, "draw-supplements", `draw ${number} chose among ${among.length}, another chance is stated`);
  const own = found.record.places.filter((row) => row.draw === number);
  const called = own.every((row) => row.place === vacancy.place && row.ref === ref);
  demand(called, "draw-supplements", `draw ${number} filled another place, or somebody else was called`);
}

/** Whether the later quotas are the first ones, but for cities that are added or allow more. */
function isWidened(first: Quotas, later: Quotas): boolean {
  const cities = new Map(later.cities.map((each) => [each.city, each]));
  const allows = first.cities.every(({ city, least, most }) => {
    const now = cities.get(city);
    return now !== undefined && now.least <= least && most <= now.most;
  });
  return allows && same({ ...later, cities: first.cities }, first);
}

/** Who had been called when the inputs of a supplementary draw came out. */
function rowsBefore(found: DrawCase, { inputs }: OneDraw): Place[] {
  const rows = found.record.places;
  const own = rows.findIndex(({ draw }) => draw === inputs.number);
  return rows.slice(0, own < 0 ? rows.length : own).filter(({ invited_at }) => invited_at <= inputs.at);
}

/** Names and workstations of a complete committee follow from the first draw's seed; later only newcomers move. */
export function seatsFollow(found: DrawCase): string {
  const { places, seats, sat } = found.record;
  const latest = [...new Map(places.map((row) => [row.place, row])).values()].sort(byPlace);
  const complete = latest.every(({ state }) => state === "ACCEPTED");
  const standing = sat === undefined ? undefined : sittingFollows(found, sat);
  if (seats.length === 0 && !complete) return "no seats: the committee was not complete";
  const own = seats.map(({ place, ref }) => ({ place, ref }));
  const accepted = complete && same(own, latest.map(({ place, ref }) => ({ place, ref })));
  demand(accepted, "draw-seats", "the seats are not of those who accepted, by place");
  if (standing === undefined) checkDrawn(found, seats);
  else demand(same(seats, standing), "draw-seats", "the seats are not those of who sat first and who came later");
  return `${seats.length} seats`;
}

/** Names and workstations of a whole committee. */
function checkDrawn(found: DrawCase, seats: readonly Seat[]): void {
  const names = seatNames(seats.map(({ ref }) => ref), found.first.seed);
  const named = seats.every(({ ref, name }) => names.get(ref) === name);
  demand(named, "draw-seats", "the seed gives other seat names");
  const single = new Set(seats.map(({ workstation }) => workstation)).size === seats.length;
  demand(single, "draw-seats", "two members at one workstation");
  for (const venue of new Set(seats.map((seat) => seat.venue))) {
    const given = seats.filter((seat) => seat.venue === venue);
    const cities = new Set(given.map(({ ref }) => found.entry(ref).city));
    demand(cities.size === 1, "draw-seats", "members from two cities at one venue");
    const due = seatWorkstations(given.map(({ ref }) => ref), given.map(({ workstation }) => workstation), venue, found.first.seed);
    const right = given.every(({ ref, workstation }) => due.get(ref) === workstation);
    demand(right, "draw-seats", "the seed gives other workstations");
  }
}

/** The seats by place, once everybody who came later was seated: who stays keeps his seat. */
function sittingFollows(found: DrawCase, sat: Sat): Seat[] {
  const before = found.record.places.filter(({ invited_at }) => invited_at <= sat.at);
  const first = [...new Map(before.map((row) => [row.place, row])).values()].sort(byPlace);
  const held = same(sat.seats.map(({ place, ref }) => ({ place, ref })), first.map(({ place, ref }) => ({ place, ref })));
  demand(held, "draw-seats", "those who sat first are not those who held the places");
  checkDrawn(found, sat.seats);
  const standing = new Map(sat.seats.map((seat) => [seat.place, seat]));
  for (const { at, free, ...seat } of sat.moves) {
    checkMove(found, sat.at, standing, { at, free, ...seat });
    standing.set(seat.place, seat);
  }
  return [...standing.values()].sort(byPlace);
}

/** A newcomer takes the name of who left, and his workstation, or a free one in another city. */
function checkMove(found: DrawCase, begun: string, standing: ReadonlyMap<number, Seat>, move: Move): void {
  const came = found.record.places.find(({ place, ref }) => place === move.place && ref === move.ref);
  const former = standing.get(move.place);
  const late = came !== undefined && came.invited_at >= begun && move.at >= begun;
  if (former === undefined || !late || move.name !== former.name)
    throw new CryptoError("draw-seats", `${move.name}: nobody came to this place later, or under another name`);
  const city = found.entry(move.ref).city;
  if (found.entry(former.ref).city === city) {
    const kept = move.venue === former.venue && move.workstation === former.workstation && move.free.length === 0;
    demand(kept, "draw-seats", `${move.name}: not at the workstation of who left`);
    return;
  }
  const staying = [...standing.values()].filter((seat) => isStaying(found, seat, move.at));
  const taken = staying.some(({ workstation }) => workstation === move.workstation);
  const local = staying.every(({ ref, venue }) => venue !== move.venue || found.entry(ref).city === city);
  const drawn = newcomerWorkstation(move.ref, move.free, move.venue, found.first.seed);
  const right = drawn === move.workstation && !taken && local;
  demand(right, "draw-seats", `${move.name}: the seed gives another workstation, or it was not free`);
}

/** Whether who has this seat had not left by then. */
const isStaying = (found: DrawCase, { place, ref }: Seat, moment: string): boolean =>
  found.record.places.every((row) => row.place !== place || row.ref !== ref || holds(row, moment, false));

/** Everybody who was called, and nobody else, is named, and the name is the one the pool committed to. */
export function openingsHold(found: DrawCase): string {
  const { openings, places } = found.record;
  const called = [...new Set(places.map(({ ref }) => ref))].sort();
  const everybody = same(openings.map(({ ref }) => ref), called);
  demand(everybody, "draw-openings", "the names are not those of everybody who was called");
  for (const { ref, expert, name, salt } of openings) {
    const right = expertRef(expert, name, fromHex(salt, 16)) === ref;
    demand(right, "draw-openings", `${ref}: another person was committed to`);
  }
  return `${openings.length} names`;
}
