/** A published package in the hands of a stranger: fetched file by file, or dropped as files of a folder. */
import { ask, askBytes } from "../bids/door.ts";
import { cancelled } from "../bids/faults.ts";
import type { TarEntry } from "../bids/tar.ts";
import type { Given } from "../foundation/drop.ts";

export type PackageFiles = ReadonlyMap<string, Uint8Array>;

const INDEX = "package.json";
/** Paths of a package: plain words, never upwards, whatever the index says. */
const PATH = /^[a-z0-9][a-z0-9-]*(?:\/[a-z0-9][a-z0-9-]*)*\.[a-z]+$/;
const AT_ONCE = 6;

export interface Fetched {
  readonly files: Map<string, Uint8Array>;
  readonly round: number;
}

/** What an index names, once every path of it is harmless; undefined when it is no index. */
export function pathsOf(index: unknown): string[] | undefined {
  const files = (index as { files?: unknown } | null)?.files;
  const well = Array.isArray(files) && files.every((path) => typeof path === "string" && PATH.test(path));
  return well ? (files as string[]).filter((path) => path !== INDEX) : undefined;
}

/** Files that change when something joins a package; every other one is named by what is in it and never does. */
const GROWING = ["log/head.json", "log/leaves.bin"];
/** A package grows a few times in its life; one that never stands still is not what was asked for. */
const ROUNDS = 5;

export type AskFile = (path: string) => Promise<Uint8Array>;

/**
 * Every file of a package, from whoever answers `ask`; `report` tells files and bytes so far. What joins while it is
 * fetched is fetched, too: the index is read again at the end, and with another one the files of the log.
 */
export async function gatherPackage(ask: AskFile, report: (done: number, of: number, bytes: number) => void, signal: AbortSignal): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  let index = await ask(INDEX);
  for (let round = 0; round < ROUNDS; round += 1) {
    const paths = pathsOf(JSON.parse(new TextDecoder().decode(index)));
    if (!paths) throw new Error("the index of the package cannot be read");
    for (const path of GROWING) files.delete(path);
    files.set(INDEX, index);
    await fetchMissing(paths, files, ask, (bytes) => report(files.size, paths.length + 1, bytes), signal);
    const again = await ask(INDEX);
    if (isSame(index, again)) return new Map([INDEX, ...paths].map((path) => [path, files.get(path) as Uint8Array]));
    index = again;
  }
  throw new Error("the package does not stand still");
}

const isSame = (one: Uint8Array, other: Uint8Array): boolean => one.length === other.length && one.every((byte, at) => byte === other[at]);

async function fetchMissing(paths: readonly string[], files: Map<string, Uint8Array>, ask: AskFile, report: (bytes: number) => void, signal: AbortSignal): Promise<void> {
  const wanted = paths.filter((path) => !files.has(path));
  let bytes = [...files.values()].reduce((sum, { length }) => sum + length, 0);
  const next = async (): Promise<void> => {
    for (let path = wanted.shift(); path !== undefined && !signal.aborted; path = wanted.shift()) {
      const content = await ask(path);
      files.set(path, content);
      bytes += content.length;
      report(bytes);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, next));
  if (signal.aborted) throw cancelled();
}

/** Every file of a lot round's package, from the platform. */
export const fetchPackage = (
  lot: string,
  round: number,
  report: (done: number, of: number, bytes: number) => void,
  signal: AbortSignal,
): Promise<Map<string, Uint8Array>> => gatherPackage((path) => askBytes(`/api/lots/${lot}/rounds/${round}/package/${path}`), report, signal);

/** The newest round of a lot. */
export async function newestRound(lot: string): Promise<number> {
  return ((await ask(`/api/lots/${lot}`)) as { round: number }).round;
}

/**
 * The package among dropped files: the folder in which `package.json` lies is its root, and what lies elsewhere is no
 * part of it. Undefined when there is none.
 */
export function packageAmong(given: readonly Given[]): Map<string, File> | undefined {
  const index = given.filter(({ path }) => path === INDEX || path.endsWith(`/${INDEX}`)).sort((one, other) => one.path.length - other.path.length)[0];
  if (!index) return undefined;
  const root = index.path.slice(0, -INDEX.length);
  const inside = given.filter(({ path }) => path.startsWith(root));
  return new Map(inside.map(({ path, file }) => [path.slice(root.length), file]));
}

export async function readAll(files: ReadonlyMap<string, Blob>): Promise<Map<string, Uint8Array>> {
  const read = [...files].map(async ([path, file]) => [path, new Uint8Array(await file.arrayBuffer())] as const);
  return new Map(await Promise.all(read));
}

export const tarEntries = (files: PackageFiles): TarEntry[] => [...files].map(([name, bytes]) => ({ name, content: new Blob([bytes as BlobPart]) }));

/** What a package is about, as it says itself: nothing of it is believed before the audit. */
export interface About {
  readonly name: string;
  readonly project: string;
  readonly lot: string;
  readonly round: number;
  readonly deadline: string;
  readonly result: string;
  readonly bids: number;
  readonly recorded: string;
}

export function aboutOf(files: PackageFiles): About | undefined {
  const bodyOf = (short: string): Record<string, unknown> | undefined => {
    const path = [...files.keys()].find((name) => new RegExp(`^records/${short}-[0-9a-f]{64}\\.json$`).test(name));
    try {
      const text = path && new TextDecoder().decode(files.get(path));
      return text ? (JSON.parse(text) as { body: Record<string, unknown> }).body : undefined;
    } catch {
      return undefined;
    }
  };
  const [tender, record] = [bodyOf("tender"), bodyOf("opening-record")];
  if (!tender || !record) return undefined;
  return {
    name: String(tender["name"]),
    project: String((tender["project"] as { name?: unknown } | undefined)?.name ?? ""),
    lot: String(record["lot"]),
    round: Number(record["round"]),
    deadline: String(record["deadline"]),
    result: String(record["result"]),
    bids: Array.isArray(record["bids"]) ? record["bids"].length : 0,
    recorded: String(record["closed_at"]),
  };
}

/** The lot, and perhaps the round, that a typed number or a copied address names. */
export function lotIn(text: string): { lot: string | undefined; round: number | undefined } {
  const lot = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/.exec(text.toLowerCase())?.[0];
  const round = /(?:[?&]round=|\/rounds\/)(\d{1,4})/.exec(text)?.[1];
  return { lot, round: round === undefined ? undefined : Number(round) };
}
