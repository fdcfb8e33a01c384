import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { KNOWN } from "../../src/bids/sealed-bid.ts";
import { packTar, unpackTar } from "../../src/bids/tar.ts";
import { carried, FOLDER } from "./make-carried.ts";

const blob = (content: string | Uint8Array): Blob => new Blob([content as BlobPart]);
const packed = async (...entries: [string, string][]): Promise<Uint8Array> =>
  new Uint8Array(await packTar(entries.map(([name, content]) => ({ name, content: blob(content) })), 1_795_000_000_000).arrayBuffer());

test("the carried bid for the Python is what this code makes (node tests/bids/make-carried.ts writes it)", async () => {
  const { tar, kept } = await carried();
  expect(new Uint8Array(readFileSync(new URL("carried.tar", FOLDER)))).toEqual(tar);
  expect(readFileSync(new URL("carried.json", FOLDER), "utf8")).toBe(kept);
});

test("what was packed comes out by name, also what fills blocks exactly and what is empty", async () => {
  const found = await unpackTar(blob(await packed(["bid.json", "x".repeat(1024)], ["tender.json", ""], ["offer.tpe", "y"])), KNOWN);
  expect([...(found ?? new Map()).keys()]).toEqual(["bid.json", "tender.json", "offer.tpe"]);
  expect(await found?.get("bid.json")?.text()).toBe("x".repeat(1024));
  expect(found?.get("tender.json")?.size).toBe(0);
});

test.each([
  ["a name that is not known", async () => packed(["bid-key.json", "{}"])],
  ["a name twice", async () => packed(["bid.json", "a"], ["bid.json", "b"])],
  ["a folder", async () => changed(156, 0x35)],
  ["a link", async () => changed(156, 0x32)],
  ["a damaged header", async () => changed(20, 0x41)],
  ["a long name's prefix", async () => changed(345, 0x2e)],
  ["no end", async () => (await packed(["bid.json", "a"])).slice(0, 1024)],
  ["a file that ends beyond the archive", async () => (await packed(["bid.json", "x".repeat(2000)])).slice(0, 1024)],
  ["something else", async () => new Uint8Array(5000).fill(0x25)],
] as [string, () => Promise<Uint8Array>][])("a tar with %s is refused whole", async (_, make) => {
  expect(await unpackTar(blob(await make()), KNOWN)).toBeUndefined();
});

async function changed(at: number, byte: number): Promise<Uint8Array> {
  const bytes = await packed(["bid.json", "a"]);
  const before = bytes[at] as number;
  bytes[at] = byte;
  if (at !== 20) fixChecksum(bytes, byte - before);
  return bytes;
}

/** The archive's own checksum follows, so that nothing but the kind or name is at fault. */
function fixChecksum(bytes: Uint8Array, difference: number): void {
  const sum = parseInt(new TextDecoder().decode(bytes.subarray(148, 154)), 8) + difference;
  bytes.set(new TextEncoder().encode(sum.toString(8).padStart(6, "0")), 148);
}
