import type { BillTotal } from "./types.ts";

export async function billTotals(file: Blob): Promise<BillTotal[]> {
  void file;
  return [];
}
