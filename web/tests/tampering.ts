/** Small damage, for tests. */

/** A copy with one bit changed. */
export function flipped(bytes: Uint8Array, at: number): Uint8Array {
  const copy = bytes.slice();
  copy[at] = (copy[at] as number) ^ 1;
  return copy;
}

/** Hexadecimal with its first digit changed, still hexadecimal. */
export const flippedHex = (hex: string): string => (hex[0] === "0" ? "1" : "0") + hex.slice(1);

export function replaced<T>(list: readonly T[], at: number, value: T): T[] {
  return list.map((old, index) => (index === at ? value : old));
}
