/**
 * The last step of a build: `node build/finish.ts [folder]` lays beside every text of `dist/` the copies that are sent
 * in its place (Brotli and gzip at their strongest, which no server has time for), and writes SHA256SUMS, against which
 * anybody can hold what a platform serves. Safe to repeat.
 */
import { createHash } from "node:crypto";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const SUMS = "SHA256SUMS";
const TEXTS = /\.(html|js|mjs|css|json|map|svg|wasm|webmanifest|txt)$/;
const COPIES = /\.(br|gz)$/;
/** What no server shows. */
const HIDDEN = /(^|\/)\./;
/** As in foundation/site.py: below this nothing is saved. */
const SMALLEST = 1024;

const byBrotli = (data: Buffer): Promise<Buffer> =>
  promisify(brotliCompress)(data, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: data.length } });
const byGzip = (data: Buffer): Promise<Buffer> => promisify(gzip)(data, { level: 9 });

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => relative(folder, join(entry.parentPath, entry.name)));
  return paths.map((path) => path.split(sep).join("/")).sort();
}

async function layCopies(path: string, data: Buffer): Promise<void> {
  for (const [suffix, coded] of [[".br", await byBrotli(data)], [".gz", await byGzip(data)]] as const) {
    if (coded.length < data.length) await writeFile(path + suffix, coded);
  }
}

async function finish(folder: string): Promise<void> {
  const all = await filesBelow(folder);
  await Promise.all(all.filter((path) => COPIES.test(path)).map((path) => rm(join(folder, path))));
  const files = all.filter((path) => !COPIES.test(path) && !HIDDEN.test(path) && path !== SUMS);
  const sums = await Promise.all(
    files.map(async (path) => {
      const data = await readFile(join(folder, path));
      if (data.length >= SMALLEST && TEXTS.test(path)) await layCopies(join(folder, path), data);
      return `${createHash("sha256").update(data).digest("hex")}  ${path}\n`;
    }),
  );
  await writeFile(join(folder, SUMS), sums.join(""));
}

await finish(process.argv[2] ?? fileURLToPath(new URL("../dist", import.meta.url)));
