import { beforeAll, describe, expect, test } from "vitest";
import { concat, type Entropy, fromHex, type Json, toHex, utf8 } from "../../src/crypto/encoding.ts";
import { CryptoError } from "../../src/crypto/errors.ts";
import {
  basePower,
  checkPoint,
  checkScalar,
  generator,
  power,
  scalarSub,
  smallScalar,
} from "../../src/crypto/group.ts";
import {
  checkPossession,
  checkRelease,
  checkSharing,
  combine,
  deal,
  provePossession,
  release,
  type Sharing,
  shareKey,
  type ShareKey,
} from "../../src/crypto/sharing.ts";
import { sodium } from "../../src/crypto/sodium.ts";
import { entropyFrom } from "../entropy.ts";
import { flippedHex, replaced } from "../tampering.ts";

const CTX = utf8("the context");
const SMALL_ORDER = "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a";
const IDENTITY = "01" + "00".repeat(31);
const ORDER = "edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010";
/** g times a point of order 8: on the curve, outside the prime subgroup (the case of CVE-2025-69277). */
const MIXED_ORDER = () => toHex(basePlus(SMALL_ORDER));

let entropy: Entropy;
let custodians: ShareKey[];
let keys: Uint8Array[];
let dealt: { sharing: Sharing; secret: Uint8Array };

beforeAll(async () => {
  entropy = entropyFrom("sharing");
  custodians = Array.from({ length: 5 }, () => shareKey(entropy));
  keys = custodians.map((custodian) => custodian.public);
  dealt = deal(keys, 3, CTX, entropy);
});

function basePlus(point: string): Uint8Array {
  return sodium.crypto_core_ed25519_add(basePower(smallScalar(1)), fromHex(point));
}

const releaseOf = (i: number) => release(dealt.sharing, i, custodians[i - 1] as ShareKey, CTX, entropy);
const refusedSharing = (sharing: Json) => expect(() => checkSharing(sharing, keys, 3, CTX)).toThrow(CryptoError);

describe("a sharing", () => {
  test("is accepted by anyone who has the public keys", () => checkSharing(dealt.sharing, keys, 3, CTX));

  test("opens with any three of five", () => {
    const all = [1, 2, 3, 4, 5].map(releaseOf);
    for (const three of [
      [0, 1, 2],
      [4, 3, 2],
      [1, 3, 4],
      [0, 2, 4],
    ]) {
      expect(
        combine(
          three.map((i) => all[i] as never),
          3,
        ),
      ).toEqual(dealt.secret);
    }
  });

  test("does not open with two, or with one twice", () => {
    expect(() => combine([releaseOf(1), releaseOf(2)], 3)).toThrow(CryptoError);
    expect(() => combine([releaseOf(1), releaseOf(2), releaseOf(1)], 3)).toThrow(CryptoError);
  });

  test("is refused under another context, other keys, another order of keys or another t", () => {
    expect(() => checkSharing(dealt.sharing, keys, 3, utf8("another"))).toThrow(CryptoError);
    expect(() => checkSharing(dealt.sharing, [...keys].reverse(), 3, CTX)).toThrow(CryptoError);
    expect(() => checkSharing(dealt.sharing, keys.slice(1), 3, CTX)).toThrow(CryptoError);
    expect(() => checkSharing(dealt.sharing, keys, 2, CTX)).toThrow(CryptoError);
  });

  test.each(["C", "Y", "r"] as const)("is refused when any element of %s is changed", (member) => {
    dealt.sharing[member].forEach((element, index) => {
      const changed = replaced(dealt.sharing[member], index, flippedHex(element));
      refusedSharing({ ...dealt.sharing, [member]: changed });
    });
  });

  test("is refused when its challenge is changed, or elements are swapped, missing or added", () => {
    const { sharing } = dealt;
    refusedSharing({ ...sharing, c: flippedHex(sharing.c) });
    refusedSharing({ ...sharing, Y: [...sharing.Y].reverse() });
    refusedSharing({ ...sharing, r: sharing.r.slice(1) });
    refusedSharing({ ...sharing, C: [...sharing.C, sharing.C[0] as string] });
    refusedSharing({ ...sharing, more: 1 });
    refusedSharing([]);
  });

  test("is refused when a point is crafted or a scalar is not canonical", () => {
    const { sharing } = dealt;
    for (const point of [SMALL_ORDER, IDENTITY, MIXED_ORDER(), "ff".repeat(32)]) {
      refusedSharing({ ...sharing, C: replaced(sharing.C, 0, point) });
      refusedSharing({ ...sharing, Y: replaced(sharing.Y, 4, point) });
    }
    refusedSharing({ ...sharing, c: ORDER });
    refusedSharing({ ...sharing, r: replaced(sharing.r, 0, ORDER) });
    refusedSharing({ ...sharing, r: replaced(sharing.r, 0, "00".repeat(32)) });
  });

  test("needs 1 <= t <= n <= 16 and distinct keys", () => {
    expect(() => deal(keys, 0, CTX, entropy)).toThrow(CryptoError);
    expect(() => deal(keys, 6, CTX, entropy)).toThrow(CryptoError);
    expect(() => deal([...keys, keys[0] as Uint8Array], 3, CTX, entropy)).toThrow(CryptoError);
    const many = Array.from({ length: 17 }, () => shareKey(entropy).public);
    expect(() => deal(many, 3, CTX, entropy)).toThrow(CryptoError);
  });

  test("works with one of one and with sixteen of sixteen", () => {
    for (const n of [1, 16]) {
      const holders = Array.from({ length: n }, () => shareKey(entropy));
      const { sharing, secret } = deal(
        holders.map((h) => h.public),
        n,
        CTX,
        entropy,
      );
      checkSharing(
        sharing,
        holders.map((h) => h.public),
        n,
        CTX,
      );
      expect(
        combine(
          holders.map((h, i) => release(sharing, i + 1, h, CTX, entropy)),
          n,
        ),
      ).toEqual(secret);
    }
  });
});

