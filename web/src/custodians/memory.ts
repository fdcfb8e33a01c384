/** What this machine remembers beside the key: whose platform it trusts, what it signed, what it released. */
import type { Json, JsonObject } from "../crypto/encoding.ts";
import { anyObject, digest, id, integer, key, listOf, members, text } from "../crypto/shapes.ts";
import { type Terms, termsDigest, termsOf } from "./key-sets.ts";
import type { LogHead } from "./public-log.ts";
import { Refused, withheld } from "./refused.ts";

/** What this custodian signed for one lot round: the platform it met then, and the terms of every key set. */
export interface Pinned {
  readonly lot: string;
  readonly round: number;
  readonly platformKey: string;
  readonly head: LogHead;
  readonly terms: readonly Terms[];
}

export const DRAWERS = ["pin", "list", "note", "lot"] as const;
export type Drawer = (typeof DRAWERS)[number];

/** Where it is kept, for one key; nothing of it is secret. Losing it loses the protection of what it knows. */
export interface Store {
  all(drawer: Drawer): Promise<Json[]>;
  put(drawer: Drawer, name: string, value: Json): Promise<void>;
  /** Keep this unless something is kept there already; answers what is kept there. Atomic between tabs. */
  putOnce(drawer: Drawer, name: string, value: Json): Promise<Json>;
  drop(drawer: Drawer, name: string): Promise<void>;
}

const PIN = "tianping/custodian-pin/1";
const LIST = "tianping/custodian-list/1";
const FILE = "tianping/custodian-memory/1";

interface Pin {
  readonly type: typeof PIN;
  readonly url: string;
  readonly platform_key: string;
  readonly head: LogHead;
  readonly terms: Terms;
}

const readPin = members({
  type: text(1, 80),
  url: text(1, 400),
  platform_key: key,
  head: members({ size: integer(), root: digest }),
  terms: members({ lot: id, round: integer(1), t: integer(1, 16), share_keys: listOf(key, 1, 16), document_digest: digest }),
});
const readList = members({ type: text(1, 80), lot: id, round: integer(1), freeze: digest });
const readFile = members({ type: text(1, 80), share_key: key, pins: listOf(readPin), lists: listOf(readList), notes: listOf(anyObject), lots: listOf(id) });

export class Memory {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** Remember a key set before it is signed. */
  async pin(url: string, terms: Terms, platformKey: string, { size, root }: LogHead): Promise<void> {
    await this.#keepPin({ type: PIN, url, platform_key: platformKey, head: { size, root }, terms: termsOf(terms) });
  }

  async #keepPin(pin: Pin): Promise<void> {
    const { lot, round } = pin.terms;
    const name = `${lot}-${round}-${termsDigest(pin.terms).slice(0, 12)}`;
    await this.#store.put("pin", name, pin as unknown as Json);
  }

  /** What was signed for this lot round; undefined when nothing was. */
  async pinned(lot: string, round: number): Promise<Pinned | undefined> {
    const pins = (await this.#pins()).filter(({ terms }) => terms.lot === lot && terms.round === round);
    const first = pins.sort((a, b) => a.head.size - b.head.size)[0];
    if (first === undefined) return undefined;
    if (pins.some((each) => each.platform_key !== first.platform_key)) {
      throw withheld("two-platform-keys", "two platform keys were met for this lot");
    }
    return { lot, round, platformKey: first.platform_key, head: first.head, terms: pins.map(({ terms }) => terms) };
  }

  /** Keys under which this platform was met so far. */
  async platformKeys(url: string): Promise<Set<string>> {
    return new Set((await this.#pins()).filter((each) => each.url === url).map((each) => each.platform_key));
  }

  async #pins(): Promise<Pin[]> {
    return (await this.#store.all("pin")) as unknown as Pin[];
  }

  /** Lots for which something was signed here, or which the person has put on the list. */
  async lots(): Promise<string[]> {
    const followed = (await this.#store.all("lot")) as string[];
    return [...new Set([...followed, ...(await this.#pins()).map((each) => each.terms.lot)])];
  }

  follow(lot: string): Promise<void> {
    return this.#store.put("lot", lot, lot);
  }

  forget(lot: string): Promise<void> {
    return this.#store.drop("lot", lot);
  }

  /** Bind this lot round to one freeze list for ever, before anything is signed; a second list is refused. */
  async takeList(lot: string, round: number, freeze: string): Promise<void> {
    const kept = await this.#store.putOnce("list", `${lot}-${round}`, { type: LIST, lot, round, freeze });
    checkSame(String((kept as JsonObject)["freeze"]), freeze);
  }

  /** Refuse a list that differs from the one that was taken; nothing is taken yet. */
  async checkList(lot: string, round: number, freeze: string): Promise<void> {
    const kept = (await this.#store.all("list")) as unknown as { lot: string; round: number; freeze: string }[];
    const taken = kept.find((each) => each.lot === lot && each.round === round);
    if (taken !== undefined) checkSame(taken.freeze, freeze);
  }

  /** One more line of the log of what was done and refused here. */
  async note(entry: JsonObject): Promise<void> {
    const name = `${String(entry["at"])}-${String(entry["lot"])}-${String(entry["step"])}-${String(entry["result"])}`;
    await this.#store.put("note", name, entry);
  }

  /** That log, newest first. */
  async notes(): Promise<JsonObject[]> {
    const notes = (await this.#store.all("note")) as JsonObject[];
    return notes.sort((a, b) => (String(a["at"]) < String(b["at"]) ? 1 : -1));
  }

  // ---- as a file, to carry to another machine

  async file(shareKey: string): Promise<JsonObject> {
    const all = async (drawer: Drawer): Promise<Json[]> => this.#store.all(drawer);
    const [pins, lists, notes, lots] = [await all("pin"), await all("list"), await all("note"), await all("lot")];
    return { type: FILE, share_key: shareKey, pins, lists, notes, lots };
  }

  /** Take in what another machine remembers. A list that differs from the one taken here is refused before anything is kept. */
  async takeIn(file: Json, shareKey: string): Promise<void> {
    const told = readMemoryFile(file);
    if (told.share_key !== shareKey) throw new Refused("memory", "memory-key", "the memory belongs to another key");
    for (const each of told.lists) await this.takeList(each.lot, each.round, each.freeze);
    for (const each of told.pins) await this.#keepPin({ ...each, type: PIN } as Pin);
    for (const each of told.notes) await this.note(each);
    for (const each of told.lots) await this.follow(each);
  }
}

function checkSame(first: string, freeze: string): void {
  if (first === freeze) return;
  const facts = { first: first.slice(0, 16), now: freeze.slice(0, 16) };
  throw withheld("one-list-only", `TWO LISTS: ${facts.first} was released before, now ${facts.now} is shown`, facts);
}

function readMemoryFile(file: Json): ReturnType<typeof readFile> {
  try {
    const told = readFile(file, "the memory");
    if (told.type === FILE) return told;
  } catch {
    // Said below, as one refusal.
  }
  throw new Refused("memory", "memory-file", "it is not a custodian's memory");
}
