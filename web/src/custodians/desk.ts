/** Where a custodian sits: a key file, what this machine remembers, the line to a platform, and the lots of the key. */
import type { Entropy, Json, JsonObject } from "../crypto/encoding.ts";
import { checkDrill, type ShownDrill } from "./drills.ts";
import { checkProposed, termsDigest } from "./key-sets.ts";
import type { CustodianKeys, LockedKeys } from "./keys.ts";
import { LotHour, type HourView } from "./opening.ts";
import { Memory, type Store } from "./memory.ts";
import type { Custody, Platform } from "./platform.ts";
import { Refused } from "./refused.ts";
import { custodyRequest, drillAnswer } from "./releases.ts";
import { type Known, lookAtKeySet, type Offered, signKeySet } from "./statements.ts";
import { type Trouble, troubleOf } from "./trouble.ts";

/** How the key set of a lot stands for this custodian. */
export interface KeySetView {
  readonly complete: boolean;
  readonly of: number;
  readonly signed: number;
  readonly threshold: number;
  /** This custodian in the set, as the hall names it. */
  readonly me: { readonly index: number; readonly name: string };
  /** The platform has this custodian's statement. */
  readonly mine: boolean;
  /** This machine remembers these very terms; without it nothing is released here. */
  readonly remembered: boolean;
}

export interface DrillView {
  readonly name: string;
  readonly at: string;
  readonly deadline: string;
  readonly answered: boolean;
}

/** One lot of this key as the page shows it. */
export interface LotCard {
  readonly lot: string;
  readonly name: string;
  readonly project: string;
  readonly keySet: KeySetView | undefined;
  readonly drill: DrillView | undefined;
  readonly hour: Omit<HourView, "refused">;
  readonly refused: Trouble | undefined;
  /** Why the lot could not be read. */
  readonly trouble: Trouble | undefined;
}

export interface DeskView {
  readonly name: string;
  readonly shareKey: string;
  readonly signKey: string;
  readonly unlocked: boolean;
  /** The own clock was set to the platform's: rehearsals only. */
  readonly practice: boolean;
  /** Whether the platform has a body with these keys; undefined until it was asked, which needs the open key. */
  readonly registered: boolean | undefined;
  /** Why the platform did not say which lots this key is kept for; what is remembered here is shown anyway. */
  readonly unlisted: Trouble | undefined;
  readonly lots: readonly LotCard[];
}

/** Phases of lots that ask for nothing any more. */
const OVER = ["closed", "failed"];

type About = Pick<LotCard, "name" | "project" | "keySet" | "drill" | "trouble">;
const NOTHING: About = { name: "", project: "", keySet: undefined, drill: undefined, trouble: undefined };

export interface DeskGiven {
  readonly locked: LockedKeys;
  readonly store: Store;
  readonly platform: Platform;
  readonly entropy: Entropy;
  /** This machine's clock, milliseconds. */
  readonly clock: () => number;
  readonly changed: () => void;
}

export class Desk {
  readonly memory: Memory;
  readonly #given: DeskGiven;
  #keys: CustodianKeys | undefined;
  /** Milliseconds by which a practice moves the own clock. */
  #moved: number | undefined;
  readonly #hours = new Map<string, LotHour>();
  readonly #about = new Map<string, About>();
  #custody: Custody | undefined;
  #unlisted: Trouble | undefined;

  constructor(given: DeskGiven) {
    this.#given = given;
    this.memory = new Memory(given.store);
  }

