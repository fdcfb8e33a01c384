/** The key is locked when nobody was there for a while; never while shares are on their way. */
import { onBeforeUnmount, onMounted, ref, type Ref } from "vue";

export const IDLE = 10 * 60_000;
const LOOK_EVERY = 1000;
const SIGNS = ["pointerdown", "keydown", "touchstart", "wheel"] as const;

/** Milliseconds until the lock; undefined while `guarded` says that it must not come. */
export function useIdle(guarded: () => boolean, lock: () => void): Ref<number | undefined> {
  const left = ref<number | undefined>(IDLE);
  let seen = Date.now();
  let timer: ReturnType<typeof setInterval> | undefined;
  const sign = (): void => void (seen = Date.now());

  function look(): void {
    if (guarded()) {
      seen = Date.now();
      left.value = undefined;
      return;
    }
    left.value = IDLE - (Date.now() - seen);
    if (left.value <= 0) lock();
  }

  onMounted(() => {
    SIGNS.forEach((each) => addEventListener(each, sign, { passive: true }));
    timer = setInterval(look, LOOK_EVERY);
  });
  onBeforeUnmount(() => {
    SIGNS.forEach((each) => removeEventListener(each, sign));
    clearInterval(timer);
  });
  return left;
}
