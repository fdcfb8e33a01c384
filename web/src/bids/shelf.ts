/**
 * Where sealed bids lie in this browser: a folder for each in the origin's private file system, or, where there is none
 * (old browsers, private windows, full disks), blobs of this page. What lies there holds no secret.
 */
import { noRoom } from "./faults.ts";

/** Takes the bytes of one file in order; `close` gives the file. */
export interface Sink {
  write(part: Uint8Array): Promise<void> | void;
  close(): Promise<Blob>;
}

/** The place of one bid that is being sealed or taken up. */
export interface Shelf {
  /** Name of its folder; null: it lives in the page. */
  readonly folder: string | null;
  sink(name: string): Promise<Sink>;
  /** Whole or not at all, over what was there. */
  put(name: string, bytes: Uint8Array): Promise<Blob>;
  discard(): Promise<void>;
}

const ROOT = "tianping-bids";
const HEADROOM = 32 * 2 ** 20;
const GATHERED = 8 * 2 ** 20;

// What TypeScript's libraries leave out, or put into one of page and worker only.
interface SyncHandle {
  write(part: Uint8Array, options: { at: number }): number;
  flush(): unknown;
  close(): unknown;
}
type FileHandle = FileSystemFileHandle & { createSyncAccessHandle?: () => Promise<SyncHandle> };
type Listing = FileSystemDirectoryHandle & { keys(): AsyncIterable<string> };

/** The name of the lock under which a folder is being filled, so that nobody sweeps it. */
export const fillingLock = (folder: string): string => `tianping.filling.${folder}`;

// ---- the private file system

/** The folder of all bids; undefined where the browser has no such place. */
async function root(): Promise<FileSystemDirectoryHandle | undefined> {
  try {
    return await (await navigator.storage.getDirectory()).getDirectoryHandle(ROOT, { create: true });
  } catch {
    return undefined;
  }
}

export const canKeep = async (): Promise<boolean> => (await root()) !== undefined;

/** Bytes that may still be kept here; null when the browser does not say. */
export async function room(): Promise<number | null> {
  try {
    const { quota, usage } = await navigator.storage.estimate();
    return quota === undefined ? null : Math.max(0, quota - (usage ?? 0));
  } catch {
    return null;
  }
}

/** A new place for `size` bytes. */
export async function newShelf(name: string, size: number): Promise<Shelf> {
  const [place, free] = [await root(), await room()];
  if (place === undefined || (free !== null && free < size + HEADROOM)) return pageShelf();
  return folderShelf(place, name, await place.getDirectoryHandle(name, { create: true }));
}

function folderShelf(place: FileSystemDirectoryHandle, name: string, folder: FileSystemDirectoryHandle): Shelf {
  return {
    folder: name,
    sink: async (file) => sinkOf((await folder.getFileHandle(file, { create: true })) as FileHandle),
    put: (file, bytes) => putInto(folder, file, bytes),
    discard: () => place.removeEntry(name, { recursive: true }),
  };
}

async function sinkOf(handle: FileHandle): Promise<Sink> {
  if (typeof handle.createSyncAccessHandle === "function") return syncSink(handle, await handle.createSyncAccessHandle());
  const stream = await handle.createWritable();
  return {
    write: (part) => running(() => stream.write(part as BufferSource), part.length),
    close: async () => {
      await running(() => stream.close(), 0);
      return handle.getFile();
    },
  };
}

function syncSink(handle: FileHandle, access: SyncHandle): Sink {
  let at = 0;
  return {
    write: (part) =>
      running(async () => {
        if (access.write(part, { at }) !== part.length) throw new DOMException("short write", "QuotaExceededError");
        at += part.length;
      }, part.length),
    close: async () => {
      // Older engines answer these with promises.
      await access.flush();
      await access.close();
      return handle.getFile();
    },
  };
}

/** A full disk is told as such. */
async function running(act: () => Promise<unknown>, size: number): Promise<void> {
  try {
    await act();
  } catch (thrown) {
    if (thrown instanceof DOMException && thrown.name === "QuotaExceededError") throw noRoom(size);
    throw thrown;
  }
}

async function putInto(folder: FileSystemDirectoryHandle, name: string, bytes: Uint8Array): Promise<Blob> {
  const handle = await folder.getFileHandle(name, { create: true });
  const stream = await handle.createWritable();
  await running(() => stream.write(bytes as BufferSource), bytes.length);
  await running(() => stream.close(), 0);
  return handle.getFile();
}

/** Folders that are there, by name. */
export async function folders(): Promise<string[]> {
  const [place, names] = [await root(), [] as string[]];
  if (place !== undefined) for await (const name of (place as Listing).keys()) names.push(name);
  return names;
}

/** The files of a folder by name; empty when it is gone. */
export async function filesOf(folder: string): Promise<Map<string, File>> {
  const found = new Map<string, File>();
  try {
    const handle = (await (await root())?.getDirectoryHandle(folder)) as Listing | undefined;
    if (handle === undefined) return found;
    for await (const name of handle.keys()) found.set(name, await (await handle.getFileHandle(name)).getFile());
  } catch (thrown) {
    if (!(thrown instanceof DOMException)) throw thrown;
  }
  return found;
}

/** Write one small file into a folder that is there. */
export async function putIn(folder: string, name: string, bytes: Uint8Array): Promise<void> {
  const handle = await (await root())?.getDirectoryHandle(folder);
  if (handle !== undefined) await putInto(handle, name, bytes);
}

export async function removeFolder(folder: string): Promise<void> {
  try {
    await (await root())?.removeEntry(folder, { recursive: true });
  } catch (thrown) {
    if (!(thrown instanceof DOMException && thrown.name === "NotFoundError")) throw thrown;
  }
}

// ---- blobs of this page

/** Each few megabytes become a blob of their own, which Chromium moves out of memory by itself. */
export function pageShelf(): Shelf {
  return {
    folder: null,
    sink: async () => blobSink(),
    put: async (_, bytes) => new Blob([bytes as BlobPart]),
    discard: async () => undefined,
  };
}

function blobSink(): Sink {
  const blobs: Blob[] = [];
  let [waiting, size]: [Uint8Array[], number] = [[], 0];
  const gather = (): void => {
    if (size > 0) blobs.push(new Blob(waiting as BlobPart[]));
    [waiting, size] = [[], 0];
  };
  return {
    write: (part) => {
      waiting.push(part.slice());
      size += part.length;
      if (size >= GATHERED) gather();
    },
    close: async () => {
      gather();
      return new Blob(blobs);
    },
  };
}
