/** Who sits here, as much of it as the sheets need. */
import { onScopeDispose } from "vue";
import { api, told, type Shown } from "../api/client.ts";

export interface Here {
  readonly session: string;
  readonly seat: string;
  readonly isHead: () => boolean;
  /** Seats of the committee. */
  readonly members: () => readonly string[];
  /** Call back at each event of that kind; answers how to stop. */
  readonly onEvent: (kind: string, callback: () => void) => () => void;
}

let seat: Shown<"SeatShown"> | undefined;

/** Ask who sits here; to be awaited before any sheet is shown. */
export async function knowSeat(): Promise<void> {
  seat = await told(api.GET("/api/seat"));
}

export function useHere(): Here {
  const found = seat;
  if (!found) throw new Error("nobody sits here");
  const listeners = new Set<() => void>();
  const timer = setInterval(() => listeners.forEach((one) => one()), 5000);
  onScopeDispose(() => clearInterval(timer));
  return {
    session: found.pledge.session,
    seat: found.me.seat,
    isHead: () => found.room.head === found.me.seat,
    members: () => found.room.seats.map((one) => one.seat),
    onEvent: (_, callback) => {
      listeners.add(callback);
      return () => listeners.delete(callback);
    },
  };
}
