/** Checks of who could be drawn and how: pool, exclusions, table, committee, and what was committed to. */
import { fromHex, toHex } from "../encoding.ts";
import { demand } from "../errors.ts";
import type { DrawCase, OneDraw } from "./case.ts";
import { same } from "./documents.ts";
import { drawCommittee } from "./draw.ts";
import { ascends, type Entry, poolRoot } from "./pool.ts";
import { brokenQuotas, counts, inCities, type Quotas, seatsOf, skills } from "./quotas.ts";
import { type Code, CODES, EMPLOYERS, RECOMPUTED, resultCommitment } from "./record.ts";
import type { Composition, Table } from "./table.ts";

const hexes = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The pool is the one that every draw committed to, and labels were made once. */
export function poolCommitted(found: DrawCase): string {
  const entries = [...found.pool.values()];
  demand(entries.length === found.record.pool.length, "draw-pool", "two entries with one ref");
  const root = toHex(poolRoot(entries));
  for (const { inputs, sealed } of found.draws) {
    const committed = inputs.pool === root && inputs.pool_size === entries.length;
    demand(committed, "draw-pool", `draw ${inputs.number} committed to another pool`);
    const once = sealed.label_salt === found.first.sealed.label_salt;
    demand(once, "draw-pool", "employers' labels were made anew for a later draw");
  }
  return `${entries.length} experts`;
}

/** Speciality, city and employer exclude exactly whom they must; other reasons are the platform's word. */
export function exclusionsFollow(found: DrawCase): string {
  const told: string[] = [];
  for (const draw of found.draws) {
    draw.checkSealed();
    checkExclusions(draw);
    told.push(...draw.sealed.exclusions.map(({ code }) => code).filter((code) => !RECOMPUTED.includes(code)));
  }
  const words = [...counts(told)].sort(([a], [b]) => hexes(a, b)).map(([code, count]) => `${code} ${count}`);
  return words.length > 0 ? `told by the platform: ${words.join(", ")}` : "all recomputed";
}

function checkExclusions({ case: found, sealed: { exclusions, barred }, inputs, quotas }: OneDraw): void {
  const inPool = exclusions.every(({ ref }) => found.pool.has(ref));
  const ordered = ascends(exclusions.map(({ ref }) => ref), hexes) && inPool;
  demand(ordered, "draw-exclusions", "exclusions do not ascend by ref, or are of nobody in the pool");
  const labelled = ascends(barred.map(({ label }) => label), hexes);
  demand(labelled, "draw-exclusions", "barred labels do not ascend");
  const tally = [...counts(exclusions.map(({ code }) => code))].sort(([a], [b]) => hexes(a, b));
  const counted = same(tally.map(([code, count]) => ({ code, count })), inputs.excluded);
  demand(counted, "draw-exclusions", "the inputs count other exclusions");
  const reasons = new Map(exclusions.map(({ ref, code }) => [ref, code]));
  const labels = new Map(barred.map(({ label, code }) => [label, code]));
  for (const [ref, entry] of found.pool) checkReason(entry, reasons.get(ref), expectedExclusion(entry, quotas, labels));
}

/** An earlier reason that only the platform knows may stand before the recomputed one, never a later one. */
function checkReason({ ref }: Entry, told: Code | undefined, expected: Code | undefined): void {
  const before = told !== undefined && (expected === undefined || CODES.indexOf(told) < CODES.indexOf(expected));
  const holds = told === expected || (told !== undefined && !RECOMPUTED.includes(told) && before);
  demand(holds, "draw-exclusions", `${ref}: ${told ?? "eligible"}, but ${expected ?? "eligible"} follows`);
}

/** The first recomputable reason to exclude this expert. `barred`: code by employer's label. */
export function expectedExclusion(entry: Entry, quotas: Quotas, barred: ReadonlyMap<string, Code>): Code | undefined {
  if (skills(quotas, entry).length === 0) return "SPECIALITY";
  if (!inCities(quotas, entry)) return "CITY";
  return EMPLOYERS.find((code) => barred.get(entry.employer) === code);
}

