/** Sealing and opening envelopes; nothing here needs a whole envelope in memory except `openWhole` and `sealFiles`. */
import {
  bodyRoot,
  CHUNK,
  chunkRange,
  envelopeDigest,
  type Layout,
  layoutFor,
  layoutOf,
  openChunk,
  PieceTree,
  sealChunk,
} from "./body.ts";
import {
  concat,
  equal,
  type Entropy,
  fromU32be,
  fromU64be,
  H,
  MAC,
  Sha256,
  sha256,
  toHex,
  u32be,
  u64be,
} from "./encoding.ts";
import { demand } from "./errors.ts";
import { contextOf, filePrefix, type Header, headerBytes, readHeader, type Terms } from "./header.ts";
import { layOut, type Manifest, manifestBytes, MAX_MANIFEST, readManifest } from "./manifest.ts";
import { sodium } from "./sodium.ts";
import { deal } from "./sharing.ts";

type Later<T> = T | Promise<T>;
/** Gives `length` bytes from `offset` on: a slice of a browser's File, a range request, a file handle. */
export type ReadRange = (offset: number, length: number) => Later<Uint8Array>;

export interface FileSource {
  readonly name: string;
  readonly media_type: string;
  readonly length: number;
  readonly read: ReadRange;
}

/** What sealing leaves; `secret` belongs in the bidder's recovery file and nowhere else. */
export interface Sealed {
  readonly header: Uint8Array;
  readonly root: Uint8Array;
  readonly digest: Uint8Array;
  readonly body_length: number;
  readonly secret: Uint8Array;
}

// ---- keys

function contentKey(secret: Uint8Array, ctx: Uint8Array): Uint8Array {
  demand(secret.length === 32, "kc", "the secret is not 32 bytes");
  return H("content key", secret, ctx);
}

export const commitment = (ck: Uint8Array): Uint8Array => MAC(ck, "commit");
const encryptionKey = (ck: Uint8Array, headerHash: Uint8Array): Uint8Array => MAC(ck, "encrypt", headerHash);

// ---- sealing

/**
 * Seals `sources` in order. Each is read twice: once for its hash, which the manifest in front needs, once to encrypt.
 * `write` receives the whole file in order. A source that changes in between makes an envelope that `checkWhole` refuses.
 */
export async function seal(
  terms: Terms,
  sources: readonly FileSource[],
  entropy: Entropy,
  write: (part: Uint8Array) => Later<void>,
): Promise<Sealed> {
  const hashed = [];
  for (const source of sources) hashed.push({ ...source, sha256: await hashSource(source) });
  const manifest = manifestBytes(layOut(terms.kind, hashed));
  demand(manifest.length <= MAX_MANIFEST, "manifest-length", "the manifest is longer than 1 MiB");
  const n = sources.reduce((sum, source) => sum + source.length, 4 + manifest.length);
  const layout = layoutFor(n);
  const { sharing, secret } = deal(terms.custodians, terms.t, contextOf(terms, layout.body), entropy);
  const ck = contentKey(secret, contextOf(terms, layout.body));
  const header = headerBytes(terms, layout.body, sharing, commitment(ck));
  await write(filePrefix(header));
  const payload = payloadOf(n, manifest, sources, layout);
  const root = await sealBody(encryptionKey(ck, sha256(header)), layout, payload, write);
  return { header, root, digest: envelopeDigest(sha256(header), root), body_length: layout.body, secret };
}

async function hashSource(source: FileSource): Promise<Uint8Array> {
  const hash = new Sha256();
  for await (const part of partsOf(source)) hash.update(part);
  return hash.digest();
}

async function* partsOf(source: FileSource): AsyncGenerator<Uint8Array> {
  for (let offset = 0; offset < source.length; offset += CHUNK) {
    const length = Math.min(CHUNK, source.length - offset);
    const part = await source.read(offset, length);
    demand(part.length === length, "source-changed", `the file ${source.name} ended early`);
    yield part;
  }
}

async function* payloadOf(
  n: number,
  manifest: Uint8Array,
  sources: readonly FileSource[],
  layout: Layout,
): AsyncGenerator<Uint8Array> {
  yield concat(u64be(n), u32be(manifest.length), manifest);
  for (const source of sources) yield* partsOf(source);
  for (let left = layout.payload - 8 - n; left > 0; left -= CHUNK) yield new Uint8Array(Math.min(left, CHUNK));
}

