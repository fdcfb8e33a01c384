/**
 * Seals one bid: offer, documents, pricing, and the identity last, because it names the other three; then opens each from
 * where it was stored, as the opening will; only then is there a statement. Byte for byte as `commands/sealing.py`.
 */
import type { CheckedTender, CompanyKey, JsonObject, Kind, SealProgress } from "./types.ts";
import { Problem } from "../api/problem.ts";
import {
  bidDigest,
  bidKeyFile,
  type EnvelopeName,
  offerBytes,
  recoveryFile,
  type Secrets,
  signIdentity,
  signStatement,
  type Statement,
} from "../crypto/bid.ts";
import { envelopeDigest, layoutFor } from "../crypto/body.ts";
import { canonical, type Entropy, equal, fromHex, toHex } from "../crypto/encoding.ts";
import { EnvelopeReader, type FileSource, seal, type Sealed, unlock } from "../crypto/envelope.ts";
import { CryptoError, demand } from "../crypto/errors.ts";
import { headerLength, PREFIX } from "../crypto/header.ts";
import { KINDS } from "../crypto/manifest.ts";
import { type KeyPair, keyPair } from "../crypto/signatures.ts";
import { cancelled, fileChanged, selfTestFailed } from "./faults.ts";
import { mediaTypeOf, nameIn } from "./names.ts";
import { bodyHash } from "./piece-hash.ts";
import { readAhead } from "./reading.ts";
import type { Shelf } from "./shelf.ts";

export const BID_FILE = "bid.json";
export const TENDER_FILE = "tender.json";
export const fileOf = (kind: Kind): string => `${kind}.tpe`;

export interface SealJob {
  readonly tender: Pick<CheckedTender, "lot" | "round" | "documentVersion" | "deadline" | "threshold" | "custodians" | "page">;
  readonly company: CompanyKey;
  readonly values: { readonly [name: string]: string };
  readonly documents: readonly File[];
  readonly pricing: readonly File[];
  readonly replacesAllEarlier: boolean;
  readonly bond: JsonObject | null;
  /** Seed of the bid key, when it is made from a passphrase. */
  readonly bidSeed: Uint8Array | null;
}

/** What sealing leaves: the files of the bid as they are stored, and the two private ones. */
export interface SealedParts {
  readonly bid: string;
  readonly files: { readonly [name: string]: Blob };
  readonly bidKeyFile: Uint8Array;
  readonly recoveryFile: Uint8Array;
}

/** Around the work: entropy, reports, and whether the person has had enough. */
export interface Surroundings {
  readonly entropy: Entropy;
  readonly report: (progress: SealProgress) => void;
  readonly stopped: () => boolean;
}

const JSON_TYPE = "application/json";
const OTHERS = ["offer", "documents", "pricing"] as const;

export async function sealBid(job: SealJob, shelf: Shelf, around: Surroundings): Promise<SealedParts> {
  return new Sealer(job, shelf, around).seal();
}

class Sealer {
  readonly #job: SealJob;
  readonly #shelf: Shelf;
  readonly #around: Surroundings;
  readonly #pair: KeyPair;
  readonly #sealed = new Map<Kind, Sealed>();
  readonly #files: { [name: string]: Blob } = {};
  readonly #total: number;
  #done = 0;

