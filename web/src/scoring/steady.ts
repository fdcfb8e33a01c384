/** What is asked for again and again, and mostly the same: watched parts are drawn anew only when it differs. */
import { shallowRef, watch, type ShallowRef } from "vue";

export function useSteady<T>(source: () => T): ShallowRef<T> {
  const held = shallowRef(source()) as ShallowRef<T>;
  watch(source, (now) => {
    if (JSON.stringify(now) !== JSON.stringify(held.value)) held.value = now;
  });
  return held;
}
