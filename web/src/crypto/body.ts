/** The body of an envelope: padded payload in encrypted chunks (STREAM), and the tree over its 8 MiB pieces. */
import { concat, H, Sha256, u32be } from "./encoding.ts";
import { CryptoError, demand } from "./errors.ts";
import { LEAF_PREFIX, treeHash } from "./merkle.ts";
import { sodium } from "./sodium.ts";

export const CHUNK = 2 ** 20;
export const TAG = 16;
export const PIECE = 2 ** 23;
export const LEAST_PAYLOAD = 16384;
const NONCE_ZEROS = new Uint8Array(19);

/** Lengths of one body in bytes; `chunks` counts them. */
export interface Layout {
  readonly payload: number;
  readonly chunks: number;
  readonly body: number;
}

/** Padmé (Nikitin and others, PETS 2019): leaks O(log log L) bits of a length. Arithmetic, since L may exceed 32 bits. */
export function padme(length: number): number {
  if (length < 2) return length;
  const exponent = floorLog2(length);
  const step = 2 ** (exponent - (floorLog2(exponent) + 1));
  return step <= 1 ? length : Math.ceil(length / step) * step;
}

function floorLog2(value: number): number {
  let exponent = 0;
  while (2 ** (exponent + 1) <= value) exponent += 1;
  return exponent;
}

/** The layout for a content of `n` bytes. */
export function layoutFor(n: number): Layout {
  const payload = padme(Math.max(8 + n, LEAST_PAYLOAD));
  const chunks = Math.ceil(payload / CHUNK);
  demand(chunks <= 2 ** 32, "payload-length", "the content is too long for one envelope");
  return { payload, chunks, body: payload + TAG * chunks };
}

/** The layout of a body of `length` bytes; refuses lengths that no sealing produces. */
export function layoutOf(length: number): Layout {
  const chunks = Math.ceil(length / (CHUNK + TAG));
  const payload = length - TAG * chunks;
  const honest = payload >= LEAST_PAYLOAD && padme(payload) === payload && Math.ceil(payload / CHUNK) === chunks;
  demand(honest && chunks <= 2 ** 32, "header-length", "the body has a length that no sealing produces");
  return { payload, chunks, body: length };
}

/** Where chunk `index` stands in the body, tag included. */
export function chunkRange(layout: Layout, index: number): { offset: number; length: number } {
  demand(Number.isInteger(index) && index >= 0 && index < layout.chunks, "body-chunk", "there is no such chunk");
  const offset = index * (CHUNK + TAG);
  return { offset, length: Math.min(CHUNK + TAG, layout.body - offset) };
}

function nonce(layout: Layout, index: number): Uint8Array {
  return concat(NONCE_ZEROS, u32be(index), Uint8Array.of(index === layout.chunks - 1 ? 1 : 0));
}

export function sealChunk(key: Uint8Array, layout: Layout, index: number, plain: Uint8Array): Uint8Array {
  demand(plain.length + TAG === chunkRange(layout, index).length, "body-chunk", "the chunk has the wrong length");
  return sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(plain, null, null, nonce(layout, index), key);
}

export function openChunk(key: Uint8Array, layout: Layout, index: number, sealed: Uint8Array): Uint8Array {
  demand(sealed.length === chunkRange(layout, index).length, "body-length", `chunk ${index} has the wrong length`);
  try {
    return sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(null, sealed, null, nonce(layout, index), key);
  } catch {
    throw new CryptoError("body-chunk", `chunk ${index} does not decrypt`);
  }
}

/** The tree over a body that arrives in order, in any portions. */
export class PieceTree {
  readonly #leaves: Uint8Array[] = [];
  #piece: Sha256 | undefined;
  #room = PIECE;

  update(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length;) {
      this.#piece ??= new Sha256().update(LEAF_PREFIX);
      const part = bytes.subarray(at, at + this.#room);
      this.#piece.update(part);
      this.#room -= part.length;
      at += part.length;
      if (this.#room === 0) this.#finish();
    }
  }

  #finish(): void {
    if (this.#piece !== undefined) this.#leaves.push(this.#piece.digest());
    [this.#piece, this.#room] = [undefined, PIECE];
  }

  root(): Uint8Array {
    this.#finish();
    return treeHash(this.#leaves);
  }
}

export function bodyRoot(body: Uint8Array): Uint8Array {
  const tree = new PieceTree();
  tree.update(body);
  return tree.root();
}

/** The name of an envelope: the header can be shown and checked without the body. */
export const envelopeDigest = (headerHash: Uint8Array, root: Uint8Array): Uint8Array => H("envelope", headerHash, root);