/** The lottery is the one committed to; each composition keeps the quotas and can be filled. */
export function tableHolds(found: DrawCase): string {
  const draw = found.first;
  draw.checkSealed();
  const { table, inputs, groups, sealed } = draw;
  const types = same(table.types, groups.map(({ type }) => type)) && inputs.types === table.types.length;
  demand(types, "draw-table", "the types are not those of the eligible experts");
  const named = new Set(sealed.large);
  const employers = new Set(draw.eligible.map(({ employer }) => employer));
  const all = largeEmployers(draw.eligible, inputs.large).every((label) => named.has(label));
  const large = all && ascends(sealed.large, hexes) && sealed.large.every((label) => employers.has(label));
  demand(large, "draw-table", "the large employers are not employers of the eligible, or one is missing");
  table.compositions.forEach((composition) => checkComposition(draw, table, composition));
  const greatest = BigInt(inputs.greatest.n) * BigInt(inputs.p_max.d);
  const allowed = greatest <= BigInt(inputs.p_max.n) * BigInt(inputs.greatest.d);
  demand(allowed, "draw-table", "somebody's stated probability exceeds the greatest that is allowed");
  return `${table.types.length} types, ${table.compositions.length} compositions`;
}

/** Labels of the employers with at least one in `share` of the eligible experts; others may be taken as large. */
function largeEmployers(eligible: readonly Entry[], share: number): string[] {
  const sizes = counts(eligible.map(({ employer }) => employer));
  return [...sizes].filter(([, count]) => BigInt(count) * BigInt(share) >= eligible.length).map(([label]) => label);
}

function checkComposition({ groups, quotas }: OneDraw, table: Table, composition: Composition): void {
  const taken = new Map<number, number>();
  for (const [index, speciality, count] of composition) {
    const fitting = table.types[index]?.fits.includes(speciality);
    demand(fitting, "draw-table", "a composition gives a seat to a type that does not fit it");
    taken.set(index, (taken.get(index) ?? 0) + count);
  }
  const filled = [...taken].every(([index, count]) => count <= (groups[index]?.entries.length ?? 0));
  demand(filled, "draw-table", "a composition takes more experts of a type than there are");
  const broken = brokenByCounts(quotas, table, composition);
  demand(broken.length === 0, "draw-table", `a composition breaks the quota ${broken[0]}`);
}

/** Quotas that a composition breaks whoever is drawn; small employers are left to the draw. */
function brokenByCounts(quotas: Quotas, table: Table, composition: Composition): string[] {
  const each = composition.flatMap(([index, speciality, count]) => {
    const { city, employer } = table.types[index] as Table["types"][number];
    return Array.from({ length: count }, () => ({ city, employer, speciality }));
  });
  const cities = counts(each.map(({ city }) => city));
  const employers = counts(each.map(({ employer }) => employer).filter((label) => label !== ""));
  const seats = counts(each.map(({ speciality }) => speciality));
  const inCity = (city: string): number => cities.get(city) ?? 0;
  const filled = quotas.specialities.every((one) => seats.get(one.speciality) === one.seats);
  const checks: readonly (readonly [string, boolean])[] = [
    ["seats", filled && seats.size === quotas.specialities.length],
    ["city-least", quotas.cities.every(({ city, least }) => inCity(city) >= least)],
    ["city-most", quotas.cities.every(({ city, most }) => inCity(city) <= most)],
    ["remote-least", each.length - inCity(quotas.main) >= quotas.remote_least],
    ["cities-least", cities.size >= quotas.cities_least],
    ["employer-most", Math.max(0, ...employers.values()) <= quotas.employer_most],
  ];
  return checks.filter(([, holds]) => !holds).map(([name]) => name);
}

/** The seed gives this committee, which keeps every quota. */
export function committeeFollows(found: DrawCase): string {
  const draw = found.first;
  const { told, quotas, committee } = draw;
  const placed = told.committee.length === seatsOf(quotas) && told.committee.every(({ place }, at) => place === at + 1);
  demand(placed, "draw-committee", "places are not numbered from 1 to the number of seats");
  const broken = brokenQuotas(quotas, committee);
  demand(broken.length === 0, "draw-committee", `the committee breaks the quota ${broken[0]}`);
  const drawn = drawCommittee(draw.groups, quotas, draw.table, draw.seed);
  demand(same(drawn, committee), "draw-committee", "the seed gives another committee");
  return `${told.committee.length} members`;
}

/** Each result was committed to by the platform once the releases were there, and opens to what is told. */
export function resultsCommitted(found: DrawCase): string {
  for (const { told, inputs } of found.draws) {
    const { signed, body } = found.get("draw-result", told.result);
    found.checkPlatformSigned(signed, "draw-result");
    const named = same([body.draw, body.inputs, body.cutoff, body.releases], [inputs.draw, told.inputs, told.cutoff, told.releases]);
    demand(named, "draw-result", `the result of draw ${inputs.number} names other records`);
    const opened = resultCommitment(told.seed, told.committee, fromHex(told.result_salt, 16)) === body.result;
    demand(opened, "draw-result", `the result of draw ${inputs.number} is not what was committed to`);
  }
  return `${found.draws.length} results`;
}
