/** Drops, repeats, late copies, reloads and two windows: no mark is lost, none is written twice. */
import { describe, expect, test } from "vitest";
import { Journal, type Flight, type Manners, type Row, type Taken } from "../../src/scoring/journal.ts";

const MANNERS: Manners<string> = { same: (one, other) => one === other, ready: (value) => !value.endsWith("."), most: 500 };
type Kept = { value: string; version: number };

/** The platform's side (`evaluation_rooms/scoring/batches.py`): each place on its own, a batch once. */
class Platform {
  readonly places = new Map<string, Kept>();
  readonly written: { key: string; value: string; batch: string }[] = [];
  private readonly answers = new Map<string, Taken<string>>();

  take({ id, entries }: Flight<string>): Taken<string> {
    const before = this.answers.get(id);
    if (before) return before;
    const answer = { saved: [] as { key: string; version: number }[], conflicts: [] as { key: string; version: number; value: string | null }[] };
    for (const { key, value, base } of entries) {
      const held = this.places.get(key);
      const version = held?.version ?? 0;
      if (held?.value === value) answer.saved.push({ key, version });
      else if (base !== version) answer.conflicts.push({ key, version, value: held?.value ?? null });
      else {
        this.places.set(key, { value, version: version + 1 });
        this.written.push({ key, value, batch: id });
        answer.saved.push({ key, version: version + 1 });
      }
    }
    this.answers.set(id, answer);
    return answer;
  }

  rows(): { key: string; value: string | null; version: number }[] {
    return [...this.places].map(([key, kept]) => ({ key, ...kept }));
  }
}

/** Mulberry32: the same dice every time. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** A window: its journal, and what its local store would hold after a reload. */
class Window {
  journal = new Journal<string, string>(MANNERS);
  readonly last = new Map<string, string>();
  /** What this window's member has seen and given up for another's value. */
  readonly givenUp = new Set<string>();
  private batches = 0;
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }

  readonly id = (): string => `${this.name}${++this.batches}`;

  type(key: string, value: string): void {
    this.last.set(key, value);
    this.journal.type(key, value);
  }

  reload(platform: Platform): void {
    const rows: Row<string>[] = this.journal.unsaved.map((key) => {
      const mine = this.journal.spots.get(key)?.mine;
      return { key, value: mine?.value ?? "", base: mine?.base ?? 0 };
    });
    const flight = this.journal.flight;
    this.journal = new Journal<string, string>(MANNERS);
    this.journal.read(platform.rows());
    this.journal.restore(flight, rows);
  }
}

/** The line: some requests never arrive, some answers never come, old copies arrive late. */
function send(window: Window, platform: Platform, chance: () => number, late: Flight<string>[]): void {
  const flight = window.journal.next(window.id);
  if (!flight) return;
  const luck = chance();
  if (luck < 0.25) return;
  if (luck < 0.4) return void late.push(flight);
  const answer = platform.take(flight);
  if (luck < 0.6) return;
  window.journal.taken(flight.id, answer);
  if (luck < 0.7) window.journal.taken(flight.id, answer);
  if (luck < 0.8) late.push(flight);
}

/** Everything that is left goes through; of two values the member keeps his own or takes the other. */
function settle(windows: Window[], platform: Platform, chance: () => number): void {
  for (let round = 0; round < 60; round += 1) {
    for (const window of windows) {
      for (let flight = window.journal.next(window.id); flight; flight = window.journal.next(window.id)) window.journal.taken(flight.id, platform.take(flight));
      window.journal.read(platform.rows());
      for (const key of window.journal.conflicts) {
        const which = chance() < 0.5 ? "mine" : "theirs";
        if (which === "theirs") window.givenUp.add(`${key}=${window.journal.spots.get(key)?.mine?.value}`);
        window.journal.choose(key, which);
      }
    }
  }
}

function play(seed: number, windows: Window[]): Platform {
  const chance = dice(seed);
  const platform = new Platform();
  const late: Flight<string>[] = [];
  let typed = 0;
  for (let step = 0; step < 160; step += 1) {
    const window = windows[Math.floor(chance() * windows.length)] as Window;
    const what = chance();
    // Every value is another one, so that each can be followed.
    if (what < 0.5) window.type(`T${Math.floor(chance() * 6)}`, `${++typed}`);
    else if (what < 0.85) send(window, platform, chance, late);
    else if (what < 0.9 && late.length > 0) platform.take(late.splice(Math.floor(chance() * late.length), 1)[0] as Flight<string>);
    else if (what < 0.95) window.journal.read(platform.rows());
    else window.reload(platform);
  }
  settle(windows, platform, chance);
  for (const flight of late) platform.take(flight);
  return platform;
}

const SEEDS = Array.from({ length: 300 }, (_, seed) => seed + 1);

describe("a window on a bad line", () => {
  test.each(SEEDS.slice(0, 150))("loses no mark and writes none twice (%i)", (seed) => {
    const window = new Window("a");
    const platform = play(seed, [window]);
    expect(new Map([...platform.places].map(([key, { value }]) => [key, value]))).toEqual(window.last);
    const writings = platform.written.map(({ key, value }) => `${key}=${value}`);
    expect(new Set(writings).size).toBe(writings.length);
    expect(window.journal.unsaved).toEqual([]);
  });

  test.each(SEEDS.slice(0, 150))("is never asked about a quarrel with itself (%i)", (seed) => {
    const window = new Window("a");
    play(seed, [window]);
    expect(window.givenUp).toEqual(new Set());
  });
});

