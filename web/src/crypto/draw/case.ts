/**
 * A draw package under verification: its documents by type, and each draw with what belongs to it. Members refuse when
 * what they need is missing or malformed; what it all proves is the business of the checks.
 */
import { digest, type Json, type JsonObject, toHex } from "../encoding.ts";
import { CryptoError, demand, reason, refusingAs } from "../errors.ts";
import { type BodyOf, shapedBody, shortType } from "../records.ts";
import { object, text } from "../fields.ts";
import type { Signed } from "../signatures.ts";
import { checkDocument } from "./documents.ts";
import { compareRefs, type Entry, readEntry } from "./pool.ts";
import { type Member, type Quotas, readQuotas } from "./quotas.ts";
import { type Cutoff, type Dealing, type DrawRecord, type DrawRelease, type DrawResult, type Inputs, PACKAGE, SEALED, type Sealed, seedBytes } from "./record.ts";
import { group, type Groups, readTable, type Table } from "./table.ts";

/** The types that a package's `records` may have. */
const CARRIED = ["platform-key", "key-set", "key-statement", "draw-inputs", "draw-dealing", "draw-cutoff", "draw-release", "draw-result"] as const;
export type Carried = (typeof CARRIED)[number];

/** A document as it was given, signatures unchecked, with the body in the shape of its type. */
export interface Document<T extends Carried = Carried> {
  readonly name: string;
  readonly signed: Json;
  readonly body: BodyOf<T>;
}
type Documents = ReadonlyMap<Carried, ReadonlyMap<string, Document>>;

export class DrawCase {
  readonly #package: Json;
  #read: { readonly found: Documents; readonly faults: readonly string[] } | undefined;
  #record: { readonly signed: Json; readonly body: DrawRecord } | undefined;
  #draws: OneDraw[] | undefined;
  #pool: ReadonlyMap<string, Entry> | undefined;
  #keys: string[] | undefined;

  constructor(whole: Json) {
    this.#package = whole;
  }

  get #whole(): { readonly record: Json; readonly records: readonly Json[] } {
    return refusingAs("draw-package", () => PACKAGE(this.#package, "the package"));
  }

  get #documents(): { readonly found: Documents; readonly faults: readonly string[] } {
    this.#read ??= readAll(this.#whole.records);
    return this.#read;
  }

  /** What is wrong with documents that could not be read. */
  get faults(): readonly string[] {
    return this.#documents.faults;
  }

  /** The documents of a type. */
  of<T extends Carried>(short: T): Document<T>[] {
    return [...(this.#documents.found.get(short)?.values() ?? [])] as unknown as Document<T>[];
  }

  /** The document of that type and digest. */
  get<T extends Carried>(short: T, name: string): Document<T> {
    const found = this.#documents.found.get(short)?.get(name);
    if (found === undefined) throw new CryptoError("draw-missing", `no ${short} ${name.slice(0, 16)} that could be read`);
    return found as unknown as Document<T>;
  }

  get #told(): { readonly signed: Json; readonly body: DrawRecord } {
    if (this.#record === undefined) {
      const signed = this.#whole.record;
      const body = object(object(signed, "the record")["body"], "the record's body");
      demand(shortType(text(body["type"], "the type")) === "draw-record", "draw-package", "the record is no draw record");
      this.#record = { signed, body: shapedBody(body, "draw-record") };
    }
    return this.#record;
  }

  get signedRecord(): Json {
    return this.#told.signed;
  }

  get record(): DrawRecord {
    return this.#told.body;
  }

  /** The draws that the record tells, in order. */
  get draws(): readonly OneDraw[] {
    this.#draws ??= this.record.draws.map((told) => new OneDraw(this, told));
    return this.#draws;
  }

  get first(): OneDraw {
    return this.draws[0] as OneDraw;
  }

  /** The entries of the pool by ref, in the record's order. */
  get pool(): ReadonlyMap<string, Entry> {
    this.#pool ??= new Map(this.record.pool.map((told) => readEntry(told)).map((entry) => [entry.ref, entry]));
    return this.#pool;
  }

  /** Who stands in the pool under this ref. */
  entry(ref: string): Entry {
    const found = this.pool.get(ref);
    if (found === undefined) throw new CryptoError("draw-pool", `nobody in the pool is ${ref}`);
    return found;
  }

  /** The platform's keys in order: the first signed itself, each later one is signed by the one before. */
  get platformKeys(): readonly string[] {
    this.#keys ??= keyChain(this.of("platform-key"));
    return this.#keys;
  }

  /** The document, once every signature holds and one is by a key of the platform's history. */
  checkPlatformSigned(signed: Json, short: string): Signed {
    const found = checkDocument(signed, short, "platform");
    const ours = found.signatures.some(({ role, key }) => role === "platform" && this.platformKeys.includes(key));
    demand(ours, "draw-inputs-signed", `${short}: not signed by a key of the platform's history`);
    return found;
  }
}

function readAll(records: readonly Json[]): { found: Documents; faults: string[] } {
  const found = new Map<Carried, Map<string, Document>>(CARRIED.map((short) => [short, new Map<string, Document>()]));
  const faults: string[] = [];
  records.forEach((signed, number) => {
    try {
      const { short, document } = readDocument(signed);
      const known = found.get(short) as Map<string, Document>;
      demand(!known.has(document.name), "draw-package", "stands here twice");
      known.set(document.name, document);
    } catch (thrown) {
      faults.push(`records[${number}]: ${reason(thrown)}`);
    }
  });
  return { found, faults };
}

function readDocument(signed: Json): { short: Carried; document: Document } {
  const body: JsonObject = object(object(signed, "the document")["body"], "the body");
  const short = shortType(text(body["type"], "the type")) as Carried;
  demand(CARRIED.includes(short), "draw-package", `a ${short} does not belong into a draw package`);
  const shaped = shapedBody(body, short);
  return { short, document: { name: toHex(digest(body)), signed, body: shaped } };
}

function keyChain(records: readonly Document<"platform-key">[]): string[] {
  const left = new Map(records.map((record) => [record.body.previous, record]));
  demand(left.size === records.length, "draw-inputs-signed", "two platform keys with one predecessor");
  const keys: string[] = [];
  for (let last: string | null = null, record = left.get(last); record !== undefined; record = left.get(last)) {
    left.delete(last);
    checkDocument(record.signed, "platform-key", "platform", last ?? record.body.key);
    keys.push(record.body.key);
    last = record.body.key;
  }
  demand(keys.length > 0 && left.size === 0, "draw-inputs-signed", "the platform's keys do not form one chain");
  return keys;
}

/** One draw as the record tells it (`told`), with the documents that it names. */
export class OneDraw {
  readonly case: DrawCase;
  readonly told: DrawRecord["draws"][number];
  #sealed: Sealed | undefined;
  #quotas: Quotas | undefined;
  #eligible: readonly Entry[] | undefined;
  #groups: Groups | undefined;
  #table: Table | undefined;

