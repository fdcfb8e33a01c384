/** What goes on while a key lies on the desk, whatever page is shown: the lock, the alarm, the warning before closing. */
import { computed, ref, watch } from "vue";
import { say } from "../foundation/i18n.ts";
import { serverNow } from "../foundation/clock.ts";
import { calm, raise } from "./alarm.ts";
import { desk, lockKey, readyLots, underWay } from "./custody.ts";
import { nextHour } from "./todo.ts";

export const IDLE = 10 * 60_000;
const LOOK_EVERY = 1000;
const SIGNS = ["pointerdown", "keydown", "touchstart", "wheel"] as const;

const left = ref<number>();
/** Milliseconds until the key is locked because nobody was there; undefined while it is locked, or must not be. */
export const lockIn = computed(() => left.value);
/** Closing the page now would mean missing something. */
export const needed = computed(() => underWay.value || readyLots.value.length > 0 || isSoon());

function isSoon(): boolean {
  return desk.value?.unlocked === true && nextHour(desk.value.lots, serverNow.value) !== undefined;
}

let seen = 0;
let begun = false;

/** The key is locked when nobody was there for a while; never while shares are on their way. */
function look(): void {
  if (desk.value?.unlocked !== true || underWay.value) {
    seen = Date.now();
    left.value = undefined;
    return;
  }
  left.value = IDLE - (Date.now() - seen);
  if (left.value <= 0) void lockKey();
}

function warn(event: BeforeUnloadEvent): void {
  if (needed.value) event.preventDefault();
}

/** To be called when a key is put on the desk; more than once does no harm. */
export function keepWatch(): void {
  if (begun) return;
  begun = true;
  seen = Date.now();
  SIGNS.forEach((each) => addEventListener(each, () => void (seen = Date.now()), { passive: true }));
  addEventListener("beforeunload", warn);
  setInterval(look, LOOK_EVERY);
  watch(() => readyLots.value.map(({ lot }) => lot).join(), ring, { immediate: true });
}

function ring(now: string, before?: string): void {
  if (now === "") calm();
  else if (now !== before) raise(say("custodians.hour.come"));
}