async function sealBody(
  key: Uint8Array,
  layout: Layout,
  payload: AsyncIterable<Uint8Array>,
  write: (part: Uint8Array) => Later<void>,
): Promise<Uint8Array> {
  const tree = new PieceTree();
  let index = 0;
  for await (const chunk of inChunks(payload)) {
    const sealed = sealChunk(key, layout, index, chunk);
    tree.update(sealed);
    await write(sealed);
    index += 1;
  }
  demand(index === layout.chunks, "payload-length", "the payload has the wrong length");
  return tree.root();
}

/** Cuts a stream into chunks of 1 MiB, the last one shorter; the buffer is used again after each. */
async function* inChunks(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const buffer = new Uint8Array(CHUNK);
  let filled = 0;
  for await (const part of stream) {
    for (let at = 0; at < part.length;) {
      const taken = part.subarray(at, at + CHUNK - filled);
      buffer.set(taken, filled);
      [at, filled] = [at + taken.length, filled + taken.length];
      if (filled === CHUNK) {
        yield buffer;
        filled = 0;
      }
    }
  }
  if (filled > 0) yield buffer.subarray(0, filled);
}

/** Seals files that are in memory; `file` is the whole envelope. */
export async function sealFiles(
  terms: Terms,
  files: readonly { name: string; media_type: string; bytes: Uint8Array }[],
  entropy: Entropy,
): Promise<Sealed & { readonly file: Uint8Array }> {
  const parts: Uint8Array[] = [];
  const sources = files.map(({ name, media_type, bytes }) => ({
    name,
    media_type,
    length: bytes.length,
    read: (offset: number, length: number) => bytes.subarray(offset, offset + length),
  }));
  const sealed = await seal(terms, sources, entropy, (part) => void parts.push(part));
  return { ...sealed, file: concat(...parts) };
}

// ---- opening

/** An envelope whose key is known and matched the commitment. */
export interface Unlocked {
  readonly header: Header;
  readonly layout: Layout;
  readonly key: Uint8Array;
}

/** Derives the key and refuses, before a byte is decrypted, a secret that is not the one the header commits to. */
export function unlock(headerSource: Uint8Array, secret: Uint8Array): Unlocked {
  const header = readHeader(headerSource);
  const ck = contentKey(secret, header.ctx);
  demand(equal(commitment(ck), header.kc), "kc", "the secret is not the one that the envelope commits to");
  return { header, layout: layoutOf(header.body_length), key: encryptionKey(ck, header.hash) };
}

export interface OpenFile {
  readonly name: string;
  readonly media_type: string;
  readonly bytes: Uint8Array;
}

/** Opens a body that is in memory and checks everything: chunks, padding, manifest, hashes. For identity and offer. */
export function openWhole(unlocked: Unlocked, body: Uint8Array): { manifest: Manifest; files: OpenFile[] } {
  const { layout, key, header } = unlocked;
  demand(body.length === layout.body, "body-length", "the body has not the length that the header says");
  const chunks = Array.from({ length: layout.chunks }, (_, index) => {
    const { offset, length } = chunkRange(layout, index);
    return openChunk(key, layout, index, body.subarray(offset, offset + length));
  });
  const payload = concat(...chunks);
  const { n, m } = readLengths(payload.subarray(0, 12), layout);
  demand(sodium.is_zero(payload.subarray(8 + n)), "padding", "the padding is not zero");
  const manifest = readManifest(payload.subarray(12, 12 + m), header.kind, n - 4 - m);
  return { manifest, files: manifest.files.map((file) => cutFile(payload, 12 + m, file)) };
}

function cutFile(payload: Uint8Array, start: number, file: Manifest["files"][number]): OpenFile {
  const bytes = payload.slice(start + file.offset, start + file.offset + file.length);
  demand(toHex(sha256(bytes)) === file.sha256, "file-hash", `the file ${file.name} has not the hash of the manifest`);
  return { name: file.name, media_type: file.media_type, bytes };
}

/** Reads u64be(n) and u32be(m) and refuses lengths that do not fit the payload. */
function readLengths(start: Uint8Array, layout: Layout): { n: number; m: number } {
  const n = fromU64be(start);
  demand(8 + n <= layout.payload, "payload-length", "the content is longer than the payload");
  demand(
    layoutFor(n).payload === layout.payload,
    "payload-length",
    "the payload is padded to a length that its content does not ask for",
  );
  const m = fromU32be(start.subarray(8));
  demand(m <= MAX_MANIFEST && 4 + m <= n, "manifest-length", "the manifest is longer than its content");
  return { n, m };
}

