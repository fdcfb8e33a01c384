/** The prime-order subgroup of edwards25519 through libsodium; every point and scalar from outside is checked here. */
import { concat, equal, type Entropy, H, type Json } from "./encoding.ts";
import { CryptoError, demand, refusingAs } from "./errors.ts";
import { bytes } from "./fields.ts";
import { sodium } from "./sodium.ts";

export type Point = Uint8Array;
export type Scalar = Uint8Array;

/** libsodium throws on a point or a product it will not take; to us that is a refusal and nothing else. */
function refusing<T>(what: string, operation: () => T): T {
  try {
    return operation();
  } catch {
    throw new CryptoError("group", `libsodium refuses the ${what}`);
  }
}

/** Canonical encoding, prime subgroup, not of small order. */
export function checkPoint(point: Uint8Array, what: string): Point {
  const valid = point.length === 32 && sodium.crypto_core_ed25519_is_valid_point(point);
  demand(valid, "point", `${what} is not a point of the prime subgroup`);
  return point;
}

/** 32 bytes little-endian below the order of the group; zero passes (use `checkSecret` where it must not). */
export function checkScalar(scalar: Uint8Array, what: string): Scalar {
  demand(scalar.length === 32, "scalar", `${what} is not 32 bytes`);
  demand(
    equal(reduce(concat(scalar, new Uint8Array(32))), scalar),
    "scalar",
    `${what} is not below the order of the group`,
  );
  return scalar;
}

export function checkSecret(scalar: Uint8Array, what: string): Scalar {
  demand(!sodium.is_zero(checkScalar(scalar, what)), "scalar", `${what} is zero`);
  return scalar;
}

/** A point in hexadecimal from outside. */
export function readPoint(value: Json | undefined, what: string): Point {
  return checkPoint(
    refusingAs("point", () => bytes(value, what, 32)),
    what,
  );
}

/**
 * A scalar in hexadecimal from outside. Zero, which no honest proof has but with a chance of 2^-252, would make
 * libsodium refuse the products that follow; it is refused here by name.
 */
export function readScalar(value: Json | undefined, what: string): Scalar {
  return checkSecret(
    refusingAs("scalar", () => bytes(value, what, 32)),
    what,
  );
}

const reduce = (wide: Uint8Array): Scalar => sodium.crypto_core_ed25519_scalar_reduce(wide);

/** A uniform non-zero scalar from 64 bytes of entropy. */
export function randomScalar(entropy: Entropy): Scalar {
  for (;;) {
    const scalar = reduce(entropy(64));
    if (!sodium.is_zero(scalar)) return scalar;
  }
}

export function smallScalar(value: number): Scalar {
  demand(Number.isInteger(value) && value >= 0 && value < 2 ** 32, "scalar", "the small scalar is out of range");
  const scalar = new Uint8Array(32);
  new DataView(scalar.buffer).setUint32(0, value, true);
  return scalar;
}

const ONE = new Uint8Array(32);
ONE[0] = 1;

/** point^scalar. The identity is never a legitimate result here, and libsodium refuses it. */
export function power(point: Point, scalar: Scalar): Point {
  return refusing("product of point and scalar", () =>
    equal(scalar, ONE) ? point : sodium.crypto_scalarmult_ed25519_noclamp(scalar, point),
  );
}

export function basePower(scalar: Scalar): Point {
  return refusing("product of base point and scalar", () => sodium.crypto_scalarmult_ed25519_base_noclamp(scalar));
}

/** a * b in the multiplicative words of the papers. */
export function times(a: Point, b: Point): Point {
  return refusing("sum of points", () => sodium.crypto_core_ed25519_add(a, b));
}

export const scalarAdd = (a: Scalar, b: Scalar): Scalar => sodium.crypto_core_ed25519_scalar_add(a, b);
export const scalarSub = (a: Scalar, b: Scalar): Scalar => sodium.crypto_core_ed25519_scalar_sub(a, b);
export const scalarMul = (a: Scalar, b: Scalar): Scalar => sodium.crypto_core_ed25519_scalar_mul(a, b);

export function scalarInvert(scalar: Scalar): Scalar {
  return refusing("inverse of a scalar", () => sodium.crypto_core_ed25519_scalar_invert(scalar));
}

/** G, the second generator, whose discrete logarithm to the base point nobody knows. */
export function generator(): Point {
  second ??= sodium.crypto_core_ed25519_from_uniform(H("generator"));
  return second;
}

let second: Point | undefined;
