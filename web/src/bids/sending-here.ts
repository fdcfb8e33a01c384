/** Sending in the worker: one tab of this browser sends a bid at a time, and goes on at once when the network is back. */
import { Problem } from "../api/problem.ts";
import { fromHex } from "../crypto/encoding.ts";
import { sentElsewhere } from "./faults.ts";
import { type SendJob, type SendState, Uploader } from "./uploading.ts";
import { namelessWire, progressWire } from "./wire.ts";
import type { Call } from "./worker-line.ts";

export interface SendAsked extends SendJob {
  readonly bid: string;
  /** Whether somebody is signed in here, whose cookie must not go with a bid. */
  readonly nameless: boolean;
}

/** What the worker tells the page on the way. */
export type SendReport =
  | { readonly state: SendState }
  | { readonly uploads: { readonly [kind: string]: string } }
  | { readonly line: { readonly at: number; readonly what: string; readonly kind: string; readonly done: number; readonly note: string } };

const BETWEEN = 150;

export async function sendHere(asked: SendAsked, call: Call): Promise<unknown> {
  const locks = (navigator as { locks?: LockManager }).locks;
  fromHex(asked.bid, 32);
  if (!locks) return send(asked, call);
  return locks.request(`tianping.sending.${asked.bid}`, { ifAvailable: true }, (lock) => {
    if (!lock) throw sentElsewhere();
    return send(asked, call);
  });
}

async function send(asked: SendAsked, call: Call): Promise<unknown> {
  const tell = (report: SendReport): void => call.report(report);
  const uploader = new Uploader(asked, {
    wire: asked.nameless ? namelessWire : progressWire,
    now: () => performance.now(),
    tell: spaced((state) => tell({ state })),
    keep: (uploads) => tell({ uploads }),
    log: (what, kind, done, note) => tell({ line: { at: Date.now(), what, kind: kind ?? "", done, note } }),
    pause,
  });
  call.listen((said) => uploader.say(said));
  const online = (): void => uploader.say("online");
  self.addEventListener("online", online);
  try {
    return await uploader.run();
  } catch (thrown) {
    throw Problem.from(thrown);
  } finally {
    self.removeEventListener("online", online);
  }
}

function pause(milliseconds: number, wake: (act: () => void) => void): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    wake(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** Bytes are told some times a second; whatever else changes, at once. */
function spaced(tell: (state: SendState) => void): (state: SendState) => void {
  let [last, shown] = [-BETWEEN, ""];
  return (state) => {
    const [now, about] = [performance.now(), `${state.phase} ${state.kind}`];
    if (about === shown && now - last < BETWEEN && state.done < state.total) return;
    [last, shown] = [now, about];
    tell(state);
  };
}