describe("two windows of one member", () => {
  test.each(SEEDS)("lose nothing that the member has not given up himself (%i)", (seed) => {
    const windows = [new Window("a"), new Window("b")];
    const platform = play(seed, windows);
    const written = new Set(platform.written.map(({ key, value }) => `${key}=${value}`));
    for (const { last, givenUp } of windows) {
      const lost = [...last].map(([key, value]) => `${key}=${value}`).filter((one) => !written.has(one) && !givenUp.has(one));
      expect(lost).toEqual([]);
    }
  });

  test.each(SEEDS)("end with the same sheet, which the platform holds (%i)", (seed) => {
    const windows = [new Window("a"), new Window("b")];
    const platform = play(seed, windows);
    for (const { journal } of windows) {
      for (const [key, { value }] of platform.places) expect(journal.seen(key)).toBe(value);
      expect(journal.unsaved).toEqual([]);
    }
  });

  test.each(SEEDS.slice(0, 100))("never overwrite what one of them has not seen (%i)", (seed) => {
    const windows = [new Window("a"), new Window("b")];
    const platform = play(seed, windows);
    for (const [key, { version }] of platform.places) {
      expect(version).toBe(platform.written.filter((one) => one.key === key).length);
    }
  });
});

describe("a journal", () => {
  const fresh = (): Journal<string, string> => new Journal<string, string>(MANNERS);

  test("sends the same again until it is answered", () => {
    const journal = fresh();
    journal.type("T1", "8");
    const first = journal.next(() => "one");
    journal.type("T1", "8.5");
    expect(journal.next(() => "two")).toBe(first);
    journal.taken("one", { saved: [{ key: "T1", version: 1 }], conflicts: [] });
    expect(journal.next(() => "two")?.entries).toMatchObject([{ key: "T1", value: "8.5", base: 1 }]);
  });

  test("keeps half a figure and does not send it", () => {
    const journal = fresh();
    journal.type("T1", "7.");
    expect(journal.next(() => "one")).toBeUndefined();
    expect(journal.seen("T1")).toBe("7.");
    expect(journal.unsaved).toEqual(["T1"]);
  });

  test("shows both values where another window has written, and sends neither before the member chooses", () => {
    const journal = fresh();
    journal.type("T1", "8");
    journal.taken(journal.next(() => "one")?.id ?? "", { saved: [], conflicts: [{ key: "T1", version: 3, value: "9" }] });
    expect(journal.spots.get("T1")).toMatchObject({ mine: { value: "8" }, theirs: { value: "9", version: 3 } });
    expect(journal.next(() => "two")).toBeUndefined();
    journal.choose("T1", "mine");
    expect(journal.next(() => "two")?.entries).toMatchObject([{ key: "T1", value: "8", base: 3 }]);
  });

  test("has nothing to do when the member types back what stands", () => {
    const journal = fresh();
    journal.read([{ key: "T1", value: "8", version: 2 }]);
    journal.type("T1", "9");
    journal.type("T1", "8");
    expect(journal.unsaved).toEqual([]);
  });

  test("finds the one entry that is refused and saves the others", () => {
    const journal = fresh();
    for (let place = 0; place < 9; place += 1) journal.type(`T${place}`, "5");
    const saved: string[] = [];
    for (let batch = 0; batch < 30; batch += 1) {
      const flight = journal.next(() => `${batch}`);
      if (!flight) break;
      if (flight.entries.some(({ key }) => key === "T4")) journal.refused(flight.id, "too much");
      else {
        saved.push(...flight.entries.map(({ key }) => key));
        journal.taken(flight.id, { saved: flight.entries.map(({ key }) => ({ key, version: 1 })), conflicts: [] });
      }
    }
    expect(saved).toEqual(["T0", "T1", "T2", "T3", "T5", "T6", "T7", "T8"]);
    expect(journal.spots.get("T4")?.refused).toBe("too much");
    journal.type("T4", "4");
    expect(journal.next(() => "again")?.entries).toMatchObject([{ key: "T4", value: "4" }]);
  });

  test("tells where another window's writing is news", () => {
    const journal = fresh();
    journal.read([{ key: "T1", value: "8", version: 1 }]);
    expect(journal.read([{ key: "T1", value: "9", version: 2 }])).toEqual(["T1"]);
    expect(journal.read([{ key: "T1", value: "9", version: 2 }])).toEqual([]);
  });

  test("asks also where the other's writing was read while one's own was under way, and one typed on", () => {
    const journal = fresh();
    journal.type("T1", "8");
    journal.next(() => "one");
    journal.read([{ key: "T1", value: "9", version: 1 }]);
    journal.type("T1", "8.5");
    journal.taken("one", { saved: [], conflicts: [{ key: "T1", version: 1, value: "9" }] });
    expect(journal.spots.get("T1")).toMatchObject({ mine: { value: "8.5" }, theirs: { value: "9", version: 1 } });
  });

  test("believes no answer that is older than what it has read", () => {
    const journal = fresh();
    journal.type("T1", "8");
    journal.next(() => "one");
    journal.read([{ key: "T1", value: "9", version: 2 }]);
    journal.taken("one", { saved: [{ key: "T1", version: 1 }], conflicts: [] });
    expect(journal.seen("T1")).toBe("9");
    expect(journal.unsaved).toEqual([]);
  });

  test("sends no more than a batch holds", () => {
    const journal = new Journal<string, string>({ ...MANNERS, most: 2 });
    for (const key of ["a", "b", "c"]) journal.type(key, "1");
    expect(journal.next(() => "one")?.entries.map(({ key }) => key)).toEqual(["a", "b"]);
  });
});
