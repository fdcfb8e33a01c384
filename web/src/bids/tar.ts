/** A sealed bid as one file: a plain tar (POSIX.1-1988 ustar) that nothing need be copied for, and that any system opens. */
import { concat, utf8 } from "../crypto/encoding.ts";

const BLOCK = 512;
const LARGEST = 8 ** 11 - 1;

export interface TarEntry {
  readonly name: string;
  readonly content: Blob;
}

/** The archive; `content` is referred to, not read. Names are plain ASCII of at most 100 characters. */
export function packTar(entries: readonly TarEntry[], modified: number): Blob {
  const parts = entries.flatMap(({ name, content }) => [
    headerOf(name, content.size, modified),
    content,
    new Uint8Array((BLOCK - (content.size % BLOCK)) % BLOCK),
  ]);
  return new Blob([...parts, new Uint8Array(2 * BLOCK)] as BlobPart[], { type: "application/x-tar" });
}

function headerOf(name: string, size: number, modified: number): Uint8Array {
  if (size > LARGEST || utf8(name).length > 100) throw new Error("this tar cannot hold such a file");
  const octal = (value: number, digits: number): string => `${value.toString(8).padStart(digits, "0")}\0`;
  const fields: [number, string][] = [
    [0, name],
    [100, octal(0o644, 7)],
    [108, octal(0, 7)],
    [116, octal(0, 7)],
    [124, octal(size, 11)],
    [136, octal(Math.floor(modified / 1000), 11)],
    [148, " ".repeat(8)],
    [156, "0"],
    [257, "ustar\0" + "00"],
  ];
  const header = new Uint8Array(BLOCK);
  for (const [at, text] of fields) header.set(utf8(text), at);
  header.set(utf8(`${checksum(header).toString(8).padStart(6, "0")}\0 `), 148);
  return header;
}

const checksum = (header: Uint8Array): number => header.reduce((sum, byte) => sum + byte, 0);

/** Regular files of a tar by name, as slices of it; undefined when it is no tar, or holds anything that is no plain file. */
export async function unpackTar(archive: Blob, names: readonly string[]): Promise<Map<string, Blob> | undefined> {
  const found = new Map<string, Blob>();
  for (let at = 0; at + BLOCK <= archive.size;) {
    const header = new Uint8Array(await archive.slice(at, at + BLOCK).arrayBuffer());
    if (header.every((byte) => byte === 0)) return found;
    const entry = readHeader(header);
    const end = at + BLOCK + (entry?.size ?? 0);
    if (entry === undefined || end > archive.size || found.has(entry.name) || !names.includes(entry.name)) return undefined;
    found.set(entry.name, archive.slice(at + BLOCK, end));
    at = end + ((BLOCK - (entry.size % BLOCK)) % BLOCK);
  }
  return undefined;
}

function readHeader(header: Uint8Array): { name: string; size: number } | undefined {
  const text = (at: number, length: number): string =>
    String.fromCharCode(...header.subarray(at, at + length)).replace(/\0.*$/s, "").trim();
  const blanked = concat(header.subarray(0, 148), utf8(" ".repeat(8)), header.subarray(156));
  const octal = (at: number, length: number): number => (/^[0-7]+$/.test(text(at, length)) ? parseInt(text(at, length), 8) : NaN);
  const kind = header[156];
  const plain = (kind === 0x30 || kind === 0) && text(345, 155) === "" && text(257, 5) === "ustar";
  const size = octal(124, 12);
  return plain && octal(148, 8) === checksum(blanked) && size <= LARGEST ? { name: text(0, 100), size } : undefined;
}
