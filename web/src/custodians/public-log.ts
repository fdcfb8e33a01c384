/** Reading the public log and believing nothing of it but what was proven here: heads, prefixes, whole ticks. */
import { equal, fromHex, type Json, type JsonObject } from "../crypto/encoding.ts";
import { CryptoError, demand } from "../crypto/errors.ts";
import {
  checkTick,
  consistencyHolds,
  headOf,
  inclusionHolds,
  leafHash,
  readTickEntry,
  readTickValues,
  type TickEntry,
  tickEntryBytes,
} from "../crypto/log.ts";
import { checkSignedBy } from "../crypto/signatures.ts";
import type { Platform } from "./platform.ts";
import type { Refuse } from "./refused.ts";
import { readDocument, refusingOver } from "./signed-records.ts";

/** A prefix of the log: how many ticks, and the root over them. */
export type LogHead = { size: number; root: string };

/** Ticks are asked for whole, so that asking tells nothing. */
export class PublicLog {
  readonly #platform: Platform;
  readonly #key: string;
  readonly #refuse: Refuse;

  /** The log of one platform, whose heads `key` (hex) signs. */
  constructor(platform: Platform, key: string, refuse: Refuse) {
    this.#platform = platform;
    this.#key = key;
    this.#refuse = refuse;
  }

  /** The newest head, signed. */
  async head(): Promise<LogHead> {
    return this.readHead(await this.#platform.head());
  }

  readHead(told: Json): LogHead {
    return refusingOver("log-head-signed", this.#refuse, () => {
      const signed = readDocument(told);
      const { size, root } = headOf(signed);
      checkSignedBy(signed, "platform", this.#key);
      return { size, root };
    });
  }

  /** Refuse unless `earlier` is a prefix of this head; an empty log is a prefix of all. */
  async checkPrefix(earlier: LogHead, head: LogHead): Promise<void> {
    if (earlier.size === 0) return;
    if (earlier.size > head.size) throw this.#refuse("log-head-consistent", "the log became smaller");
    const told = await this.#platform.consistency(earlier.size, head.size);
    refusingOver("log-head-consistent", this.#refuse, () => {
      const roots = [fromHex(earlier.root, 32), fromHex(head.root, 32)] as const;
      const holds = consistencyHolds(earlier.size, head.size, roots[0], roots[1], proofOf(told));
      demand(holds, "consistency", "the log known earlier is not its beginning");
    });
  }

  /** What tick `number` says of itself. */
  async entry(number: number): Promise<TickEntry> {
    const source = await this.#platform.tick(number);
    return refusingOver("ticks-in-log", this.#refuse, () => readTickEntry(source));
  }

  /**
   * The tick from `first` on whose values hold this leaf, proven to be in the head; undefined while the head does not
   * reach `until`. Refuses when the log passed that moment without the leaf.
   */
  async find(value: Uint8Array, first: number, head: LogHead, until: string): Promise<number | undefined> {
    for (let number = first; number < head.size; number++) {
      const source = await this.#platform.tickLeaves(number);
      const values = refusingOver("ticks-in-log", this.#refuse, () => readTickValues(source));
      const entry = await this.entry(number);
      if (values.some((each) => equal(each, value))) {
        await this.#checkOuter(number, entry, values, head);
        return number;
      }
      if (entry.at > until) throw this.#refuse("leaf-in-log", "the log passed the promised moment without it");
    }
    return undefined;
  }

  /** Refuse unless the tick's root is over these values and the tick is leaf `number` of the head. */
  async #checkOuter(number: number, entry: TickEntry, values: Uint8Array[], head: LogHead): Promise<void> {
    const told = await this.#platform.inclusion(number, head.size);
    refusingOver("ticks-in-log", this.#refuse, () => {
      const leaf = leafHash(tickEntryBytes(entry));
      checkTick(entry, values, leaf);
      const holds = inclusionHolds(leaf, number, head.size, proofOf(told), fromHex(head.root, 32));
      demand(holds, "inclusion", "the tick is not in the head");
    });
  }

  /** The first tick made at that moment or later, by halving; `size` when there is none. A hint, no proof. */
  async firstTickAt(moment: string, size: number): Promise<number> {
    let [low, high] = [0, size];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if ((await this.entry(middle)).at < moment) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function proofOf(told: Json): Uint8Array[] {
  const proof = (told as JsonObject | null)?.["proof"];
  if (!Array.isArray(proof)) throw new CryptoError("proof-shape", "the proof is no list");
  return proof.map((each) => fromHex(String(each), 32));
}

/** That moment and so many seconds, as text that sorts like time. */
export const later = (moment: string, seconds: number): string =>
  new Date(Date.parse(moment) + 1000 * seconds).toISOString();
