import type { TellingProperty } from "./engine.ts";

export async function tellingProperties(file: Blob, names: readonly string[]): Promise<TellingProperty[]> {
  void [file, names];
  return [];
}
