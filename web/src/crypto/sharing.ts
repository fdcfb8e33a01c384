/** Publicly verifiable secret sharing (Schoenmakers, CRYPTO 1999); custodian keys, deals, releases, combination. */
import { concat, equal, type Entropy, fromHex, HS, type Json, toHex, u32be } from "./encoding.ts";
import { demand, refusingAs } from "./errors.ts";
import { areDistinct, integer, list, object } from "./fields.ts";
import {
  basePower,
  checkPoint,
  checkSecret,
  generator,
  type Point,
  power,
  randomScalar,
  readPoint,
  readScalar,
  type Scalar,
  scalarAdd,
  scalarInvert,
  scalarMul,
  scalarSub,
  smallScalar,
  times,
} from "./group.ts";

export const MAX_CUSTODIANS = 16;

export interface ShareKey {
  readonly secret: Scalar;
  readonly public: Point;
}

export type Possession = { R: string; s: string };
export type Sharing = { C: string[]; Y: string[]; c: string; r: string[] };
export type Release = { i: number; S: string; c: string; r: string };

interface ReadSharing {
  readonly C: Point[];
  readonly Y: Point[];
  readonly c: Scalar;
  readonly r: Scalar[];
}

interface ReadRelease {
  readonly i: number;
  readonly S: Point;
  readonly c: Scalar;
  readonly r: Scalar;
}

// ---- custodian keys

export const shareKey = (entropy: Entropy): ShareKey => shareKeyOf(randomScalar(entropy));

export function shareKeyOf(secret: Scalar): ShareKey {
  return { secret, public: power(generator(), checkSecret(secret, "the share key's secret")) };
}

export function provePossession(key: ShareKey, context: Uint8Array, entropy: Entropy): Possession {
  const k = randomScalar(entropy);
  const R = power(generator(), k);
  const c = HS("possession", context, key.public, R);
  return { R: toHex(R), s: toHex(scalarAdd(k, scalarMul(c, key.secret))) };
}

/** Refuses unless whoever made the proof knew the secret of `y` and meant `context`. */
export function checkPossession(y: Point, proof: Json | undefined, context: Uint8Array): void {
  checkPoint(y, "the share key");
  const members = refusingAs("possession-shape", () => object(proof, "the proof of possession", ["R", "s"]));
  const [R, s] = [readPoint(members.R, "R"), readScalar(members.s, "s")];
  const expected = times(R, power(y, HS("possession", context, y, R)));
  demand(equal(power(generator(), s), expected), "possession", "the proof of possession does not hold");
}

// ---- dealing

/** Deals a fresh secret to `keys`, any `t` of which can combine it. The secret is only ever hashed into keys. */
export function deal(
  keys: readonly Point[],
  t: number,
  ctx: Uint8Array,
  entropy: Entropy,
): { sharing: Sharing; secret: Point } {
  checkKeys(keys, t);
  const coefficients = Array.from({ length: t }, () => randomScalar(entropy));
  const C = coefficients.map(basePower);
  const shares = keys.map((_, index) => polynomial(coefficients, index + 1));
  const Y = keys.map((y, index) => power(y, shares[index] as Scalar));
  const w = keys.map(() => randomScalar(entropy));
  const [A, B] = [w.map(basePower), keys.map((y, index) => power(y, w[index] as Scalar))];
  const c = challenge(ctx, t, keys, C, shares.map(basePower), Y, A, B);
  const r = w.map((wi, index) => scalarSub(wi, scalarMul(c, shares[index] as Scalar)));
  const sharing = { C: C.map(toHex), Y: Y.map(toHex), c: toHex(c), r: r.map(toHex) };
  return { sharing, secret: power(generator(), coefficients[0] as Scalar) };
}

function polynomial(coefficients: readonly Scalar[], at: number): Scalar {
  const x = smallScalar(at);
  return coefficients.reduceRight((sum, coefficient) => scalarAdd(scalarMul(sum, x), coefficient), new Uint8Array(32));
}

function challenge(
  ctx: Uint8Array,
  t: number,
  y: readonly Point[],
  C: Point[],
  X: Point[],
  Y: Point[],
  A: Point[],
  B: Point[],
): Scalar {
  return HS(
    "sharing",
    ctx,
    u32be(t),
    concat(...y),
    concat(...C),
    concat(...X),
    concat(...Y),
    concat(...A),
    concat(...B),
  );
}

/** 1 <= t <= n <= 16, keys distinct points of the prime subgroup. */
export function checkKeys(keys: readonly Point[], t: number): void {
  const fits = Number.isInteger(t) && t >= 1 && t <= keys.length && keys.length <= MAX_CUSTODIANS;
  demand(fits, "roster", "t and the number of custodians do not satisfy 1 <= t <= n <= 16");
  keys.forEach((key) => checkPoint(key, "a custodian's key"));
  demand(areDistinct(keys.map(toHex)), "roster", "two custodians have one key");
}

// ---- checking a sharing

