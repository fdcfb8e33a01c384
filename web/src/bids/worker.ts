/** The one worker of this page, begun when something heavy is first asked for. */
import { init } from "../crypto/sodium.ts";
import type { Derive } from "./company-keys.ts";
import { WorkerLine } from "./worker-line.ts";

let line: WorkerLine | undefined;

export function worker(): WorkerLine {
  if (line) return line;
  const made = new Worker(new URL("./seal.worker.ts", import.meta.url), { type: "module", name: "tianping-bids" });
  const begun = new WorkerLine(made);
  made.onerror = (event) => {
    line = undefined; // the next question begins another
    begun.fail(new Error(event.message || "the worker stopped"));
  };
  return (line = begun);
}

/** Argon2id in the worker: it takes a second and 64 MiB. */
export const derive: Derive = (passphrase, salt) => worker().ask("derive", { passphrase, salt });

export const ready = init;

export function entropy(length: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(length));
}

export function randomName(): string {
  return Array.from(entropy(8), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