  get view(): DeskView {
    const { name, share_key, sign_key } = this.#given.locked;
    const lots = [...this.#hours.values()].map((hour) => this.#card(hour));
    const unlocked = this.#keys !== undefined;
    const registered = this.#custody && this.#custody.body !== null;
    const said = { registered, unlisted: this.#unlisted, practice: this.#moved !== undefined };
    return { name, shareKey: share_key, signKey: sign_key, unlocked, ...said, lots };
  }

  #card(hour: LotHour): LotCard {
    const { refused, ...view } = hour.view;
    const about = this.#about.get(hour.lot) ?? NOTHING;
    return { lot: hour.lot, ...about, hour: view, refused: refused && troubleOf(refused) };
  }

  get hours(): readonly LotHour[] {
    return [...this.#hours.values()];
  }

  get locked(): LockedKeys {
    return this.#given.locked;
  }

  own(): number {
    return this.#given.clock() + (this.#moved ?? 0);
  }

  #now(): string {
    return new Date(this.own()).toISOString();
  }

  /** Rehearsals only: set the own clock to the platform's, or back (undefined). */
  practise(platformNow: number | undefined): void {
    this.#moved = platformNow === undefined ? undefined : platformNow - this.#given.clock();
    for (const hour of this.#hours.values()) hour.forgetCheck();
    this.#given.changed();
  }

  /** The secrets of this very key. */
  open(keys: CustodianKeys): void {
    this.#keys = keys;
    this.#given.changed();
  }

  keys(): CustodianKeys {
    if (this.#keys === undefined) throw new Refused("key", "locked", "the key is locked");
    return this.#keys;
  }

  // ---- the lots

  /** Put the lots that the platform lists, and those that are remembered, on the desk, and read how each stands. */
  async refresh(): Promise<void> {
    await this.#list();
    const listed = this.#custody?.lots ?? [];
    const over = new Set(listed.filter(({ phase }) => OVER.includes(phase)).map(({ lot }) => lot));
    for (const lot of new Set([...listed.map((each) => each.lot), ...(await this.memory.lots())])) {
      if (!over.has(lot) && !this.#hours.has(lot)) this.#hours.set(lot, this.#newHour(lot));
    }
    for (const hour of this.hours) {
      if (over.has(hour.lot) && hour.view.hall === undefined) this.#hours.delete(hour.lot);
      else await this.read(hour.lot);
    }
  }

  /** Ask the platform, under the body's signature, what the key is kept for. Whoever is locked goes by what is known. */
  async #list(): Promise<void> {
    if (this.#keys === undefined) return;
    const { platform } = this.#given;
    try {
      // By the platform's clock: the moment only shows it that the request is fresh, and opens nothing.
      this.#custody = await platform.custody(custodyRequest(this.#keys, await platform.now()));
      this.#unlisted = undefined;
    } catch (thrown) {
      this.#unlisted = troubleOf(thrown);
    }
  }

  #newHour(lot: string): LotHour {
    const { platform, locked, entropy, changed } = this.#given;
    return new LotHour(lot, {
      platform,
      memory: this.memory,
      shareKey: locked.share_key,
      keys: () => this.#keys,
      own: () => this.own(),
      practice: () => this.#moved !== undefined,
      entropy,
      changed,
    });
  }

  async follow(lot: string): Promise<void> {
    await this.memory.follow(lot);
    if (!this.#hours.has(lot)) this.#hours.set(lot, this.#newHour(lot));
    await this.read(lot);
  }

  async forget(lot: string): Promise<void> {
    await this.memory.forget(lot);
    if (!(await this.memory.lots()).includes(lot)) this.#hours.delete(lot);
    this.#given.changed();
  }

  /** Key set and drill of a lot, as the platform shows them now. */
  async read(lot: string): Promise<void> {
    try {
      this.#about.set(lot, { ...(await this.#readKeySet(lot)), drill: await this.#readDrill(lot) });
    } catch (thrown) {
      this.#about.set(lot, { ...(this.#about.get(lot) ?? NOTHING), trouble: troubleOf(thrown) });
    }
    this.#given.changed();
  }

  async #readKeySet(lot: string): Promise<Omit<About, "drill">> {
    const { platform, locked } = this.#given;
    const proposed = checkProposed(await platform.keySet(lot), lot, locked.share_key, locked.sign_key);
    const { terms, members, index, complete, name, project } = proposed;
    const pinned = await this.memory.pinned(lot, terms.round);
    const remembered = pinned?.terms.some((each) => termsDigest(each) === termsDigest(terms)) ?? false;
    const signed = members.filter((each) => each.signed).length;
    const mine = members[index - 1]?.signed ?? false;
    const me = { index, name: members[index - 1]?.name ?? "" };
    const keySet = { complete, of: members.length, signed, threshold: terms.t, me, mine, remembered };
    return { name, project, keySet, trouble: undefined };
  }

  async #readDrill(lot: string): Promise<DrillView | undefined> {
    const [newest] = (await this.#given.platform.drills(lot)) as unknown as ShownDrill[];
    if (newest === undefined) return undefined;
    const { drill: name, at, deadline } = newest;
    const told = this.#custody?.lots.some((each) => each.lot === lot && each.drill?.drill === name && each.drill.answered);
    const noted = (await this.memory.notes()).some((each) => each["step"] === "drill" && each["drill"] === name && each["lot"] === lot);
    return { name, at, deadline, answered: noted || told === true };
  }

  // ---- deeds

  lookAtKeySet(lot: string, known: Known): Promise<Offered> {
    return lookAtKeySet(this.#signer(), lot, known);
  }

  #signer() {
    const { platform, locked } = this.#given;
    return { platform, memory: this.memory, shareKey: locked.share_key, signKey: locked.sign_key };
  }

  async signKeySet(lot: string, name: string, known: Known): Promise<{ signed: number; of: number; complete: boolean }> {
    const answer = await signKeySet(this.#signer(), lot, name, known, this.keys(), this.#given.entropy);
    await this.memory.note({ lot, step: "statement", result: "sent", terms: name, at: this.#now() });
    await this.read(lot);
    return answer;
  }

  /** Answer the newest drill of this lot. */
  async answerDrill(lot: string): Promise<void> {
    const { platform, locked, entropy } = this.#given;
    const [newest] = await platform.drills(lot);
    if (newest === undefined) throw new Refused("sign", "drill-none", "there is no drill at the moment");
    const drill = newest as unknown as ShownDrill;
    const pinned = await this.memory.pinned(lot, drill.round);
    const index = checkDrill(newest, lot, pinned, locked.share_key);
    await platform.sendDrill(lot, drillAnswer(drill, index, this.keys(), entropy));
    await this.memory.note({ lot, step: "drill", result: "sent", drill: drill.drill, at: this.#now() });
    await this.read(lot);
  }

  /** One gesture: the person agrees to these lists, each the one that was shown. */
  consent(lists: readonly { lot: string; freeze: string }[]): void {
    this.keys();
    for (const { lot, freeze } of lists) this.#hours.get(lot)?.consent(freeze);
  }

  again(lot: string): void {
    this.#hours.get(lot)?.again();
  }

  memoryFile(): Promise<JsonObject> {
    return this.memory.file(this.#given.locked.share_key);
  }

  async takeInMemory(file: Json): Promise<void> {
    await this.memory.takeIn(file, this.#given.locked.share_key);
    await this.refresh();
  }
}
