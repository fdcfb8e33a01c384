/** RFC 9162 section 2.1: Merkle tree hash, inclusion and consistency proofs, over leaf hashes of 32 bytes. */
import { concat, equal, sha256 } from "./encoding.ts";
import { demand } from "./errors.ts";

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

export const leafHash = (data: Uint8Array): Uint8Array => sha256(concat(LEAF, data));
export const nodeHash = (left: Uint8Array, right: Uint8Array): Uint8Array => sha256(concat(NODE, left, right));

/** The prefix byte for a leaf that is hashed in steps. */
export const LEAF_PREFIX: Uint8Array = LEAF;

/** The largest power of two below `size`; size is at least 2. */
function split(size: number): number {
  let k = 1;
  while (k * 2 < size) k *= 2;
  return k;
}

export function treeHash(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length === 0) return sha256(new Uint8Array(0));
  let level = leaves.slice();
  // Pairing neighbours level by level and carrying an odd last one up gives the same tree as the recursive split.
  while (level.length > 1) {
    const next: Uint8Array[] = [];
    for (let i = 0; i + 1 < level.length; i += 2)
      next.push(nodeHash(level[i] as Uint8Array, level[i + 1] as Uint8Array));
    if (level.length % 2 === 1) next.push(level[level.length - 1] as Uint8Array);
    level = next;
  }
  return level[0] as Uint8Array;
}

/** Section 2.1.3.1: the audit path of leaf `index`, nearest sibling first. */
export function inclusionProof(leaves: readonly Uint8Array[], index: number): Uint8Array[] {
  demand(
    Number.isInteger(index) && index >= 0 && index < leaves.length,
    "inclusion-index",
    "the leaf is not in the tree",
  );
  if (leaves.length === 1) return [];
  const k = split(leaves.length);
  const [left, right] = [leaves.slice(0, k), leaves.slice(k)];
  return index < k
    ? [...inclusionProof(left, index), treeHash(right)]
    : [...inclusionProof(right, index - k), treeHash(left)];
}

/** Section 2.1.3.2. Indices and sizes may exceed 32 bits, hence division instead of shifts. */
export function inclusionHolds(
  leaf: Uint8Array,
  index: number,
  size: number,
  proof: readonly Uint8Array[],
  root: Uint8Array,
): boolean {
  if (!isCount(index) || !isCount(size) || index >= size) return false;
  let [fn, sn, r] = [index, size - 1, leaf];
  for (const p of proof) {
    if (sn === 0 || p.length !== 32) return false;
    if (fn % 2 === 1 || fn === sn) {
      r = nodeHash(p, r);
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [half(fn), half(sn)];
    } else {
      r = nodeHash(r, p);
    }
    [fn, sn] = [half(fn), half(sn)];
  }
  return sn === 0 && equal(r, root);
}

/** Section 2.1.4.1: the proof that the first `first` leaves are a prefix; 1 <= first <= size. */
export function consistencyProof(leaves: readonly Uint8Array[], first: number): Uint8Array[] {
  demand(
    Number.isInteger(first) && first >= 1 && first <= leaves.length,
    "consistency-size",
    "a consistency proof starts at size 1 or more",
  );
  return subproof(leaves, first, true);
}

function subproof(leaves: readonly Uint8Array[], first: number, whole: boolean): Uint8Array[] {
  if (first === leaves.length) return whole ? [] : [treeHash(leaves)];
  const k = split(leaves.length);
  const [left, right] = [leaves.slice(0, k), leaves.slice(k)];
  return first <= k
    ? [...subproof(left, first, whole), treeHash(right)]
    : [...subproof(right, first - k, false), treeHash(left)];
}

/** Section 2.1.4.2. A proof from size 0 says nothing and is refused. */
export function consistencyHolds(
  first: number,
  second: number,
  firstRoot: Uint8Array,
  secondRoot: Uint8Array,
  proof: readonly Uint8Array[],
): boolean {
  if (!isCount(first) || !isCount(second) || first === 0 || first > second) return false;
  if (first === second) return proof.length === 0 && equal(firstRoot, secondRoot);
  const path = isPowerOfTwo(first) ? [firstRoot, ...proof] : proof;
  const seed = path[0];
  if (seed === undefined || proof.length === 0 || path.some((p) => p.length !== 32)) return false;
  return rootsFollow(first, second, firstRoot, secondRoot, seed, path.slice(1));
}

function rootsFollow(
  first: number,
  second: number,
  firstRoot: Uint8Array,
  secondRoot: Uint8Array,
  seed: Uint8Array,
  path: readonly Uint8Array[],
): boolean {
  let [fn, sn, fr, sr] = [first - 1, second - 1, seed, seed];
  while (fn % 2 === 1) [fn, sn] = [half(fn), half(sn)];
  for (const c of path) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      [fr, sr] = [nodeHash(c, fr), nodeHash(c, sr)];
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [half(fn), half(sn)];
    } else {
      sr = nodeHash(sr, c);
    }
    [fn, sn] = [half(fn), half(sn)];
  }
  return sn === 0 && equal(fr, firstRoot) && equal(sr, secondRoot);
}

const half = (n: number): number => Math.floor(n / 2);
const isCount = (n: number): boolean => Number.isSafeInteger(n) && n >= 0;

function isPowerOfTwo(n: number): boolean {
  while (n % 2 === 0) n /= 2;
  return n === 1;
}
