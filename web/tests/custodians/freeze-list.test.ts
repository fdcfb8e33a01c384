/** A custodian's client refuses, by the name of the check, whatever an operator with the signing key may show it. */
import { describe, expect, test } from "vitest";
import { canonical, digest, fromUtf8, type Json, type JsonObject, toHex } from "../../src/crypto/encoding.ts";
import { envelopeDigest } from "../../src/crypto/body.ts";
import { sha256, utf8 } from "../../src/crypto/encoding.ts";
import { signedDocument } from "../../src/crypto/signatures.ts";
import { checkRelease } from "../../src/crypto/sharing.ts";
import { countBidders } from "../../src/custodians/count.ts";
import { type Checker, checkClocks, ofKind, readFreezeList } from "../../src/custodians/freeze-list.ts";
import { Refused } from "../../src/custodians/refused.ts";
import { makeRelease, withheldHash } from "../../src/custodians/releases.ts";
import { entropyFrom } from "../entropy.ts";
import { at, checker, DEADLINE, freezeTold, identitiesTold, keepBids, keysOf, ME, NOW, OTHER_LOT, pair, pinnedOf, platformKey, record, replaceDocuments, sealOne, shareOf, type Story, story } from "./story.ts";

function checkOf(act: () => unknown): string {
  try {
    act();
  } catch (thrown) {
    if (thrown instanceof Refused) return thrown.check;
    throw thrown;
  }
  return "";
}

/** The name of the check that refuses the list as it is told. */
const refusal = (one: Story, changes: Partial<Checker> = {}, told: JsonObject = freezeTold(one)): string => checkOf(() => readFreezeList(told, checker(one, changes)));

const firstBid = (one: Story): JsonObject => one.freeze.bids[0] as JsonObject;

/** Refused as it stands after this change. */
async function after(change: (one: Story) => unknown): Promise<string> {
  const one = await story();
  await change(one);
  return refusal(one);
}

/** An extra envelope of the first bid's key, with these terms, in the list. */
const withDocuments = (terms: Parameters<typeof sealOne>[3]) => async (one: Story) => {
  const first = String(firstBid(one)["bid_key"]);
  const name = [1, 2, 3, 4].find((n) => toHex(pair(`bid ${n}`).public) === first);
  replaceDocuments(one, await sealOne("documents", utf8("other papers"), String(name), terms));
};

