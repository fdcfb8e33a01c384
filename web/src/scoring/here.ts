/** Who sits here, and what happens in the room: as the frame of the room gives it, or else asked for by the sheet itself. */
import { computed, onScopeDispose, type ComputedRef, type Ref } from "vue";
import { api, told, type Shown } from "../api/client.ts";
import { useLoad } from "../foundation/load.ts";
import type { Problem } from "../api/problem.ts";
import { useSeat } from "../rooms/seat.ts";

export interface Here {
  readonly session: string;
  readonly seat: string;
  readonly isHead: () => boolean;
  /** Seats of the committee. */
  readonly members: () => readonly string[];
  /** Call back at each event of that kind; answers how to stop. */
  readonly onEvent: (kind: string, callback: () => void) => () => void;
}

/** Milliseconds between two questions for news outside the frame, where nobody tells it. */
const EVERY = 3000;

/** The room from this seat; `here` once it is known. */
export function useHere(): { here: ComputedRef<Here | undefined>; problem: Ref<Problem | undefined>; again: () => Promise<void> } {
  const frame = useSeat();
  if (frame) {
    const here = computed(() => frame.seat.value && hereOf(() => frame.seat.value as Shown<"SeatShown">, frame.onEvent));
    return { here, problem: frame.problem, again: frame.refresh };
  }
  const { data, problem, again } = useLoad(() => told(api.GET("/api/seat")));
  const listeners = new Set<{ kind: string; callback: () => void }>();
  watchEvents(() => data.value, listeners, again);
  const here = computed(() => {
    if (!data.value) return undefined;
    return hereOf(() => data.value as Shown<"SeatShown">, (kind, callback) => {
      const one = { kind, callback };
      listeners.add(one);
      return () => listeners.delete(one);
    });
  });
  return { here, problem, again };
}

function hereOf(seat: () => Shown<"SeatShown">, onEvent: Here["onEvent"]): Here {
  const { me, pledge } = seat();
  return {
    session: pledge.session,
    seat: me.seat,
    isHead: () => seat().room.head === me.seat,
    members: () => seat().room.seats.map((one) => one.seat),
    onEvent,
  };
}

/** Asks for events after the last one known; a fresh room follows the first news. */
function watchEvents(seat: () => Shown<"SeatShown"> | undefined, listeners: ReadonlySet<{ kind: string; callback: () => void }>, again: () => Promise<void>): void {
  let last: number | undefined;
  const timer = setInterval(() => void ask(), EVERY);
  onScopeDispose(() => clearInterval(timer));

  async function ask(): Promise<void> {
    last ??= seat()?.room.seq;
    if (last === undefined) return;
    try {
      const { events } = await told(api.GET("/api/seat/events", { params: { query: { after: last } } }));
      last = Math.max(last, ...events.map((one) => one.seq));
      const kinds = new Set(events.map((one) => one.kind));
      if (kinds.size > 0) void again();
      for (const { kind, callback } of listeners) if (kinds.has(kind)) callback();
    } catch {
      // The next question will do; what was missed is told then.
    }
  }
}
