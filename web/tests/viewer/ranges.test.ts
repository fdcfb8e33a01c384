import { expect, test } from "vitest";
import { addressOf, kindOf } from "../../src/viewer/kinds.ts";
import { readRange, type Asking } from "../../src/viewer/ranges.ts";

const FILE = Uint8Array.from({ length: 100 }, (_, index) => index);

function door(answers: (() => Response)[]): { asking: Asking; asked: string[]; told: boolean[]; paused: number[] } {
  const [asked, told, paused]: [string[], boolean[], number[]] = [[], [], []];
  const asking: Asking = {
    signal: new AbortController().signal,
    fetch: (_, init) => {
      asked.push(new Headers(init?.headers).get("range") ?? "");
      const answer = answers.shift();
      return answer ? Promise.resolve(answer()) : Promise.reject(new TypeError("offline"));
    },
    pause: (milliseconds) => {
      paused.push(milliseconds);
      return Promise.resolve();
    },
    waiting: (isWaiting) => void told.push(isWaiting),
  };
  return { asking, asked, told, paused };
}

const part = (): Response => new Response(FILE.slice(10, 20), { status: 206 });
const gone = (): Response => {
  throw new TypeError("network");
};
const refusal = (): Response => new Response(JSON.stringify({ title_zh: "现在不能查阅", title: "Not now", detail_zh: "", detail: "", rule: "R", type: "urn:tianping:problem:part" }), { status: 409 });

test("a range is asked for as HTTP counts, its last byte included", async () => {
  const { asking, asked } = door([part]);
  expect([...(await readRange("/f", 10, 20, asking))]).toEqual([10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
  expect(asked).toEqual(["bytes=10-19"]);
});

test("a door that answers the whole file is cut", async () => {
  expect([...(await readRange("/f", 98, 100, door([() => new Response(FILE.slice())]).asking))]).toEqual([98, 99]);
});

test("a network that is away is waited for, longer each time, and this is told", async () => {
  const { asking, told, paused } = door([gone, () => new Response("", { status: 503 }), () => new Response(FILE.slice(0, 3), { status: 206 }), part]);
  expect((await readRange("/f", 10, 20, asking)).length).toBe(10);
  expect([paused, told]).toEqual([[500, 1000, 2000], [true, true, true, false]]);
});

test("a refusal is told in the door's words and not asked for again", async () => {
  const { asking, asked } = door([refusal, part]);
  await expect(readRange("/f", 10, 20, asking)).rejects.toMatchObject({ status: 409, what: { zh: "现在不能查阅" } });
  expect(asked).toHaveLength(1);
});

test("what is shown, and what is only handed out", () => {
  expect(kindOf("application/pdf", "a")).toBe("pdf");
  expect(kindOf("application/octet-stream", "施工组织设计.PDF")).toBe("pdf");
  expect(kindOf("image/jpeg", "证书.jpg")).toBe("image");
  expect(["报价.ofd", "清单.xlsx", "方案.docx", "图.svg", "图.tiff"].map((name) => kindOf("application/octet-stream", name))).toEqual(["other", "other", "other", "other", "other"]);
  expect(addressOf("L", "01 甲", 2)).toBe("/api/seat/lots/L/files/01%20%E7%94%B2/2");
});
