/** What somebody searches for in an open file: reads on while he types on, and keeps his place among the hits. */
import { computed, onScopeDispose, ref, shallowRef, watch, type Ref } from "vue";
import type { Opened } from "./pdf.ts";
import { foldQuery, hitFrom, searchAll, step, type Found, type Hit } from "./search.ts";

export const MOST_HITS = 500;
const CALM = 250;
const NOTHING: Found = { hits: [], read: 0, pictures: 0 };

export function useFinding(opened: () => Opened, page: Ref<number>, goTo: (page: number) => void) {
  const query = ref("");
  const found = shallowRef<Found>(NOTHING);
  const at = ref(0);
  const isReading = ref(false);
  let run = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function search(): Promise<void> {
    const mine = ++run;
    found.value = NOTHING;
    at.value = 0;
    const wanted = query.value;
    if (foldQuery(wanted) === "") return;
    isReading.value = true;
    const { document, pageText } = opened();
    let hasJumped = false;
    for await (const now of searchAll(document.numPages, wanted, pageText, MOST_HITS)) {
      if (mine !== run) return;
      found.value = now;
      const last = now.hits[now.hits.length - 1];
      if (!hasJumped && last && last.page >= page.value) {
        hasJumped = true;
        move(hitFrom(now.hits, page.value));
      }
    }
    isReading.value = false;
    if (!hasJumped && found.value.hits.length > 0) move(0);
  }

  function move(to: number): void {
    at.value = to;
    const hit = found.value.hits[to];
    if (hit && hit.page !== page.value) goTo(hit.page);
  }

  watch(query, () => {
    clearTimeout(timer);
    timer = setTimeout(() => void search(), CALM);
  });
  onScopeDispose(() => {
    run += 1;
    clearTimeout(timer);
  });

  const byPage = computed(() => {
    const pages = new Map<number, Hit[]>();
    for (const hit of found.value.hits) pages.set(hit.page, [...(pages.get(hit.page) ?? []), hit]);
    return pages;
  });
  return {
    query, found, at, isReading, byPage, move,
    current: computed(() => found.value.hits[at.value]),
    next: (by: 1 | -1): void => move(step(at.value, by, found.value.hits.length)),
  };
}

export type Finding = ReturnType<typeof useFinding>;
