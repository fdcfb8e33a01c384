/** Entropy that repeats itself: SHA-256 in counter mode under a name. For tests and vectors only. */
import { concat, type Entropy, sha256, u64be, utf8 } from "../src/crypto/encoding.ts";

export function entropyFrom(name: string): Entropy {
  let counter = 0;
  return (length) => {
    const blocks = Array.from({ length: Math.ceil(length / 32) }, () => sha256(concat(utf8(name), u64be(counter++))));
    return concat(...blocks).slice(0, length);
  };
}
