/** Other windows of the same sheet in this browser: who is there, and news from one to the other. */
import { ref, type Ref } from "vue";
import { freshId } from "./ids.ts";

const PATIENCE = 300;
const NAME = "tianping.window";

type Said = { readonly from: string; readonly word: "hello" | "here" | "bye" | "written" };

/** A name for this window that a reload keeps; a window that was duplicated gets another one (see `meet`). */
function nameOfWindow(): string {
  const kept = sessionStorage.getItem(NAME);
  const name = kept ?? freshId();
  sessionStorage.setItem(NAME, name);
  return name;
}

export interface Windows {
  readonly name: string;
  /** Names of the others that are open. */
  readonly others: Ref<ReadonlySet<string>>;
  /** Tell the others that the platform has taken something of this sheet. */
  readonly written: () => void;
  readonly close: () => void;
}

/** Meet the others; answers once each that is open has had time to say so. */
export async function meetWindows(sheet: string, onWritten: () => void): Promise<Windows> {
  let name = nameOfWindow();
  const others = ref<ReadonlySet<string>>(new Set<string>());
  const channel = new BroadcastChannel(`tianping.sheet.${sheet}`);
  const say = (word: Said["word"]): void => channel.postMessage({ from: name, word } satisfies Said);
  channel.onmessage = ({ data }: MessageEvent<Said>) => {
    const now = new Set(others.value);
    if (data.word === "bye") now.delete(data.from);
    else now.add(data.from);
    others.value = now;
    if (data.word === "hello") say("here");
    if (data.word === "written") onWritten();
  };
  say("hello");
  await new Promise((resolve) => setTimeout(resolve, PATIENCE));
  if (others.value.has(name)) {
    // "Duplicate tab" copies the session's memory with it.
    say("bye");
    name = freshId();
    sessionStorage.setItem(NAME, name);
    say("here");
  }
  const leave = (): void => say("bye");
  window.addEventListener("pagehide", leave);
  const close = (): void => {
    leave();
    window.removeEventListener("pagehide", leave);
    channel.close();
  };
  return { name, others, written: () => say("written"), close };
}
