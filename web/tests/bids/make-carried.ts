/**
 * Writes a sealed bid as this engine leaves it for carrying, for the Python to open: node tests/bids/make-carried.ts
 * All entropy is named by a label, so that running it again changes nothing.
 */
import { writeFileSync } from "node:fs";
import { sealBid } from "../../src/bids/sealing.ts";
import { pageShelf } from "../../src/bids/shelf.ts";
import { packTar } from "../../src/bids/tar.ts";
import { checkTender } from "../../src/bids/tender.ts";
import { fromHex, fromUtf8, toHex } from "../../src/crypto/encoding.ts";
import { keyPair } from "../../src/crypto/signatures.ts";
import { init } from "../../src/crypto/sodium.ts";
import { counter, fileOf, read, stream } from "./vectors.ts";

export const FOLDER = new URL("../../../tests/vectors/typescript/", import.meta.url);

/** The file to carry, and the two that are kept apart. */
export async function carried(): Promise<{ tar: Uint8Array; kept: string }> {
  await init();
  const [shown, { name, uscc, seed }] = [read("tender"), read("keys")];
  const job = {
    tender: await checkTender(shown.page, shown.platform_keys, shown.rulebook),
    company: { name, uscc, public: toHex(keyPair(fromHex(seed)).public), seed: fromHex(seed) },
    values: { price: "26888000.00", days: "365" },
    documents: [fileOf("技术标.pdf", stream("技术标.pdf", 3_000))],
    pricing: [],
    replacesAllEarlier: false,
    bond: null,
    bidSeed: null,
  };
  const parts = await sealBid(job, pageShelf(), { entropy: counter("carried"), report: () => undefined, stopped: () => false });
  const state = { bid: parts.bid, done: 0, type: "tianping/upload-state/1", uploads: { offer: "ab".repeat(16) }, url: "https://platform.example" };
  const entries = Object.entries(parts.files).map(([file, content]) => ({ name: file, content }));
  const tar = packTar([...entries, { name: "upload-state.json", content: new Blob([JSON.stringify(state)]) }], 0);
  const kept = { bid: parts.bid, bid_key_text: fromUtf8(parts.bidKeyFile), recovery_text: fromUtf8(parts.recoveryFile) };
  return { tar: new Uint8Array(await tar.arrayBuffer()), kept: `${JSON.stringify(kept, null, 1)}\n` };
}

if (process.argv[1]?.endsWith("make-carried.ts")) {
  const { tar, kept } = await carried();
  writeFileSync(new URL("carried.tar", FOLDER), tar);
  writeFileSync(new URL("carried.json", FOLDER), kept);
}
