/** What a page asks for: its data, or the problem, or neither yet; asked again when the page says so. */
import { onScopeDispose, ref, shallowRef, watch, type Ref, type WatchSource } from "vue";
import { Problem } from "../api/problem.ts";

export interface Loaded<T> {
  readonly data: Ref<T | undefined>;
  readonly problem: Ref<Problem | undefined>;
  readonly busy: Ref<boolean>;
  readonly again: () => Promise<void>;
}

/**
 * Ask now, again whenever `when` changes, and every `every` milliseconds while the page is in sight. An answer that a
 * later question has overtaken is dropped; a failed renewal keeps the data that is there and tells the problem beside it.
 */
export function useLoad<T>(ask: () => Promise<T>, when?: WatchSource | WatchSource[], every = 0): Loaded<T> {
  const data = shallowRef<T>();
  const problem = shallowRef<Problem>();
  const busy = ref(false);
  let newest = 0;

  async function again(): Promise<void> {
    const mine = ++newest;
    busy.value = true;
    try {
      const found = await ask();
      if (mine !== newest) return;
      data.value = found;
      problem.value = undefined;
    } catch (thrown) {
      if (mine === newest) problem.value = Problem.from(thrown);
    } finally {
      if (mine === newest) busy.value = false;
    }
  }

  if (when) watch(when, () => void again());
  void again();
  if (every > 0) {
    const timer = setInterval(() => document.visibilityState === "visible" && void again(), every);
    onScopeDispose(() => clearInterval(timer));
  }
  return { data, problem, busy, again };
}

/** A deed that somebody presses for: busy while it runs, its problem shown beside the button. */
export function useDeed<A extends unknown[], T>(
  act: (...given: A) => Promise<T>,
): { busy: Ref<boolean>; problem: Ref<Problem | undefined>; run: (...given: A) => Promise<T | undefined> } {
  const busy = ref(false);
  const problem = shallowRef<Problem>();
  async function run(...given: A): Promise<T | undefined> {
    if (busy.value) return undefined;
    busy.value = true;
    problem.value = undefined;
    try {
      return await act(...given);
    } catch (thrown) {
      problem.value = Problem.from(thrown);
      return undefined;
    } finally {
      busy.value = false;
    }
  }
  return { busy, problem, run };
}
