/** Objects of a PDF, found through its cross-references; only what is asked for is read, whatever the file's length. */
import { inflateZlib } from "./inflate.ts";
import { type Dictionary, Name, PdfUnreadable, Reference, type Value, ValueReader } from "./pdf-values.ts";

type Place = { readonly at: number } | { readonly stream: number; readonly index: number };

const TAIL = 2048;
const LONGEST_OBJECT = 16 * 2 ** 20;
const LONGEST_STREAM = 32 * 2 ** 20;
const MOST_TABLES = 200;

export class PdfFile {
  readonly #file: Blob;
  readonly #places = new Map<number, Place>();
  readonly trailer: Dictionary = new Map();

  private constructor(file: Blob) {
    this.#file = file;
  }

  static async open(file: Blob): Promise<PdfFile> {
    const pdf = new PdfFile(file);
    await pdf.#readTables();
    if (pdf.trailer.has("Encrypt")) throw new PdfUnreadable("it is locked by a password");
    return pdf;
  }

  // ---- cross-references

  /** From the newest to the oldest; what a newer one says of an object counts. */
  async #readTables(): Promise<void> {
    const tail = textOf(await this.#bytes(Math.max(0, this.#file.size - TAIL), this.#file.size));
    const found = /startxref\s+(\d+)(?![\s\S]*startxref)/.exec(tail);
    if (!found) throw new PdfUnreadable("no cross-references");
    const [seen, next] = [new Set<number>(), [Number(found[1])]];
    for (let at = next.shift(); at !== undefined; at = next.shift()) {
      if (seen.has(at) || seen.size > MOST_TABLES) continue;
      seen.add(at);
      const trailer = await this.#readTable(at);
      for (const [name, value] of trailer) if (!this.trailer.has(name)) this.trailer.set(name, value);
      for (const name of ["XRefStm", "Prev"]) if (typeof trailer.get(name) === "number") next.push(trailer.get(name) as number);
    }
  }

  async #readTable(at: number): Promise<Dictionary> {
    return this.#reading(at, async (reader) => {
      if (!reader.take("xref")) return this.#readTableStream(reader, at);
      while (!reader.take("trailer")) this.#readSection(reader);
      return asDictionary(reader.value());
    });
  }

  #readSection(reader: ValueReader): void {
    const [first, count] = [Number(reader.word()), Number(reader.word())];
    if (!Number.isSafeInteger(first) || !Number.isSafeInteger(count)) throw new PdfUnreadable("a table of cross-references");
    for (let i = 0; i < count; i += 1) {
      const [at, , kind] = [Number(reader.word()), reader.word(), reader.word()];
      if (kind !== "n" && kind !== "f") throw new PdfUnreadable("a table of cross-references");
      if (kind === "n" && !this.#places.has(first + i)) this.#places.set(first + i, { at });
    }
  }

  /** Cross-references as a stream of fixed-width rows (section 7.5.8). */
  async #readTableStream(reader: ValueReader, at: number): Promise<Dictionary> {
    const dictionary = objectHead(reader);
    const rows = await this.#streamBytes(dictionary, at + reader.at);
    const widths = numbers(dictionary.get("W"));
    const index = dictionary.has("Index") ? numbers(dictionary.get("Index")) : [0, Number(dictionary.get("Size"))];
    const width = widths.reduce((sum, one) => sum + one, 0);
    if (widths.length !== 3 || width === 0) throw new PdfUnreadable("a stream of cross-references");
    let row = 0;
    for (let i = 0; i + 1 < index.length; i += 2)
      for (let n = 0; n < (index[i + 1] as number) && row < rows.length; n += 1, row += width)
        this.#takeRow((index[i] as number) + n, rows.subarray(row, row + width), widths as [number, number, number]);
    return dictionary;
  }

  #takeRow(number: number, row: Uint8Array, [a, b, c]: [number, number, number]): void {
    const read = (from: number, width: number): number => row.subarray(from, from + width).reduce((sum, byte) => sum * 256 + byte, 0);
    const [kind, second, third] = [a === 0 ? 1 : read(0, a), read(a, b), read(a + b, c)];
    if (this.#places.has(number)) return;
    if (kind === 1) this.#places.set(number, { at: second });
    if (kind === 2) this.#places.set(number, { stream: second, index: third });
  }

  // ---- objects

  /** The value behind a reference; anything else is itself. */
  async resolve(value: Value | undefined, depth = 0): Promise<Value> {
    if (!(value instanceof Reference)) return value ?? null;
    const place = this.#places.get(value.number);
    if (place === undefined || depth > 20) return null;
    if ("at" in place) return this.#reading(place.at, async (reader) => objectValue(reader));
    return this.#inStream(place.stream, value.number);
  }

  /** An object that lies packed among others in a stream (section 7.5.7). */
  async #inStream(stream: number, wanted: number): Promise<Value> {
    const place = this.#places.get(stream);
    if (place === undefined || !("at" in place)) throw new PdfUnreadable("an object stream is missing");
    const found = await this.#stream(place.at);
    const text = textOf(found.bytes);
    const reader = new ValueReader(text);
    for (let i = 0; i < Number(found.dictionary.get("N")); i += 1) {
      const [number, offset] = [Number(reader.word()), Number(reader.word())];
      if (number === wanted) return new ValueReader(text, Number(found.dictionary.get("First")) + offset).value();
    }
    return null;
  }

  /** The inflated bytes of the stream behind a reference; undefined when there is none. */
  async streamOf(value: Value | undefined): Promise<Uint8Array | undefined> {
    const place = value instanceof Reference ? this.#places.get(value.number) : undefined;
    return place && "at" in place ? (await this.#stream(place.at)).bytes : undefined;
  }

  #stream(at: number): Promise<{ dictionary: Dictionary; bytes: Uint8Array }> {
    return this.#reading(at, async (reader) => {
      const dictionary = objectHead(reader);
      return { dictionary, bytes: await this.#streamBytes(dictionary, at + reader.at) };
    });
  }

  async #streamBytes(dictionary: Dictionary, at: number): Promise<Uint8Array> {
    const length = await this.resolve(dictionary.get("Length"));
    if (typeof length !== "number" || length < 0 || length > LONGEST_STREAM) throw new PdfUnreadable("the length of a stream");
    return unpacked(await this.#bytes(at, at + length), dictionary);
  }

  // ---- bytes

  async #bytes(from: number, to: number): Promise<Uint8Array> {
    return new Uint8Array(await this.#file.slice(from, to).arrayBuffer());
  }

  /** Reads from `at` with as much text as it takes. */
  async #reading<T>(at: number, read: (reader: ValueReader) => Promise<T>): Promise<T> {
    for (let size = 4096; ; size *= 8) {
      const bytes = await this.#bytes(at, at + size);
      try {
        return await read(new ValueReader(textOf(bytes)));
      } catch (thrown) {
        if (!(thrown instanceof PdfUnreadable) || bytes.length < size || size > LONGEST_OBJECT) throw thrown;
      }
    }
  }
}

