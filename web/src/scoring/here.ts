/** Who sits here, and what happens in the room, as the sheets need it. */
import { computed, type ComputedRef, type Ref } from "vue";
import type { Shown } from "../api/client.ts";
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

/** The room from this seat, as the frame of the room gives it; `here` once it is known. */
export function useHere(): { here: ComputedRef<Here | undefined>; problem: Ref<Problem | undefined>; again: () => Promise<void> } {
  const frame = useSeat();
  if (!frame) throw new Error("a sheet stands inside the frame of a room");
  const here = computed(() => frame.seat.value && hereOf(() => frame.seat.value as Shown<"SeatShown">, frame.onEvent));
  return { here, problem: frame.problem, again: frame.refresh };
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
