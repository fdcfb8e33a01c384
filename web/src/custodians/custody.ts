/** The page's side of the desk: the worker, the lock, the alarm. The wrapped key file is all that stays here. */
import { computed, shallowRef } from "vue";
import { platformTime } from "../foundation/clock.ts";
import type { Deeds, Made } from "./custodian.worker.ts";
import type { DeskView, LotCard } from "./desk.ts";
import { type Trouble, thrownOf } from "./trouble.ts";

export type { DeskView, LotCard, Made };

type Answer = { id: number; answer?: unknown; trouble?: Trouble } | { view: DeskView };
type Waiting = { resolve: (answer: never) => void; reject: (thrown: unknown) => void };
type AnswerOf<D extends keyof Deeds> = Awaited<ReturnType<Deeds[D]>>;

const view = shallowRef<DeskView>();
export const desk = computed(() => view.value);

let worker: Worker | undefined;
let keyFile = "";
let asked = 0;
const waiting = new Map<number, Waiting>();

function start(): Worker {
  const fresh = new Worker(new URL("./custodian.worker.ts", import.meta.url), { type: "module" });
  fresh.onmessage = ({ data }: MessageEvent<Answer>) => {
    if ("view" in data) {
      if (fresh === worker) view.value = data.view;
      return;
    }
    const found = waiting.get(data.id);
    waiting.delete(data.id);
    if (data.trouble) found?.reject(thrownOf(data.trouble));
    else found?.resolve(data.answer as never);
  };
  return fresh;
}

/** Have the worker do it; a refusal is thrown as it was thrown there. */
export function ask<D extends keyof Deeds>(deed: D, ...given: Parameters<Deeds[D]>): Promise<AnswerOf<D>> {
  worker ??= start();
  const id = ++asked;
  worker.postMessage({ id, deed, given });
  return new Promise((resolve, reject) => waiting.set(id, { resolve: resolve as (answer: never) => void, reject }));
}

/** The worker and all that it knows are gone. */
function end(): void {
  worker?.terminate();
  worker = undefined;
  for (const { reject } of waiting.values()) reject(new DOMException("the desk was closed", "AbortError"));
  waiting.clear();
}

/** Put a key file on the desk, still locked; nothing of its secret is read. */
export async function openKey(source: string): Promise<void> {
  const before = keyFile;
  end();
  try {
    await ask("open", source);
    keyFile = source;
  } catch (thrown) {
    end();
    if (before !== "") void openKey(before);
    throw thrown;
  }
  // Without it the browser may throw away what this machine remembers when the disk is full.
  void navigator.storage?.persist?.().catch(() => undefined);
}

export const unlockKey = (passphrase: string): Promise<void> => ask("unlock", passphrase);

/** The secrets are forgotten; what is public goes on: lots, checks, the alarm at the hour. */
export async function lockKey(): Promise<void> {
  if (keyFile === "") return;
  const practice = view.value?.practice ?? false;
  end();
  if (view.value) view.value = { ...view.value, unlocked: false, practice: false };
  await ask("open", keyFile);
  if (practice) await ask("practise", platformTime());
}

/** Take the key file off the desk as well. */
export function closeKey(): void {
  end();
  keyFile = "";
  view.value = undefined;
}

// ---- what is going on

/** Shares of this lot are on their way: between the two steps the key is still needed. */
export function isUnderWay({ hour: { stage, released } }: LotCard): boolean {
  return stage === "releasing" || stage === "counting" || (stage === "waiting" && released.length === 1);
}

export const underWay = computed(() => (view.value?.lots ?? []).some(isUnderWay));
/** Lots whose lists were checked and wait for the gesture. */
export const readyLots = computed(() => (view.value?.lots ?? []).filter(({ hour }) => hour.stage === "ready"));
