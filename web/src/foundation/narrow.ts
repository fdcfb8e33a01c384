/** Whether the page is as narrow as a phone, where a wide table becomes a list. */
import { onScopeDispose, ref, type Ref } from "vue";

export function useNarrow(): Ref<boolean> {
  const query = matchMedia("(max-width: 40rem)");
  const narrow = ref(query.matches);
  const take = (): void => void (narrow.value = query.matches);
  query.addEventListener("change", take);
  onScopeDispose(() => query.removeEventListener("change", take));
  return narrow;
}
