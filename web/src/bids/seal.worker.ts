/** The bidder's heavy work, beside the page: sealing, taking up, sending, passphrases, looking into files. */
import { fromHex } from "../crypto/encoding.ts";
import { keyFromPassphrase } from "../crypto/signatures.ts";
import { init } from "../crypto/sodium.ts";
import { bidKeySalt } from "./company-keys.ts";
import type { SealProgress } from "./types.ts";
import { billTotals } from "./bill.ts";
import { tellingProperties } from "./blind.ts";
import { pdfSignatures } from "./pdf-signatures.ts";
import { sealBid, type SealJob } from "./sealing.ts";
import { fillingLock, newShelf } from "./shelf.ts";
import { takeUp } from "./take-up.ts";
import { sendHere, type SendAsked } from "./sending-here.ts";
import { answer, type Call, type Calls, type Port } from "./worker-line.ts";

/** Entropy of the browser, which gives at most 65,536 bytes at once. */
function entropy(length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at += 65_536) crypto.getRandomValues(bytes.subarray(at, at + 65_536));
  return bytes;
}

interface SealAsked {
  readonly job: Omit<SealJob, "bidSeed">;
  readonly passphrase: string | null;
  readonly folder: string;
  readonly size: number;
}

async function seal({ job, passphrase, folder, size }: SealAsked, call: Call): Promise<unknown> {
  await init();
  const { lot, round } = job.tender;
  const bidSeed = passphrase === null ? null : keyFromPassphrase(passphrase, bidKeySalt(lot, round, fromHex(job.company.public, 32)));
  const report = throttled((progress: SealProgress) => call.report(progress));
  return filling(folder, size, async (shelf) => {
    const parts = await sealBid({ ...job, bidSeed }, shelf, { entropy, report, stopped: call.stopped });
    return { ...parts, folder: shelf.folder };
  });
}

/** Fills a folder under a lock that keeps others from sweeping it; what does not become whole is removed. */
async function filling<T>(folder: string, size: number, act: (shelf: Awaited<ReturnType<typeof newShelf>>) => Promise<T>): Promise<T> {
  const locks = (navigator as { locks?: LockManager }).locks;
  const fill = async (): Promise<T> => {
    const shelf = await newShelf(folder, size);
    try {
      return await act(shelf);
    } catch (thrown) {
      await shelf.discard().catch(() => undefined);
      throw thrown;
    }
  };
  return locks ? ((await locks.request(fillingLock(folder), fill)) as T) : fill();
}

/** Ten reports a second are enough for the eye; the last of each phase always comes through. */
function throttled(report: (progress: SealProgress) => void): (progress: SealProgress) => void {
  let [last, phase] = [0, ""];
  return (progress) => {
    const now = performance.now();
    if (now - last < 100 && progress.phase === phase && progress.done < progress.total) return;
    [last, phase] = [now, progress.phase];
    report(progress);
  };
}

async function take({ chosen, folder, size }: { chosen: readonly File[]; folder: string; size: number }, call: Call): Promise<unknown> {
  await init();
  return filling(folder, size, (shelf) => takeUp(chosen, shelf, (done, total) => call.report({ done, total }), call.stopped));
}

const CALLS: Calls = {
  derive: async ({ passphrase, salt }: { passphrase: string; salt: Uint8Array }) => {
    await init();
    return keyFromPassphrase(passphrase, salt);
  },
  seal,
  take,
  send: async (asked: SendAsked, call) => {
    await init();
    return sendHere(asked, call);
  },
  signatures: async ({ file }: { file: File }, call) => {
    await init();
    return pdfSignatures(file, call.stopped);
  },
  telling: ({ file, names }: { file: File; names: readonly string[] }) => tellingProperties(file, names),
  bill: ({ file }: { file: File }) => billTotals(file),
};

answer(self as unknown as Port, CALLS);
