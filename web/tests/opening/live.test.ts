/** Listening to an opening: by websocket, after a cut from the last number, by questions where sockets are cut. */
import { describe, expect, test, vi } from "vitest";
import type { Event } from "../../src/opening/answers.ts";
import { type Ears, type Line, Listener } from "../../src/opening/live.ts";

// The modules ask where they are as they load.
vi.hoisted(() => Object.assign(globalThis, { location: { origin: "https://t.example" } }));

const event = (seq: number): Event => ({ seq, at: "", kind: "opened", data: {} });

/** A socket that a test plays. */
class Played {
  onopen?: () => void;
  onmessage?: (message: { data: string }) => void;
  onclose?: () => void;
  readonly url: string;
  constructor(url: string) {
    this.url = url;
  }
  tells(...numbers: number[]): void {
    this.onopen?.();
    for (const seq of numbers) this.onmessage?.({ data: JSON.stringify(event(seq)) });
  }
  close(): void {
    this.onclose?.();
  }
}

function room(play: (socket: Played, nth: number) => void, poll: Ears["poll"] = async () => []) {
  const heard: number[] = [];
  const lines: Line[] = [];
  const urls: string[] = [];
  const socket = (url: string): WebSocket => {
    const played = new Played(url);
    urls.push(url);
    queueMicrotask(() => play(played, urls.length));
    return played as unknown as WebSocket;
  };
  const listener = new Listener("a", 0, ({ seq }) => heard.push(seq), (line) => lines.push(line), { socket, poll, pause: async () => {} });
  return { heard, lines, urls, listener };
}

describe("a listener", () => {
  test("asks after a cut for what came after the last number, and hears nothing twice", async () => {
    const found = room((socket, nth) => {
      if (nth === 1) socket.tells(1, 2);
      else socket.tells(2, 3);
      if (nth === 2) found.listener.stop();
      socket.close();
    });
    await found.listener.listen();
    expect(found.heard).toEqual([1, 2, 3]);
    expect(found.urls).toEqual(["wss://t.example/api/lots/a/opening/live?after=0", "wss://t.example/api/lots/a/opening/live?after=2"]);
    expect(found.lines.slice(0, 3)).toEqual(["socket", "away", "socket"]);
  });

  test("asks by polling where sockets never open, from the same number on", async () => {
    const asked: number[] = [];
    const waits: number[] = [];
    const found = room(
      (socket) => socket.close(),
      async (_, after, wait) => {
        asked.push(after);
        waits.push(wait);
        if (asked.length === 3) found.listener.stop();
        return asked.length === 1 ? [event(1), event(2)] : [];
      },
    );
    await found.listener.listen();
    expect(asked).toEqual([0, 2, 2]);
    // The first answer comes at once: it says that the way is open.
    expect(waits).toEqual([0, 25, 25]);
    expect(found.heard).toEqual([1, 2]);
    expect(found.urls.length).toBe(2);
    expect(found.lines).toContain("polling");
  });

  test("goes back to sockets when polling is cut, too", async () => {
    let cut = false;
    const found = room(
      (socket) => {
        if (cut) {
          socket.tells(5);
          found.listener.stop();
        }
        socket.close();
      },
      async () => {
        if (cut) throw new Error("no network");
        cut = true;
        return [event(4)];
      },
    );
    await found.listener.listen();
    expect(found.heard).toEqual([4, 5]);
  });
});
