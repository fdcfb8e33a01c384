/** Receipts that one page of checks hands to the next; in memory only, gone with the tab. */
import type { Json } from "../crypto/encoding.ts";

let held: readonly Json[] = [];

export const holdReceipt = (receipt: Json): void => void (held = [receipt]);
export const heldReceipts = (): readonly Json[] => held;
