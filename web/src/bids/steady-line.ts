/** A line that is tried again for as long as it takes, waits while the person wants it to, and ends when the person says so. */
import { Problem } from "../api/problem.ts";
import { cancelled } from "./faults.ts";
import { type Answer, type Asked, LineDown, type Wire } from "./wire.ts";

const BUSY = [429, 502, 503, 504];
const GONE = [404, 410];
const LONGEST_PAUSE = 8_000;
const UNTIL_TOLD = 3_600_000;
/** So many refusals of something that is not the platform are borne before they are taken for its word. */
const STRANGE_ANSWERS = 6;

/** What surrounds a line. */
export interface LineAround {
  readonly wire: Wire;
  /** So long, or until `wake` is called. */
  readonly pause: (milliseconds: number, wake: (act: () => void) => void) => Promise<void>;
  readonly log: (what: string, note?: string) => void;
  /** It waits for so long (or until the person says so), or goes on. */
  readonly waits: (how: "waiting" | "paused" | "on", milliseconds: number | null) => void;
}

/** Milliseconds before try number `attempt` + 1: 0.5, 1, 2, 4, 8, 8 ... seconds. */
export const backoff = (attempt: number): number => Math.min(500 * 2 ** attempt, LONGEST_PAUSE);

export class SteadyLine {
  readonly #around: LineAround;
  #paused = false;
  #flying: AbortController | undefined;
  #wake: () => void = () => undefined;
  stopped = false;

  constructor(around: LineAround) {
    this.#around = around;
  }

  /** Words of the person (pause, resume, stop), and news of the network (online). */
  say(said: unknown): void {
    if (said === "pause") this.#paused = true;
    if (said === "resume") this.#paused = false;
    if (said === "stop") this.stopped = true;
    if (said === "pause" || said === "stop") this.#flying?.abort();
    this.#wake();
  }

  /** The answer, whatever its status; a dropped line, a busy platform and strangers on the way are tried again. */
  async ask(method: string, path: string, asked: Asked = {}): Promise<Answer> {
    for (let attempt = 0; ; attempt += 1) {
      const answer = await this.once(method, path, asked);
      if (answer && (isGood(answer) || GONE.includes(answer.status))) return answer;
      const problem = answer && problemOf(answer);
      if (answer && problem && !mayPass(problem, attempt)) return answer;
      await this.wait(attempt, problem?.kind ?? "line-down");
    }
  }

  /** One try, once the person lets it go on; undefined when the line is down. */
  async once(method: string, path: string, asked: Asked): Promise<Answer | undefined> {
    await this.#gate();
    this.#flying = new AbortController();
    try {
      return await this.#around.wire(method, path, { ...asked, signal: this.#flying.signal });
    } catch (thrown) {
      if (thrown instanceof LineDown) return undefined;
      throw thrown;
    } finally {
      this.#flying = undefined;
    }
  }

  async #gate(): Promise<void> {
    if (this.#paused && !this.stopped) {
      this.#around.log("paused");
      while (this.#paused && !this.stopped) {
        this.#around.waits("paused", null);
        await this.#around.pause(UNTIL_TOLD, (wake) => (this.#wake = wake));
      }
      this.#around.log("resumed");
      this.#around.waits("on", null);
    }
    if (this.stopped) throw cancelled();
  }

  async wait(attempt: number, why: string): Promise<void> {
    if (this.#paused || this.stopped) return;
    this.#around.log("waits", why);
    this.#around.waits("waiting", backoff(attempt));
    await this.#around.pause(backoff(attempt), (wake) => (this.#wake = wake));
    this.#around.waits("on", null);
  }
}

/** Whether what stands in the way is likely to go by itself: a busy platform, one that is being restarted, a stranger. */
export const mayPass = (problem: Problem, attempt: number): boolean =>
  BUSY.includes(problem.status) || (problem.kind === "unreadable" && (problem.status >= 500 || attempt < STRANGE_ANSWERS));

export const isGood = (answer: Answer): boolean => answer.status >= 200 && answer.status < 300;

/** The platform's own words, or that something else answered. */
export function problemOf(answer: Answer): Problem {
  try {
    return Problem.of(answer.status, JSON.parse(answer.text));
  } catch {
    return Problem.unreadable(answer.status);
  }
}

/** The answer unless it is a refusal. */
export function accepted(answer: Answer): Answer {
  if (isGood(answer)) return answer;
  throw problemOf(answer);
}