describe("the list", () => {
  test("that is honest is accepted, with every envelope dealt to this custodian", async () => {
    const one = await story();
    const list = readFreezeList(freezeTold(one), checker(one));
    expect(list.index).toBe(ME);
    expect(list.envelopes.map(({ place }) => place)).toEqual(Array(16).fill(ME));
    expect(list.freeze).toBe(toHex(digest(one.freeze)));
  });

  test("is refused before the deadline by the own clock", async () => {
    expect(refusal(await story(), { own: Date.parse(DEADLINE) - 1 })).toBe("deadline-passed");
  });

  test("is refused when it was changed after it was signed, or signed by another platform", async () => {
    const one = await story();
    const told = freezeTold(one);
    (told["freeze"] as { body: { bids: Json[] } }).body.bids.pop();
    expect(refusal(one, {}, told)).toBe("freeze-record");
    const other = { ...freezeTold(one), freeze: record(one.freeze, "platform", pair("another platform")) };
    expect(refusal(one, {}, other)).toBe("freeze-record");
    expect(refusal(one, {}, { nothing: true })).toBe("freeze-record");
  });

  test.each<[string, (one: Story) => unknown]>([
    ["freeze-lot", (one) => (one.freeze["lot"] = OTHER_LOT)],
    ["freeze-lot", (one) => (one.freeze["round"] = 2)],
    ["freeze-tender", (one) => (one.tender["name"] = "another lot")],
    ["freeze-deadline", (one) => (one.freeze["deadline"] = at(-1))],
    ["deadline-history", (one) => ((one.extensions[0] as JsonObject)["deadline"] = at(-2))],
    ["freeze-minimum", (one) => (one.freeze["minimum_bidders"] = 2)],
    ["too-few-bids", (one) => keepBids(one, 2)],
    ["freeze-key-sets", (one) => (one.freeze["key_sets"] = ["ab".repeat(32)])],
    ["key-statements", (one) => one.statements.splice(3, 1)],
    ["freeze-sorted", (one) => one.freeze.bids.reverse()],
    ["freeze-sorted", (one) => one.freeze.bids.push(one.freeze.bids[3] as JsonObject)],
    ["freeze-sorted", (one) => ((one.freeze.withdrawn[0] as JsonObject)["bid"] = firstBid(one)["bid"] as string)],
    ["freeze-duplicates", (one) => (firstBid(one)["envelopes"] = (one.freeze.bids[1] as JsonObject)["envelopes"] as Json)],
    ["freeze-duplicates", (one) => (firstBid(one)["receipt"] = (one.freeze.bids[1] as JsonObject)["receipt"] as string)],
    ["freeze-kinds", (one) => (firstBid(one)["envelopes"] as Json[]).reverse()],
    ["freeze-late", (one) => (firstBid(one)["received_at"] = one.freeze["deadline"] as string)],
    ["freeze-envelopes", (one) => one.envelopes.pop()],
    ["freeze-envelopes", (one) => one.envelopes.push(one.envelopes[0] as JsonObject)],
    ["envelope-header", (one) => ((one.envelopes[0] as JsonObject)["header"] = "not base64!")],
    ["envelope-header", (one) => ((one.envelopes[0] as JsonObject)["header"] = "e30=")],
    ["envelope-digest", (one) => ((one.envelopes[0] as JsonObject)["root"] = "00".repeat(32))],
    ["envelope-lot", withDocuments({ lot: OTHER_LOT })],
    ["envelope-lot", withDocuments({ round: 2 })],
    ["envelope-floor", withDocuments({ floor: at(7) })],
    ["envelope-keys", withDocuments({ t: 2 })],
    ["envelope-bid", withDocuments({ bid_key: pair("somebody else").public })],
    ["envelope-bid", withDocuments({ document_version: 2 })],
  ])("is refused as %s", async (check, change) => {
    expect(await after(change)).toBe(check);
  });

  test("of a tender that asks for two bidders does not lower the law's three", async () => {
    const two = await after((one) => {
      keepBids(one, 2);
      one.tender["minimum_bidders"] = one.freeze["minimum_bidders"] = 2;
      one.freeze["tender"] = toHex(digest(one.tender));
    });
    expect(two).toBe("too-few-bids");
  });

  test("with a dealing whose proof does not hold is refused", async () => {
    const one = await story();
    const shown = one.envelopes[0] as { header: string; digest: string; root: string };
    const header = JSON.parse(atob(shown.header)) as { sharing: { r: string[] } };
    header.sharing.r[0] = header.sharing.r[1] as string;
    const source = canonical(header as unknown as Json);
    const forged = toHex(envelopeDigest(sha256(source), Uint8Array.from(Buffer.from(shown.root, "hex"))));
    const named = one.freeze.bids.flatMap((bid) => bid["envelopes"] as { digest: string }[]).find((each) => each.digest === shown.digest);
    Object.assign(named as object, { digest: forged });
    Object.assign(shown, { digest: forged, header: btoa(fromUtf8(source)) });
    expect(refusal(one)).toBe("dealers-proof");
  });

  test("under keys that this custodian never signed, or is not among, is refused", async () => {
    const one = await story();
    expect(refusal(one, { pinned: { ...pinnedOf(one), terms: [{ ...one.terms, t: 2 }] } })).toBe("own-statement");
    expect(refusal(one, { shareKey: "00".repeat(32) })).toBe("own-key");
  });

  test("of a real lot is refused in a practice", async () => {
    const one = await story();
    expect(refusal(one, { practice: true })).toBe("");
    one.tender["rehearsal"] = false;
    one.freeze["tender"] = toHex(digest(one.tender));
    expect(refusal(one)).toBe("");
    expect(refusal(one, { practice: true })).toBe("practice-only");
  });

  test("is not looked at while the clocks are more than five minutes apart", () => {
    expect(checkOf(() => checkClocks(NOW, NOW + 300_000))).toBe("");
    expect(checkOf(() => checkClocks(NOW, NOW - 300_001))).toBe("clocks");
  });
});

