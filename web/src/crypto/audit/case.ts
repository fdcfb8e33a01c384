/** What several checks look at: the tender, the freeze and the record of a package, its keys, headers and openings. */
import { type EnvelopeName, type Identity, type Offer, readIdentity, readOffer } from "../bid.ts";
import { bodyRoot, envelopeDigest } from "../body.ts";
import { equal, fromHex, fromUtf8, toHex } from "../encoding.ts";
import { openWhole, unlock } from "../envelope.ts";
import { CryptoError, demand, refusingAs } from "../errors.ts";
import type { Point } from "../group.ts";
import { type Header, readHeader } from "../header.ts";
import type { Kind } from "../manifest.ts";
import { checkRelease, combine, type Release } from "../sharing.ts";
import { hasTwoEnvelopes, type StepName } from "../steps.ts";
import { type BodyOf, checkSigners, type Files, Package, type Record } from "./package.ts";

export type FrozenBid = BodyOf<"freeze">["bids"][number];
type Share = BodyOf<"release">["shares"][number];
export type Step = StepName;

/** What an envelope gave: its form's bytes, or whose fault it is that there are none. */
export type Opening = { readonly form: Uint8Array } | { readonly fault: string } | { readonly lost: string };

export class Case {
  readonly package: Package;
  readonly #openings = new Map<string, Opening>();
  readonly #shares = new Map<string, Map<string, Release>>();
  #witnesses: Record<"release">[] | undefined;
  #headers: Map<string, Header> | undefined;
  #keys: string[] | undefined;

  constructor(files: Files) {
    this.package = new Package(files);
  }

  get freeze(): Record<"freeze"> {
    return this.package.only("freeze");
  }

  get bids(): readonly FrozenBid[] {
    return this.freeze.body.bids;
  }

  get tender(): Record<"tender"> {
    return this.package.get("tender", this.freeze.body.tender);
  }

  get record(): Record<"opening-record"> {
    return this.package.only("opening-record");
  }

  /** Whether offers are opened later, and only those of bids that passed the review. */
  get twoEnvelopes(): boolean {
    return hasTwoEnvelopes(this.tender.body);
  }

  /** What the hour opens once the bidders are counted. */
  get secondStep(): Step {
    return this.twoEnvelopes ? "documents" : "contents";
  }

  /** The one list of the bids that passed; undefined before the prices are opened. */
  get priceList(): Record<"price-list"> | undefined {
    return this.#ofSecondOpening("price-list");
  }

  /** The one record of the price opening; undefined before it is closed. */
  get priceRecord(): Record<"price-opening-record"> | undefined {
    return this.#ofSecondOpening("price-opening-record");
  }

