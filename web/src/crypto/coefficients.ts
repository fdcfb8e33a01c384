/** Coefficients drawn at the opening: fixed by the bidders at the deadline, known to nobody before t releases. */
import { concat, fromHex, H, u32be, utf8 } from "./encoding.ts";
import { demand } from "./errors.ts";
import type { Point } from "./group.ts";

/** `freeze` is the digest of the freeze record; `secrets` belong to all frozen offers, in the freeze's order. */
export function coefficientSeed(lot: string, round: number, freeze: string, secrets: readonly Point[]): Uint8Array {
  return H("coefficients", utf8(lot), u32be(round), fromHex(freeze, 32), concat(...secrets));
}

/** One of `values`, every one as likely as another. */
export function pick(seed: Uint8Array, name: string, values: readonly string[]): string {
  demand(values.length > 0, "coefficient", `the coefficient ${name} has no values`);
  return values[Number(draw(seed, name, BigInt(values.length)).index)] as string;
}

/** An index below `count`, and how many numbers were drawn: those that would favour low indices are rejected. */
export function draw(seed: Uint8Array, name: string, count: bigint): { index: bigint; attempts: number } {
  const limit = (2n ** 64n / count) * count;
  for (let attempt = 0; ; attempt += 1) {
    const hash = H("coefficient", seed, utf8(name), u32be(attempt));
    const u = new DataView(hash.buffer, hash.byteOffset, 8).getBigUint64(0);
    if (u < limit) return { index: u % count, attempts: attempt + 1 };
  }
}
