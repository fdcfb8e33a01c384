#!/usr/bin/env node
/**
 * node src/crypto/verify.ts DIRECTORY [--receipt FILE]... [--head FILE]...
 * Checks a published package and prints every check by name; exit status 1 when one fails, 2 when it was called wrongly.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { parseArgs } from "node:util";
import { audit, type Check, failures } from "./audit.ts";
import type { Json } from "./encoding.ts";
import { init } from "./sodium.ts";

/** Every file below a directory by its path from there, with "/" between folders. */
function filesBelow(directory: string): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    files.set(relative(directory, path).split(sep).join("/"), readFileSync(path));
  }
  return files;
}

function print(check: Check): void {
  const verdict = check.needs_receipt ? "-     " : check.ok ? "ok    " : "FAILED";
  console.log(`${verdict}  ${check.name.padEnd(30)}  ${check.detail}`);
}

async function main(): Promise<number> {
  const many = { type: "string", multiple: true, default: [] as string[] } as const;
  const { values, positionals } = parseArgs({ options: { receipt: many, head: many }, allowPositionals: true });
  const [directory] = positionals;
  if (directory === undefined || positionals.length !== 1) {
    console.error("usage: verify DIRECTORY [--receipt FILE]... [--head FILE]...");
    return 2;
  }
  await init();
  const kept = (paths: string[]): Json[] => paths.map((path) => JSON.parse(readFileSync(path, "utf8")) as Json);
  const checks = audit(filesBelow(directory), kept(values.receipt), kept(values.head));
  checks.forEach(print);
  const failed = failures(checks).length;
  const made = checks.filter((check) => !check.needs_receipt).length;
  console.log(failed === 0 ? `\nall ${made} checks passed` : `\n${failed} of ${made} checks failed`);
  if (values.receipt.length === 0)
    console.log("no receipt was shown: a bid that was left out altogether would not be noticed");
  return failed === 0 ? 0 : 1;
}

process.exitCode = await main();