  #ofSecondOpening<T extends "price-list" | "price-opening-record">(short: T): Record<T> | undefined {
    if (this.package.of(short).length === 0) return undefined;
    demand(this.twoEnvelopes, "price-list-named", `there is a ${short}, and the tender has no second opening`);
    return this.package.only(short);
  }

  /** Frozen bids that the price list names, in the order of the freeze list. */
  get passed(): readonly FrozenBid[] {
    const named = new Set(this.priceList?.body.bids ?? []);
    return this.bids.filter(({ bid }) => named.has(bid));
  }

  /** The key sets that the freeze names: the first, and those that replaced it. */
  get keySets(): Record<"key-set">[] {
    return this.freeze.body.key_sets.map((digest) => this.package.get("key-set", digest));
  }

  /** The platform's keys, oldest first: one chain, the first signed by itself, each later one by the one before. */
  get platformKeys(): readonly string[] {
    this.#keys ??= refusingAs("key-history", () => this.#keyChain());
    return this.#keys;
  }

  #keyChain(): string[] {
    const records = this.package.of("platform-key");
    const keys: string[] = [];
    for (let previous: string | null = null; keys.length < records.length; previous = keys[keys.length - 1] as string) {
      const next: Record<"platform-key">[] = records.filter((record) => record.body.previous === previous);
      const [one] = next;
      demand(one !== undefined && next.length === 1, "key-history", "the platform's keys do not form one chain");
      checkSigners(one.signed, "platform", [previous ?? one.body.key]);
      demand(!keys.includes(one.body.key), "key-history", "a key of the platform comes back");
      keys.push(one.body.key);
    }
    demand(keys.length > 0, "key-history", "the package names no key of the platform");
    return keys;
  }

  /** Headers of all frozen envelopes by digest; header and published root give the digest. */
  get headers(): ReadonlyMap<string, Header> {
    this.#headers ??= new Map(
      this.bids.flatMap((bid) => bid.envelopes.map(({ digest }) => [digest, this.#header(digest)])),
    );
    return this.#headers;
  }

  header(digest: string): Header {
    return this.headers.get(digest) ?? this.#header(digest);
  }

  #header(digest: string): Header {
    const header = readHeader(this.package.read(`envelopes/${digest}.header`));
    const found = toHex(envelopeDigest(header.hash, this.root(digest)));
    demand(found === digest, "envelope-headers", `header and root of ${digest.slice(0, 16)} give another digest`);
    return header;
  }

  root(digest: string): Uint8Array {
    return fromHex(fromUtf8(this.package.read(`envelopes/${digest}.root`)), 32);
  }

  /** Releases of a step that name this freeze and that their custodian signed; others bear no witness. */
  releases(step: Step): Record<"release">[] {
    this.#witnesses ??= this.package.of("release").filter((release) => this.#bearsWitness(release));
    return this.#witnesses.filter(({ body }) => body.step === step);
  }

  #bearsWitness(release: Record<"release">): boolean {
    if (release.body.freeze !== this.freeze.digest) return false;
    try {
      this.checkReleaseSigned(release);
      return true;
    } catch (thrown) {
      if (thrown instanceof CryptoError) return false;
      throw thrown;
    }
  }

  /** Refuses unless the custodian of that number and share key, in a key set of the freeze, signed the release. */
  checkReleaseSigned({ body, signed }: Record<"release">): void {
    const custodians = this.keySets.flatMap((keySet) => keySet.body.custodians);
    const same = custodians.filter((each) => each.share_key === body.share_key && each.index === body.index);
    checkSigners(
      signed,
      "custodian",
      same.map((each) => each.sign_key),
    );
  }

  /** The secret of an envelope from t shares whose proofs hold; refuses with fewer. */
  secret(digest: string, step: Step): Point {
    const releases = this.releases(step).flatMap((record) => this.#sharesOf(record).get(digest) ?? []);
    return combine(releases, this.header(digest).t);
  }

  #sharesOf(record: Record<"release">): Map<string, Release> {
    const known =
      this.#shares.get(record.digest) ?? new Map(record.body.shares.flatMap((share) => this.#goodShare(record, share)));
    this.#shares.set(record.digest, known);
    return known;
  }

  #goodShare(record: Record<"release">, share: Share): [string, Release][] {
    try {
      return [[share.envelope, this.checkShare(record, share)]];
    } catch (thrown) {
      if (thrown instanceof CryptoError) return [];
      throw thrown;
    }
  }

  /** Refuses unless the share is the right one, by the holder of the share key that the release names. */
  checkShare(record: Record<"release">, { envelope, ...share }: Share): Release {
    const { header, seat } = this.seat(envelope, record.body.share_key);
    return checkRelease(share, header.sharing, header.custodians[seat - 1] as Point, header.ctx, seat);
  }

  /** The number of a share key among an envelope's custodians, from 1; refuses when it is none of them. */
  seat(envelope: string, shareKey: string): { header: Header; seat: number } {
    const header = this.headers.get(envelope);
    if (header === undefined) throw new CryptoError("releases-proofs", `${envelope.slice(0, 16)} is not frozen`);
    const seat = header.custodians.map(toHex).indexOf(shareKey) + 1;
    demand(
      seat > 0,
      "releases-proofs",
      `${envelope.slice(0, 16)} was not sealed to the share key ${shareKey.slice(0, 16)}`,
    );
    return { header, seat };
  }

  /** Opens an identity or an offer. A fault is the bidder's: the digest in its receipt binds header and body. */
  open(bid: FrozenBid, kind: "identity" | "offer"): Opening {
    const { digest } = envelopeOf(bid, kind);
    const found =
      this.#openings.get(digest) ??
      this.#open(digest, this.secret(digest, kind === "identity" ? "identities" : this.twoEnvelopes ? "prices" : "contents"));
    this.#openings.set(digest, found);
    return found;
  }

  #open(digest: string, secret: Point): Opening {
    const header = this.package.read(`envelopes/${digest}.header`);
    const body = this.body(digest);
    try {
      const unlocked = unlock(header, secret);
      if (body === undefined) return { lost: "the body is not in the package" };
      return { form: openWhole(unlocked, body).files[0]?.bytes as Uint8Array };
    } catch (thrown) {
      if (thrown instanceof CryptoError) return { fault: thrown.check };
      throw thrown;
    }
  }

  /** The published body, if there is one; refuses one that is not what the digest binds. */
  body(digest: string): Uint8Array | undefined {
    const path = `envelopes/${digest}.body`;
    if (!this.package.has(path)) return undefined;
    const body = this.package.read(path);
    const frozen = equal(bodyRoot(body), this.root(digest));
    demand(frozen, "envelope-body", `the body of ${digest.slice(0, 16)} is not the one that was frozen`);
    return body;
  }

  identity(bid: FrozenBid): Identity {
    return readIdentity(formOf(this.open(bid, "identity")));
  }

  offer(bid: FrozenBid): Offer {
    return readOffer(formOf(this.open(bid, "offer")));
  }
}

function formOf(opening: Opening): Uint8Array {
  if ("form" in opening) return opening.form;
  throw new CryptoError("fault" in opening ? opening.fault : "body-missing", "the envelope gave no form");
}

export function envelopeOf(bid: FrozenBid, kind: Kind): EnvelopeName {
  const found = bid.envelopes.find((envelope) => envelope.kind === kind);
  demand(found !== undefined, "bid-kinds", `the bid ${bid.bid.slice(0, 16)} has no envelope of kind ${kind}`);
  return found;
}
