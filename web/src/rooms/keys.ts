/**
 * The member's key of this session: made here, kept in this browser until the room is over (a reload, a closed lid and
 * nine hours must not lose it), never sent. It signs the pledge and the report.
 */
import { toHex, type JsonObject } from "../crypto/encoding.ts";
import { keyPair, sign } from "../crypto/signatures.ts";
import { init, sodium } from "../crypto/sodium.ts";

const SHELF = "tianping-seat";
const STORE = "keys";

function shelf(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(SHELF, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE);
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error ?? new Error(SHELF));
  });
}

async function within<T>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const database = await shelf();
  try {
    return await new Promise<T>((resolve, reject) => {
      const asked = act(database.transaction(STORE, mode).objectStore(STORE));
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error ?? new Error(STORE));
    });
  } finally {
    database.close();
  }
}

const place = (session: string, seat: string): string => `${session} ${seat}`;

/** The key's seed that is here, or undefined. */
export const keptSeed = (session: string, seat: string): Promise<Uint8Array | undefined> =>
  within("readonly", (store) => store.get(place(session, seat)) as IDBRequest<Uint8Array | undefined>);

/** The seed that is here, or a new one, kept before it is used. */
export async function seedFor(session: string, seat: string): Promise<Uint8Array> {
  await init();
  const kept = await keptSeed(session, seat);
  if (kept) return kept;
  const fresh = sodium.randombytes_buf(32);
  await keepSeed(session, seat, fresh);
  return fresh;
}

/** Keep a seed that is there already: a demonstration's members pledged before anybody opened a browser. */
export const keepSeed = (session: string, seat: string, seed: Uint8Array): Promise<IDBValidKey> =>
  within("readwrite", (store) => store.put(seed, place(session, seat)));

export async function publicOf(seed: Uint8Array): Promise<string> {
  await init();
  return toHex(keyPair(seed).public);
}

/** The signature over a body, in hex. */
export async function signBody(seed: Uint8Array, body: JsonObject): Promise<string> {
  await init();
  return toHex(sign(body, keyPair(seed)));
}

/** The room is over, or the seat was left: nobody signs with it any more. */
export const forget = (session: string, seat: string): Promise<undefined> => within("readwrite", (store) => store.delete(place(session, seat)));
