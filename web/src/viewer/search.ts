/** Search in the text of pages. Spaces, line ends, width and case do not count: Chinese is torn into runs anywhere. Pure. */

/** A piece of a run: [start, stop) of its own text. */
export interface Piece {
  readonly run: number;
  readonly start: number;
  readonly stop: number;
}

export interface PageText {
  readonly runs: readonly string[];
  readonly folded: string;
  /** For each sign of `folded`: its run and its place there. */
  readonly from: readonly (readonly [run: number, at: number])[];
}

export interface Hit {
  readonly page: number;
  readonly pieces: readonly Piece[];
  readonly before: string;
  readonly text: string;
  readonly after: string;
}

const AROUND = 14;
/** Signs on a page below which it is taken for a picture: page numbers and stamps are often text. */
const LEAST_SIGNS = 8;

const fold = (sign: string): string => sign.normalize("NFKC").toLowerCase().replace(/\s/g, "");

export function foldPage(runs: readonly string[]): PageText {
  const from: (readonly [number, number])[] = [];
  let folded = "";
  runs.forEach((text, run) => {
    for (let at = 0; at < text.length; at += 1) {
      const signs = fold(text.charAt(at));
      folded += signs;
      for (let n = 0; n < signs.length; n += 1) from.push([run, at]);
    }
  });
  return { runs, folded, from };
}

export const foldQuery = (query: string): string => [...query].map(fold).join("");

export function hitsOn(page: number, text: PageText, query: string): Hit[] {
  const wanted = foldQuery(query);
  const found: Hit[] = [];
  if (wanted === "") return found;
  for (let at = text.folded.indexOf(wanted); at >= 0; at = text.folded.indexOf(wanted, at + wanted.length)) {
    const stop = at + wanted.length;
    found.push({
      page,
      pieces: pieces(text, at, stop),
      before: text.folded.slice(Math.max(0, at - AROUND), at),
      text: text.folded.slice(at, stop),
      after: text.folded.slice(stop, stop + AROUND),
    });
  }
  return found;
}

function pieces({ from }: PageText, start: number, stop: number): Piece[] {
  const found: { run: number; start: number; stop: number }[] = [];
  for (const [run, at] of from.slice(start, stop)) {
    const last = found[found.length - 1];
    if (last?.run === run) last.stop = at + 1;
    else found.push({ run, start: at, stop: at + 1 });
  }
  return found;
}

/** Whether somebody could search here: false for a page that is a picture. */
export const hasText = (text: PageText): boolean => text.folded.length >= LEAST_SIGNS;

export interface Found {
  readonly hits: readonly Hit[];
  readonly read: number;
  /** Pages read so far that are pictures. */
  readonly pictures: number;
}

/** Reads page after page and tells what is found, until it is stopped or has enough. `pageText` remembers what it has read. */
export async function* searchAll(pages: number, query: string, pageText: (page: number) => Promise<PageText>, most: number): AsyncGenerator<Found> {
  const hits: Hit[] = [];
  let pictures = 0;
  for (let page = 1; page <= pages && hits.length < most; page += 1) {
    const text = await pageText(page);
    if (!hasText(text)) pictures += 1;
    hits.push(...hitsOn(page, text, query));
    yield { hits: hits.slice(0, most), read: page, pictures };
  }
}

/** The hit to stand at when one comes from a page: the first on it or behind it, else the first of all. */
export const hitFrom = (hits: readonly Hit[], page: number): number => Math.max(0, hits.findIndex((hit) => hit.page >= page));
export const step = (at: number, by: number, count: number): number => (count === 0 ? 0 : (at + by + count) % count);
