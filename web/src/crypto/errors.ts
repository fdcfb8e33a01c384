/**
 * Every refusal of this folder: something that came from outside is not what it must be. Never our own fault.
 * `check` is the stable name of the check that failed; the Python, the negative vectors and the audit use the same.
 */
export class CryptoError extends Error {
  override readonly name = "CryptoError";
  readonly check: string;

  constructor(check: string, message: string) {
    super(message);
    this.check = check;
  }
}

/** Refuses under the name `check` unless `condition` holds; narrows types like an assertion. */
export function demand(condition: unknown, check: string, message: string): asserts condition {
  if (!condition) throw new CryptoError(check, message);
}

/** Every refusal inside `read` carries the name `check`: a malformed document is one failure, whatever is wrong in it. */
export function refusingAs<T>(check: string, read: () => T): T {
  try {
    return read();
  } catch (thrown) {
    throw thrown instanceof CryptoError ? new CryptoError(check, thrown.message) : thrown;
  }
}

/** What to print about anything thrown. */
export function reason(thrown: unknown): string {
  if (thrown instanceof CryptoError) return `${thrown.check}: ${thrown.message}`;
  return thrown instanceof Error ? thrown.message : String(thrown);
}
