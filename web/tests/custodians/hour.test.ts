/** The hour of the opening at a custodian's own machine: what it waits for, what it refuses, what it remembers. */
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { Problem } from "../../src/api/problem.ts";
import { digest, type JsonObject, toHex } from "../../src/crypto/encoding.ts";
import { checkSignedBy, leafOf, signedOf } from "../../src/crypto/signatures.ts";
import { checkRelease, deal, type Sharing } from "../../src/crypto/sharing.ts";
import { Desk } from "../../src/custodians/desk.ts";
import { type LockedKeys, privateFile, readLocked } from "../../src/custodians/keys.ts";
import { canonical, utf8 } from "../../src/crypto/encoding.ts";
import type { Custody } from "../../src/custodians/platform.ts";
import { Refused } from "../../src/custodians/refused.ts";
import { entropyFrom } from "../entropy.ts";
import { at, FakePlatform, FakeStore, freezeTold, keysOf, LOT, ME, NOW, pair, proposedSet, shareOf, story, type Story } from "./story.ts";

const NOTHING_KNOWN = { platform: "", documents: "" };
let one: Story;
let platform: FakePlatform;
let store: FakeStore;
let desk: Desk;
let now: number;
let locked: LockedKeys;

beforeAll(async () => {
  locked = readLocked(canonical(privateFile("body 2", keysOf(ME), "seven quiet herons", entropyFrom("wrap"))));
});
beforeEach(async () => {
  one = await story();
  platform = new FakePlatform(one);
  store = new FakeStore();
  now = NOW;
  for (let i = 0; i < 3; i++) platform.log.tick(at(-5 + i / 100));
  platform.shownSet = proposedSet(one);
  desk = newDesk();
});

function newDesk(): Desk {
  return new Desk({ locked, store, platform, entropy: entropyFrom("desk"), clock: () => now, changed: () => undefined });
}

/** One of GET .../drills. */
function drillShown(changes: JsonObject = {}, context = "drill"): JsonObject {
  const { sharing } = deal([1, 2, 3, 4, 5].map((n) => shareOf(n).public), 3, utf8(context), entropyFrom("dealing"));
  return { drill: "first", lot: LOT, round: 1, t: 3, share_keys: one.terms.share_keys, sharing, deadline: at(0), at: at(-1), ...changes };
}

/** The list as it is now goes into the log, with a tick after it. */
function log(): void {
  const { freeze } = freezeTold(one);
  platform.log.tick(at(0.00002), leafOf(signedOf(freeze as JsonObject, true)));
  platform.log.tick(at(0.002));
}

/** The key set was signed on this machine, long before. */
async function signed(): Promise<void> {
  desk.open(keysOf(ME));
  const { termsDigest } = await desk.lookAtKeySet(LOT, NOTHING_KNOWN);
  await desk.signKeySet(LOT, termsDigest, NOTHING_KNOWN);
  await desk.refresh();
}

const look = (): Promise<void> => (desk.hours[0] as { look: () => Promise<void> }).look();
const hour = () => desk.view.lots[0] as (typeof desk.view.lots)[number];
const shown = (): string => hour().hour.checked?.freeze ?? "";

async function refusedBy(): Promise<string> {
  await look();
  const { refused } = hour();
  expect(hour().hour.stage).toBe("refused");
  expect(platform.sent).toEqual([]);
  return refused?.by === "client" ? refused.check : (refused?.kind ?? "");
}

