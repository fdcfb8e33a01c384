/** The published package among the vectors: all checks hold, and each of the Python's damaged copies fails as it must. */
import { execFileSync, spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { audit, failures } from "../src/crypto/audit.ts";
import { fromHex, type Json, utf8 } from "../src/crypto/encoding.ts";
import { flipped } from "./tampering.ts";

const VECTORS = new URL("../../tests/vectors/", import.meta.url);
const PACKAGE = new URL("package/", VECTORS);
const json = (name: string): never => JSON.parse(readFileSync(new URL(name, VECTORS), "utf8")) as never;
const RECEIPT: Json = json("package.receipt.json");
const HEAD: Json = json("package.head.json");

interface Damage {
  readonly name: string;
  readonly changes: { readonly [path: string]: string | null };
  readonly receipt: Json;
  readonly checks: string[];
}

let files: Map<string, Uint8Array>;

beforeAll(async () => {
  files = new Map();
  for (const entry of readdirSync(PACKAGE, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = `${entry.parentPath}/${entry.name}`.slice(fileURLToPath(PACKAGE).length).replace(/^\/+/, "");
    files.set(path, new Uint8Array(readFileSync(new URL(path, PACKAGE))));
  }
});

const namesOf = (checks: { name: string }[]): string[] => checks.map((check) => check.name);

describe("the honest package", () => {
  test("passes every check with what others kept", () => {
    const checks = audit(files, [RECEIPT], [HEAD]);
    expect(failures(checks)).toEqual([]);
    expect(checks.every((check) => check.ok)).toBe(true);
  });

  test("reports the same checks in the same order as the Python, and says which were not made", () => {
    const checks = audit(files).map(({ name, needs_receipt }) => ({ name, needs_receipt }));
    expect(checks).toEqual(json("package_checks.json"));
    expect(failures(audit(files))).toEqual([]);
  });
});

describe("a damaged package", () => {
  test.each((json("package_refused.json") as Damage[]).map((found) => [found.name, found] as const))(
    "%s",
    (_, found) => {
      const changed = new Map(files);
      for (const [path, hex] of Object.entries(found.changes)) {
        if (hex === null) changed.delete(path);
        else changed.set(path, fromHex(hex));
      }
      const failed = namesOf(failures(audit(changed, found.receipt === null ? [] : [found.receipt])));
      expect(failed).toEqual(expect.arrayContaining(found.checks));
      expect(failed).not.toEqual([]);
    },
  );

  test("is noticed whatever kind of file has a bit changed", () => {
    const kinds = new Map([...files.keys()].map((path) => [path.replace(/[0-9a-f]{64}|\d+/, ""), path]));
    const unnoticed = [...kinds.values()].filter((path) => {
      const bytes = files.get(path) as Uint8Array;
      return failures(audit(new Map(files).set(path, flipped(bytes, bytes.length >> 1)))).length === 0;
    });
    expect(kinds.size).toBeGreaterThan(20);
    expect(unnoticed).toEqual([]);
  });

  test("never makes the audit throw, whatever stands in its files", () => {
    const junk = ["", "{}", "null", '{"body":{},"salt":"","signatures":[]}', "[".repeat(5000)].map(utf8);
    for (const path of ["package.json", "log/head.json", "log/leaves.bin", "log/ticks/0.json"]) {
      for (const bytes of junk) expect(failures(audit(new Map(files).set(path, bytes)))).not.toEqual([]);
    }
    expect(failures(audit(new Map())).length).toBe(33);
    expect(failures(audit(files, [null, 1, {}, { body: {} }] as Json[], [[], "x"] as Json[])).length).toBe(5);
  });
});

describe("the verify command", () => {
  const command = fileURLToPath(new URL("../src/crypto/verify.ts", import.meta.url));
  const run = (...rest: string[]) => spawnSync(process.execPath, [command, ...rest], { encoding: "utf8" });
  const kept = (name: string) => fileURLToPath(new URL(name, VECTORS));

  test("prints every check and succeeds", () => {
    const printed = execFileSync(
      process.execPath,
      [command, fileURLToPath(PACKAGE), "--receipt", kept("package.receipt.json")],
      { encoding: "utf8" },
    );
    for (const name of namesOf(audit(files))) expect(printed).toContain(` ${name} `);
    expect(printed).toContain("all 37 checks passed");
  });

  test("exits with 1 when a check fails and with 2 when it was called wrongly", () => {
    expect(run(fileURLToPath(VECTORS)).status).toBe(1);
    expect(run().status).toBe(2);
  });
});
