/** What pdf.js takes for granted and Chromium 90 does not have yet. Imported before it, in the page and in the worker. */
type Loose = Record<string, unknown>;

function give(target: object, name: string, value: unknown): void {
  if (!(name in target)) Object.defineProperty(target, name, { value, configurable: true, writable: true });
}

function at(this: ArrayLike<unknown>, index: number): unknown {
  const whole = Math.trunc(index) || 0;
  return this[whole < 0 ? this.length + whole : whole];
}

function findLast(this: ArrayLike<unknown>, test: (value: unknown, index: number) => boolean): unknown {
  for (let index = this.length - 1; index >= 0; index -= 1) if (test(this[index], index)) return this[index];
  return undefined;
}

/** Deep enough for plain data, arrays, maps and bytes, which is what pdf.js copies. */
function copy(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (ArrayBuffer.isView(value)) return (value as Uint8Array).slice();
  if (value instanceof ArrayBuffer) return value.slice(0);
  if (Array.isArray(value)) return value.map(copy);
  if (value instanceof Map) return new Map([...value].map(([key, one]) => [copy(key), copy(one)]));
  if (value instanceof Set) return new Set([...value].map(copy));
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, copy(one)]));
}

function randomUUID(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

for (const kind of [Array, String, Uint8Array, Float32Array, Float64Array, Uint32Array, Int32Array]) give(kind.prototype, "at", at);
give(Array.prototype, "findLast", findLast);
give(Object, "hasOwn", (target: object, name: PropertyKey) => Object.prototype.hasOwnProperty.call(target, name));
give(globalThis as unknown as Loose, "structuredClone", copy);
give(crypto, "randomUUID", randomUUID);
