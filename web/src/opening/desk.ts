/** What the host has to do now, out of the desk's answer. Pure. */
import type { Shown } from "../api/client.ts";

export type Desk = Shown<"Desk">;

export interface Next {
  /** Key among the words of the desk. */
  readonly word: string;
  readonly tone: "" | "warn" | "bad" | "good";
  readonly facts: Readonly<Record<string, unknown>>;
}

/** The first thing that only a person can move, else what the platform is doing. */
export function nextFor(desk: Desk, now: number): Next {
  const { hall, lane } = desk;
  if (lane.phase === "failed") return say("failed", "bad");
  switch (hall.phase) {
    case "before":
    case "closing":
      return say("before");
    case "await_identities":
    case "await_contents":
      return say("awaitRelease", lane.alarms.length ? "bad" : "warn", { n: missing(desk, hall.phase === "await_identities" ? "identities" : "contents") });
    case "open_identities":
    case "open_contents":
      return desk.shut.some((each) => each.cause === "unknown") ? say("ruleNow", "bad") : say("working");
    case "read_out":
      return mayClose(desk, now) ? say("closeNow", "good") : say("confirmNow", "warn");
    case "closed":
      return say("closed", "good");
  }
}

const say = (word: string, tone: Next["tone"] = "", facts: Next["facts"] = {}): Next => ({ word, tone, facts });

function missing({ lane }: Desk, step: "identities" | "contents"): number {
  const done = lane.custodians.filter((each) => each.released.includes(step)).length;
  return Math.max(0, (lane.threshold ?? 0) - done);
}

/** Every objection is answered, and the time is over or everybody has confirmed: as the platform judges it. */
export function mayClose({ hall, objections, confirmed }: Desk, now: number): boolean {
  if (hall.phase !== "read_out" || objections.some((each) => each.answer === null)) return false;
  return Date.parse(hall.confirm_until ?? "") <= now || confirmed >= (hall.of ?? Infinity);
}
