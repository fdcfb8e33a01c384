/**
 * The line between page and worker: calls by name with an id, answers, refusals as data, reports on the way, and cancelling.
 * A `Problem` thrown there is the same `Problem` here.
 */
import { Problem, type Told } from "../api/problem.ts";
import { CryptoError } from "../crypto/errors.ts";
import { cancelled } from "./faults.ts";

/** What a call may ask and tell while it runs. */
export interface Call {
  readonly report: (told: unknown) => void;
  readonly stopped: () => boolean;
  /** Runs `act` once the page says stop, or says something else (`tell`). */
  readonly listen: (act: (said: unknown) => void) => void;
}

export type Calls = { readonly [name: string]: (asked: never, call: Call) => Promise<unknown> };

interface ToldProblem {
  readonly status: number;
  readonly kind: string;
  readonly what: Told;
  readonly now: Told;
  readonly rule: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

export type ToWorker = { readonly id: number; readonly call: string; readonly asked: unknown } | { readonly id: number; readonly said: unknown };
export type FromWorker =
  | { readonly id: number; readonly report: unknown }
  | { readonly id: number; readonly answer: unknown }
  | { readonly id: number; readonly problem: ToldProblem };

/** The half of a line that both ends can be given in tests. */
export interface Port {
  postMessage(message: unknown): void;
  onmessage: ((event: MessageEvent) => void) | null;
}

export const STOP = "stop";

// ---- in the worker

/** Answers calls that come through `port`. */
export function answer(port: Port, calls: Calls): void {
  const listeners = new Map<number, (said: unknown) => void>();
  port.onmessage = ({ data }: MessageEvent<ToWorker>) => {
    if ("said" in data) listeners.get(data.id)?.(data.said);
    else void run(data);
  };

  async function run({ id, call, asked }: { id: number; call: string; asked: unknown }): Promise<void> {
    const state = { stopped: false, act: undefined as ((said: unknown) => void) | undefined };
    listeners.set(id, (said) => {
      state.stopped ||= said === STOP;
      state.act?.(said);
    });
    const around: Call = {
      report: (report) => port.postMessage({ id, report }),
      stopped: () => state.stopped,
      listen: (act) => (state.act = act),
    };
    try {
      const act = calls[call] as (asked: unknown, call: Call) => Promise<unknown>;
      port.postMessage({ id, answer: await act(asked, around) });
    } catch (thrown) {
      port.postMessage({ id, problem: problemOf(thrown) });
    } finally {
      listeners.delete(id);
    }
  }
}

function problemOf(thrown: unknown): ToldProblem {
  const named = thrown instanceof CryptoError ? new Error(`${thrown.check}: ${thrown.message}`) : thrown;
  const { status, kind, what, now, rule, facts } = Problem.from(named);
  return { status, kind, what, now, rule, facts };
}

// ---- in the page

interface Waiting {
  readonly answer: (value: unknown) => void;
  readonly refuse: (problem: unknown) => void;
  readonly report: ((told: unknown) => void) | undefined;
}

/** A call that runs: its answer, and a way to say something to it. */
export interface Running<T> {
  readonly answer: Promise<T>;
  readonly say: (said: unknown) => void;
}

/** Asks through `port`. */
export class WorkerLine {
  readonly #port: Port;
  readonly #waiting = new Map<number, Waiting>();
  #last = 0;

  constructor(port: Port) {
    this.#port = port;
    port.onmessage = ({ data }: MessageEvent<FromWorker>) => this.#take(data);
  }

  #take(told: FromWorker): void {
    const waiting = this.#waiting.get(told.id);
    if ("report" in told) return void waiting?.report?.(told.report);
    this.#waiting.delete(told.id);
    if ("answer" in told) return waiting?.answer(told.answer);
    const { status, kind, what, now, rule, facts } = told.problem;
    waiting?.refuse(new Problem(status, kind, what, now, rule, facts));
  }

  /** The worker itself died or did not load: whoever waits is told. */
  fail(thrown: unknown): void {
    for (const waiting of this.#waiting.values()) waiting.refuse(Problem.from(thrown));
    this.#waiting.clear();
  }

  start<T>(call: string, asked: unknown, report?: (told: never) => void): Running<T> {
    const id = ++this.#last;
    const answer = new Promise<T>((resolve, reject) => {
      this.#waiting.set(id, { answer: resolve as (value: unknown) => void, refuse: reject, report: report as ((told: unknown) => void) | undefined });
    });
    this.#port.postMessage({ id, call, asked });
    return { answer, say: (said) => this.#port.postMessage({ id, said }) };
  }

  /** A call to its end; an aborted signal stops it. */
  async ask<T>(call: string, asked: unknown, report?: (told: never) => void, signal?: AbortSignal): Promise<T> {
    if (signal?.aborted) throw cancelled();
    const { answer, say } = this.start<T>(call, asked, report);
    const stop = (): void => say(STOP);
    signal?.addEventListener("abort", stop, { once: true });
    try {
      return await answer;
    } finally {
      signal?.removeEventListener("abort", stop);
    }
  }
}
