/** Events of one opening as they happen (foundation/listener.ts). */
import { onScopeDispose, ref, type Ref } from "vue";
import { Listener as AnyListener, openSocket, pauseFor, type Ears as AnyEars, type Line } from "../foundation/listener.ts";
import { eventsAfter, type Event } from "./answers.ts";

export type { Line } from "../foundation/listener.ts";

export interface Ears extends Omit<AnyEars<Event>, "poll"> {
  readonly poll: (lot: string, after: number, wait: number, signal: AbortSignal) => Promise<Event[]>;
}

const EARS: Ears = { socket: openSocket, poll: eventsAfter, pause: pauseFor };

export class Listener extends AnyListener<Event> {
  constructor(lot: string, after: number, hear: (event: Event) => void, line: (line: Line) => void, ears: Ears = EARS) {
    const poll: AnyEars<Event>["poll"] = (last, wait, signal) => ears.poll(lot, last, wait, signal);
    super((last) => `/api/lots/${lot}/opening/live?after=${last}`, after, hear, line, { ...ears, poll });
  }
}

/** Listens for as long as the page lives. */
export function useLive(lot: string, after: number, hear: (event: Event) => void): { line: Ref<Line>; listener: Listener } {
  const line = ref<Line>("away");
  const listener = new Listener(lot, after, hear, (now) => (line.value = now));
  const back = (): void => listener.again();
  addEventListener("online", back);
  onScopeDispose(() => {
    removeEventListener("online", back);
    listener.stop();
  });
  void listener.listen();
  return { line, listener };
}