/** Random access to an unlocked envelope: decrypts the chunks that a wanted range touches, and keeps the last one. */
export class EnvelopeReader {
  readonly #unlocked: Unlocked;
  readonly #readBody: ReadRange;
  #kept: { index: number; bytes: Uint8Array } | undefined;
  #content: { manifest: Manifest; start: number; end: number } | undefined;

  /** `readBody` counts from the first byte of the body, not of the file. */
  constructor(unlocked: Unlocked, readBody: ReadRange) {
    this.#unlocked = unlocked;
    this.#readBody = readBody;
  }

  async #chunk(index: number): Promise<Uint8Array> {
    if (this.#kept?.index === index) return this.#kept.bytes;
    const { offset, length } = chunkRange(this.#unlocked.layout, index);
    const bytes = openChunk(this.#unlocked.key, this.#unlocked.layout, index, await this.#readBody(offset, length));
    this.#kept = { index, bytes };
    return bytes;
  }

  async *#payload(offset: number, length: number): AsyncGenerator<Uint8Array> {
    const end = offset + length;
    demand(
      offset >= 0 && length >= 0 && end <= this.#unlocked.layout.payload,
      "payload-length",
      "the range is outside the payload",
    );
    for (let at = offset; at < end;) {
      const within = at % CHUNK;
      const chunk = await this.#chunk(Math.floor(at / CHUNK));
      const part = chunk.subarray(within, within + end - at);
      at += part.length;
      yield part;
    }
  }

  async #gather(offset: number, length: number): Promise<Uint8Array> {
    const parts = [];
    for await (const part of this.#payload(offset, length)) parts.push(part);
    return concat(...parts);
  }

  async #open(): Promise<{ manifest: Manifest; start: number; end: number }> {
    if (this.#content !== undefined) return this.#content;
    const { n, m } = readLengths(await this.#gather(0, 12), this.#unlocked.layout);
    const manifest = readManifest(await this.#gather(12, m), this.#unlocked.header.kind, n - 4 - m);
    this.#content = { manifest, start: 12 + m, end: 8 + n };
    return this.#content;
  }

  async manifest(): Promise<Manifest> {
    return (await this.#open()).manifest;
  }

  async #file(name: string): Promise<{ at: number; length: number; sha256: string }> {
    const { manifest, start } = await this.#open();
    const file = manifest.files.find((found) => found.name === name);
    demand(file !== undefined, "manifest-name", `there is no file ${name} in the envelope`);
    return { at: start + file.offset, length: file.length, sha256: file.sha256 };
  }

  /** A range of one file. Each chunk is authenticated; the file's hash is checked by `stream` and `checkWhole` only. */
  async read(name: string, offset: number, length: number): Promise<Uint8Array> {
    const file = await this.#file(name);
    demand(
      offset >= 0 && length >= 0 && offset + length <= file.length,
      "file-range",
      `the range is outside the file ${name}`,
    );
    return this.#gather(file.at + offset, length);
  }

  /** A file in portions of at most 1 MiB; throws at the end when its hash is not the manifest's. */
  async *stream(name: string): AsyncGenerator<Uint8Array> {
    const file = await this.#file(name);
    const hash = new Sha256();
    for await (const part of this.#payload(file.at, file.length)) {
      hash.update(part);
      yield part;
    }
    demand(toHex(hash.digest()) === file.sha256, "file-hash", `the file ${name} has not the hash of the manifest`);
  }

  /** Reads everything once: every file's hash and the padding. The packer's self-test. */
  async checkWhole(): Promise<Manifest> {
    const { manifest, end } = await this.#open();
    for (const file of manifest.files) for await (const _ of this.stream(file.name)) void _;
    for await (const part of this.#payload(end, this.#unlocked.layout.payload - end)) {
      demand(sodium.is_zero(part), "padding", "the padding is not zero");
    }
    return manifest;
  }
}

/** The digest of an envelope file that is in memory. */
export function digestOf(header: Uint8Array, body: Uint8Array): Uint8Array {
  return envelopeDigest(sha256(header), bodyRoot(body));
}
