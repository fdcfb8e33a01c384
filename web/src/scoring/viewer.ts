/** The documents' own component, and how one speaks with it. */
import { defineAsyncComponent, type Component } from "vue";
import type { Place } from "./desk.ts";

export interface Viewer {
  readonly goTo: (place: Place) => void;
}

const found = Object.values(import.meta.glob<{ default: Component }>("../viewer/DocumentDesk.vue"))[0];

/** Undefined where the pages are built without it. */
export const DocumentDesk = found && defineAsyncComponent(async () => (await found()).default);
