/** How a place of a sheet is called. Pure. */
import type { Sheet } from "./sheet.ts";

/** A criterion bears its name; an item of the review has a code and a name. */
export function nameOf(sheet: Sheet | undefined, name: string): string {
  const item = sheet?.items.find((one) => one.code === name);
  return item ? `${item.code} ${item.name}` : name;
}
