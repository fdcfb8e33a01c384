/**
 * Notices newest first. The feed counts upwards without a gap, so that nobody can be shown a shorter one: the newest
 * number is found by doubling and halving, then the list is read downwards in windows.
 */
import type { Portion } from "../foundation/pages.ts";

const WINDOW = 200;

/** The last number of a list without gaps; `exists(n)` = there is one of number n or above. At least `known`. */
export async function lastNumber(exists: (number: number) => Promise<boolean>, known = 0): Promise<number> {
  let low = known;
  let step = 32;
  while (await exists(low + step)) {
    low += step;
    step *= 2;
  }
  let high = low + step;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (await exists(middle)) low = middle;
    else high = middle;
  }
  return low;
}

/** The window that ends with `top`, newest first; `after(n, limit)` asks for numbers above n, oldest first. */
export async function windowDown<T extends { readonly number: number }>(
  after: (number: number, limit: number) => Promise<T[]>,
  top: number,
): Promise<Portion<T, number>> {
  const bottom = Math.max(0, top - WINDOW);
  const found = top === 0 ? [] : await after(bottom, WINDOW);
  return { rows: found.filter(({ number }) => number <= top).reverse(), next: bottom === 0 ? null : bottom };
}