describe("after every check", () => {
  test("the person is asked, and only then shares are released and remembered", async () => {
    await signed();
    log();
    await look();
    expect([hour().hour.stage, hour().hour.checked?.bids, platform.sent.length]).toEqual(["ready", 4, 0]);
    expect(shown()).toBe(toHex(digest(one.freeze)));
    desk.consent([{ lot: LOT, freeze: shown() }]);
    await look();
    expect(platform.sent).toHaveLength(1);
    expect((platform.sent[0]?.release["body"] as JsonObject)["freeze"]).toBe(shown());
    expect(hour().hour).toMatchObject({ stage: "waiting", released: ["identities"] });
    const notes = await desk.memory.notes();
    expect(notes.filter((each) => each["step"] === "identities").map((each) => each["result"])).toContain("released");
  });

  test("one consent serves both steps, and the second counts the bidders first", async () => {
    await signed();
    log();
    await look();
    desk.consent([{ lot: LOT, freeze: shown() }]);
    await look();
    platform.phase = "await_contents";
    await look();
    expect(hour().hour.counted).toBe(4);
    expect(platform.sent.map(({ release }) => (release["body"] as JsonObject)["step"])).toEqual(["identities", "contents"]);
    platform.phase = "read_out";
    await look();
    expect(hour().hour.stage).toBe("done");
  });

  test("too few bidders stop the second step", async () => {
    await signed();
    log();
    one.companies.splice(2);
    platform.phase = "await_contents";
    await look();
    desk.consent([{ lot: LOT, freeze: shown() }]);
    expect(await refusedBy()).toBe("bidders-counted");
  });

  test("consent to another list than the one shown is no consent, nor is consent before the check", async () => {
    await signed();
    log();
    desk.consent([{ lot: LOT, freeze: toHex(digest(one.freeze)) }]);
    await look();
    desk.consent([{ lot: LOT, freeze: "ab".repeat(32) }]);
    await look();
    expect([hour().hour.stage, platform.sent.length]).toEqual(["ready", 0]);
  });

  test("a locked key checks, and releases nothing", async () => {
    await signed();
    log();
    desk = newDesk();
    await desk.refresh();
    await look();
    expect(hour().hour.stage).toBe("ready");
    expect(() => desk.consent([{ lot: LOT, freeze: shown() }])).toThrow(Refused);
    await look();
    expect(platform.sent).toEqual([]);
  });

  test("a page that is opened anew knows what was sent, and asks again before the second step", async () => {
    await signed();
    log();
    await look();
    desk.consent([{ lot: LOT, freeze: shown() }]);
    await look();
    desk = newDesk();
    await desk.refresh();
    await look();
    expect(hour().hour.stage).toBe("waiting");
    platform.phase = "await_contents";
    await look();
    expect([hour().hour.stage, platform.sent.length]).toEqual(["ready", 1]);
  });
});

describe("nothing is released", () => {
  test("before the hour", async () => {
    await signed();
    platform.phase = "before";
    await look();
    expect(hour().hour.stage).toBe("before");
  });

  test("while the list is not in the log, and then it is refused", async () => {
    await signed();
    await look();
    expect(hour().hour.stage).toBe("closing");
    platform.log.tick(at(0.002));
    expect(await refusedBy()).toBe("leaf-in-log");
  });

  test("when the log was rebuilt since the keys were signed", async () => {
    await signed();
    platform.log.entries.splice(0);
    platform.log.values.splice(0);
    for (let i = 0; i < 4; i++) platform.log.tick(at(-6 + i / 100));
    log();
    expect(await refusedBy()).toBe("log-head-consistent");
  });

  test("when the log became smaller", async () => {
    await signed();
    platform.log.entries.splice(1);
    expect(await refusedBy()).toBe("log-head-consistent");
  });

  test("when another key signs the log", async () => {
    await signed();
    log();
    platform.log.signer = pair("another platform");
    expect(await refusedBy()).toBe("log-head-signed");
  });

  test("for a lot whose key set was never signed here", async () => {
    await desk.follow(LOT);
    log();
    expect(await refusedBy()).toBe("own-statement");
  });

  test("while the clock is wrong; once it is set, the person looks again", async () => {
    await signed();
    log();
    now = NOW + 3_600_000;
    expect(await refusedBy()).toBe("clocks");
    now = NOW;
    await look();
    expect(hour().hour.stage).toBe("refused");
    desk.again(LOT);
    await look();
    expect(hour().hour.stage).toBe("ready");
  });

  test("for a second list of one lot, ever", async () => {
    await signed();
    log();
    await look();
    desk.consent([{ lot: LOT, freeze: shown() }]);
    await look();
    platform.sent.splice(0);
    one.freeze.withdrawn.pop();
    log();
    expect(await refusedBy()).toBe("one-list-only");
  });

  test("twice, when the platform does not answer for a while", async () => {
    await signed();
    log();
    await look();
    platform.trouble = Problem.offline();
    desk.consent([{ lot: LOT, freeze: shown() }]);
    await look();
    expect([hour().hour.stage, hour().hour.offline, platform.sent.length]).toEqual(["ready", true, 0]);
    await look();
    expect([hour().hour.offline, platform.sent.length]).toEqual([false, 1]);
  });

  test("when others were faster, or too few bid", async () => {
    await signed();
    platform.phase = "read_out";
    await look();
    expect(hour().hour.stage).toBe("over");
  });
});

