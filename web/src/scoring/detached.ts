/** The documents in a second window, in step with the sheet: which bid, which page, both ways. */
import { onScopeDispose, ref, type Ref } from "vue";
import type { Place } from "./desk.ts";

export type Word =
  | { readonly say: "here" | "bye" | "whoIsThere" }
  | { readonly say: "bid"; readonly bid: string | null }
  | { readonly say: "go" | "place"; readonly place: Place };

export interface Line {
  readonly tell: (word: Word) => void;
}

/** Both ends of the line; it ends with the component. */
export function openLine(lot: string, hear: (word: Word) => void): Line {
  const channel = new BroadcastChannel(`tianping.documents.${lot}`);
  channel.onmessage = ({ data }: MessageEvent<Word>) => hear(data);
  onScopeDispose(() => channel.close());
  return { tell: (word) => channel.postMessage(word) };
}

/** The sheet's end: whether the second window is open. `hear`: of the page it shows. */
export function useSecondWindow(lot: string, hear: (place: Place) => void, bid: () => string | null): { isOpen: Ref<boolean>; line: Line } {
  const isOpen = ref(false);
  const line = openLine(lot, (word) => {
    if (word.say === "here") {
      isOpen.value = true;
      line.tell({ say: "bid", bid: bid() });
    } else if (word.say === "bye") isOpen.value = false;
    else if (word.say === "place") hear(word.place);
  });
  line.tell({ say: "whoIsThere" });
  return { isOpen, line };
}