/** Refuses unless every share in the sharing lies on the committed polynomial of degree t-1. */
export function checkSharing(value: Json | undefined, keys: readonly Point[], t: number, ctx: Uint8Array): void {
  checkKeys(keys, t);
  const { C, Y, c, r } = readSharing(value, keys.length, t);
  const X = keys.map((_, index) => committedShare(C, index + 1));
  const A = r.map((ri, index) => times(basePower(ri), power(X[index] as Point, c)));
  const B = r.map((ri, index) => times(power(keys[index] as Point, ri), power(Y[index] as Point, c)));
  demand(equal(challenge(ctx, t, keys, C, X, Y, A, B), c), "sharing", "the proof of the sharing does not hold");
}

function readSharing(value: Json | undefined, n: number, t: number): ReadSharing {
  const members = refusingAs("sharing-shape", () => object(value, "the sharing", ["C", "Y", "c", "r"]));
  return {
    C: elements(members.C, "C", t).map((point) => readPoint(point, "a point of C")),
    Y: elements(members.Y, "Y", n).map((point) => readPoint(point, "a point of Y")),
    c: readScalar(members.c, "the challenge"),
    r: elements(members.r, "r", n).map((ri) => readScalar(ri, "an r")),
  };
}

function elements(value: Json | undefined, what: string, length: number): Json[] {
  const found = refusingAs("sharing-shape", () => list(value, what));
  demand(found.length === length, "sharing-shape", `${what} has ${found.length} elements, not ${length}`);
  return found;
}

/**
 * X_i = prod C_j^(i^j), term by term and not by Horner's rule: a dealer can choose C so that one of Horner's inner
 * sums is the identity, which libsodium will not multiply, and two honest checkers would then disagree.
 */
function committedShare(C: readonly Point[], i: number): Point {
  const x = smallScalar(i);
  let exponent = smallScalar(1);
  let product: Point | undefined;
  for (const Cj of C) {
    const term = power(Cj, exponent);
    product = product === undefined ? term : times(product, term);
    exponent = scalarMul(exponent, x);
  }
  return product as Point;
}

// ---- releasing

/** Custodian `i` (1-based, holder of `key`) gives its share of a sharing that it has already checked. */
export function release(sharing: Sharing, i: number, key: ShareKey, ctx: Uint8Array, entropy: Entropy): Release {
  const Y = shareOf(sharing, i);
  const S = power(Y, scalarInvert(key.secret));
  const w = randomScalar(entropy);
  const [A, B] = [power(generator(), w), power(S, w)];
  const c = HS("release", ctx, u32be(i), key.public, Y, S, A, B);
  const r = scalarSub(w, scalarMul(c, key.secret));
  return { i, S: toHex(S), c: toHex(c), r: toHex(r) };
}

function shareOf(sharing: Json | undefined, i: number): Point {
  const Y = refusingAs("sharing-shape", () => list(object(sharing, "the sharing").Y, "Y"));
  demand(i >= 1 && i <= Y.length, "release-index", `there is no custodian ${i} in this sharing`);
  return readPoint(Y[i - 1], "Y_i");
}

/** Refuses unless the release is the right share of the custodian whose public key is `y` (and number `i`, when given). */
export function checkRelease(value: Json | undefined, sharing: Json, y: Point, ctx: Uint8Array, i?: number): Release {
  const found = readRelease(value);
  demand(i === undefined || found.i === i, "release-index", "the release is of another custodian");
  const Y = shareOf(sharing, found.i);
  checkPoint(y, "the custodian's key");
  const A = times(power(generator(), found.r), power(y, found.c));
  const B = times(power(found.S, found.r), power(Y, found.c));
  const expected = HS("release", ctx, u32be(found.i), y, Y, found.S, A, B);
  demand(equal(expected, found.c), "release", `the proof of release ${found.i} does not hold`);
  return { i: found.i, S: toHex(found.S), c: toHex(found.c), r: toHex(found.r) };
}

function readRelease(value: Json | undefined): ReadRelease {
  const members = refusingAs("release-shape", () => object(value, "the release", ["S", "c", "i", "r"]));
  return {
    i: refusingAs("release-index", () => integer(members.i, "the custodian's index", 1)),
    S: readPoint(members.S, "S"),
    c: readScalar(members.c, "c"),
    r: readScalar(members.r, "r"),
  };
}

// ---- combining

/** The secret from at least `t` checked releases with distinct indices (the first t are used), by Lagrange at 0. */
export function combine(releases: readonly Release[], t: number): Point {
  const distinct = areDistinct(releases.map((release) => String(release.i)));
  demand(distinct, "combine-distinct", "two releases are of one custodian");
  const used = releases.slice(0, t);
  demand(t >= 1 && used.length === t, "combine-threshold", `combining needs ${t} releases`);
  const indices = used.map((release) => release.i);
  const terms = used.map((release) => power(checkPoint(fromHex(release.S, 32), "S"), lagrange(indices, release.i)));
  return terms.reduce(times);
}

/** prod over j != i of j / (j - i). */
function lagrange(indices: readonly number[], i: number): Scalar {
  let [numerator, denominator] = [smallScalar(1), smallScalar(1)];
  for (const j of indices) {
    if (j === i) continue;
    numerator = scalarMul(numerator, smallScalar(j));
    denominator = scalarMul(denominator, scalarSub(smallScalar(j), smallScalar(i)));
  }
  return scalarMul(numerator, scalarInvert(denominator));
}