/** `12 0 obj <value>` */
function objectValue(reader: ValueReader): Value {
  if (!/^\d+$/.test(reader.word()) || !/^\d+$/.test(reader.word()) || !reader.take("obj")) throw new PdfUnreadable("an object is not where it should be");
  const value = reader.value();
  if (!reader.take("endobj") && !reader.take("stream")) throw new PdfUnreadable("an object does not end");
  return value;
}

/** The dictionary of a stream's object; the reader then stands at its first byte. */
function objectHead(reader: ValueReader): Dictionary {
  const value = asDictionary(objectValue(reader));
  if (!reader.text.startsWith("stream", reader.at - 6)) throw new PdfUnreadable("a stream is missing");
  if (reader.text[reader.at] === "\r") reader.at += 1;
  if (reader.text[reader.at] === "\n") reader.at += 1;
  return value;
}

export function asDictionary(value: Value): Dictionary {
  if (value instanceof Map) return value;
  throw new PdfUnreadable("a dictionary is missing");
}

const numbers = (value: Value | undefined): number[] => (Array.isArray(value) ? value.map(Number) : []);

async function unpacked(bytes: Uint8Array, dictionary: Dictionary): Promise<Uint8Array> {
  const filters = [dictionary.get("Filter") ?? []].flat() as Value[];
  if (filters.length === 0) return bytes;
  const [only, ...others] = filters;
  if (!(only instanceof Name) || only.name !== "FlateDecode" || others.length > 0) throw new PdfUnreadable("a stream is packed in a way of its own");
  const plain = await inflateZlib(bytes).catch(() => Promise.reject(new PdfUnreadable("a stream is damaged")));
  const [parameters] = [dictionary.get("DecodeParms") ?? []].flat() as Value[];
  return parameters instanceof Map && Number(parameters.get("Predictor") ?? 1) >= 10 ? unpredicted(plain, Number(parameters.get("Columns") ?? 1)) : plain;
}

/** PNG's row filters, for one byte a column: what cross-reference streams use. */
function unpredicted(bytes: Uint8Array, columns: number): Uint8Array {
  const rows = Math.floor(bytes.length / (columns + 1));
  const plain = new Uint8Array(rows * columns);
  for (let row = 0; row < rows; row += 1) {
    const filter = bytes[row * (columns + 1)];
    for (let i = 0; i < columns; i += 1) {
      const at = row * columns + i;
      const [left, up, corner] = [i > 0 ? plain[at - 1] : 0, row > 0 ? plain[at - columns] : 0, i > 0 && row > 0 ? plain[at - columns - 1] : 0] as [number, number, number];
      plain[at] = (bytes[row * (columns + 1) + 1 + i] as number) + guess(filter ?? 0, left, up, corner);
    }
  }
  return plain;
}

function guess(filter: number, left: number, up: number, corner: number): number {
  if (filter === 4) {
    const [toLeft, toUp, toCorner] = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)];
    return toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
  }
  return [0, left, up, (left + up) >> 1][filter] ?? 0;
}

/** One character a byte. */
export function textOf(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return text;
}
