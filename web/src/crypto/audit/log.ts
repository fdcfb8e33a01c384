/** Checks of the log: its head, its ticks, and every record's place in them. */
import { equal, fromHex, toHex } from "../encoding.ts";
import { CryptoError, demand } from "../errors.ts";
import { checkTick, type Head, isPrefix, readHead, readLeaves, readTickEntry, readTickValues, type TickEntry, treeHash } from "../log.ts";
import type { Case } from "./case.ts";
import { type BodyOf, checkSigners, type Record } from "./package.ts";

interface Tick {
  readonly entry: TickEntry;
  readonly values: ReadonlySet<string>;
}

const cache = new WeakMap<Case, { leaves: Uint8Array[]; ticks: Tick[] }>();

export function headOf(found: Case): Head {
  return readHead(found.package.read("log/head.json"));
}

export function leavesOf(found: Case): Uint8Array[] {
  return readLeaves(found.package.read("log/leaves.bin"));
}

export function logHeadSigned(found: Case): string {
  const head = headOf(found);
  checkSigners(head.signed, "platform", found.platformKeys);
  return `${head.size} ticks at ${head.at}`;
}

export function logRoot(found: Case): string {
  const [head, leaves] = [headOf(found), leavesOf(found)];
  demand(head.size === leaves.length, "log-root", `the head is over ${head.size} leaves, here are ${leaves.length}`);
  demand(equal(treeHash(leaves), fromHex(head.root, 32)), "log-root", "the head's root is over other leaves");
  return `root ${head.root.slice(0, 16)}`;
}

/** Each tick's entry is the leaf of its number, and its root is over its 1,024 sorted values. */
export function ticksInLog(found: Case): string {
  return `${ticksOf(found).length} ticks`;
}

/** The ticks of the package, each checked against the log; refuses if one is not in it. */
export function ticksOf(found: Case): Tick[] {
  const known = cache.get(found);
  if (known !== undefined) return known.ticks;
  const leaves = leavesOf(found);
  const ticks = found.package.below("log/ticks", ".json").map((path) => readTick(found, path, leaves));
  demand(found.package.below("log/ticks", ".bin").length === ticks.length, "ticks-in-log", "there are values without a tick");
  cache.set(found, { leaves, ticks });
  return ticks;
}

function readTick(found: Case, path: string, leaves: readonly Uint8Array[]): Tick {
  const number = /^log\/ticks\/(0|[1-9]\d*)\.json$/.exec(path)?.[1];
  const entry = readTickEntry(found.package.read(path));
  demand(String(entry.number) === number, "ticks-in-log", `${path} is the entry of tick ${entry.number}`);
  const leaf = leaves[entry.number];
  if (leaf === undefined) throw new CryptoError("ticks-in-log", `the log has no tick ${entry.number}`);
  const values = readTickValues(found.package.read(`log/ticks/${number}.bin`));
  checkTick(entry, values, leaf);
  return { entry, values: new Set(values.map(toHex)) };
}

/** Numbers of the ticks that hold a record's leaf. */
export function ticksHolding(found: Case, record: Record): number[] {
  return ticksOf(found).filter((tick) => tick.values.has(record.leaf)).map((tick) => tick.entry.number);
}

/** Every record of the package left its leaf in a tick of the log. */
export function leavesInTicks(found: Case): string {
  for (const record of found.package.records) {
    const held = ticksHolding(found, record).length > 0;
    demand(held, "leaves-in-ticks", `the ${record.short} ${record.digest.slice(0, 16)} is in no tick`);
  }
  return `${found.package.records.length} leaves`;
}

/** Each receipt was given before the deadline and logged when it promised, and the freeze not before any of them was promised. */
export function receiptsBeforeDeadline(found: Case): string {
  const receipts = found.package.of("receipt");
  for (const receipt of receipts) {
    const { at } = receipt.body;
    demand(at < found.freeze.body.deadline, "receipts-before-deadline", `the receipt of ${at} is not before the deadline`);
    checkPromise(receipt.body, ticksHolding(found, receipt));
  }
  const frozen = Math.max(-1, ...ticksHolding(found, found.freeze));
  const late = receipts.find((receipt) => receipt.body.tick > frozen);
  demand(late === undefined, "receipts-before-deadline", `a receipt was promised for a tick after the freeze's`);
  return `${receipts.length} receipts`;
}

/** "In the head of tick T, or later by at most M". */
export function checkPromise(receipt: BodyOf<"receipt">, ticks: readonly number[]): void {
  const kept = ticks.some((tick) => tick >= receipt.tick && tick <= receipt.tick + receipt.within);
  const promise = `promised for tick ${receipt.tick} or ${receipt.within} later`;
  demand(kept, "receipts-before-deadline", `the receipt of ${receipt.at} is in ticks [${ticks.join()}], ${promise}`);
}

/** Whether a head held by somebody is a prefix of this log. */
export function checkPrefix(found: Case, head: { size: number; root: string }, check: string): void {
  const leaves = leavesOf(found);
  demand(head.size <= leaves.length, check, `the head is over ${head.size} ticks, this log only has ${leaves.length}`);
  demand(isPrefix(head, leaves), check, "the head is of another log than this");
}