describe("the count", () => {
  const PLATFORM = () => toHex(platformKey().public);
  const counted = (one: Story, told: Json) => countBidders(told, readFreezeList(freezeTold(one), checker(one)), PLATFORM());
  const notEnough = (one: Story, told: Json): string => checkOf(() => counted(one, told));

  test("is of distinct bidders whose identities open and are signed", async () => {
    const one = await story();
    expect(counted(one, identitiesTold(one)).bidders).toBe(4);
    one.companies.pop();
    const three = counted(one, identitiesTold(one));
    expect([three.bidders, ...three.notCounted.values()]).toEqual([3, "company-key"]);
  });

  test.each<[string, string, (told: JsonObject & { releases: JsonObject[]; companies: JsonObject[]; bodies: { [name: string]: string } }, one: Story) => unknown]>([
    ["companies are missing", "bidders-counted", (told) => told.companies.splice(2)],
    ["companies were bound after the freeze", "bidders-counted", (told, one) => (told.companies = one.companies.map((each) => record({ ...each, at: at(1) })))],
    ["a body stands for all", "bidders-counted", (told) => Object.keys(told.bodies).forEach((name, _, names) => (told.bodies[name] = told.bodies[names[0] as string] as string))],
    ["there are no bodies", "bidders-counted", (told) => (told.bodies = {})],
    ["two releases are too few", "bidders-counted", (told) => told.releases.pop()],
    ["a release is not signed rightly", "releases-signed", (told) => ((told.releases[0]?.["body"] as JsonObject)["at"] = at(1))],
    ["a release is by nobody of this lot", "releases-signed", (told) => (told.releases[0] = { ...signedDocument(told.releases[0]?.["body"] as JsonObject, [["custodian", pair("nobody")]]) })],
    ["a release names another list", "releases-name-freeze", (told) => (told.releases[0] = signedDocument({ ...(told.releases[0]?.["body"] as JsonObject), freeze: "ab".repeat(32) }, [["custodian", pair("custodian 1")]]))],
    ["the answer is something else", "releases-signed", (told) => ((told as JsonObject)["releases"] = null)],
  ])("is refused when %s", async (_, check, change) => {
    const one = await story();
    const told = identitiesTold(one);
    change(told as never, one);
    expect(notEnough(one, told)).toBe(check);
  });

  test("passes over a wrong share and never uses it", async () => {
    const one = await story();
    const told = identitiesTold(one, [1, 2, 3, 4]) as JsonObject & { releases: JsonObject[] };
    const body = told.releases[0]?.["body"] as JsonObject & { shares: { S: string }[] };
    const exchanged = body.shares.map(({ S }) => S).reverse();
    body.shares.forEach((share, i) => (share.S = exchanged[i] as string));
    told.releases[0] = signedDocument(body, [["custodian", pair("custodian 1")]]);
    expect(counted(one, told).bidders).toBe(4);
    told.releases.pop();
    expect(notEnough(one, told)).toBe("bidders-counted");
  });
});

describe("a release", () => {
  test("holds one right share for each envelope, and hides documents and pricing", async () => {
    const one = await story();
    const list = readFreezeList(freezeTold(one), checker(one));
    const { release, withheld } = makeRelease(list, "contents", keysOf(ME), at(0.1), entropyFrom("release"));
    const body = release["body"] as { shares: { envelope: string }[]; withheld: { envelope: string; hash: string }[]; client: string };
    expect(body.client).toBe("tianping-custodian-web/0.1.0");
    expect(body.shares.map(({ envelope }) => envelope)).toEqual(ofKind(list, "offer").map(({ digest }) => digest));
    expect(body.withheld.map(({ envelope }) => envelope)).toEqual(ofKind(list, "documents", "pricing").map(({ digest }) => digest));
    ofKind(list, "offer").forEach(({ header }, i) => {
      const { envelope: _, ...share } = body.shares[i] as { envelope: string };
      checkRelease(share, header.sharing, shareOf(ME).public, header.ctx, ME);
    });
    withheld.forEach(({ salt, ...share }, i) => {
      expect(toHex(withheldHash(share, Uint8Array.from(Buffer.from(String(salt), "hex"))))).toBe(body.withheld[i]?.hash);
    });
  });

  test("of identities holds nothing of any offer", async () => {
    const one = await story();
    const list = readFreezeList(freezeTold(one), checker(one));
    const { release, withheld } = makeRelease(list, "identities", keysOf(ME), at(0.1), entropyFrom("release"));
    const body = release["body"] as { shares: { envelope: string }[]; withheld: Json[] };
    expect(body.shares.map(({ envelope }) => envelope)).toEqual(ofKind(list, "identity").map(({ digest }) => digest));
    expect([body.withheld, withheld]).toEqual([[], []]);
  });

  test("at the hour of two envelopes withholds documents, and holds nothing of any offer or pricing", async () => {
    const one = await story();
    const list = readFreezeList(freezeTold(one), checker(one));
    const two = { ...list, tender: { ...list.tender, scheme: { envelopes: 2 } } };
    const body = makeRelease(two, "contents", keysOf(ME), at(0.1), entropyFrom("release")).release["body"] as { step: string; shares: Json[]; withheld: { envelope: string }[] };
    expect([body.step, body.shares]).toEqual(["documents", []]);
    expect(body.withheld.map(({ envelope }) => envelope)).toEqual(ofKind(list, "documents").map(({ digest }) => digest));
  });
});
