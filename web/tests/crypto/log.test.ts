import { describe, expect, test } from "vitest";
import { compareBytes, concat, equal, fromHex, sha256, toHex, u32be } from "../../src/crypto/encoding.ts";
import { CryptoError } from "../../src/crypto/errors.ts";
import {
  accountsForAll,
  consistencyHolds,
  consistencyProof,
  fillerCommitment,
  inclusionHolds,
  inclusionProof,
  isPrefix,
  leafHash,
  readTickEntry,
  readTickValues,
  tickEntryBytes,
  tickRoot,
  tickValues,
  treeHash,
} from "../../src/crypto/log.ts";
import { flipped, replaced } from "../tampering.ts";

/** The leaves and roots that every implementation of certificate transparency is tried with. */
const INPUTS = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
const ROOTS = [
  "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
  "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
  "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
  "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
  "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
  "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
  "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
  "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];
const leaves = (n: number) => Array.from({ length: n }, (_, i) => leafHash(u32be(i)));

describe("the tree of RFC 9162", () => {
  test("has the roots that everybody has", () => {
    const hashes = INPUTS.map((input) => leafHash(fromHex(input)));
    ROOTS.forEach((root, i) => expect(toHex(treeHash(hashes.slice(0, i + 1)))).toBe(root));
    expect(treeHash([])).toEqual(sha256(new Uint8Array(0)));
  });

  test("proves every leaf of every small tree, and no other", () => {
    for (let n = 1; n <= 20; n += 1) {
      const all = leaves(n);
      const root = treeHash(all);
      for (let i = 0; i < n; i += 1) {
        const proof = inclusionProof(all, i);
        expect(inclusionHolds(all[i] as Uint8Array, i, n, proof, root)).toBe(true);
        expect(inclusionHolds(all[i] as Uint8Array, (i + 1) % n, n, proof, root)).toBe(n === 1);
        expect(inclusionHolds(all[i] as Uint8Array, i, n, [...proof, root], root)).toBe(false);
        expect(inclusionHolds(all[i] as Uint8Array, i, n, proof.slice(1), root)).toBe(proof.length === 0);
        proof.forEach((p, k) => {
          expect(inclusionHolds(all[i] as Uint8Array, i, n, replaced(proof, k, flipped(p, 0)), root)).toBe(false);
        });
      }
    }
  });

  test("binds the size: the same path does not prove a leaf or a prefix of a larger tree", () => {
    for (const n of [1, 2, 4, 8]) {
      const [all, root] = [leaves(n), treeHash(leaves(n))];
      expect(inclusionHolds(all[0] as Uint8Array, 0, 2 * n, inclusionProof(all, 0), root)).toBe(false);
      if (n > 1) expect(consistencyHolds(1, 2 * n, all[0] as Uint8Array, root, consistencyProof(all, 1))).toBe(false);
    }
  });

  test("proves every prefix of every small tree, and nothing else", () => {
    for (let n = 1; n <= 20; n += 1) {
      const [all, root] = [leaves(n), treeHash(leaves(n))];
      for (let m = 1; m <= n; m += 1) {
        const [proof, old] = [consistencyProof(all, m), treeHash(all.slice(0, m))];
        expect(consistencyHolds(m, n, old, root, proof)).toBe(true);
        expect(consistencyHolds(m, n, flipped(old, 0), root, proof)).toBe(false);
        expect(consistencyHolds(m, n, old, flipped(root, 0), proof)).toBe(false);
        expect(consistencyHolds(m, n, old, root, [...proof, root])).toBe(false);
        proof.forEach((p, k) =>
          expect(consistencyHolds(m, n, old, root, replaced(proof, k, flipped(p, 1)))).toBe(false),
        );
      }
    }
  });

  test("refuses a proof from size 0, from a larger tree, and an index outside", () => {
    const root = treeHash(leaves(3));
    expect(consistencyHolds(0, 3, sha256(new Uint8Array(0)), root, [])).toBe(false);
    expect(consistencyHolds(4, 3, root, root, [])).toBe(false);
    expect(() => consistencyProof(leaves(3), 0)).toThrow(CryptoError);
    expect(inclusionHolds(leafHash(u32be(0)), 3, 3, inclusionProof(leaves(3), 0), root)).toBe(false);
    expect(isPrefix({ size: 0, root: toHex(sha256(new Uint8Array(0))) }, leaves(3))).toBe(false);
    expect(isPrefix({ size: 2, root: toHex(treeHash(leaves(2))) }, leaves(3))).toBe(true);
    expect(isPrefix({ size: 4, root: toHex(treeHash(leaves(4))) }, leaves(3))).toBe(false);
  });
});

describe("a tick", () => {
  const key = new Uint8Array(32).fill(9);
  const real = () => [1, 2, 3].map((i) => sha256(u32be(i)));

  test("holds 1,024 sorted values among which the real ones do not show", () => {
    const values = tickValues(real(), key, 7);
    expect(values).toHaveLength(1024);
    expect([...values].sort(compareBytes)).toEqual(values);
    expect(real().every((value) => values.some((found) => equal(found, value)))).toBe(true);
    expect(readTickValues(concat(...values))).toEqual(values);
  });

  test("is refused when it is not sorted or not whole", () => {
    const values = tickValues(real(), key, 7);
    const [first, second, ...rest] = values as [Uint8Array, Uint8Array, ...Uint8Array[]];
    expect(() => readTickValues(concat(second, first, ...rest))).toThrow(CryptoError);
    expect(() => readTickValues(concat(...values.slice(1)))).toThrow(CryptoError);
    expect(() =>
      tickValues(
        Array.from({ length: 1025 }, (_, i) => sha256(u32be(i))),
        key,
        1,
      ),
    ).toThrow(CryptoError);
  });

  test("accounts for every leaf once the filler key is out", () => {
    const values = tickValues(real(), key, 7);
    const entry = {
      number: 7,
      at: "2026-12-17T01:30:00.000Z",
      root: toHex(tickRoot(values)),
      filler: fillerCommitment(key),
    };
    expect(readTickEntry(tickEntryBytes(entry))).toEqual(entry);
    expect(accountsForAll(values, real(), key, entry)).toBe(true);
    expect(accountsForAll(values, real().slice(1), key, entry)).toBe(false);
    expect(accountsForAll(values, real(), flipped(key, 0), entry)).toBe(false);
  });
});