describe("a practice", () => {
  test("goes by the platform's clock, for rehearsals", async () => {
    await signed();
    log();
    now = NOW - 30 * 86_400_000;
    desk.practise(NOW);
    await look();
    expect(hour().hour.stage).toBe("ready");
    desk.practise(undefined);
    expect(desk.own()).toBe(now);
    expect(await refusedBy()).toBe("clocks");
  });

  test("is over when the own clock counts again: what was agreed to in it is not", async () => {
    await signed();
    log();
    desk.practise(NOW);
    await look();
    desk.consent([{ lot: LOT, freeze: shown() }]);
    desk.practise(undefined);
    await look();
    expect([hour().hour.stage, platform.sent.length]).toEqual(["ready", 0]);
  });
});

describe("before the opening", () => {
  test("the very terms that were shown are signed and remembered", async () => {
    await signed();
    const body = platform.statements[0]?.["body"] as JsonObject;
    expect({ ...body, possession: 0 }).toEqual({ ...((one.statements[ME - 1] as JsonObject)["body"] as JsonObject), possession: 0 });
    expect(hour().keySet).toMatchObject({ remembered: true, of: 5, threshold: 3 });
    const { metBefore, remembered } = await desk.lookAtKeySet(LOT, NOTHING_KNOWN);
    expect([metBefore, remembered]).toEqual([true, true]);
  });

  const refusedSet = async (given = NOTHING_KNOWN): Promise<string> => desk.lookAtKeySet(LOT, given).then(() => "", (thrown: Refused) => thrown.check);

  test.each<[string, JsonObject]>([
    ["key-set-lot", { lot: "0198c0de-0000-7000-8000-00000000000f" }],
    ["key-set-roster", { t: 6 }],
    ["key-set-roster", { members: [] }],
    ["key-set-roster", { share_keys: ["00".repeat(32)] }],
    ["key-set-terms", { t: "3" }],
    ["key-set-terms", { members: null }],
  ])("a set that makes no sense is refused as %s", async (check, changes) => {
    platform.shownSet = proposedSet(one, changes);
    expect(await refusedSet()).toBe(check);
  });

  test("a set without this body, over other documents, or that changed is not signed", async () => {
    expect(await refusedSet({ platform: "", documents: "ab".repeat(32) })).toBe("document-digest");
    expect(await refusedSet({ platform: "", documents: one.terms.document_digest })).toBe("");
    desk.open(keysOf(ME));
    await expect(desk.signKeySet(LOT, "ab".repeat(32), NOTHING_KNOWN)).rejects.toMatchObject({ check: "key-set-changed" });
    const members = (proposedSet(one)["members"] as JsonObject[]).map((each) => ({ ...each, sign_key: "00".repeat(32) }));
    platform.shownSet = proposedSet(one, { members });
    expect(await refusedSet()).toBe("own-key");
  });

  test("a platform that signs with another key than before is refused, unless that key is known", async () => {
    await signed();
    platform.log.signer = pair("another platform");
    expect(await refusedSet()).toBe("platform-key");
    expect(await refusedSet({ platform: toHex(pair("another platform").public), documents: "" })).toBe("");
  });

  const drill = drillShown;

  test("a drill is answered with a right share", async () => {
    await signed();
    platform.shownDrills = [drill()];
    await desk.refresh();
    expect(hour().drill?.answered).toBe(false);
    await desk.answerDrill(LOT);
    const { share } = platform.drillAnswers[0]?.["body"] as { share: JsonObject };
    checkRelease(share, drill()["sharing"] as Sharing, shareOf(ME).public, utf8("drill"), ME);
    expect(hour().drill?.answered).toBe(true);
  });

  test.each<[string, JsonObject, string]>([
    ["drill-dealing", {}, "an envelope's"],
    ["drill-dealing", { t: 2 }, "drill"],
    ["drill-dealing", { share_keys: [] }, "drill"],
    ["drill-lot", { lot: "another" }, "drill"],
  ])("a dealing that is no drill of a signed set gets no share: %s", async (check, changes, context) => {
    await signed();
    platform.shownDrills = [drill(changes, context)];
    await expect(desk.answerDrill(LOT)).rejects.toMatchObject({ check });
    expect(platform.drillAnswers).toEqual([]);
  });
});

