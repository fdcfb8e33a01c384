/** A judged and awarded package among the vectors: every check says of each copy what the Python says of it. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { failures } from "../../src/crypto/audit.ts";
import { utf8 } from "../../src/crypto/encoding.ts";
import { checkEvaluation, EVALUATION_CHECKS } from "../../src/crypto/evaluation.ts";
import { LEAST_AWAY } from "../../src/crypto/evaluation/share.ts";
import { read } from "../cases.ts";

interface Copy {
  readonly name: string;
  readonly changes: { readonly [path: string]: string | null };
  readonly failed: readonly string[];
}

const HONEST = new Map(Object.entries(read("judged_package.json") as { [path: string]: string }));

function failed(changes: Copy["changes"]): string[] {
  const files = new Map(HONEST);
  for (const [path, text] of Object.entries(changes)) {
    if (text === null) files.delete(path);
    else files.set(path, text);
  }
  return failures(checkEvaluation(new Map([...files].map(([path, text]) => [path, utf8(text)])))).map(({ name }) => name);
}

describe("an evaluation", () => {
  test("that is honest holds in every check", () => {
    const checks = checkEvaluation(new Map([...HONEST].map(([path, text]) => [path, utf8(text)])));
    expect(failures(checks)).toEqual([]);
    expect(checks.map(({ name }) => name)).toEqual(EVALUATION_CHECKS.map(([name]) => name));
  });

  test.each((read("judged_cases.json") as Copy[]).map((found) => [found.name, found] as const))("%s", (_, { changes, failed: expected }) => {
    expect(failed(changes)).toEqual(expected);
  });

  test("has no checks before there is an award, and none that throws", () => {
    const paths = [...HONEST.keys()].filter((path) => path.startsWith("records/award-"));
    expect(failed(Object.fromEntries(paths.map((path) => [path, null])))).toEqual([]);
    expect(failures(checkEvaluation(new Map())).map(({ name }) => name)).toEqual(["award-as-published"]);
  });

  test("counts as many experts away as the rulebook says", () => {
    const book = JSON.parse(readFileSync(new URL("../../../foundation/rulebook_rows.json", import.meta.url), "utf8")) as { [rows: string]: { id: string; value: string }[] };
    const least = (rows: string): string | undefined => book[rows]?.find(({ id }) => id === "R-REMOTE-EXPERTS-MIN")?.value;
    expect([...LEAST_AWAY.values()].map(String)).toEqual([least("law 2026"), least("rehearsal") ?? least("law 2026")]);
  });
});
