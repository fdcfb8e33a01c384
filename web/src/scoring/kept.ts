/**
 * What was typed and is not with the platform yet, kept by this browser: a closed lid or a reload loses nothing. Only
 * that: once the platform has it, it is deleted here. Rows are named by sheet, window and place.
 */

const DATABASE = "tianping-scoring";
const ROWS = "typed";
/** The batch under way has this place; no place of a sheet has. */
const FLIGHT = "";

type Name = [sheet: string, window: string, place: string];

export interface KeptRow {
  readonly window: string;
  readonly place: string;
  readonly value: unknown;
}

function answerOf<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("IndexedDB"));
  });
}

let opened: Promise<IDBDatabase> | undefined;

function database(): Promise<IDBDatabase> {
  opened ??= (async () => {
    const opening = indexedDB.open(DATABASE, 1);
    opening.onupgradeneeded = () => void opening.result.createObjectStore(ROWS);
    return await answerOf(opening);
  })();
  return opened;
}

async function within<T>(mode: IDBTransactionMode, act: (rows: IDBObjectStore) => Promise<T>): Promise<T> {
  const work = (await database()).transaction(ROWS, mode);
  const settled = new Promise<void>((resolve, reject) => {
    work.oncomplete = () => resolve();
    work.onabort = work.onerror = () => reject(work.error ?? new Error("IndexedDB"));
  });
  const found = await act(work.objectStore(ROWS));
  await settled;
  return found;
}

/** Everything under a sheet; `[]` sorts behind every text. */
const rangeOf = (sheet: string): IDBKeyRange => IDBKeyRange.bound([sheet], [sheet, []]);

export const isFlight = (row: KeptRow): boolean => row.place === FLIGHT;

/** Rows of a sheet, of all windows. */
export async function keptRows(sheet: string): Promise<KeptRow[]> {
  return await within("readonly", async (rows) => {
    const [names, values] = await Promise.all([answerOf(rows.getAllKeys(rangeOf(sheet))), answerOf(rows.getAll(rangeOf(sheet)))]);
    return names.map((name, index) => ({ window: (name as Name)[1], place: (name as Name)[2], value: values[index] as unknown }));
  });
}

/** Write some places of a window and delete others, at once. `flight`: the batch under way, null for none now. */
export async function keep(sheet: string, window: string, put: ReadonlyMap<string, unknown>, gone: readonly string[], flight?: unknown): Promise<void> {
  await within("readwrite", async (rows) => {
    for (const [place, value] of put) rows.put(value, [sheet, window, place]);
    for (const place of gone) rows.delete([sheet, window, place]);
    if (flight === null) rows.delete([sheet, window, FLIGHT]);
    else if (flight !== undefined) rows.put(flight, [sheet, window, FLIGHT]);
  });
}

/** What windows that are closed have left behind, deleted once it is taken over. */
export async function dropWindows(sheet: string, windows: readonly string[]): Promise<void> {
  await within("readwrite", async (rows) => {
    for (const window of windows) rows.delete(IDBKeyRange.bound([sheet, window], [sheet, window, []]));
  });
}

/** Forget a session at its end; sheets are named `session/seat/lot/part`. */
export async function forgetSession(session: string): Promise<void> {
  await within("readwrite", async (rows) => void rows.delete(IDBKeyRange.bound([`${session}/`], [`${session}0`])));
}
