/** One opening as a page watches it: the hall, renewed by events, and the documents that the opening leaves. */
import { computed, onScopeDispose, ref, shallowRef, watch, type ComputedRef, type Ref } from "vue";
import { Problem } from "../api/problem.ts";
import { serverNow } from "../foundation/clock.ts";
import { hallOf, readOutOf, recordOf, type Event, type Hall, type OpeningRecord, type ReadOut } from "./answers.ts";
import { hallAfter, SILENCE, voicesAfter, type Voices } from "./hall.ts";
import { useLive, type Line } from "./live.ts";

/** Watchers who hear the same event do not all ask in the same moment. */
const SOONEST = 150;
const SPREAD = 850;
/** A line that has died unnoticed is found so. */
const CHECK = 20_000;

export interface Watched {
  readonly hall: Ref<Hall | undefined>;
  readonly problem: Ref<Problem | undefined>;
  readonly readOut: Ref<ReadOut | undefined>;
  readonly record: Ref<OpeningRecord | undefined>;
  readonly voices: Ref<Voices>;
  /** The last event that asks for patience: "alarm" or "cause", while it holds. */
  readonly trouble: ComputedRef<"alarm" | "cause" | undefined>;
  readonly line: Ref<Line>;
  readonly again: () => Promise<void>;
}

export function useOpening(lot: string): Watched {
  const hall = shallowRef<Hall>();
  const problem = shallowRef<Problem>();
  const readOut = shallowRef<ReadOut>();
  const record = shallowRef<OpeningRecord>();
  const voices = ref<Voices>(SILENCE);
  const worried = shallowRef<{ kind: "alarm" | "cause"; phase: string | undefined }>();
  let soon: ReturnType<typeof setTimeout> | undefined;

  async function again(): Promise<void> {
    try {
      const found = await hallOf(lot);
      if (!hall.value || found.seq >= hall.value.seq) hall.value = found;
      if (found.read_out && !readOut.value) readOut.value = await readOutOf(lot);
      if (found.record && !record.value) record.value = await recordOf(lot);
      problem.value = undefined;
    } catch (thrown) {
      problem.value = Problem.from(thrown);
    }
  }

  function askSoon(): void {
    soon ??= setTimeout(() => {
      soon = undefined;
      void again();
    }, SOONEST + Math.random() * SPREAD);
  }

  function hear(event: Event): void {
    voices.value = voicesAfter(voices.value, event);
    if (event.kind === "alarm") worried.value = { kind: "alarm", phase: event.data.phase };
    if (event.kind === "cause") worried.value = { kind: "cause", phase: hall.value?.phase };
    if (hall.value && event.seq > hall.value.seq) {
      hall.value = hallAfter(hall.value, event);
      askSoon();
    }
  }

  const { line, listener } = useLive(lot, 0, hear);
  // Nothing is told at the hour itself but by the clock.
  const over = computed(() => Boolean(hall.value?.deadline && serverNow.value >= Date.parse(hall.value.deadline)));
  watch(over, (now) => now && askSoon());
  let lagged = -1;
  const timer = setInterval(async () => {
    await again();
    const told = hall.value?.seq ?? 0;
    // Twice behind the same number: the line is there in name only.
    if (told > listener.after && lagged === listener.after) listener.again();
    lagged = told > listener.after ? listener.after : -1;
  }, CHECK);
  onScopeDispose(() => {
    clearInterval(timer);
    clearTimeout(soon);
  });
  void again();

  const trouble = computed(() => {
    const { kind, phase } = worried.value ?? {};
    const going = !["read_out", "closed"].includes(hall.value?.phase ?? "");
    return kind && going && (phase === undefined || phase === hall.value?.phase) ? kind : undefined;
  });
  return { hall, problem, readOut, record, voices, trouble, line, again };
}
