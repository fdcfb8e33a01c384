/** The memory of this browser: IndexedDB, one drawer chest for each key. Works in a worker. */
import type { Json } from "../crypto/encoding.ts";
import type { Drawer, Store } from "./memory.ts";
import { Refused } from "./refused.ts";

const DATABASE = "tianping-custodian";
const KEPT = "kept";
type Name = [shareKey: string, drawer: Drawer, name: string];

function answerOf<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("IndexedDB"));
  });
}

/** Refuses where the browser keeps nothing: then nothing may be signed either. */
export async function openStore(shareKey: string): Promise<Store> {
  try {
    const opening = indexedDB.open(DATABASE, 1);
    opening.onupgradeneeded = () => void opening.result.createObjectStore(KEPT);
    return new BrowserStore(await answerOf(opening), shareKey);
  } catch (thrown) {
    throw new Refused("memory", "memory-unavailable", `the browser keeps nothing (${String(thrown)})`);
  }
}

class BrowserStore implements Store {
  readonly #database: IDBDatabase;
  readonly #shareKey: string;

  constructor(database: IDBDatabase, shareKey: string) {
    this.#database = database;
    this.#shareKey = shareKey;
  }

  async #inside<T>(mode: IDBTransactionMode, act: (kept: IDBObjectStore) => Promise<T>): Promise<T> {
    // "strict": on the disk before a signature leaves; browsers that do not know the word flush anyway.
    const work = this.#database.transaction(KEPT, mode, { durability: "strict" });
    const settled = new Promise<void>((resolve, reject) => {
      work.oncomplete = () => resolve();
      work.onabort = work.onerror = () => reject(work.error ?? new Error("IndexedDB"));
    });
    const found = await act(work.objectStore(KEPT));
    await settled;
    return found;
  }

  #name(drawer: Drawer, name: string): Name {
    return [this.#shareKey, drawer, name];
  }

  all(drawer: Drawer): Promise<Json[]> {
    const range = IDBKeyRange.bound(this.#name(drawer, ""), [this.#shareKey, drawer, []]);
    return this.#inside("readonly", (kept) => answerOf(kept.getAll(range) as IDBRequest<Json[]>));
  }

  async put(drawer: Drawer, name: string, value: Json): Promise<void> {
    await this.#inside("readwrite", (kept) => answerOf(kept.put(value, this.#name(drawer, name))));
  }

  /** Reading and writing are one transaction: two tabs that ask at once agree on one answer. */
  putOnce(drawer: Drawer, name: string, value: Json): Promise<Json> {
    return this.#inside("readwrite", async (kept) => {
      const there = await answerOf(kept.get(this.#name(drawer, name)) as IDBRequest<Json | undefined>);
      if (there !== undefined) return there;
      await answerOf(kept.put(value, this.#name(drawer, name)));
      return value;
    });
  }

  async drop(drawer: Drawer, name: string): Promise<void> {
    await this.#inside("readwrite", (kept) => answerOf(kept.delete(this.#name(drawer, name))));
  }
}
