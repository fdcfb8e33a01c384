import { afterEach, expect, test } from "vitest";
import { Problem } from "../../src/api/problem.ts";
import { answer, type Calls, type Port, WorkerLine } from "../../src/bids/worker-line.ts";
import { cancelled, fileChanged } from "../../src/bids/faults.ts";
import { CryptoError } from "../../src/crypto/errors.ts";

const open: MessagePort[] = [];
afterEach(() => open.splice(0).forEach((port) => port.close()));

/** A line whose two ends lie in this test. */
function lineTo(calls: Calls): WorkerLine {
  const { port1, port2 } = new MessageChannel();
  open.push(port1, port2);
  answer(port1 as unknown as Port, calls);
  return new WorkerLine(port2 as unknown as Port);
}

const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

test("answers come to whoever asked, in whatever order they are ready", async () => {
  const ends: (() => void)[] = [];
  const line = lineTo({ wait: (asked: string) => new Promise((resolve) => ends.push(() => resolve(asked))) });
  const [one, two] = [line.ask("wait", "one"), line.ask("wait", "two")];
  await turn();
  ends.reverse().forEach((end) => end());
  expect(await Promise.all([one, two])).toEqual(["one", "two"]);
});

test("reports come on the way, before the answer", async () => {
  const told: unknown[] = [];
  const line = lineTo({ count: async (_, call) => [1, 2, 3].forEach(call.report) });
  await line.ask("count", null, (report: unknown) => void told.push(report));
  expect(told).toEqual([1, 2, 3]);
});

test("a refusal there is the same refusal here; a fault of the cryptography names its check", async () => {
  const line = lineTo({
    refuse: async () => Promise.reject(fileChanged("技术标.pdf")),
    fail: async () => Promise.reject(new CryptoError("body-chunk", "chunk 3 does not decrypt")),
  });
  const problem = await line.ask("refuse", null).catch((thrown: unknown) => thrown);
  expect(problem).toBeInstanceOf(Problem);
  expect(problem).toMatchObject({ kind: "file-changed", facts: { name: "技术标.pdf" }, rule: "D-FILE" });
  expect((problem as Problem).what.zh).toContain("技术标.pdf");
  await expect(line.ask("fail", null)).rejects.toMatchObject({ kind: "page", now: { en: expect.stringContaining("body-chunk") } });
  await expect(line.ask("nothing", null)).rejects.toMatchObject({ kind: "page" });
});

test("an aborted signal stops the call; one that was aborted before asks nothing", async () => {
  const calls: Calls = {
    work: async (_, call) => {
      for (let i = 0; i < 100; i += 1) {
        await turn();
        if (call.stopped()) throw cancelled();
      }
    },
  };
  const [line, stop] = [lineTo(calls), new AbortController()];
  const asked = line.ask("work", null, undefined, stop.signal);
  stop.abort();
  await expect(asked).rejects.toMatchObject({ kind: "cancelled" });
  await expect(line.ask("work", null, undefined, stop.signal)).rejects.toMatchObject({ kind: "cancelled" });
});

test("what is said to a call reaches it, and no other", async () => {
  const heard: string[] = [];
  const line = lineTo({
    listen: (name: string, call) =>
      new Promise((resolve) =>
        call.listen((said) => {
          heard.push(`${name} ${said}`);
          resolve(undefined);
        }),
      ),
  });
  const [one, two] = [line.start("listen", "one"), line.start("listen", "two")];
  two.say("pause");
  await two.answer;
  one.say("resume");
  await one.answer;
  expect(heard).toEqual(["two pause", "one resume"]);
});

test("when the worker dies, whoever waits is told", async () => {
  const line = lineTo({ wait: () => new Promise(() => undefined) });
  const asked = line.ask("wait", null);
  line.fail(new Error("out of memory"));
  await expect(asked).rejects.toMatchObject({ kind: "page", what: { zh: "本页出现错误。" } });
});
