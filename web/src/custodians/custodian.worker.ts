/**
 * The desk in a worker of its own: secrets live in this memory only and go with it, long proofs do not freeze the page,
 * and a page in the background does not slow the clock down.
 */
/// <reference lib="webworker" />
import { type Entropy, fromUtf8, type Json, toHex, utf8 } from "../crypto/encoding.ts";
import { canonical } from "../crypto/encoding.ts";
import { init, sodium } from "../crypto/sodium.ts";
import { Desk } from "./desk.ts";
import { platform } from "./doors.ts";
import { type CustodianKeys, keysOf, newKeys, privateFile, publicFile, readLocked, secretsOf, unlock } from "./keys.ts";
import { fingerprint } from "./fingerprint.ts";
import { LiveOpening } from "./live.ts";
import { asLine, backupLines, lineHolds, readBackup } from "./passphrases.ts";
import { Refused } from "./refused.ts";
import type { Known } from "./statements.ts";
import { openStore } from "./store.ts";
import { Tending } from "./tending.ts";
import { troubleOf } from "./trouble.ts";

const TURN_EVERY = 500;
const TELL_EVERY = 120;
const entropy: Entropy = (length) => sodium.randombytes_buf(length);

/** What a ceremony makes; `backup` is for the paper and nothing else. */
export interface Made {
  readonly privateFile: string;
  readonly publicFile: string;
  readonly shareKey: string;
  readonly fingerprint: string;
  readonly backup: readonly string[];
}

let desk: Desk | undefined;
let tending: Tending | undefined;

function here(): Desk {
  if (desk === undefined) throw new Refused("key", "locked", "no key is open");
  return desk;
}

function made(name: string, passphrase: string, keys: CustodianKeys): Made {
  return {
    privateFile: fromUtf8(canonical(privateFile(name, keys, passphrase, entropy))),
    publicFile: fromUtf8(canonical(publicFile(name, keys, entropy))),
    shareKey: toHex(keys.share.public),
    fingerprint: fingerprint(toHex(keys.share.public)),
    backup: backupLines(secretsOf(keys)),
  };
}

/** What the page may ask for. */
const deeds = {
  make: (name: string, passphrase: string): Made => made(name, passphrase, newKeys(entropy)),
  restore: (name: string, passphrase: string, backup: string): Made =>
    made(name, passphrase, keysOf(readBackup(backup))),
  /** The lines of a paper, as typed: which of them have their check digits. */
  checkLines: (typed: readonly string[]): boolean[] => typed.map((each, at) => lineHolds(at + 1, each)),
  joinLines: (typed: readonly string[]): string => typed.map((each, at) => asLine(at + 1, each)).join("\n"),
  open: async (source: string): Promise<void> => {
    const locked = readLocked(utf8(source));
    const store = await openStore(locked.share_key);
    desk = new Desk({ locked, store, platform, entropy, clock: () => Date.now(), changed: tell });
    tending = new Tending(desk, (lot, after, news) => new LiveOpening(location.origin, lot, after, news), () => Date.now());
    // The passphrase can be asked for meanwhile.
    void desk.refresh().catch(() => undefined);
  },
  unlock: (passphrase: string): void => {
    const open = here();
    open.open(unlock(open.locked, passphrase));
    // Nobody waits for it: the gesture of the hour must not.
    void open.refresh().catch(() => undefined);
  },
  refresh: async (): Promise<void> => {
    await here().refresh();
    tending?.wakeAll();
  },
  follow: (lot: string): Promise<void> => here().follow(lot),
  forget: (lot: string): Promise<void> => here().forget(lot),
  lookAtKeySet: (lot: string, known: Known) => here().lookAtKeySet(lot, known),
  signKeySet: (lot: string, name: string, known: Known) => here().signKeySet(lot, name, known),
  answerDrill: (lot: string): Promise<void> => here().answerDrill(lot),
  consent: (lists: readonly { lot: string; freeze: string }[]): void => {
    here().consent(lists);
    for (const { lot } of lists) tending?.wake(lot);
  },
  again: (lot: string): void => {
    here().again(lot);
    tending?.wake(lot);
  },
  practise: (platformNow: number | null): void => {
    here().practise(platformNow ?? undefined);
    tending?.wakeAll();
  },
  notes: () => here().memory.notes(),
  memoryFile: async (): Promise<string> => fromUtf8(canonical(await here().memoryFile())),
  takeInMemory: (source: string): Promise<void> => here().takeInMemory(JSON.parse(source) as Json),
};
export type Deeds = typeof deeds;

interface Asked {
  readonly id: number;
  readonly deed: keyof Deeds;
  readonly given: readonly unknown[];
}

const ready = init();

self.onmessage = async ({ data }: MessageEvent<Asked>) => {
  const { id, deed, given } = data;
  try {
    await ready;
    const answer = await (deeds[deed] as (...given: readonly unknown[]) => unknown)(...given);
    self.postMessage({ id, answer });
  } catch (thrown) {
    self.postMessage({ id, trouble: troubleOf(thrown) });
  }
  tell();
};

let toldAt = 0;
let telling: ReturnType<typeof setTimeout> | undefined;

/** The page sees changes soon, and at once while a long check runs, but not each of a hundred. */
function tell(): void {
  if (Date.now() - toldAt >= TELL_EVERY) tellNow();
  else telling ??= setTimeout(tellNow, TELL_EVERY);
}

function tellNow(): void {
  if (telling !== undefined) clearTimeout(telling);
  telling = undefined;
  toldAt = Date.now();
  if (desk !== undefined) self.postMessage({ view: desk.view });
}

setInterval(() => void tending?.turn(), TURN_EVERY);
