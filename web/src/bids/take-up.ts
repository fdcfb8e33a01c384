/** Takes up a sealed bid that was carried here: every digest is checked while it is copied to where sealed bids lie. */
import { KINDS } from "../crypto/manifest.ts";
import { cancelled } from "./faults.ts";
import { checkBody, type EnvelopeFile, type Files, gather, type Named, readEnvelope, readNamed } from "./sealed-bid.ts";
import { BID_FILE, fileOf } from "./sealing.ts";
import type { Shelf } from "./shelf.ts";

export interface TakenUp {
  readonly bid: string;
  readonly folder: string | null;
  readonly files: { readonly [name: string]: Blob };
}

export async function takeUp(
  chosen: readonly File[],
  shelf: Shelf,
  report: (done: number, total: number) => void,
  stopped: () => boolean,
): Promise<TakenUp> {
  const files = await gather(chosen);
  const named = await readNamed(files);
  const envelopes = await Promise.all(KINDS.map((kind) => readEnvelope(files, named, kind)));
  const total = envelopes.reduce((sum, envelope) => sum + envelope.length, 0);
  const kept: { [name: string]: Blob } = {};
  let done = 0;
  for (const envelope of envelopes) {
    const each = (bytes: number): void => {
      if (stopped()) throw cancelled();
      report((done += bytes), total);
    };
    // A page that keeps nothing need not copy either: it refers to the files where they lie.
    kept[fileOf(envelope.kind)] = shelf.folder === null ? await checkOnly(envelope, named, each) : await checkAndCopy(envelope, named, shelf, each);
  }
  await putSmall(files, shelf, kept);
  return { bid: named.bid, folder: shelf.folder, files: kept };
}

async function checkOnly(envelope: EnvelopeFile, named: Named, each: (bytes: number) => void): Promise<Blob> {
  await checkBody(envelope, named, (part) => each(part.length));
  return envelope.file;
}

async function checkAndCopy(envelope: EnvelopeFile, named: Named, shelf: Shelf, each: (bytes: number) => void): Promise<Blob> {
  const sink = await shelf.sink(fileOf(envelope.kind));
  try {
    await sink.write(new Uint8Array(await envelope.file.slice(0, envelope.start).arrayBuffer()));
    await checkBody(envelope, named, async (part) => {
      await sink.write(part);
      each(part.length);
    });
  } catch (thrown) {
    await sink.close().catch(() => undefined);
    throw thrown;
  }
  return sink.close();
}

/** The statement last: a folder without it is half done. */
async function putSmall(files: Files, shelf: Shelf, kept: { [name: string]: Blob }): Promise<void> {
  const small = [...files.keys()].filter((name) => !name.endsWith(".tpe") && name !== BID_FILE);
  for (const name of [...small, BID_FILE]) {
    const file = files.get(name) as Blob;
    kept[name] = await shelf.put(name, new Uint8Array(await file.arrayBuffer()));
  }
}