describe("a dealer who picks the polynomial", () => {
  /** Entropy that yields these scalars first: libsodium's reduction leaves a padded scalar as it is. */
  function yielding(scalars: Uint8Array[]): Entropy {
    const queue = scalars.map((scalar) => concat(scalar, new Uint8Array(32)));
    return (length) => queue.shift() ?? entropy(length);
  }

  test("cannot make two ways of computing X disagree: inner sums that vanish are accepted", () => {
    const a = smallScalar(7);
    const minus = scalarSub(smallScalar(0), a);
    // At i = 1 Horner's first inner sum a_1 + a_2 vanishes; with the second the running product a_0 + a_1 does.
    for (const coefficients of [
      [smallScalar(5), minus, a],
      [minus, a, smallScalar(5)],
    ]) {
      const { sharing } = deal(keys, 3, CTX, yielding(coefficients));
      checkSharing(sharing, keys, 3, CTX);
    }
  });

  test("cannot hide a coefficient of zero or a share of zero", () => {
    const a = smallScalar(7);
    const minus = scalarSub(smallScalar(0), a);
    expect(() => deal(keys, 2, CTX, yielding([minus, a]))).toThrow(CryptoError);
  });
});

describe("a release", () => {
  test("is accepted for its custodian only", () => {
    expect(checkRelease(releaseOf(2), dealt.sharing, keys[1] as Uint8Array, CTX).i).toBe(2);
    expect(() => checkRelease(releaseOf(2), dealt.sharing, keys[2] as Uint8Array, CTX)).toThrow(CryptoError);
    expect(() => checkRelease({ ...releaseOf(2), i: 3 }, dealt.sharing, keys[1] as Uint8Array, CTX)).toThrow(
      CryptoError,
    );
    expect(() => checkRelease(releaseOf(2), dealt.sharing, keys[1] as Uint8Array, utf8("another"))).toThrow(
      CryptoError,
    );
  });

  test("by somebody who holds another key is refused", () => {
    const forged = release(dealt.sharing, 1, custodians[1] as ShareKey, CTX, entropy);
    expect(() => checkRelease(forged, dealt.sharing, keys[0] as Uint8Array, CTX)).toThrow(CryptoError);
  });

  test.each(["S", "c", "r"] as const)("is refused when %s is changed", (member) => {
    const found = releaseOf(1);
    const changed = { ...found, [member]: flippedHex(found[member]) };
    expect(() => checkRelease(changed, dealt.sharing, keys[0] as Uint8Array, CTX)).toThrow(CryptoError);
  });

  test.each([0, 6, -1, 1.5])("has no index %s", (i) => {
    const changed = { ...releaseOf(1), i };
    expect(() => checkRelease(changed, dealt.sharing, keys[0] as Uint8Array, CTX)).toThrow(CryptoError);
  });
});

describe("a proof of possession", () => {
  test("holds for its key and context", () => {
    const key = custodians[0] as ShareKey;
    const proof = provePossession(key, CTX, entropy);
    checkPossession(key.public, proof, CTX);
    expect(() => checkPossession(key.public, proof, utf8("another"))).toThrow(CryptoError);
    expect(() => checkPossession(keys[1] as Uint8Array, proof, CTX)).toThrow(CryptoError);
    expect(() => checkPossession(key.public, { ...proof, s: flippedHex(proof.s) }, CTX)).toThrow(CryptoError);
    expect(() => checkPossession(key.public, { ...proof, R: IDENTITY }, CTX)).toThrow(CryptoError);
  });
});

describe("points and scalars from outside", () => {
  test.each([SMALL_ORDER, IDENTITY, "00".repeat(32), "ee" + "ff".repeat(30) + "7f", "ff".repeat(32)])(
    "the point %s is refused",
    (point) => {
      expect(() => checkPoint(fromHex(point), "it")).toThrow(CryptoError);
    },
  );

  test("a point outside the prime subgroup is refused, one inside is not", () => {
    expect(() => checkPoint(fromHex(MIXED_ORDER()), "it")).toThrow(CryptoError);
    checkPoint(generator(), "G");
  });

  test("the order itself is not a scalar; one less is", () => {
    expect(() => checkScalar(fromHex(ORDER), "it")).toThrow(CryptoError);
    checkScalar(fromHex("ec" + ORDER.slice(2)), "it");
  });

  test("multiplying by zero is refused, not answered with the identity", () => {
    expect(() => power(generator(), smallScalar(0))).toThrow(CryptoError);
  });
});