  constructor(job: SealJob, shelf: Shelf, around: Surroundings) {
    [this.#job, this.#shelf, this.#around] = [job, shelf, around];
    this.#pair = keyPair(job.bidSeed ?? around.entropy(32));
    this.#total = workOf(job);
  }

  async seal(): Promise<SealedParts> {
    await this.#sealAll();
    for (const kind of KINDS) await this.#readBack(kind);
    return this.#conclude();
  }

  async #sealAll(): Promise<void> {
    const { lot, round } = this.#job.tender;
    const offer = offerBytes({ lot, round, bid_key: toHex(this.#pair.public), values: this.#job.values });
    await this.#sealOne("offer", [inMemory("offer.json", offer)]);
    for (const kind of ["documents", "pricing"] as const) await this.#sealOne(kind, this.#job[kind].map((file) => this.#source(file, kind)));
    await this.#sealOne("identity", [inMemory("identity.json", this.#identity())]);
  }

  #identity(): Uint8Array {
    const { tender, company, replacesAllEarlier, bond } = this.#job;
    const [offer, documents, pricing] = OTHERS.map((kind) => toHex((this.#sealed.get(kind) as Sealed).digest)) as [string, string, string];
    const terms = {
      lot: tender.lot,
      round: tender.round,
      bid_key: toHex(this.#pair.public),
      name: company.name,
      uscc: company.uscc,
      replaces_all_earlier: replacesAllEarlier,
      bond,
      digests: { offer, documents, pricing },
    };
    return signIdentity(terms, keyPair(company.seed));
  }

  async #sealOne(kind: Kind, sources: readonly FileSource[]): Promise<void> {
    const { tender } = this.#job;
    const terms = {
      kind,
      lot: tender.lot,
      round: tender.round,
      document_version: tender.documentVersion,
      floor: tender.deadline,
      custodians: tender.custodians.map((each) => fromHex(each.shareKey, 32)),
      t: tender.threshold,
      bid_key: this.#pair.public,
    };
    const sink = await this.#shelf.sink(fileOf(kind));
    const write = (part: Uint8Array): Promise<void> | void => {
      this.#advance("sealing", kind, part.length);
      return sink.write(part);
    };
    try {
      this.#sealed.set(kind, await seal(terms, sources, this.#around.entropy, write));
    } catch (thrown) {
      await sink.close().catch(() => undefined);
      throw toldOf(thrown, sources);
    }
    this.#files[fileOf(kind)] = await sink.close();
  }

  /** A file of the person's; its first reading is for its hash, the second one is counted as it is sealed. */
  #source(file: File, kind: Kind): FileSource {
    const [name, ranges] = [nameIn(file), readAhead(file)];
    let hashed = 0;
    const read = async (offset: number, length: number): Promise<Uint8Array> => {
      const part = await readOrTell(() => ranges(offset, length), name);
      if (offset === hashed && hashed < file.size) {
        hashed += part.length;
        this.#advance("reading", kind, part.length);
      }
      return part;
    };
    return { name, media_type: mediaTypeOf(name), length: file.size, read };
  }

  /** The self-test: open it as the opening will, from what is stored, and compare digests. */
  async #readBack(kind: Kind): Promise<void> {
    const [sealed, stored] = [this.#sealed.get(kind) as Sealed, this.#files[fileOf(kind)] as Blob];
    try {
      await selfTest(stored, sealed, (bytes) => this.#advance("checking", kind, bytes));
    } catch (thrown) {
      if (!(thrown instanceof CryptoError)) throw thrown;
      const changed = thrown.check === "file-hash" ? [...this.#job.documents, ...this.#job.pricing].find((file) => thrown.message.includes(nameIn(file))) : undefined;
      throw changed ? fileChanged(nameIn(changed)) : selfTestFailed(thrown.check);
    }
  }

  async #conclude(): Promise<SealedParts> {
    const { lot, round, documentVersion, page } = this.#job.tender;
    const envelopes: EnvelopeName[] = KINDS.map((kind) => {
      const { digest, body_length: length } = this.#sealed.get(kind) as Sealed;
      return { kind, digest: toHex(digest), length };
    });
    const statement: Statement = { lot, round, document_version: documentVersion, bid_key: toHex(this.#pair.public), envelopes };
    const [bid, secrets] = [bidDigest(statement), {} as Secrets];
    for (const kind of KINDS) secrets[kind] = (this.#sealed.get(kind) as Sealed).secret;
    this.#files[TENDER_FILE] = await this.#shelf.put(TENDER_FILE, canonical(page));
    // The statement comes last: a folder without it is half done and is swept away.
    this.#files[BID_FILE] = await this.#shelf.put(BID_FILE, signStatement(statement, this.#pair));
    return {
      bid,
      files: this.#files,
      bidKeyFile: bidKeyFile(lot, round, bid, this.#pair),
      recoveryFile: recoveryFile(lot, round, bid, secrets),
    };
  }

  #advance(phase: SealProgress["phase"], kind: Kind, bytes: number): void {
    if (this.#around.stopped()) throw cancelled();
    this.#done = Math.min(this.#total, this.#done + bytes);
    this.#around.report({ phase, kind, done: this.#done, total: this.#total });
  }
}

/** Bytes to be hashed, sealed and opened again. Manifests are estimated: the bar need not be exact to the kilobyte. */
function workOf({ documents, pricing }: SealJob): number {
  const sizes = [documents, pricing].map((files) => files.reduce((sum, file) => sum + file.size, 0));
  return sizes.reduce((sum, size) => sum + size + 2 * layoutFor(size + 4).body, 4 * layoutFor(0).body);
}

function inMemory(name: string, bytes: Uint8Array): FileSource {
  return { name, media_type: JSON_TYPE, length: bytes.length, read: (offset, length) => bytes.subarray(offset, offset + length) };
}

/** The browser's own words for a file that changed or vanished are of no use to anybody. */
async function readOrTell<T>(read: () => T | Promise<T>, name: string): Promise<T> {
  try {
    return await read();
  } catch (thrown) {
    throw thrown instanceof Problem ? thrown : fileChanged(name);
  }
}

function toldOf(thrown: unknown, sources: readonly FileSource[]): unknown {
  if (!(thrown instanceof CryptoError) || thrown.check !== "source-changed") return thrown;
  const source = sources.find((one) => thrown.message.includes(one.name));
  return source ? fileChanged(source.name) : thrown;
}

/** Opens a stored envelope with its secret, checks every chunk, hash and the padding, and its digest. Throws CryptoError. */
export async function selfTest(stored: Blob, sealed: Pick<Sealed, "secret" | "digest">, report: (bytes: number) => void): Promise<void> {
  const ranges = readAhead(stored);
  const start = PREFIX + headerLength(await ranges(0, PREFIX));
  const unlocked = unlock(await ranges(PREFIX, start - PREFIX), sealed.secret);
  demand(stored.size === start + unlocked.layout.body, "body-length", "the stored envelope is not whole");
  const [tree, state] = [bodyHash(), { hashed: 0 }];
  const reader = new EnvelopeReader(unlocked, async (offset, length) => {
    const part = await ranges(start + offset, length);
    if (offset === state.hashed) {
      await tree.update(part);
      state.hashed += part.length;
      report(part.length);
    }
    return part;
  });
  await reader.checkWhole();
  demand(state.hashed === unlocked.layout.body, "body-length", "the envelope was not read to its end");
  demand(equal(envelopeDigest(unlocked.header.hash, await tree.root()), sealed.digest), "envelope-digest", "the digest differs");
}
