/**
 * Numbered events as they happen: by websocket, and where a network cuts those, by questions that wait. After a cut it
 * asks for what came after the last number seen, so nothing is missed and nothing told twice.
 */
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 15_000;
/** A network that lets no websocket live for so long, so many times in a row, is asked by polling. */
const TRIES = 2;
const LIVED = 5000;
const WAIT = 25;

/** "socket" and "polling" hear everything; "away" is trying again. */
export type Line = "socket" | "polling" | "away";

export interface Ears<E> {
  /** Websocket of an address; tests give their own. */
  readonly socket: (url: string) => WebSocket;
  readonly poll: (after: number, wait: number, signal: AbortSignal) => Promise<E[]>;
  readonly pause: (milliseconds: number) => Promise<void>;
}

export const openSocket = (url: string): WebSocket => new WebSocket(url);
export const pauseFor = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

export class Listener<E extends { readonly seq: number }> {
  #after: number;
  #socket: WebSocket | undefined;
  #stopped = false;
  #abort = new AbortController();
  #wake: (() => void) | undefined;
  readonly #path: (after: number) => string;
  readonly #hear: (event: E) => void;
  readonly #line: (line: Line) => void;
  readonly #ears: Ears<E>;

  /** `path`: the websocket's, for events after a number. */
  constructor(path: (after: number) => string, after: number, hear: (event: E) => void, line: (line: Line) => void, ears: Ears<E>) {
    this.#path = path;
    this.#after = after;
    this.#hear = hear;
    this.#line = line;
    this.#ears = ears;
  }

  /** The number of the last event heard. */
  get after(): number {
    return this.#after;
  }

  /** Listens until `stop`; answers when it has stopped. */
  async listen(): Promise<void> {
    let closed = 0;
    let pause = FIRST_PAUSE;
    while (!this.#stopped) {
      const heard = closed < TRIES ? await this.#bySocket() : await this.#byPolling();
      if (this.#stopped) return;
      closed = heard ? 0 : closed + 1;
      pause = heard ? FIRST_PAUSE : Math.min(LONGEST_PAUSE, pause * 2);
      this.#line("away");
      await Promise.race([this.#ears.pause(pause), new Promise<void>((resolve) => (this.#wake = resolve))]);
    }
  }

  stop(): void {
    this.#stopped = true;
    this.#socket?.close();
    this.#abort.abort();
    this.#wake?.();
  }

  /** The network is back, or a number was seen that was not heard: begin again at once. */
  again(): void {
    this.#socket?.close();
    this.#wake?.();
  }

  #take(event: E): void {
    if (event.seq <= this.#after) return;
    this.#after = event.seq;
    this.#hear(event);
  }

  /** Whether it heard something, or lived long enough to have. */
  #bySocket(): Promise<boolean> {
    const address = new URL(this.#path(this.#after), location.origin);
    address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
    return new Promise((resolve) => {
      let heard = false;
      let opened = Infinity;
      const socket = this.#ears.socket(address.href);
      this.#socket = socket;
      socket.onopen = () => {
        opened = performance.now();
        this.#line("socket");
      };
      socket.onmessage = ({ data }) => {
        heard = true;
        this.#take(JSON.parse(String(data)) as E);
      };
      socket.onclose = () => {
        this.#socket = undefined;
        resolve(heard || performance.now() - opened >= LIVED);
      };
    });
  }

  /** Asks until a question fails; whether at least one was answered. */
  async #byPolling(): Promise<boolean> {
    let answered = false;
    while (!this.#stopped) {
      try {
        // The first question does not wait: its answer says that the way is open.
        const events = await this.#ears.poll(this.#after, answered ? WAIT : 0, this.#abort.signal);
        answered = true;
        this.#line("polling");
        events.forEach((event) => this.#take(event));
      } catch {
        return answered;
      }
    }
    return answered;
  }
}
