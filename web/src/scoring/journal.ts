/**
 * What a member has typed and the platform has not confirmed yet: a state machine without clock, network or page.
 *
 * At most one batch is under way; it keeps its id and its content until it is answered, so that it may be sent any
 * number of times. A place that somebody else has written since is a conflict: both values stay until the member
 * chooses. Nothing typed is ever dropped but by the platform's word that it holds it, or by the member's own.
 */

export interface Spot<V, R> {
  /** What the platform is known to hold; null: nothing. */
  readonly known: V | null;
  readonly version: number;
  /** What the member wants there; typed on version `base`, the how-manieth thing he typed. */
  readonly mine?: { readonly value: V; readonly base: number; readonly edit: number };
  /** What stands there instead of it. */
  readonly theirs?: { readonly value: V | null; readonly version: number };
  /** Why the platform does not take it; it is not sent again before it is typed anew. */
  readonly refused?: R;
}

export interface Entry<V> {
  readonly key: string;
  readonly value: V;
  readonly base: number;
  readonly edit: number;
}

export interface Flight<V> {
  readonly id: string;
  /** When it was put together, by this machine; null where nobody says. */
  readonly entered: string | null;
  readonly entries: readonly Entry<V>[];
}

/** The platform's answer to a batch, by key. */
export interface Taken<V> {
  readonly saved: readonly { key: string; version: number }[];
  readonly conflicts: readonly { key: string; version: number; value: V | null }[];
}

/** What a row of the local store holds of a place. */
export interface Row<V> {
  readonly key: string;
  readonly value: V;
  readonly base: number;
}

export interface Manners<V> {
  readonly same: (one: V | null, other: V | null) => boolean;
  /** Whether it can be sent: half a figure, a fail without its reason cannot. */
  readonly ready: (value: V) => boolean;
  readonly most: number;
}

export class Journal<V, R> {
  readonly spots: Map<string, Spot<V, R>>;
  flight: Flight<V> | undefined;
  private readonly manners: Manners<V>;
  private edits = 0;
  private most: number;
  /** Keys of places with something of the member's own: few, whatever the size of the sheet. */
  private readonly open = new Set<string>();

  /** `spots`: a map that a page may watch. */
  constructor(manners: Manners<V>, spots: Map<string, Spot<V, R>> = new Map()) {
    this.manners = manners;
    this.spots = spots;
    this.most = manners.most;
  }

  /** What the member sees at a place: his own before the platform's. */
  seen(key: string): V | null {
    const spot = this.spots.get(key);
    return spot?.mine ? spot.mine.value : (spot?.known ?? null);
  }

  /** The member types. Back to what is known there, nothing is left to be done. */
  type(key: string, value: V): void {
    const spot = this.at(key);
    const mine = { value, base: spot.mine?.base ?? spot.version, edit: ++this.edits };
    const done = !spot.theirs && !this.isFlying(key) && this.manners.ready(value) && this.manners.same(value, spot.known);
    this.put(key, { known: spot.known, version: spot.version, ...(done ? {} : { mine }), ...(spot.theirs && { theirs: spot.theirs }) });
  }

  /** Of two values one stands: the member's own, sent on top of the other; or the other. */
  choose(key: string, which: "mine" | "theirs"): void {
    const { known, version, mine, theirs } = this.at(key);
    if (!mine || !theirs) return;
    if (which === "theirs") this.put(key, { known, version });
    else this.put(key, { known, version, mine: { ...mine, base: theirs.version, edit: ++this.edits } });
  }

  /** A refused value is given up. */
  drop(key: string): void {
    const { known, version, refused } = this.at(key);
    if (refused !== undefined) this.put(key, { known, version });
  }

  /** A fresh sheet: `rows` is all that stands on it. Answers where somebody else's writing was news to this page. */
  read(rows: readonly { key: string; value: V | null; version: number }[]): string[] {
    const news: string[] = [];
    for (const { key, value, version } of rows) {
      const spot = this.at(key);
      if (version <= spot.version) continue;
      this.put(key, { ...spot, known: value, version });
      if (this.isFlying(key)) continue; // perhaps this very batch: its answer will tell
      if (!this.manners.same(spot.known, value) && !(spot.mine && this.manners.same(spot.mine.value, value))) news.push(key);
      this.judge(key);
    }
    return news;
  }

