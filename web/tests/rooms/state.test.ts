import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { apply, type RoomEvent, type RoomState } from "../../src/rooms/state.ts";

interface Told {
  readonly empty: RoomState;
  readonly events: readonly RoomEvent[];
  readonly states: readonly RoomState[];
}
const told = JSON.parse(readFileSync(new URL("../../../tests/vectors/room.json", import.meta.url), "utf8")) as Told;

describe("the room from a seat", () => {
  it("changes by each event as the platform's own does", () => {
    let state = told.empty;
    told.events.forEach((event, at) => {
      state = apply(state, event);
      expect(state, event.kind).toEqual(told.states[at]);
    });
  });

  it("is not changed by what it knows already, nor by what does not follow", () => {
    const [state, old, far] = [told.states[5]!, told.events[3]!, told.events[9]!];
    expect(apply(state, old)).toBe(state);
    expect(apply(state, far)).toBe(state);
  });
});