describe("the lots of a key", () => {
  const listed = (phase: Custody["lots"][number]["phase"], answered = false): Custody["lots"][number] => ({
    lot: LOT, round: 1, name: "lot one", project: { code: "E1", name: "bridge", class: "works" }, buyer: "buyer", deadline: at(0), state: "BIDDING",
    phase, index: ME, t: 3, of: 5, statement: true, complete: true, drill: { drill: "first", at: at(-1), deadline: at(0), answered }, released: [], needed: null,
  });

  test("are asked for under the body's signature, once the key is open", async () => {
    await desk.refresh();
    expect([platform.requests.length, desk.view.registered]).toEqual([0, undefined]);
    platform.listed = { body: { id: LOT, name: "body 2" }, lots: [listed("before")] };
    desk.open(keysOf(ME));
    await desk.refresh();
    const request = signedOf(platform.requests[0] as JsonObject, false);
    checkSignedBy(request, "custodian", toHex(keysOf(ME).sign.public));
    expect(request.body).toEqual({ type: "tianping/custody-request/1", share_key: toHex(shareOf(ME).public), sign_key: toHex(keysOf(ME).sign.public), at: new Date(NOW).toISOString() });
    expect([desk.view.registered, desk.view.lots.map(({ lot }) => lot)]).toEqual([true, [LOT]]);
  });

  test("leave out what is over, and tell a drill that was answered on another machine", async () => {
    desk.open(keysOf(ME));
    platform.shownDrills = [drillShown()];
    platform.listed = { body: null, lots: [listed("before", true)] };
    await desk.refresh();
    expect([desk.view.registered, hour().drill?.answered]).toEqual([false, true]);
    platform.listed = { body: null, lots: [listed("closed")] };
    await desk.refresh();
    expect(desk.view.lots).toEqual([]);
  });

  test("are those that are remembered, when the platform does not say", async () => {
    await signed();
    platform.custody = () => Promise.reject(Problem.offline());
    await desk.refresh();
    expect([desk.view.unlisted?.by, desk.view.lots.length]).toEqual(["platform", 1]);
  });
});

describe("the memory", () => {
  test("is carried to another machine as a file", async () => {
    await signed();
    log();
    const file = await desk.memoryFile();
    store = new FakeStore();
    desk = newDesk();
    await desk.takeInMemory(file);
    await look();
    expect(hour().hour.stage).toBe("ready");
    await expect(desk.takeInMemory({ ...file, share_key: "00".repeat(32) })).rejects.toMatchObject({ check: "memory-key" });
    await expect(desk.takeInMemory({ type: "something" })).rejects.toMatchObject({ check: "memory-file" });
  });

  test("that names another list than the one released here is refused", async () => {
    await signed();
    const file = await desk.memoryFile();
    await desk.memory.takeList(LOT, 1, "aa".repeat(32));
    file["lists"] = [{ type: "tianping/custodian-list/1", lot: LOT, round: 1, freeze: "bb".repeat(32) }];
    await expect(desk.takeInMemory(file)).rejects.toMatchObject({ check: "one-list-only" });
  });

  test("of two platform keys for one lot is an alarm", async () => {
    const head = { size: 1, root: "00".repeat(32) };
    await desk.memory.pin("https://one", one.terms, "aa".repeat(32), head);
    await desk.memory.pin("https://one", { ...one.terms, t: 2 }, "bb".repeat(32), head);
    await expect(desk.memory.pinned(LOT, 1)).rejects.toMatchObject({ check: "two-platform-keys" });
    expect(await desk.memory.pinned(LOT, 2)).toBeUndefined();
  });
});