  constructor(among: DrawCase, told: DrawRecord["draws"][number]) {
    this.case = among;
    this.told = told;
  }

  get inputs(): Inputs {
    return this.case.get("draw-inputs", this.told.inputs).body;
  }

  get cutoff(): Cutoff {
    return this.case.get("draw-cutoff", this.told.cutoff).body;
  }

  get result(): DrawResult {
    return this.case.get("draw-result", this.told.result).body;
  }

  /** The key set whose custodians hold the ceremony. */
  get keySet(): BodyOf<"key-set"> {
    return this.case.get("key-set", this.inputs.key_set).body;
  }

  /** The dealings of the cut-off, in its order. */
  get dealings(): Dealing[] {
    return this.cutoff.dealings.map(({ dealing }) => this.case.get("draw-dealing", dealing).body);
  }

  /** The releases that gave the seed, in the record's order. */
  get releases(): DrawRelease[] {
    return this.told.releases.map((name) => this.case.get("draw-release", name).body);
  }

  /** All documents of a type that name this draw. */
  documents<T extends "draw-dealing" | "draw-release">(short: T): Document<T>[] {
    return this.case.of(short).filter(({ body }) => (body as { draw: string }).draw === this.inputs.draw);
  }

  /** The seed as told. */
  get seed(): Uint8Array {
    return seedBytes(this.told.seed);
  }

  /** What was sealed when the inputs came out; its digest is a check of its own. */
  get sealed(): Sealed {
    this.#sealed ??= refusingAs("draw-sealed", () => SEALED(this.told.sealed, "the sealed part"));
    return this.#sealed;
  }

  /** Refuses unless the sealed part is the one that the inputs committed to. */
  checkSealed(): void {
    const committed = toHex(digest(this.told.sealed)) === this.inputs.sealed;
    demand(committed, "draw-sealed", "the sealed part is not the one that the inputs committed to");
    demand(this.sealed.draw === this.inputs.draw, "draw-sealed", "the sealed part is of another draw");
  }

  /** The place that a supplementary draw fills. */
  get vacancy(): Inputs["vacancies"][number] {
    const [place] = this.inputs.vacancies;
    if (place === undefined) throw new CryptoError("draw-supplements", "a supplementary draw without a vacant place");
    return place;
  }

  get quotas(): Quotas {
    this.#quotas ??= readQuotas(this.inputs.quotas);
    return this.#quotas;
  }

  /** The pool without the exclusions, ascending by ref. */
  get eligible(): readonly Entry[] {
    if (this.#eligible === undefined) {
      const excluded = new Set(this.sealed.exclusions.map(({ ref }) => ref));
      this.#eligible = [...this.case.pool.values()].sort(compareRefs).filter(({ ref }) => !excluded.has(ref));
    }
    return this.#eligible;
  }

  /** The eligible experts by type. */
  get groups(): Groups {
    this.#groups ??= group(this.eligible, this.quotas, new Set(this.sealed.large));
    return this.#groups;
  }

  /** The lottery. */
  get table(): Table {
    this.#table ??= readTable(this.sealed.table);
    return this.#table;
  }

  /** The members as told, in the order of their places. */
  get committee(): Member[] {
    return this.told.committee.map(({ ref, speciality }) => ({ entry: this.case.entry(ref), speciality }));
  }
}
