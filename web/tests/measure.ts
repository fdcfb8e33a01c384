/**
 * What the browser's cryptography costs under Node: npm run measure. Medians of processor time, so that neighbours on
 * the machine matter less; nothing here is a test.
 */
import { PieceTree } from "../src/crypto/body.ts";
import { sha256, utf8 } from "../src/crypto/encoding.ts";
import { EnvelopeReader, seal, unlock } from "../src/crypto/envelope.ts";
import type { Terms } from "../src/crypto/header.ts";
import { checkRelease, checkSharing, combine, deal, release, shareKey } from "../src/crypto/sharing.ts";
import { init } from "../src/crypto/sodium.ts";
import { entropyFrom } from "./entropy.ts";

const MEGABYTES = 64;

async function median(times: number, run: () => unknown): Promise<number> {
  const found: number[] = [];
  for (let i = 0; i < times; i += 1) {
    const start = process.cpuUsage();
    await run();
    const { user, system } = process.cpuUsage(start);
    found.push((user + system) / 1000);
  }
  return found.sort((a, b) => a - b)[times >> 1] as number;
}

async function sharingTimes(n: number, t: number): Promise<void> {
  const entropy = entropyFrom(`measure ${t} of ${n}`);
  const holders = Array.from({ length: n }, () => shareKey(entropy));
  const [keys, ctx] = [holders.map((holder) => holder.public), utf8("context")];
  const { sharing } = deal(keys, t, ctx, entropy);
  const releases = holders.map((holder, i) => release(sharing, i + 1, holder, ctx, entropy));
  const times = {
    deal: await median(21, () => deal(keys, t, ctx, entropy)),
    check_sharing: await median(21, () => checkSharing(sharing, keys, t, ctx)),
    release: await median(21, () => release(sharing, 1, holders[0] as never, ctx, entropy)),
    check_release: await median(21, () => checkRelease(releases[0], sharing, keys[0] as Uint8Array, ctx)),
    combine: await median(21, () => combine(releases, t)),
  };
  const told = Object.entries(times).map(([name, ms]) => `${name} ${ms.toFixed(2)} ms`);
  console.log(`${t} of ${n}: ${told.join(", ")}`);
}

async function envelopeTimes(): Promise<void> {
  const entropy = entropyFrom("measure envelope");
  const custodians = Array.from({ length: 5 }, () => shareKey(entropy).public);
  const terms: Terms = {
    kind: "documents",
    lot: "018f0000-0000-7000-8000-000000000001",
    round: 1,
    document_version: 1,
    floor: "2026-12-17T01:30:00.000Z",
    custodians,
    t: 3,
    bid_key: sha256(utf8("key")),
  };
  const bytes = new Uint8Array(MEGABYTES * 2 ** 20).fill(7);
  const source = {
    name: "a",
    media_type: "b",
    length: bytes.length,
    read: (at: number, length: number) => bytes.subarray(at, at + length),
  };
  const parts: Uint8Array[] = [];
  const sealed = await seal(terms, [source], entropy, (part) => void parts.push(part));
  const body = Buffer.concat(parts.slice(1));
  const reader = () =>
    new EnvelopeReader(unlock(sealed.header, sealed.secret), (at, length) => body.subarray(at, at + length));
  const rates = {
    seal: await median(5, () => seal(terms, [source], entropy, () => undefined)),
    "open and check everything": await median(5, () => reader().checkWhole()),
    "piece tree": await median(5, () => new PieceTree().update(body)),
  };
  for (const [name, ms] of Object.entries(rates))
    console.log(`${name}: ${((MEGABYTES * 1000) / ms).toFixed(0)} MiB/s (${MEGABYTES} MiB)`);
  console.log(
    `1,000 bytes from the middle: ${(await median(21, () => reader().read("a", bytes.length >> 1, 1000))).toFixed(1)} ms`,
  );
}

await init();
await sharingTimes(3, 2);
await sharingTimes(5, 3);
await envelopeTimes();
