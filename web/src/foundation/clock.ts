/** The platform's clock, which judges every deadline, and how far this machine's is from it. */
import { computed, ref } from "vue";
import { api, told } from "../api/client.ts";

const ASK_EVERY = 60_000;
const TICK = 250;

const ahead = ref(0); // milliseconds that the platform is ahead of this machine
const local = ref(Date.now());
const asked = ref(false);
const moved = ref(false);
let running = false;

/** The platform says that it is a demonstration: its clock is moved on purpose, and nothing in it is real. */
export const isDemonstration = computed(() => moved.value);
/** Whether the platform has told its time yet. */
export const clockIsKnown = asked;
/** The platform's time now, milliseconds since 1970, renewed four times a second. */
export const serverNow = computed(() => local.value + ahead.value);
/** Seconds that this machine's clock is ahead (+) or behind (-); 0 until known. */
export const drift = computed(() => (asked.value ? Math.round(-ahead.value / 1000) : 0));

/** The platform's time at this very moment, for code that does not watch. */
export const platformTime = (): number => Date.now() + ahead.value;

async function ask(): Promise<void> {
  const before = Date.now();
  try {
    const { now, demonstration } = await told(api.GET("/api/clock"));
    const after = Date.now();
    // Half the way there and back: the error is at most the other half.
    ahead.value = Date.parse(now) - (before + after) / 2;
    moved.value = demonstration;
    asked.value = true;
  } catch {
    // The next question will do; until then the last answer holds.
  }
}

/** Start the clock; once per page. */
export function startClock(): void {
  if (running) return;
  running = true;
  void ask();
  setInterval(() => void ask(), ASK_EVERY);
  setInterval(() => (local.value = Date.now()), TICK);
  document.addEventListener("visibilitychange", () => {
    // A closed lid stops timers and sometimes the clock itself.
    if (document.visibilityState === "visible") void ask();
  });
}
