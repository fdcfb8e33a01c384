import type { TellingProperty } from "./types.ts";

export async function tellingProperties(file: Blob, names: readonly string[]): Promise<TellingProperty[]> {
  void [file, names];
  return [];
}
