/** The vectors of receipts, log and coefficients. */
import { describe, expect, test } from "vitest";
import { coefficientSeed, draw, pick } from "../src/crypto/coefficients.ts";
import { canonical, concat, fromUtf8, sha256, toHex, u64be } from "../src/crypto/encoding.ts";
import {
  checkTick,
  consistencyHolds,
  fillerCommitment,
  inclusionHolds,
  leafHash,
  readTickEntry,
  readTickValues,
  tickEntryBytes,
  tickRoot,
  tickValues,
  treeHash,
} from "../src/crypto/log.ts";
import { readClientRelease, recordOf } from "../src/crypto/records.ts";
import { checkSignedBy, signedOf } from "../src/crypto/signatures.ts";
import { replaced } from "./tampering.ts";
import { bytes, type Case, keysOf, named, read, refused } from "./cases.ts";

describe("receipts", () => {
  const vectors = read("receipts.json");
  const check = (found: Case) => {
    const signed = signedOf(found.record, true);
    checkSignedBy(signed, "platform", found.key);
    return recordOf(signed);
  };
  test.each(named(vectors.receipts))("receipt %s", (_, found) => {
    expect([check(found).digest, check(found).leaf]).toEqual([found.digest, found.leaf]);
  });
  test.each(named(vectors.refused))("receipt refused: %s", (_, found) => refused(found.check, () => check(found)));
});

describe("client releases", () => {
  const vectors = read("client_releases.json");
  test.each(named(vectors.releases))("client release %s", (_, found) => {
    const { digest, leaf } = readClientRelease(found.record, found.key);
    expect([digest, leaf]).toEqual([found.digest, found.leaf]);
  });
  test.each(named(vectors.refused))("client release refused: %s", (_, found) =>
    refused(found.check, () => readClientRelease(found.record, found.key)),
  );
});

describe("log", () => {
  const vectors = read("log.json");
  test.each(named(vectors.trees))("tree %s", (_, found) => {
    expect(toHex(treeHash(keysOf(found.leaves).map(leafHash)))).toBe(found.root);
  });
  const included = (found: Case) =>
    inclusionHolds(bytes(found.leaf), found.index, found.size, keysOf(found.proof), bytes(found.root));
  const consistent = (found: Case) =>
    consistencyHolds(found.earlier, found.size, bytes(found.earlier_root), bytes(found.root), keysOf(found.proof));
  test.each(named(vectors.inclusion))("inclusion %s", (_, found) => expect(included(found)).toBe(true));
  test.each(named(vectors.inclusion_refused))("inclusion refused: %s", (_, found) =>
    expect(included(found)).toBe(false),
  );
  test.each(named(vectors.consistency))("consistency %s", (_, found) => expect(consistent(found)).toBe(true));
  test.each(named(vectors.consistency_refused))("consistency refused: %s", (_, found) =>
    expect(consistent(found)).toBe(false),
  );
  test.each(named(vectors.frontiers))("frontier %s", (_, found) => {
    const leaves = Array.from({ length: found.size }, (_, i) => leafHash(u64be(i)));
    expect(toHex(treeHash(leaves))).toBe(found.root);
    expect(toHex(concat(u64be(found.size), ...peaks(leaves)))).toBe(found.bytes);
  });
  test.each(named(vectors.ticks))("tick %s", (_, found) => {
    const values = tickValues(keysOf(found.leaves), bytes(found.filler_key), found.number);
    const entry = {
      number: found.number,
      at: found.at,
      root: toHex(tickRoot(values)),
      filler: fillerCommitment(bytes(found.filler_key)),
    };
    expect(toHex(sha256(concat(...values)))).toBe(found.values_sha256);
    expect([fromUtf8(tickEntryBytes(entry)), entry.root]).toEqual([found.entry_text, found.root]);
    expect(toHex(leafHash(tickEntryBytes(entry)))).toBe(found.leaf);
  });
  test.each(named(vectors.ticks_refused))("tick refused: %s", (_, found) => {
    const first = vectors.ticks[0];
    const values = tickValues(keysOf(first.leaves), bytes(first.filler_key), first.number);
    const { index, hex } = found.values_change ?? {};
    const changed = index === undefined ? values : replaced(values, index, bytes(hex));
    refused(found.check, () =>
      checkTick(readTickEntry(canonical(found.entry)), readTickValues(concat(...changed)), bytes(found.leaf)),
    );
  });
});

/** Roots of the full subtrees, largest first. */
function peaks(leaves: Uint8Array[]): Uint8Array[] {
  if (leaves.length === 0) return [];
  const full = 2 ** (leaves.length.toString(2).length - 1);
  return [treeHash(leaves.slice(0, full)), ...peaks(leaves.slice(full))];
}

describe("coefficients", () => {
  test.each(named(read("coefficients.json")))("seed and picks %s", (_, found) => {
    const seed = coefficientSeed(found.lot, found.round, found.freeze, keysOf(found.secrets));
    expect(toHex(seed)).toBe(found.seed);
    for (const each of found.picks) {
      expect(pick(seed, each.name, each.values)).toBe(each.value);
      expect(draw(seed, each.name, BigInt(each.values.length)).attempts).toBe(each.attempts);
    }
  });
});
