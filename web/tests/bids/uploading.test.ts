import { expect, test } from "vitest";
import type { Problem } from "../../src/api/problem.ts";
import { Rate } from "../../src/bids/rate.ts";
import { PIECE } from "../../src/crypto/body.ts";
import { envelope, type Fault, Platform, sending } from "./platform.ts";

const RECEIPT = { body: "the receipt" };
const refusal = (asked: Promise<unknown>): Promise<string> => asked.then(() => "accepted", (thrown: Problem) => thrown.kind);
const pieces = (platform: Platform): number => platform.seen.filter((line) => /^(PATCH|POST) \/api\/uploads\//.test(line)).length;

test("every byte is sent once, in pieces, and the receipt asked for at the end", async () => {
  const platform = new Platform();
  const run = sending(platform);
  expect(await run.uploader.run()).toEqual(RECEIPT);
  expect(platform.seen).toEqual([
    "POST /api/uploads",
    "PATCH /api/uploads/…",
    "POST /api/uploads",
    "PATCH /api/uploads/…",
    "PATCH /api/uploads/…",
    "PATCH /api/uploads/…",
    "POST /api/lots/0198c0de-0000-7000-8000-000000000001/bids",
  ]);
  const last = run.states[run.states.length - 1];
  expect([last?.phase, last?.done, last?.total]).toEqual(["handing-in", 2 * PIECE + 8, 2 * PIECE + 8]);
  const request = JSON.parse(platform.requests[0] as string);
  expect(request.envelopes.map((one: { kind: string; header: string }) => [one.kind, one.header])).toEqual([
    ["offer", "AAAAAAAAAAAAAA=="],
    ["documents", "AAAAAAAAAAAAAA=="],
  ]);
  expect("replaces" in request).toBe(false);
});

test.each([
  ["dropped", 5],
  ["answer-lost", 4],
  ["damaged", 5],
  ["busy", 5],
  ["proxy", 5],
  ["restarting", 5],
  ["forgotten", 5],
] as [Fault, number][])("a piece that meets the line as %s is mended, nothing is sent twice for nothing", async (fault, sent) => {
  const platform = new Platform();
  platform.faults.push(null, fault);
  const run = sending(platform);
  expect(await run.uploader.run()).toEqual(RECEIPT);
  expect(pieces(platform)).toBe(sent);
});

test("it waits as long as it takes, longer each time, and says so", async () => {
  const platform = new Platform();
  platform.faults.push(...Array.from({ length: 30 }, () => "dropped" as const));
  const run = sending(platform);
  await run.uploader.run();
  expect(run.pauses.slice(0, 6)).toEqual([500, 1000, 2000, 4000, 8000, 8000]);
  expect(run.states.filter((state) => state.phase === "waiting").map((state) => state.pause).slice(0, 2)).toEqual([500, 1000]);
  expect(run.lines.filter((line) => line.startsWith("waits"))).toHaveLength(30);
});

test("a restarting platform is waited for without end, a stranger's refusal is told after a while", async () => {
  const platform = new Platform();
  platform.faults.push(...Array.from({ length: 40 }, () => "restarting" as const));
  expect(await sending(platform).uploader.run()).toEqual(RECEIPT);
  const guarded = new Platform();
  guarded.faults.push(...Array.from({ length: 40 }, () => "proxy" as const));
  expect(await refusal(sending(guarded).uploader.run())).toBe("unreadable");
});

test("where PATCH is refused POST goes through; where it is swallowed both are tried", async () => {
  const platform = new Platform();
  platform.patchAllowed = false;
  await sending(platform).uploader.run();
  expect(platform.seen.filter((line) => line.startsWith("PATCH"))).toHaveLength(1);
  const swallowed = new Platform();
  swallowed.faults.push("dropped", "dropped");
  await sending(swallowed).uploader.run();
  expect(swallowed.seen.filter((line) => line.startsWith("POST /api/uploads/")).length).toBeGreaterThan(0);
});

test("a killed tab goes on where it was, by the uploads it kept", async () => {
  const platform = new Platform();
  platform.faults.push(null, null, "late");
  const first = sending(platform);
  platform.isLate = true;
  platform.isLate = false;
  expect(await refusal(first.uploader.run())).toBe("deadline-passed");
  const [kept] = first.kept.slice(-1);
  const second = sending(platform, { uploads: kept as { [kind: string]: string } });
  const before = pieces(platform);
  expect(await second.uploader.run()).toEqual(RECEIPT);
  expect(pieces(platform) - before).toBe(2);
});

test("what an earlier try sent does not count as speed of this one", async () => {
  const platform = new Platform();
  platform.kept.set("ab".repeat(16), { bytes: 6 * PIECE, length: 8 * PIECE });
  const run = sending(platform, { step: 1000, envelopes: [envelope("offer", 3), envelope("documents", 8 * PIECE)], uploads: { documents: "ab".repeat(16) } });
  await run.uploader.run();
  expect(Math.max(...run.states.map((state) => state.rate))).toBeLessThan(PIECE / 2);
});

test("uploads that expired are begun again", async () => {
  const platform = new Platform();
  expect(await sending(platform, { uploads: { offer: "ff".repeat(16), documents: "ee".repeat(16) } }).uploader.run()).toEqual(RECEIPT);
});

test("late is told as the platform's refusal, unless the receipt was given before", async () => {
  const platform = new Platform();
  platform.isLate = true;
  expect(await refusal(sending(platform).uploader.run())).toBe("deadline-passed");
  platform.given = true;
  expect(await sending(platform).uploader.run()).toEqual(RECEIPT);
  expect(JSON.parse(platform.requests[platform.requests.length - 1] as string).envelopes).toEqual([]);
});

test("an answer that is lost at the very end is asked for again", async () => {
  const platform = new Platform();
  platform.ends.push("dropped", "busy", "answer-lost");
  expect(await sending(platform).uploader.run()).toEqual(RECEIPT);
  expect(platform.requests).toHaveLength(4);
});

test("what the platform finds damaged is sent again, what it refuses is told at once", async () => {
  const platform = new Platform();
  platform.ends.push({ kind: "digest-differs", facts: { kind: "offer" } });
  expect(await sending(platform).uploader.run()).toEqual(RECEIPT);
  expect(platform.seen.filter((line) => line === "POST /api/uploads")).toHaveLength(3);
  const strict = new Platform();
  strict.ends.push({ kind: "foreign-key-set" });
  expect(await refusal(sending(strict).uploader.run())).toBe("foreign-key-set");
  expect(strict.requests).toHaveLength(1);
});

test("the person pauses and goes on; the time between says nothing of the rate", async () => {
  const platform = new Platform();
  platform.faults.push(null, "dropped");
  const run = sending(platform, {
    onPause: (now, milliseconds) => now.uploader.say(milliseconds > 60_000 ? "resume" : "pause"),
  });
  expect(await run.uploader.run()).toEqual(RECEIPT);
  expect(run.lines.map((line) => line.split(" ")[0])).toEqual(expect.arrayContaining(["paused", "resumed"]));
  expect(run.states.some((state) => state.phase === "paused")).toBe(true);
});

test("whoever stops it leaves nothing at the platform", async () => {
  const platform = new Platform();
  platform.faults.push(null, "dropped");
  const run = sending(platform, { onPause: (now) => now.uploader.say("stop") });
  expect(await refusal(run.uploader.run())).toBe("cancelled");
  expect(platform.kept.size).toBe(0);
  expect(run.kept[run.kept.length - 1]).toEqual({});
});

test("once the receipt is asked for, stopping is too late: only the answer tells how it ended", async () => {
  const platform = new Platform();
  platform.ends.push("dropped");
  const run = sending(platform, { onPause: (now) => now.uploader.say("stop") });
  expect(await run.uploader.run()).toEqual(RECEIPT);
});

test("news of the network ends a wait, but not a pause of the person's", async () => {
  const platform = new Platform();
  platform.faults.push("dropped");
  let pauses = 0;
  const run = sending(platform, {
    onPause: (now, milliseconds) => {
      pauses += 1;
      now.uploader.say(milliseconds < 60_000 ? "pause" : pauses < 4 ? "online" : "resume");
    },
  });
  expect(await run.uploader.run()).toEqual(RECEIPT);
  expect(run.pauses.filter((one) => one > 60_000)).toHaveLength(3);
});

test("a sealed file that became shorter is told, not sent", async () => {
  const short = { ...envelope("offer", 3), file: new Blob([new Uint8Array(11)]) };
  expect(await refusal(sending(new Platform(), { envelopes: [short] }).uploader.run())).toBe("file-changed");
});

test("an envelope is sent again as a remedy", async () => {
  const platform = new Platform();
  const run = sending(platform, { envelopes: [envelope("offer", 3)], goal: { remedy: "ab".repeat(32) } });
  expect(await run.uploader.run()).toEqual({ remedied: true });
  expect(platform.seen.map((line) => line.split(" ")[0])).toEqual(["POST", "PATCH", "PUT"]);
});

test("a replacement goes with the bid", async () => {
  const platform = new Platform();
  await sending(platform, { goal: { statement: { body: "s" }, replaces: { body: "withdrawal" } } }).uploader.run();
  expect(JSON.parse(platform.requests[0] as string).replaces).toEqual({ body: "withdrawal" });
});

// ---- rate

test("the rate is that of the last twenty seconds, and unknown at first", () => {
  const rate = new Rate();
  rate.note(0, 0);
  expect(rate.perSecond(1000)).toBe(0);
  for (let second = 1; second <= 60; second += 1) rate.note(second * 1000, second <= 40 ? second * 1000 : 40_000 + (second - 40) * 100);
  expect(rate.perSecond(60_000)).toBeCloseTo(100, 0);
  expect(rate.left(60_000, 43_000)).toBeCloseTo(10_000, -3);
});

test("a line that stands still shows as a rate that falls", () => {
  const rate = new Rate();
  for (let second = 0; second <= 10; second += 1) rate.note(second * 1000, second * 1000);
  expect(rate.perSecond(20_000)).toBeLessThan(rate.perSecond(10_000));
});

test("what was lost on the way begins the reckoning anew", () => {
  const rate = new Rate();
  rate.note(0, 0);
  rate.note(5000, 8_000_000);
  rate.note(6000, 0);
  rate.note(10_000, 400_000);
  expect(rate.perSecond(10_000)).toBe(100_000);
});
