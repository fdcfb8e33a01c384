/** Checks of the log: its head, its ticks, and every record's place in them. */
import { equal, fromHex, toHex } from "../encoding.ts";
import { CryptoError, demand } from "../errors.ts";
import {
  checkTick,
  type Head,
  isPrefix,
  readHead,
  readLeaves,
  readTickEntry,
  readTickValues,
  type TickEntry,
  treeHash,
} from "../log.ts";
import { nodeHash } from "../merkle.ts";
import type { Case } from "./case.ts";
import { checkSigners, type Record } from "./package.ts";

interface Tick {
  readonly entry: TickEntry;
  readonly values: ReadonlySet<string>;
}

const cache = new WeakMap<Case, { leaves: Uint8Array[]; ticks: Tick[] }>();

function publishedHead(found: Case): Head {
  return readHead(found.package.read("log/head.json"));
}

export function leavesOf(found: Case): Uint8Array[] {
  return readLeaves(found.package.read("log/leaves.bin"));
}

export function logHeadSigned(found: Case): string {
  const head = publishedHead(found);
  checkSigners(head.signed, "platform", found.platformKeys);
  return `${head.size} ticks at ${head.at}`;
}

export function logRoot(found: Case): string {
  const [head, leaves] = [publishedHead(found), leavesOf(found)];
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
  demand(
    found.package.below("log/ticks", ".bin").length === ticks.length,
    "ticks-in-log",
    "there are values without a tick",
  );
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

/** The first tick that holds a record's leaf; refuses when none does. */
export function placeOf(found: Case, record: Record): TickEntry {
  const tick = ticksOf(found).find(({ values }) => values.has(record.leaf));
  if (tick === undefined)
    throw new CryptoError("leaves-in-ticks", `the ${record.short} ${record.digest.slice(0, 16)} is in no tick`);
  return tick.entry;
}

/** Every record of the package left its leaf in a tick of the log. */
export function leavesInTicks(found: Case): string {
  for (const record of found.package.records) placeOf(found, record);
  return `${found.package.records.length} leaves`;
}

/** Each receipt was given before the deadline and logged as promised; the freeze came after the deadline and all of them. */
export function receiptsBeforeDeadline(found: Case): string {
  const [receipts, frozen, { deadline }] = [
    found.package.of("receipt"),
    placeOf(found, found.freeze),
    found.freeze.body,
  ];
  demand(frozen.at >= deadline, "receipts-before-deadline", "the freeze is in the log before the deadline");
  for (const receipt of receipts) {
    const { at, tick } = receipt.body;
    demand(at < deadline, "receipts-before-deadline", `the receipt of ${at} is not before the deadline`);
    const last = Math.max(tick, checkPromise(found, receipt));
    demand(
      last <= frozen.number,
      "receipts-before-deadline",
      `the receipt of ${at} came into the log after the freeze`,
    );
  }
  return `${receipts.length} receipts, the freeze in tick ${frozen.number}`;
}

/** "In the head of tick T, or later by at most M": answers the tick that holds the receipt. */
export function checkPromise(found: Case, receipt: Record<"receipt">): number {
  const [{ tick, within, at }, place] = [receipt.body, placeOf(found, receipt)];
  const kept = place.number >= tick && place.number <= tick + within && place.at >= at;
  demand(
    kept,
    "receipts-before-deadline",
    `the receipt of ${at} is in tick ${place.number}, promised for ${tick} or ${within} later`,
  );
  return place.number;
}

/** The head that each receipt of the package names is an earlier head of this log; an empty log has none. */
export function receiptHeads(found: Case): string {
  const heads = found.package
    .of("receipt")
    .map((receipt) => receipt.body.head)
    .filter((head) => head.size > 0);
  const sizes = new Set(heads.map((head) => head.size));
  const roots = prefixRoots(leavesOf(found), sizes);
  for (const { size, root } of heads) {
    demand(
      roots.get(size) === root,
      "receipt-heads",
      `the head of ${size} ticks in a receipt is of another log than this`,
    );
  }
  return `${heads.length} heads`;
}

/** Roots over the first so many leaves, for several sizes in one pass over the leaves. */
function prefixRoots(leaves: readonly Uint8Array[], sizes: ReadonlySet<number>): Map<number, string> {
  const roots = new Map<number, string>();
  const peaks: Uint8Array[] = [];
  leaves.forEach((leaf, index) => {
    let node = leaf;
    for (let rest = index; rest % 2 === 1; rest = (rest - 1) / 2) node = nodeHash(peaks.pop() as Uint8Array, node);
    peaks.push(node);
    if (sizes.has(index + 1)) roots.set(index + 1, toHex(peaks.reduceRight((right, left) => nodeHash(left, right))));
  });
  return roots;
}

/** Whether a head held by somebody is a prefix of this log. */
export function checkPrefix(found: Case, head: { size: number; root: string }, check: string): void {
  const leaves = leavesOf(found);
  demand(head.size <= leaves.length, check, `the head is over ${head.size} ticks, this log only has ${leaves.length}`);
  demand(isPrefix(head, leaves), check, "the head is of another log than this");
}
