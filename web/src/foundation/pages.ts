/** Long lists, a portion at a time: rows are gathered until enough of them pass what the server cannot filter. */
import { ref, shallowRef, watch, type Ref, type WatchSource } from "vue";
import { Problem } from "../api/problem.ts";

/** One answer of the server: rows, and where the next one begins; null = that was all. */
export interface Portion<T, C> {
  readonly rows: readonly T[];
  readonly next: C | null;
}

/** Ask on from `from` until `want` rows pass `keep` or the list ends. */
export async function gather<T, C>(
  ask: (from: C) => Promise<Portion<T, C>>,
  from: C,
  keep: (row: T) => boolean,
  want: number,
): Promise<Portion<T, C>> {
  const rows: T[] = [];
  let next: C | null = from;
  while (next !== null && rows.length < want) {
    const portion: Portion<T, C> = await ask(next);
    rows.push(...portion.rows.filter(keep));
    next = portion.next;
  }
  return { rows, next };
}

export interface Pages<T> {
  readonly rows: Ref<readonly T[]>;
  /** Whether there may be more. */
  readonly more: Ref<boolean>;
  readonly busy: Ref<boolean>;
  readonly problem: Ref<Problem | undefined>;
  readonly further: () => Promise<void>;
  readonly afresh: () => Promise<void>;
}

/** The rows of a list that a page shows: afresh whenever `when` changes, further on demand. */
export function usePages<T, C>(ask: (from: C | undefined) => Promise<Portion<T, C>>, when: WatchSource | WatchSource[]): Pages<T> {
  const rows = shallowRef<readonly T[]>([]);
  const next = shallowRef<C | null | undefined>(undefined);
  const more = ref(true);
  const busy = ref(false);
  const problem = shallowRef<Problem>();
  let newest = 0;

  async function load(from: C | undefined, before: readonly T[]): Promise<void> {
    const mine = ++newest;
    busy.value = true;
    problem.value = undefined;
    try {
      const found = await ask(from);
      if (mine !== newest) return;
      rows.value = [...before, ...found.rows];
      next.value = found.next;
      more.value = found.next !== null;
    } catch (thrown) {
      if (mine === newest) problem.value = Problem.from(thrown);
    } finally {
      if (mine === newest) busy.value = false;
    }
  }

  const afresh = (): Promise<void> => load(undefined, []);
  const further = async (): Promise<void> => {
    if (!busy.value && next.value !== null) await load(next.value, rows.value);
  };
  watch(when, () => void afresh(), { immediate: true });
  return { rows, more, busy, problem, further, afresh };
}
