/** Bytes of a file from the seat's door, a range at a time; a lost network is waited for, a refusal is told. */
import { Problem } from "../api/problem.ts";

/** Milliseconds before asking again, longer each time. */
const PAUSES = [500, 1000, 2000, 4000, 8000];

export interface Asking {
  readonly signal: AbortSignal;
  readonly fetch: typeof fetch;
  readonly pause: (milliseconds: number) => Promise<void>;
  /** True while the network is away. */
  readonly waiting: (isWaiting: boolean) => void;
}

/** Bytes [start, stop). Throws the Problem with which the door refuses; what is worth asking again is asked again. */
export async function readRange(address: string, start: number, stop: number, asking: Asking): Promise<Uint8Array> {
  for (let tries = 0; ; tries += 1) {
    const got = await once(address, start, stop, asking);
    if (got instanceof Uint8Array) {
      if (tries > 0) asking.waiting(false);
      return got;
    }
    if (asking.signal.aborted || !isPassing(got)) throw got;
    asking.waiting(true);
    await asking.pause(PAUSES[Math.min(tries, PAUSES.length - 1)] ?? 0);
  }
}

const isPassing = ({ status }: Problem): boolean => status === 0 || status === 429 || status >= 500;

async function once(address: string, start: number, stop: number, { fetch, signal }: Asking): Promise<Uint8Array | Problem> {
  try {
    const answer = await fetch(address, { headers: { Range: `bytes=${start}-${stop - 1}` }, signal, cache: "no-store" });
    if (!answer.ok) return Problem.of(answer.status, await answer.json().catch(() => undefined));
    const bytes = new Uint8Array(await answer.arrayBuffer());
    const part = answer.status === 206 ? bytes : bytes.subarray(start, stop);
    return part.length === stop - start ? part : Problem.offline();
  } catch {
    return Problem.offline();
  }
}
