/** Files inside a zip (docx, xlsx, pptx are zips), read from their places; the archive itself is never in memory. */
import { inflateRaw } from "./inflate.ts";

export class ZipUnreadable extends Error {}

interface Entry {
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  readonly length: number;
  readonly at: number;
  readonly secret: boolean;
}

const END = 0x06054b50;
const END_64 = 0x06064b50;
const LOCATOR_64 = 0x07064b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const LONGEST_COMMENT = 65_535;
const LONGEST_DIRECTORY = 16 * 2 ** 20;
const LONGEST_FILE = 64 * 2 ** 20;

export class Zip {
  readonly #file: Blob;
  readonly #entries: ReadonlyMap<string, Entry>;

  private constructor(file: Blob, entries: ReadonlyMap<string, Entry>) {
    [this.#file, this.#entries] = [file, entries];
  }

  static async open(file: Blob): Promise<Zip> {
    const { at, length } = await findDirectory(file);
    if (length > LONGEST_DIRECTORY || at + length > file.size) throw new ZipUnreadable("its directory does not fit");
    return new Zip(file, entriesIn(await viewOf(file, at, at + length)));
  }

  get names(): string[] {
    return [...this.#entries.keys()];
  }

  /** A file's bytes; undefined when there is none of that name. */
  async read(name: string): Promise<Uint8Array | undefined> {
    const entry = this.#entries.get(name);
    if (entry === undefined) return undefined;
    if (entry.secret) throw new ZipUnreadable("it is locked by a password");
    if (entry.length > LONGEST_FILE || entry.packed > LONGEST_FILE) throw new ZipUnreadable("a file in it is too long");
    const local = await viewOf(this.#file, entry.at, entry.at + 30);
    if (local.byteLength < 30 || local.getUint32(0, true) !== LOCAL) throw new ZipUnreadable("a file is not where it should be");
    const start = entry.at + 30 + local.getUint16(26, true) + local.getUint16(28, true);
    const bytes = new Uint8Array(await this.#file.slice(start, start + entry.packed).arrayBuffer());
    if (entry.method === 0) return bytes;
    if (entry.method !== 8) throw new ZipUnreadable("it is packed in a way of its own");
    return inflateRaw(bytes, entry.crc, entry.length).catch(() => Promise.reject(new ZipUnreadable("a file in it is damaged")));
  }
}

const viewOf = async (file: Blob, from: number, to: number): Promise<DataView> => new DataView(await file.slice(from, to).arrayBuffer());

async function findDirectory(file: Blob): Promise<{ at: number; length: number }> {
  const start = Math.max(0, file.size - LONGEST_COMMENT - 22 - 20);
  const view = await viewOf(file, start, file.size);
  for (let at = view.byteLength - 22; at >= 0; at -= 1) {
    if (view.getUint32(at, true) !== END) continue;
    const [length, offset] = [view.getUint32(at + 12, true), view.getUint32(at + 16, true)];
    const is64 = at >= 20 && view.getUint32(at - 20, true) === LOCATOR_64;
    return is64 ? findDirectory64(file, Number(view.getBigUint64(at - 12, true))) : { at: offset, length };
  }
  throw new ZipUnreadable("no zip");
}

async function findDirectory64(file: Blob, at: number): Promise<{ at: number; length: number }> {
  const view = await viewOf(file, at, at + 56);
  if (view.byteLength < 56 || view.getUint32(0, true) !== END_64) throw new ZipUnreadable("its directory is not where it should be");
  return { length: Number(view.getBigUint64(40, true)), at: Number(view.getBigUint64(48, true)) };
}

function entriesIn(view: DataView): Map<string, Entry> {
  const found = new Map<string, Entry>();
  for (let at = 0; at + 46 <= view.byteLength && view.getUint32(at, true) === CENTRAL;) {
    const [name, extra, comment] = [28, 30, 32].map((place) => view.getUint16(at + place, true)) as [number, number, number];
    const text = new TextDecoder().decode(new Uint8Array(view.buffer, at + 46, Math.min(name, view.byteLength - at - 46)));
    found.set(text, {
      method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
      packed: view.getUint32(at + 20, true),
      length: view.getUint32(at + 24, true),
      at: view.getUint32(at + 42, true),
      secret: (view.getUint16(at + 8, true) & 1) === 1,
    });
    at += 46 + name + extra + comment;
  }
  return found;
}
