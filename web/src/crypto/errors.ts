/** Every refusal of this folder: bytes from outside that do not say what they must. Never our own fault. */
export class CryptoError extends Error {
  override readonly name = "CryptoError";
}

/** Refuses with `message` unless `condition` holds; narrows types like an assertion. */
export function demand(condition: unknown, message: string): asserts condition {
  if (!condition) throw new CryptoError(message);
}

/** What to print about anything thrown. */
export function reason(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
