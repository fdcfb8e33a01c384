/**
 * From a seed to people: the committee, the reserves in their order, a supplement for one place, the seats. Everything
 * is drawn from lists in a fixed order (ascending by ref), each purpose from a stream of its own.
 */
import { CryptoError, demand } from "../errors.ts";
import { Stream } from "./generator.ts";
import { compareRefs, compareTexts, type Entry } from "./pool.ts";
import { brokenQuotas, fits, type Member, type Quotas, seatsOf } from "./quotas.ts";
import { type Composition, type Groups, type Table, typeKey, WEIGHTS } from "./table.ts";

/** Selections from one composition before another one is drawn, and compositions before the draw refuses. */
const TRIES = 1000;
const ROUNDS = 16;

/** The members in the order of their places: the first has place 1. */
export function drawCommittee(groups: Groups, quotas: Quotas, table: Table, seed: Uint8Array): Member[] {
  const stream = new Stream(seed, "committee");
  const pools = new Map(groups.map(({ type, entries }) => [typeKey(type), entries]));
  for (let round = 0; round < ROUNDS; round += 1) {
    const composition = byWeight(table, stream.below(WEIGHTS));
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      const members = selection(pools, table, composition, stream);
      const broken = brokenQuotas(quotas, members);
      if (broken.length === 0) return members;
      // A second colleague of one employer: members are drawn again from the same stream, the composition stays.
      demand(broken.join() === "employer-most", "draw-committee", `a composition of the table breaks ${broken[0]}`);
    }
  }
  throw new CryptoError("draw-committee", "the table leads to no committee that keeps the employer limit");
}

function byWeight(table: Table, number: number): Composition {
  let total = 0;
  const at = table.weights.findIndex((weight) => number < (total += weight));
  demand(at >= 0, "draw-committee", "the weights of the table do not sum to 2^32");
  return table.compositions[at] as Composition;
}

/** Each type is sampled once for all its seats, which then take their members in the composition's order. */
function selection(pools: ReadonlyMap<string, readonly Entry[]>, table: Table, composition: Composition, stream: Stream): Member[] {
  const seats = new Map<number, string[]>();
  for (const [index, speciality, count] of composition) {
    seats.set(index, [...(seats.get(index) ?? []), ...Array.from({ length: count }, () => speciality)]);
  }
  return [...seats].flatMap(([index, codes]) => {
    const type = table.types[index];
    const pool = (type && pools.get(typeKey(type))) ?? [];
    return stream.sample(pool, codes.length).map((entry, at) => ({ entry, speciality: codes[at] as string }));
  });
}

/** Everybody else who is eligible, in the order in which they are called; the first is number 1. */
export function reserveOrder(eligible: readonly Entry[], committee: readonly Member[], seed: Uint8Array): Entry[] {
  const drawn = new Set(committee.map(({ entry }) => entry.ref));
  const rest = [...eligible].sort(compareRefs).filter(({ ref }) => !drawn.has(ref));
  return new Stream(seed, "reserves").shuffled(rest);
}

/** The first reserve, with his number from 1, who keeps every quota beside `staying`; undefined when nobody does. */
export function nextReserve(
  order: readonly Entry[],
  used: ReadonlySet<string>,
  staying: readonly Member[],
  speciality: string,
  quotas: Quotas,
): { readonly number: number; readonly entry: Entry } | undefined {
  const at = order.findIndex((entry) => !used.has(entry.ref) && keepsQuotas(entry, staying, speciality, quotas));
  return at < 0 ? undefined : { number: at + 1, entry: order[at] as Entry };
}

/** Whether this expert can take a vacant place of this speciality beside those who stay. */
export function keepsQuotas(entry: Entry, staying: readonly Member[], speciality: string, quotas: Quotas): boolean {
  if (!fits(quotas, entry).includes(speciality)) return false;
  const vacant = seatsOf(quotas) - staying.length - 1;
  return brokenQuotas(quotas, [...staying, { entry, speciality }], vacant).length === 0;
}

/** Among whom a supplementary draw chooses: who was never called and keeps every quota, ascending by ref. */
export const candidates = (
  eligible: readonly Entry[],
  used: ReadonlySet<string>,
  staying: readonly Member[],
  speciality: string,
  quotas: Quotas,
): Entry[] =>
  [...eligible]
    .sort(compareRefs)
    .filter((entry) => !used.has(entry.ref) && keepsQuotas(entry, staying, speciality, quotas));

/** One of the candidates, each equally likely. */
export function drawSupplement(among: readonly Entry[], seed: Uint8Array): Entry {
  demand(among.length > 0, "draw-supplement", "nobody is left who keeps every quota");
  return new Stream(seed, "supplement").sample([...among].sort(compareRefs), 1)[0] as Entry;
}

/** The names E01, E02, .. under which members are known in the evaluation, by ref. The seed is the first draw's. */
export function seatNames(refs: readonly string[], seed: Uint8Array): Map<string, string> {
  const order = new Stream(seed, "seat names").shuffled([...refs].sort());
  return new Map(order.map((ref, at) => [ref, `E${String(at + 1).padStart(2, "0")}`]));
}

/** Where somebody sits who comes from another city in place of a member who had begun to judge: one of the free. */
export function newcomerWorkstation(ref: string, free: readonly string[], venue: string, seed: Uint8Array): string {
  demand(free.length > 0, "draw-seats", `no workstation is free at ${venue}`);
  return new Stream(seed, `newcomer ${venue} ${ref}`).sample([...free].sort(compareTexts), 1)[0] as string;
}

/** The workstation of each member at one venue, by ref; the first workstations (ascending) that are needed. */
export function seatWorkstations(refs: readonly string[], workstations: readonly string[], venue: string, seed: Uint8Array): Map<string, string> {
  const short = `${refs.length} members, ${workstations.length} workstations`;
  demand(workstations.length >= refs.length, "draw-seats", short);
  const needed = [...workstations].sort(compareTexts).slice(0, refs.length);
  const shuffled = new Stream(seed, `workstations ${venue}`).shuffled(needed);
  return new Map([...refs].sort().map((ref, at) => [ref, shuffled[at] as string]));
}