  /** After a reload: what the local store kept. The batch under way is sent again as it was. */
  restore(flight: Flight<V> | undefined, rows: readonly Row<V>[]): void {
    if (flight && !this.flight) {
      this.flight = flight;
      // The count goes on where it was, or something new would pass for what is under way.
      this.edits = Math.max(this.edits, ...flight.entries.map((one) => one.edit));
    }
    for (const row of rows) {
      const spot = this.at(row.key);
      if (spot.mine) continue; // typed since this page was opened
      this.put(row.key, { ...spot, mine: { value: row.value, base: row.base, edit: ++this.edits } });
      if (!this.isFlying(row.key)) this.judge(row.key);
    }
  }

  /** The batch to send: the one under way, or a new one of that id; undefined when there is nothing to send. */
  next(id: () => string, now: () => string | null = () => null): Flight<V> | undefined {
    if (this.flight) return this.flight;
    const waiting = [...this.open].flatMap((key) => this.waitingAt(key));
    if (waiting.length === 0) return undefined;
    waiting.sort((one, other) => one.edit - other.edit);
    this.flight = { id: id(), entered: now(), entries: waiting.slice(0, this.most) };
    return this.flight;
  }

  /** The answer to a batch; one that is not under way (any more) says nothing new. */
  taken(id: string, answer: Taken<V>): void {
    const flight = this.flight;
    if (flight?.id !== id) return;
    this.flight = undefined;
    this.most = Math.min(this.manners.most, this.most * 2);
    const sent = new Map(flight.entries.map((one) => [one.key, one]));
    for (const { key, version } of answer.saved) {
      const entry = sent.get(key);
      if (entry) this.saved(entry, version);
    }
    for (const { key, version, value } of answer.conflicts) this.contradicted(key, version, value);
  }

  /**
   * The platform does not take the batch and never will. Of many entries one may be at fault: half of them are tried
   * next, until it stands alone. `all`: the whole sheet takes nothing any more.
   */
  refused(id: string, why: R, all = false): void {
    const flight = this.flight;
    if (flight?.id !== id) return;
    this.flight = undefined;
    this.most = Math.max(1, flight.entries.length >> 1);
    if (flight.entries.length > 1 && !all) return;
    this.most = this.manners.most;
    for (const { key, edit } of flight.entries) {
      const spot = this.at(key);
      if (spot.mine && (spot.mine.edit === edit || all)) this.put(key, { ...spot, refused: why });
      this.judge(key);
    }
  }

  /** Places that the platform has not confirmed, in no order. */
  get unsaved(): string[] {
    return [...this.open];
  }

  get conflicts(): string[] {
    return [...this.open].filter((key) => this.at(key).theirs);
  }

  /** Places whose value the platform did not take. */
  get rejected(): string[] {
    return [...this.open].filter((key) => this.at(key).refused !== undefined);
  }

  /** Places that cannot be sent as they are. */
  get unfinished(): string[] {
    return [...this.open].filter((key) => !this.manners.ready(this.at(key).mine?.value as V));
  }

  /** Whether anything could be sent. */
  get waits(): boolean {
    return this.flight !== undefined || [...this.open].some((key) => this.waitingAt(key).length > 0);
  }

  private waitingAt(key: string): Entry<V>[] {
    const { mine, theirs, refused } = this.at(key);
    return mine && !theirs && refused === undefined && this.manners.ready(mine.value) ? [{ key, ...mine }] : [];
  }

  private isFlying(key: string): boolean {
    return this.flight?.entries.some((one) => one.key === key) ?? false;
  }

  private saved(entry: Entry<V>, version: number): void {
    const spot = this.at(entry.key);
    const fresh = version >= spot.version;
    const now = { ...spot, ...(fresh && { known: entry.value, version }) };
    if (!now.mine || now.mine.edit === entry.edit) {
      this.put(entry.key, { known: now.known, version: now.version });
      return;
    }
    this.put(entry.key, { ...now, mine: { ...now.mine, base: version } });
    this.judge(entry.key);
  }

  private contradicted(key: string, version: number, value: V | null): void {
    const spot = this.at(key);
    if (version >= spot.version) this.put(key, { ...spot, known: value, version });
    this.judge(key);
  }

  /** Somebody wrote after what the member saw: the same, then all is well; else he has to choose. */
  private judge(key: string): void {
    const { known, version, mine, refused } = this.at(key);
    if (!mine) return;
    if (this.manners.same(mine.value, known) && this.manners.ready(mine.value)) this.put(key, { known, version });
    else if (version !== mine.base) this.put(key, { known, version, mine, theirs: { value: known, version }, ...(refused !== undefined && { refused }) });
  }

  private at(key: string): Spot<V, R> {
    return this.spots.get(key) ?? { known: null, version: 0 };
  }

  private put(key: string, spot: Spot<V, R>): void {
    this.spots.set(key, spot);
    if (spot.mine) this.open.add(key);
    else this.open.delete(key);
  }
}
