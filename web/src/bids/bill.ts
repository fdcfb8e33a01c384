import type { BillTotal } from "./engine.ts";

export async function billTotals(file: Blob): Promise<BillTotal[]> {
  void file;
  return [];
}
