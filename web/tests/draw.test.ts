/** The draw: every step, the whole package, and every refusal as the Python wrote them. */
import { describe, expect, test } from "vitest";
import { drawCommittee, reserveOrder, seatNames, seatWorkstations } from "../src/crypto/draw/draw.ts";
import { dealingContext, seedOf } from "../src/crypto/draw/ceremony.ts";
import { Stream } from "../src/crypto/draw/generator.ts";
import { employerLabel, expertRef, poolRoot, readEntry } from "../src/crypto/draw/pool.ts";
import { readQuotas } from "../src/crypto/draw/quotas.ts";
import { group, readTable } from "../src/crypto/draw/table.ts";
import { DRAW_CHECKS, verifyDraw } from "../src/crypto/draw/verify.ts";
import type { Json } from "../src/crypto/encoding.ts";
import { toHex } from "../src/crypto/encoding.ts";
import { bytes, type Case, named, read, refused } from "./cases.ts";

const steps = read("draw_steps.json");
const whole = read("draw_package.json");

describe("step by step", () => {
  test.each(named(steps.streams))("stream %s gives these numbers", (_, { seed, purpose, drawn }) => {
    const stream = new Stream(bytes(seed), purpose);
    for (const { bound, number } of drawn) expect(String(stream.belowBig(BigInt(bound)))).toBe(number);
  });

  test.each(named(steps.orders))("order %s comes out so", (_, { seed, purpose, items, take, order }) => {
    expect(new Stream(bytes(seed), purpose).sample(Array.from({ length: items }, (_item, at) => at), take)).toEqual(order);
  });

  test("persons and employers stand under these labels", () => {
    for (const { expert, name, salt, ref } of steps.refs) expect(expertRef(expert, name, bytes(salt))).toBe(ref);
    for (const { uscc, salt, label } of steps.labels) expect(employerLabel(uscc, bytes(salt))).toBe(label);
  });

  test("contexts and seeds are these", () => {
    for (const { inputs, index, context } of steps.contexts) expect(toHex(dealingContext(bytes(inputs), index))).toBe(context);
    for (const { inputs, cutoff, secrets, seed } of steps.seeds) {
      expect(toHex(seedOf(bytes(inputs), bytes(cutoff), secrets.map(bytes)))).toBe(seed);
    }
  });

  test.each(named(steps.committees))("committees and reserves of pool %s are these", (_, { entries, root, quotas, large, table, draws }) => {
    const pool = entries.map(readEntry);
    expect(toHex(poolRoot(pool))).toBe(root);
    const rules = readQuotas(quotas);
    const groups = group(pool, rules, new Set<string>(large));
    for (const { seed, committee, reserves } of draws) {
      const drawn = drawCommittee(groups, rules, readTable(table), bytes(seed));
      expect(drawn.map(({ entry, speciality }) => ({ ref: entry.ref, speciality }))).toEqual(committee);
      const eligible = groups.flatMap((each) => each.entries);
      expect(reserveOrder(eligible, drawn, bytes(seed)).map(({ ref }) => ref)).toEqual(reserves);
    }
  });

  test.each(named(steps.seats))("seats %s are these", (_, { seed, refs, names, venue, workstations, places }) => {
    expect(Object.fromEntries(seatNames(refs, bytes(seed)))).toEqual(names);
    expect(Object.fromEntries(seatWorkstations(refs, workstations, venue, bytes(seed)))).toEqual(places);
  });

  test("a stream draws from no empty range, and no more than there is", () => {
    const stream = new Stream(new Uint8Array(32), "x");
    refused("draw-stream", () => stream.below(0));
    refused("draw-stream", () => stream.belowBig(BigInt(2) ** BigInt(64) + BigInt(1)));
    refused("draw-stream", () => stream.sample([1], 2));
  });
});

describe("a whole package", () => {
  test("holds in every check, told in this order", () => {
    const checks = verifyDraw(whole as Json);
    expect(checks.filter(({ ok }) => !ok)).toEqual([]);
    expect(checks.map(({ name }) => name)).toEqual(read("draw_checks.json"));
    expect(DRAW_CHECKS.map(([name]) => name)).toEqual(read("draw_checks.json"));
  });

  test.each(named(read("draw_refused.json")))("is refused: %s", (_, { changes, checks }) => {
    const failed = verifyDraw(changed(changes)).filter(({ ok }) => !ok);
    expect(failed.map(({ name }) => name)).toEqual(expect.arrayContaining(checks));
  });

  test.each(named(read("draw_sat.json")))("whose committee sat: %s", (_, { changes, checks }) => {
    const failed = verifyDraw(changed(changes)).filter(({ ok }) => !ok);
    expect(failed.map(({ name }) => name)).toEqual(checks);
  });

  test.each([[null], [[]], [{}], [{ type: "tianping/draw-package/1", record: null, records: [1] }], [{ ...whole, record: {} }]])(
    "that is none fails and throws nothing: %#",
    (given) => {
      expect(verifyDraw(given as Json).some(({ ok }) => !ok)).toBe(true);
    },
  );
});

function changed(changes: Case[]): Json {
  const copy = JSON.parse(JSON.stringify(whole));
  for (const { path, value } of changes) {
    const last = path[path.length - 1];
    path.slice(0, -1).reduce((inside: Case, step: string | number) => inside[step], copy)[last] = value;
  }
  return copy;
}
