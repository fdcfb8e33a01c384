/** The pages' own files: what the platform said that it serves, against what this browser was given. Pure but for asking. */
import { ask } from "../bids/door.ts";
import { receiptNotTrusted } from "../bids/faults.ts";
import { readDocument, readPlatformKeys } from "../bids/signed.ts";
import { sha256, toHex } from "../crypto/encoding.ts";
import { init } from "../crypto/sodium.ts";

export interface Release {
  readonly version: string;
  readonly at: string;
  readonly digest: string;
  readonly key: string;
  /** The tick of the public log that holds it; null while it waits for one. */
  readonly tick: number | null;
  readonly files: readonly { readonly path: string; readonly sha256: string; readonly length: number }[];
}

/** The signed list, once the signature holds. */
export async function releaseOf(): Promise<Release> {
  await init();
  const keys = readPlatformKeys(await ask("/api/platform-keys"), receiptNotTrusted);
  const { record, tick } = (await ask("/api/client-release")) as { record: unknown; tick: number | null };
  const { body, digest, key } = readDocument(record, "client-release", "platform", keys);
  return { version: body.version, at: body.at, digest, key, tick, files: body.files };
}

/** Paths of our own files that this page has loaded, as the list names them; "" is the page itself. */
export function loadedPaths(addresses: readonly string[], origin: string): string[] {
  const own = addresses.filter((address) => address.startsWith(`${origin}/`)).map((address) => new URL(address).pathname.slice(1));
  return [...new Set(["index.html", ...own.filter((path) => path !== "" && !/^(api|files|schema|health)(\/|$)/.test(path))])].sort();
}

export interface Compared {
  readonly path: string;
  readonly state: "same" | "differs" | "unnamed" | "unread";
}

/** Each loaded file against the list; what lies in the browser's cache is taken from there, as the page took it. */
export async function compare(release: Release, paths: readonly string[], read: (path: string) => Promise<Uint8Array> = fromCache): Promise<Compared[]> {
  const named = new Map(release.files.map((file) => [file.path, file.sha256]));
  return Promise.all(
    paths.map(async (path): Promise<Compared> => {
      const wanted = named.get(path);
      if (wanted === undefined) return { path, state: "unnamed" };
      try {
        return { path, state: toHex(sha256(await read(path))) === wanted ? "same" : "differs" };
      } catch {
        return { path, state: "unread" };
      }
    }),
  );
}

async function fromCache(path: string): Promise<Uint8Array> {
  const answer = await fetch(path === "index.html" ? "/" : `/${path}`, { cache: "force-cache" });
  if (!answer.ok) throw new Error(String(answer.status));
  return new Uint8Array(await answer.arrayBuffer());
}
