/**
 * The tree over a body that is read in order, by the browser's own SHA-256 where it has one: that runs beside the worker's
 * other work. Elsewhere (pages without TLS) by libsodium's.
 */
import { PIECE, PieceTree } from "../crypto/body.ts";
import { LEAF_PREFIX, treeHash } from "../crypto/merkle.ts";

export interface BodyHash {
  /** The next portion, at most a piece long; it may be used again once this is done. */
  update(part: Uint8Array): Promise<void>;
  root(): Promise<Uint8Array>;
}

export function bodyHash(): BodyHash {
  const subtle = (globalThis.crypto as { subtle?: SubtleCrypto } | undefined)?.subtle;
  return subtle ? new NativeHash(subtle) : new OwnHash();
}

class OwnHash implements BodyHash {
  readonly #tree = new PieceTree();

  async update(part: Uint8Array): Promise<void> {
    this.#tree.update(part);
  }

  async root(): Promise<Uint8Array> {
    return this.#tree.root();
  }
}

/** Two pieces at most are in memory: one that fills, one that is hashed. */
class NativeHash implements BodyHash {
  readonly #subtle: SubtleCrypto;
  readonly #leaves: Uint8Array[] = [];
  #piece = fresh();
  #filled = LEAF_PREFIX.length;
  #hashing: Promise<void> = Promise.resolve();

  constructor(subtle: SubtleCrypto) {
    this.#subtle = subtle;
  }

  async update(part: Uint8Array): Promise<void> {
    const room = this.#piece.length - this.#filled;
    this.#piece.set(part.subarray(0, room), this.#filled);
    this.#filled += Math.min(part.length, room);
    if (this.#filled === this.#piece.length) await this.#finish();
    if (part.length > room) await this.update(part.subarray(room));
  }

  async #finish(): Promise<void> {
    await this.#hashing;
    const piece = this.#piece.subarray(0, this.#filled);
    this.#hashing = this.#subtle.digest("SHA-256", piece as BufferSource).then((leaf) => void this.#leaves.push(new Uint8Array(leaf)));
    [this.#piece, this.#filled] = [fresh(), LEAF_PREFIX.length];
  }

  async root(): Promise<Uint8Array> {
    if (this.#filled > LEAF_PREFIX.length) await this.#finish();
    await this.#hashing;
    return treeHash(this.#leaves);
  }
}

function fresh(): Uint8Array {
  const piece = new Uint8Array(LEAF_PREFIX.length + PIECE);
  piece.set(LEAF_PREFIX);
  return piece;
}
