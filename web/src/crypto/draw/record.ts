/** Shapes of the records of a draw (docs/formats/draw.md), and how fractions are read from them. */
import { canonical, fromHex, H, type Json, type JsonObject, toHex } from "../encoding.ts";
import { demand } from "../errors.ts";
import {
  anything,
  digest,
  exactly,
  hexOf,
  id,
  integer,
  listOf,
  mapping,
  members,
  membersAnd,
  moment,
  naming,
  nullOr,
  type Shape,
  type Shaped,
  text,
} from "../shapes.ts";
import { MAX_CUSTODIANS } from "../sharing.ts";
import { MOST_SEATS } from "./quotas.ts";
import { TABLE } from "./table.ts";

export const EMPLOYERS = ["EMPLOYER_BIDDER", "EMPLOYER_BUYER", "EMPLOYER_AGENCY"] as const;
/** Why somebody of the pool cannot be drawn; of several reasons the one that comes first here is recorded. */
export const CODES = [
  "SUSPENDED",
  "ABSENT_DECLARED",
  "SPECIALITY",
  "CITY",
  "EMPLOYER_BIDDER",
  "FORMER_BIDDER",
  "RELATIVE_BIDDER",
  "SHAREHOLDING_BIDDER",
  "EMPLOYER_BUYER",
  "EMPLOYER_AGENCY",
  "AUTHORITY",
  "LOAD",
  "SAME_BUYER",
  "BARRED",
  "NO_CONTACT",
] as const;
export type Code = (typeof CODES)[number];
/** The codes that a stranger computes again; the others the platform tells. */
export const RECOMPUTED: readonly Code[] = ["SPECIALITY", "CITY", ...EMPLOYERS];

/** States of a place whose member has gone, and of those who have not. */
export const GONE = ["DECLINED", "LAPSED", "ABSENT", "REPLACED"] as const;
export const STATES = ["INVITED", "ACCEPTED", ...GONE] as const;

const DECIMAL = /^(?:0|[1-9][0-9]{0,3999})$/;
const TERMS = members({ n: text(1, 4000), d: text(1, 4000) });

/** A rational number that is not negative: decimal strings in lowest terms. */
export const fraction: Shape<{ n: string; d: string }> = (value, what) => {
  const { n, d } = TERMS(value, what);
  demand(DECIMAL.test(n) && DECIMAL.test(d), "shape", `${what} is not made of decimal numbers`);
  demand(d !== "0" && gcd(BigInt(n), BigInt(d)) === BigInt(1), "shape", `${what} is not a fraction in lowest terms`);
  return { n, d };
};

function gcd(a: bigint, b: bigint): bigint {
  while (b > BigInt(0)) [a, b] = [b, a % b];
  return a;
}

const index = integer(1, MAX_CUSTODIANS);
const ref = hexOf(16);
const code = text(1, 16);
const place = integer(1, MOST_SEATS);
const member = members({ place, ref, speciality: code });
const lots = listOf(members({ lot: id, round: integer(1) }), 1, 100);
const draw = members({
  inputs: digest,
  cutoff: digest,
  result: digest,
  releases: listOf(digest, 1, MAX_CUSTODIANS),
  seed: digest,
  result_salt: hexOf(16),
  sealed: anything,
  committee: listOf(member, 1, MOST_SEATS),
});
const row = members({
  place,
  ref,
  speciality: code,
  city: text(6, 6),
  draw: integer(1, 1000),
  reserve_no: nullOr(integer(1)),
  state: exactly(...STATES),
  reason: nullOr(text(1, 40)),
  invited_at: moment,
  answered_at: nullOr(moment),
});
const seat = members({ place, ref, name: text(3, 8), venue: id, workstation: id });
const move = members({ place, ref, name: text(3, 8), venue: id, workstation: id, at: moment, free: listOf(id, 0, 10_000) });
const sat = members({ at: moment, seats: listOf(seat, 1, MOST_SEATS), moves: listOf(move, 0, 1000) });
const sharing = members({
  C: listOf(digest, 1, MAX_CUSTODIANS),
  Y: listOf(digest, 1, MAX_CUSTODIANS),
  c: digest,
  r: listOf(digest, 1, MAX_CUSTODIANS),
});
const share = members({ dealer: index, i: index, S: digest, c: digest, r: digest });

