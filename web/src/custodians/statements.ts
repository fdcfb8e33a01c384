/** Before the opening: a custodian looks at a proposed key set, compares, remembers, signs. */
import type { Entropy, Json } from "../crypto/encoding.ts";
import { checkedBody, readDocument, refusingOver } from "./signed-records.ts";
import { checkProposed, type Proposed, termsDigest } from "./key-sets.ts";
import type { CustodianKeys } from "./keys.ts";
import type { Memory } from "./memory.ts";
import type { Platform } from "./platform.ts";
import { type LogHead, PublicLog } from "./public-log.ts";
import { unsigned } from "./refused.ts";
import { keyStatement } from "./releases.ts";

/** What the person knows from elsewhere, in hex; empty where nothing. */
export interface Known {
  readonly platform: string;
  readonly documents: string;
}

/** What is to be signed, and under which platform key; `name` is that of these very terms and this key. */
export interface Offered {
  readonly proposed: Proposed;
  readonly platformKey: string;
  readonly termsDigest: string;
  /** Whether this platform was met before under this key. */
  readonly metBefore: boolean;
  /** Whether this machine remembers having signed these terms. */
  readonly remembered: boolean;
  readonly head: LogHead;
}

export interface Signer {
  readonly platform: Platform;
  readonly memory: Memory;
  readonly shareKey: string;
  readonly signKey: string;
}

/** The proposed set, once it makes sense; and the platform, once it is the one met before or the one expected. */
export async function lookAtKeySet(signer: Signer, lot: string, known: Known): Promise<Offered> {
  const { platform, memory, shareKey, signKey } = signer;
  const proposed = checkProposed(await platform.keySet(lot), lot, shareKey, signKey, known.documents);
  const { key, head, metBefore } = await meetPlatform(signer, known.platform);
  const pinned = await memory.pinned(lot, proposed.terms.round);
  const name = termsDigest(proposed.terms);
  const remembered = pinned?.terms.some((each) => termsDigest(each) === name) ?? false;
  return { proposed, platformKey: key, termsDigest: name, metBefore, remembered, head };
}

/** The key that signs the public log, and its newest head; it must be the key met before, or the one expected. */
async function meetPlatform({ platform, memory }: Signer, expected: string): Promise<{ key: string; head: LogHead; metBefore: boolean }> {
  const signed: Json = await platform.head();
  const key = refusingOver("log-head-signed", unsigned, () => {
    const signer = readDocument(signed).signatures.find(({ role }) => role === "platform")?.key ?? "";
    checkedBody(signed, "tianping/head/1", "platform", signer);
    return signer;
  });
  const met = await memory.platformKeys(platform.url);
  const asExpected = expected === "" ? met.size === 0 || met.has(key) : key === expected;
  if (!asExpected) throw unsigned("platform-key", "the platform signs with another key");
  return { key, head: new PublicLog(platform, key, unsigned).readHead(signed), metBefore: met.has(key) };
}

/** Remember, then sign, exactly what was shown: `name` is the digest of the terms that the person agreed to. */
export async function signKeySet(
  signer: Signer,
  lot: string,
  name: string,
  known: Known,
  keys: CustodianKeys,
  entropy: Entropy,
): Promise<{ signed: number; of: number; complete: boolean }> {
  const { proposed, platformKey, head, termsDigest: found } = await lookAtKeySet(signer, lot, known);
  if (found !== name) throw unsigned("key-set-changed", "the proposed set changed after it was shown");
  const signed = keyStatement(proposed.terms, proposed.index, keys, entropy);
  await signer.memory.pin(signer.platform.url, proposed.terms, platformKey, head);
  return signer.platform.sendStatement(lot, signed);
}
