/** A lot with two envelopes among the vectors: whoever told its story otherwise is found by the check that the Python names. */
import { describe, expect, test } from "vitest";
import { audit, failures } from "../../src/crypto/audit.ts";
import { bytes, read } from "../cases.ts";

interface Copy {
  readonly name: string;
  readonly changes: { readonly [path: string]: string | null };
  readonly failed: readonly string[];
  readonly checks: readonly string[];
}

const HONEST = new Map(Object.entries(read("prices_package.json") as { [path: string]: string }).map(([path, hex]) => [path, bytes(hex)]));

function changed(changes: Copy["changes"]): Map<string, Uint8Array> {
  const files = new Map(HONEST);
  for (const [path, hex] of Object.entries(changes)) {
    if (hex === null) files.delete(path);
    else files.set(path, bytes(hex));
  }
  return files;
}

describe("two envelopes", () => {
  test("told honestly hold in every check", () => {
    expect(failures(audit(HONEST))).toEqual([]);
  });

  test.each((read("prices_cases.json") as Copy[]).map((found) => [found.name, found] as const))("%s", (_, found) => {
    const checks = audit(changed(found.changes));
    expect(checks.map(({ name }) => name)).toEqual(found.checks);
    const failed = failures(checks).map(({ name }) => name);
    expect(failed).toEqual(expect.arrayContaining([...found.failed]));
    expect(failed.length > 0).toBe(found.failed.length > 0);
  });
});
