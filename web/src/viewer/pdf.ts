/** pdf.js as this platform runs it: bytes by our ranges, its worker, cMaps and fonts from our own origin, no eval. */
import "./floor.ts";
import * as pdfjs from "pdfjs-dist/legacy/build/pdf.mjs";
import type { PDFDocumentProxy, PDFWorker } from "pdfjs-dist";
import type { Problem } from "../api/problem.ts";
import { foldPage, type PageText } from "./search.ts";
import { readRange } from "./ranges.ts";

export type { PDFPageProxy } from "pdfjs-dist";
export const { TextLayer } = pdfjs;

/** Bytes of one question. */
const CHUNK = 262_144;
/** Pixels of the largest picture that is decoded: 100 megapixels. */
const LARGEST_PICTURE = 100_000_000;

const cmaps = import.meta.glob<string>("/node_modules/pdfjs-dist/cmaps/*.bcmap", { query: "?url", import: "default" });
const fonts = import.meta.glob<string>("/node_modules/pdfjs-dist/standard_fonts/*", { query: "?url", import: "default" });

async function asset(found: Record<string, () => Promise<string>>, path: string): Promise<Uint8Array> {
  const address = await found[path]?.();
  if (!address) throw new Error(`no ${path}`);
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return new Uint8Array(await answer.arrayBuffer());
}

class OwnMaps {
  async fetch({ name }: { name: string }): Promise<{ cMapData: Uint8Array; isCompressed: boolean }> {
    return { cMapData: await asset(cmaps, `/node_modules/pdfjs-dist/cmaps/${name}.bcmap`), isCompressed: true };
  }
}

class OwnFonts {
  fetch({ filename }: { filename: string }): Promise<Uint8Array> {
    return asset(fonts, `/node_modules/pdfjs-dist/standard_fonts/${filename}`);
  }
}

/** The door's own refusal, a file that asks for a password, or one that is no PDF. */
export type Fault = { readonly kind: "refused"; readonly problem: Problem } | { readonly kind: "encrypted" | "broken" };

export interface Opened {
  readonly document: PDFDocumentProxy;
  readonly pageText: (page: number) => Promise<PageText>;
  readonly close: () => void;
}

export interface Telling {
  readonly waiting: (isWaiting: boolean) => void;
  /** After it was opened: the door refuses now. */
  readonly refused: (problem: Problem) => void;
}

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Begins to open a file of `length` bytes; `stop` ends it whether it is open by then or not. */
export function openPdf(address: string, length: number, telling: Telling): { opened: Promise<Opened>; stop: () => void } {
  const halt = new AbortController();
  const worker = new Worker(new URL("./pdf.worker.ts", import.meta.url), { type: "module" });
  const port = pdfjs.PDFWorker.fromPort({ port: worker as never }) as PDFWorker;
  let refusal: Problem | undefined;
  let stop = (): void => {};

  class Door extends pdfjs.PDFDataRangeTransport {
    override requestDataRange(begin: number, end: number): void {
      const asking = { signal: halt.signal, fetch: (...given: Parameters<typeof fetch>) => fetch(...given), pause, waiting: telling.waiting };
      readRange(address, begin, Math.min(end, length), asking).then(
        (bytes) => this.onDataRange(begin, bytes),
        (problem: Problem) => {
          if (halt.signal.aborted) return;
          refusal = problem;
          telling.refused(problem);
          stop();
        },
      );
    }
  }

  const task = pdfjs.getDocument({
    range: new Door(length, null),
    length,
    worker: port,
    rangeChunkSize: CHUNK,
    disableAutoFetch: true,
    disableStream: true,
    isEvalSupported: false,
    useWorkerFetch: false,
    enableXfa: false,
    stopAtErrors: false,
    maxImageSize: LARGEST_PICTURE,
    CMapReaderFactory: OwnMaps,
    StandardFontDataFactory: OwnFonts,
    verbosity: pdfjs.VerbosityLevel.ERRORS,
  });
  stop = () => {
    halt.abort();
    void task.destroy().catch(() => {}).then(() => {
      port.destroy();
      worker.terminate();
    });
  };
  const opened = task.promise.then((document) => ({ document, pageText: reader(document), close: stop }), (fault: unknown) => {
    if (refusal) throw { kind: "refused", problem: refusal } satisfies Fault;
    throw { kind: (fault as Error).name === "PasswordException" ? "encrypted" : "broken" } satisfies Fault;
  });
  return { opened, stop };
}

/** The text of pages, each read once. */
function reader(document: PDFDocumentProxy): (page: number) => Promise<PageText> {
  const known = new Map<number, Promise<PageText>>();
  async function read(number: number): Promise<PageText> {
    try {
      const page = await document.getPage(number);
      const { items } = await page.getTextContent();
      return foldPage(items.flatMap((item) => ("str" in item ? [item.str] : [])));
    } catch {
      return foldPage([]);
    }
  }
  return (page) => {
    const text = known.get(page) ?? read(page);
    known.set(page, text);
    return text;
  };
}

export interface Bookmark {
  readonly title: string;
  readonly to: unknown;
  readonly within: readonly Bookmark[];
}

export async function outlineOf(document: PDFDocumentProxy): Promise<Bookmark[]> {
  interface Node { title: string; dest: unknown; items: Node[] }
  const shaped = (nodes: readonly Node[]): Bookmark[] => nodes.map(({ title, dest, items }) => ({ title, to: dest, within: shaped(items) }));
  return shaped(((await document.getOutline().catch(() => null)) ?? []) as Node[]);
}

/** The page to which a bookmark or a link inside the file leads. */
export async function pageOfTarget(document: PDFDocumentProxy, to: unknown): Promise<number | undefined> {
  const found = typeof to === "string" ? await document.getDestination(to).catch(() => null) : to;
  const [first] = Array.isArray(found) ? found : [];
  if (typeof first === "number") return first + 1;
  if (typeof first !== "object" || first === null) return undefined;
  return document.getPageIndex(first as never).then((index) => index + 1, () => undefined);
}