export const DRAW_SHAPES = {
  "draw-inputs": members({
    type: anything,
    session: id,
    draw: id,
    number: integer(1, 1000),
    source: exactly("platform"),
    project: id,
    lots,
    previous: nullOr(digest),
    key_set: digest,
    t: index,
    custodians: index,
    snapshot_at: moment,
    pool: digest,
    pool_size: integer(1),
    eligible: integer(1),
    excluded: listOf(members({ code: exactly(...CODES), count: integer(1) }), 0, CODES.length),
    quotas: anything,
    vacancies: listOf(members({ place, speciality: code }), 0, 1),
    sealed: digest,
    types: integer(0, 100_000),
    least: fraction,
    greatest: fraction,
    bound: nullOr(fraction),
    gap: nullOr(fraction),
    p_max: fraction,
    large: integer(1),
    cutoff_at: moment,
    at: moment,
  }),
  "draw-dealing": members({ type: anything, draw: id, inputs: digest, index, sharing, client: anything, at: moment }),
  "draw-cutoff": members({
    type: anything,
    draw: id,
    inputs: digest,
    dealings: listOf(members({ index, dealing: digest }), 1, MAX_CUSTODIANS),
    at: moment,
  }),
  "draw-release": members({
    type: anything,
    draw: id,
    cutoff: digest,
    index,
    share_key: digest,
    shares: listOf(share, 1, MAX_CUSTODIANS),
    client: anything,
    at: moment,
  }),
  "draw-result": members({
    type: anything,
    draw: id,
    inputs: digest,
    cutoff: digest,
    releases: listOf(digest, 1, MAX_CUSTODIANS),
    result: digest,
    at: moment,
  }),
  "draw-record": membersAnd({ sat }, {
    type: anything,
    session: id,
    project: id,
    lots,
    draws: listOf(draw, 1, 1000),
    pool: listOf(mapping(anything, 4)),
    openings: listOf(members({ ref, expert: id, name: naming, salt: hexOf(16) })),
    places: listOf(row, 1, 100_000),
    seats: listOf(seat, 0, MOST_SEATS),
    local_reason: nullOr(text(1, 2000)),
    at: moment,
  }),
};

const duals = listOf(integer(), 1, 100_000);

/** What the inputs commit to under `sealed`; nobody signs it. */
export const SEALED = members({
  type: exactly("tianping/draw-sealed/1"),
  draw: id,
  label_salt: hexOf(16),
  barred: listOf(members({ label: ref, code: exactly(...EMPLOYERS) })),
  exclusions: listOf(members({ ref, code: exactly(...CODES) })),
  large: listOf(ref),
  table: nullOr(TABLE),
  certificate: nullOr(members({ y: duals, u: duals })),
  fixed: listOf(members({ ref, speciality: code, place }), 0, MOST_SEATS),
});

/** What a stranger is given to verify a session's draws. */
export const PACKAGE = members({
  type: exactly("tianping/draw-package/1"),
  record: anything,
  records: listOf(anything, 1, 10_000),
});

export type Inputs = Shaped<(typeof DRAW_SHAPES)["draw-inputs"]>;
export type Dealing = Shaped<(typeof DRAW_SHAPES)["draw-dealing"]>;
export type Cutoff = Shaped<(typeof DRAW_SHAPES)["draw-cutoff"]>;
export type DrawRelease = Shaped<(typeof DRAW_SHAPES)["draw-release"]>;
export type DrawResult = Shaped<(typeof DRAW_SHAPES)["draw-result"]>;
export type DrawRecord = Shaped<(typeof DRAW_SHAPES)["draw-record"]>;
export type Place = Shaped<typeof row>;
export type Seat = Shaped<typeof seat>;
export type Move = Shaped<typeof move>;
export type Sat = Shaped<typeof sat>;
export type Drawn = Shaped<typeof member>;
export type Sealed = Shaped<typeof SEALED>;

/** What a draw-result commits to; the committee by place. */
export function resultCommitment(seed: string, committee: readonly Drawn[], salt: Uint8Array): string {
  const told = { seed, committee: committee.map((each): JsonObject => ({ ...each })) } as Json;
  return toHex(H("draw result", salt, canonical(told)));
}

export const seedBytes = (seed: string): Uint8Array => fromHex(seed, 32);
