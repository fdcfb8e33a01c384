/** Whether everything that was typed is with the platform, and when it last took something: for the frame of the room. */
import { computed, shallowReactive, type ComputedRef } from "vue";

export type Saving = "saved" | "saving" | "offline" | "conflict";

export interface Saved {
  /** The platform's moment of the last batch it took, milliseconds since 1970; null before the first. */
  readonly at: ComputedRef<number | null>;
  readonly state: ComputedRef<Saving>;
}

interface Told {
  readonly at: number | null;
  readonly state: Saving;
}

const sheets = shallowReactive(new Map<string, Told>());
const GRAVE: readonly Saving[] = ["conflict", "offline", "saving"];

/** What a sheet says of itself; undefined when it is no longer open. */
export function tellSaved(sheet: string, told: Told | undefined): void {
  if (told) sheets.set(sheet, told);
  else sheets.delete(sheet);
}

const state = computed<Saving>(() => {
  const all = [...sheets.values()].map((one) => one.state);
  return GRAVE.find((one) => all.includes(one)) ?? "saved";
});

const at = computed<number | null>(() => {
  const moments = [...sheets.values()].flatMap((one) => (one.at === null ? [] : [one.at]));
  return moments.length > 0 ? Math.max(...moments) : null;
});

/** Of all open sheets together: the gravest state, the newest moment. */
export const useSaved = (): Saved => ({ at, state });
