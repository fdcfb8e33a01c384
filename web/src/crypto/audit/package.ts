/** A published package as it was found: paths and bytes, read on demand; refuses what is missing or malformed. */
import type { Json } from "../encoding.ts";
import { parseCanonical } from "../encoding.ts";
import { CryptoError, demand, reason, refusingAs } from "../errors.ts";
import { type BodyOf, type Record, recordOf, type RecordType } from "../records.ts";
import { anything, id, integer, listOf, members, text } from "../shapes.ts";
import { checkSignedBy, readSigned, type Role, type Signed } from "../signatures.ts";

export type Files = ReadonlyMap<string, Uint8Array>;

export const INDEX = "package.json";
const INDEX_SHAPE = members({ type: anything, lot: id, round: integer(1), files: listOf(text(1, 400)) });

export class Package {
  readonly #files: Files;
  #index: { lot: string; round: number; files: string[] } | undefined;
  #records: { read: Record[]; faults: string[] } | undefined;

  constructor(files: Files) {
    this.#files = files;
  }

  /** package.json; everything below it counts only if it is named there. */
  get index(): { lot: string; round: number; files: string[] } {
    this.#index ??= refusingAs("package-shape", () => {
      const index = INDEX_SHAPE(parseCanonical(this.#bytes(INDEX)), "the index");
      demand(index.type === "tianping/package/1", "package-shape", "the index is of another type");
      return index;
    });
    return this.#index;
  }

  #bytes(path: string): Uint8Array {
    const found = this.#files.get(path);
    if (found === undefined) throw new CryptoError("package-missing", `${path} is missing`);
    return found;
  }

  has(path: string): boolean {
    return this.index.files.includes(path) && this.#files.has(path);
  }

  read(path: string): Uint8Array {
    demand(this.index.files.includes(path), "package-missing", `${path} is not named by the index`);
    return this.#bytes(path);
  }

  /** Paths of the index in a folder, with an ending. */
  below(folder: string, ending: string): string[] {
    return this.index.files.filter((path) => path.startsWith(`${folder}/`) && path.endsWith(ending));
  }

  #readRecords(): { read: Record[]; faults: string[] } {
    if (this.#records !== undefined) return this.#records;
    const [read, faults]: [Record[], string[]] = [[], []];
    for (const path of this.below("records", ".json")) {
      try {
        read.push(this.#record(path));
      } catch (thrown) {
        faults.push(`${path}: ${reason(thrown)}`);
      }
    }
    this.#records = { read, faults };
    return this.#records;
  }

  #record(path: string): Record {
    const record = recordOf(readSigned(this.read(path), true));
    demand(
      path === `records/${record.short}-${record.digest}.json`,
      "record-path",
      "it has another type or digest than its name",
    );
    const body = record.body as { lot?: Json; round?: Json };
    const here =
      (body.lot ?? this.index.lot) === this.index.lot && (body.round ?? this.index.round) === this.index.round;
    demand(here, "record-lot", "it belongs to another lot or round");
    return record;
  }

  /** What is wrong with the records that could not be read. */
  get faults(): readonly string[] {
    return this.#readRecords().faults;
  }

  get records(): readonly Record[] {
    return this.#readRecords().read;
  }

  of<T extends RecordType>(short: T): Record<T>[] {
    return this.records.filter((record): record is Record<T> => record.short === short);
  }

  get<T extends RecordType>(short: T, digest: string): Record<T> {
    const found = this.of(short).find((record) => record.digest === digest);
    if (found === undefined)
      throw new CryptoError("record-missing", `there is no ${short} ${digest.slice(0, 16)} that can be read`);
    return found;
  }

  only<T extends RecordType>(short: T): Record<T> {
    const [one, ...others] = this.of(short);
    if (one === undefined || others.length > 0) {
      throw new CryptoError("record-missing", `there is not exactly one ${short} that can be read`);
    }
    return one;
  }
}

/** Who signs a record of this type. */
export function signerOf(short: RecordType): Role {
  if (short === "key-statement" || short === "release") return "custodian";
  return short === "withdrawal" || short === "objection" || short === "confirmation" ? "bid" : "platform";
}

/** Refuses unless every signature holds and one of `keys` signed in `role`. */
export function checkSigners(signed: Signed, role: Role, keys: readonly string[]): void {
  const named = signed.signatures.find((found) => found.role === role && keys.includes(found.key));
  demand(
    named !== undefined,
    "signature-role",
    `${shortName(signed)} is not signed in the role ${role} by a key expected`,
  );
  checkSignedBy(signed, role, named.key);
}

export const shortName = (signed: Signed): string => `${signed.type} ${signed.digest.slice(0, 16)}`;

export type { BodyOf, Record, RecordType };
