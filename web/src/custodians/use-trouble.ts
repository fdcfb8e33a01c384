/** A deed that somebody presses for: busy while it runs, its refusal kept to be shown beside the button. */
import { ref, shallowRef, type Ref } from "vue";
import { type Trouble, troubleOf } from "./trouble.ts";

export interface Tried<A extends unknown[], T> {
  readonly busy: Ref<boolean>;
  readonly trouble: Ref<Trouble | undefined>;
  readonly run: (...given: A) => Promise<T | undefined>;
}

export function useTry<A extends unknown[], T>(act: (...given: A) => Promise<T>): Tried<A, T> {
  const busy = ref(false);
  const trouble = shallowRef<Trouble>();
  async function run(...given: A): Promise<T | undefined> {
    if (busy.value) return undefined;
    busy.value = true;
    trouble.value = undefined;
    try {
      return await act(...given);
    } catch (thrown) {
      // Whoever locked or closed the desk meanwhile knows why there is no answer.
      if (!(thrown instanceof DOMException)) trouble.value = troubleOf(thrown);
      return undefined;
    } finally {
      busy.value = false;
    }
  }
  return { busy, trouble, run };
}
