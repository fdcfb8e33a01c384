/** Where pages stand under each other and which of them are in sight. Pages are counted from 1; lengths are CSS pixels. Pure. */

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Layout {
  /** Top of page n at [n - 1]; one more entry: where the whole ends. */
  readonly tops: readonly number[];
  readonly gap: number;
}

/** Pages whose size is not known yet are taken to be like `usual`, which a scan of one machine mostly is. */
export function layOut(pages: number, sizes: ReadonlyMap<number, Size>, usual: Size, scale: number, gap: number): Layout {
  const tops = [gap];
  for (let page = 1; page <= pages; page += 1) tops.push((tops[page - 1] ?? 0) + (sizes.get(page) ?? usual).height * scale + gap);
  return { tops, gap };
}

export const pagesOf = (layout: Layout): number => layout.tops.length - 1;
export const wholeHeight = (layout: Layout): number => layout.tops[pagesOf(layout)] ?? 0;
export const topOf = (layout: Layout, page: number): number => layout.tops[Math.min(Math.max(page, 1), pagesOf(layout)) - 1] ?? 0;

/** The page at a height; the gap below a page belongs to it. */
export function pageAt(layout: Layout, y: number): number {
  let [low, high] = [1, Math.max(1, pagesOf(layout))];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((layout.tops[middle - 1] ?? 0) <= y) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** [first, last] in sight, with `beside` more on either side. */
export function inSight(layout: Layout, top: number, height: number, beside: number): readonly [number, number] {
  const last = pageAt(layout, top + Math.max(0, height - 1));
  return [Math.max(1, pageAt(layout, top) - beside), Math.min(pagesOf(layout), last + beside)];
}

/** The page one is reading: whichever stands at a third of the window. */
export const readAt = (layout: Layout, top: number, height: number): number => pageAt(layout, top + height / 3);

export const LEAST_ZOOM = 0.25;
export const MOST_ZOOM = 4;
export type Fit = "width" | "page" | number;

/** CSS pixels per PDF point. */
export function scaleFor(fit: Fit, page: Size, box: Size, margin: number): number {
  const wide = (box.width - 2 * margin) / page.width;
  const wanted = fit === "width" ? wide : fit === "page" ? Math.min(wide, (box.height - 2 * margin) / page.height) : fit * (96 / 72);
  return Math.min(MOST_ZOOM * 2, Math.max(0.1, wanted));
}

/** Pixels of a canvas per CSS pixel, so that no canvas is larger than `most` pixels: large drawings stay within memory. */
export function density(width: number, height: number, wanted: number, most: number): number {
  return Math.min(wanted, Math.sqrt(most / Math.max(1, width * height)));
}

/** A page number as it is typed; undefined for anything else. */
export function typedPage(text: string, pages: number): number | undefined {
  const found = /^\s*([0-9０-９]{1,6})\s*$/.exec(text);
  const page = found ? Number((found[1] ?? "").normalize("NFKC")) : 0;
  return page >= 1 && page <= pages ? page : undefined;
}
