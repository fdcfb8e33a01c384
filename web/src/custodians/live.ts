/**
 * Being woken by an opening: a websocket where the network lets it live, else questions that wait for an answer.
 * It tells only that there is news; what is new, the hall is asked. Works in a worker.
 */

const PATIENCE = 25;
const LONGEST_PAUSE = 15_000;
/** After so many websockets that told nothing, the other way is gone for a while. */
const TRIES = 2;

type Heard = { readonly seq: number };

export class LiveOpening {
  readonly #origin: string;
  readonly #lot: string;
  readonly #news: () => void;
  #after: number;
  #socket: WebSocket | undefined;
  #failed = 0;
  #closed = false;

  constructor(origin: string, lot: string, after: number, news: () => void) {
    this.#origin = origin;
    this.#lot = lot;
    this.#after = after;
    this.#news = news;
    void this.#watch();
  }

  close(): void {
    this.#closed = true;
    this.#socket?.close();
  }

  async #watch(): Promise<void> {
    while (!this.#closed) {
      const heard = this.#failed < TRIES ? await this.#listen() : await this.#ask();
      // A cut connection may have swallowed something: look at the hall once.
      if (!this.#closed) this.#news();
      this.#failed = heard ? 0 : this.#failed + 1;
      if (!heard) await pause(Math.min(1000 * 2 ** Math.min(this.#failed, 6), LONGEST_PAUSE));
    }
  }

  /** One websocket until it ends; whether it ever opened. */
  #listen(): Promise<boolean> {
    return new Promise((resolve) => {
      const address = `${this.#origin.replace(/^http/, "ws")}/api/lots/${this.#lot}/opening/live?after=${this.#after}`;
      const socket = (this.#socket = new WebSocket(address));
      let opened = false;
      socket.onopen = () => void (opened = true);
      socket.onmessage = ({ data }) => this.#hear([JSON.parse(String(data)) as Heard]);
      socket.onclose = () => resolve(opened);
    });
  }

  /** One question that waits; whether it was answered. */
  async #ask(): Promise<boolean> {
    try {
      const path = `/api/lots/${this.#lot}/opening/events?after=${this.#after}&wait=${PATIENCE}`;
      const answer = await fetch(`${this.#origin}${path}`);
      if (!answer.ok) return false;
      this.#hear((await answer.json()) as Heard[]);
      return true;
    } catch {
      return false;
    }
  }

  #hear(events: readonly Heard[]): void {
    if (events.length === 0) return;
    this.#after = Math.max(this.#after, ...events.map(({ seq }) => seq));
    this.#news();
  }
}

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
