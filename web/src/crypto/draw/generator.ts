/** Numbers from a seed, the same on every machine: SHA-256 in counter mode, without the bias of a remainder. */
import { H, u64be, utf8 } from "../encoding.ts";
import { demand } from "../errors.ts";

const RANGE = BigInt(2) ** BigInt(64);

/**
 * The numbers of one seed for one purpose; each call goes on where the last one stopped. Block i is
 * H("draw stream", seed, purpose, u64(i)); numbers are its 8 bytes at a time, big endian.
 */
export class Stream {
  readonly #seed: Uint8Array;
  readonly #purpose: Uint8Array;
  #block = 0;
  #waiting: Uint8Array = new Uint8Array(0);

  constructor(seed: Uint8Array, purpose: string) {
    this.#seed = seed;
    this.#purpose = utf8(purpose);
  }

  /** A number from 0 to bound - 1, each equally likely; what would favour some is skipped. */
  below(bound: number): number {
    demand(Number.isSafeInteger(bound) && bound >= 1, "draw-stream", "a bound lies outside 1 to 2^53-1");
    return Number(this.belowBig(BigInt(bound)));
  }

  /** The same for bounds up to 2^64. */
  belowBig(bound: bigint): bigint {
    demand(bound >= BigInt(1) && bound <= RANGE, "draw-stream", "a bound lies outside 1 to 2^64");
    const limit = (RANGE / bound) * bound;
    let number = this.#next();
    while (number >= limit) number = this.#next();
    return number % bound;
  }

  #next(): bigint {
    if (this.#waiting.length === 0) {
      this.#waiting = H("draw stream", this.#seed, this.#purpose, u64be(this.#block));
      this.#block += 1;
    }
    const view = new DataView(this.#waiting.buffer, this.#waiting.byteOffset, 8);
    this.#waiting = this.#waiting.subarray(8);
    return view.getBigUint64(0);
  }

  /** `count` different items in drawn order (Fisher-Yates from the left, stopped after `count`). */
  sample<T>(items: readonly T[], count: number): T[] {
    demand(count >= 0 && count <= items.length, "draw-stream", `${count} of ${items.length} cannot be drawn`);
    const rest = items.slice();
    for (let place = 0; place < count; place += 1) {
      const taken = place + this.below(rest.length - place);
      [rest[place], rest[taken]] = [rest[taken] as T, rest[place] as T];
    }
    return rest.slice(0, count);
  }

  /** All items in drawn order. */
  shuffled<T>(items: readonly T[]): T[] {
    return this.sample(items, items.length);
  }
}
