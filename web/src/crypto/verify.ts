#!/usr/bin/env node
/**
 * node src/crypto/verify.ts DIRECTORY [--receipt FILE]... [--head FILE]...
 * node src/crypto/verify.ts draw FILE
 * Checks a published package, or the draw package of a session, and prints every check by name; exit status 1 when one
 * fails, 2 when it was called wrongly.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { parseArgs } from "node:util";
import { audit, type Check, failures } from "./audit.ts";
import { verifyDraw } from "./draw/verify.ts";
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

/** Prints all checks and their sum; answers how many failed. */
function report(checks: readonly Check[]): number {
  checks.forEach(print);
  const failed = failures(checks).length;
  const made = checks.filter((check) => !check.needs_receipt).length;
  console.log(failed === 0 ? `\nall ${made} checks passed` : `\n${failed} of ${made} checks failed`);
  return failed;
}

async function draw(file: string): Promise<number> {
  await init();
  const failed = report(verifyDraw(JSON.parse(readFileSync(file, "utf8")) as Json));
  console.log("not made here: everybody's exact chance and the bound to the least (python -m crypto verify-draw --full)");
  return failed === 0 ? 0 : 1;
}

async function main(): Promise<number> {
  const many = { type: "string", multiple: true, default: [] as string[] } as const;
  const { values, positionals } = parseArgs({ options: { receipt: many, head: many }, allowPositionals: true });
  const [directory, file] = positionals;
  if (directory === "draw" && file !== undefined && positionals.length === 2) return draw(file);
  if (directory === undefined || positionals.length !== 1) {
    console.error("usage: verify DIRECTORY [--receipt FILE]... [--head FILE]...\n       verify draw FILE");
    return 2;
  }
  await init();
  const kept = (paths: string[]): Json[] => paths.map((path) => JSON.parse(readFileSync(path, "utf8")) as Json);
  const failed = report(audit(filesBelow(directory), kept(values.receipt), kept(values.head)));
  if (values.receipt.length === 0)
    console.log("no receipt was shown: a bid that was left out altogether would not be noticed");
  return failed === 0 ? 0 : 1;
}

process.exitCode = await main();
