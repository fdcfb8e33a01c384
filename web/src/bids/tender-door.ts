/** A tender fetched and checked. */
import { ask } from "./door.ts";
import type { CheckedTender } from "./types.ts";
import { notYetPublished } from "./faults.ts";
import { checkTender } from "./tender.ts";

export async function fetchTender(lot: string, round?: number): Promise<CheckedTender> {
  const page = (await ask(`/api/lots/${lot}`, round === undefined ? {} : { round })) as { rulebook?: number | null };
  if (!page.rulebook) throw notYetPublished();
  return checkTender(page, await ask("/api/platform-keys"), await ask(`/api/rulebooks/${page.rulebook}`));
}
