import { expect, test } from "vitest";
import { foldPage, hasText, hitFrom, hitsOn, searchAll, step, type Found } from "../../src/viewer/search.ts";

test("words torn into runs and lines are found, and each piece is told", () => {
  const [hit] = hitsOn(3, foldPage(["项目经", "理 ：", "张 三"]), "经理：张");
  expect(hit?.pieces).toEqual([{ run: 0, start: 2, stop: 3 }, { run: 1, start: 0, stop: 3 }, { run: 2, start: 0, stop: 1 }]);
  expect([hit?.page, hit?.before, hit?.text, hit?.after]).toEqual([3, "项目", "经理:张", "三"]);
});

test("width and case do not count", () => {
  expect(hitsOn(1, foldPage(["ＩＳＯ９００１ iso 9001"]), "Iso9001")).toHaveLength(2);
});

test("hits do not overlap, and nothing finds nothing", () => {
  expect(hitsOn(1, foldPage(["aaaa"]), "aa")).toHaveLength(2);
  expect(hitsOn(1, foldPage(["aaaa"]), "  ")).toEqual([]);
});

test("a page with a stamped number only is a picture", () => {
  expect([hasText(foldPage(["12"])), hasText(foldPage(["第十二页，施工部署"]))]).toEqual([false, true]);
});

async function last(pages: readonly string[], query: string, most = 100): Promise<Found | undefined> {
  let found: Found | undefined;
  for await (const now of searchAll(pages.length, query, (page) => Promise.resolve(foldPage([pages[page - 1] ?? ""])), most)) found = now;
  return found;
}

test("all pages are read, pictures among them counted", async () => {
  const found = await last(["质量保证措施一二三", "", "本章为质量保证措施"], "质量");
  expect([found?.hits.map((hit) => hit.page), found?.read, found?.pictures]).toEqual([[1, 3], 3, 1]);
});

test("a scan is told from a text without the word", async () => {
  expect((await last(["", "2"], "质量"))?.pictures).toBe(2);
  expect((await last(["安全文明施工措施"], "质量"))?.pictures).toBe(0);
});

test("a word of every page stops at the most", async () => {
  const found = await last(Array.from({ length: 50 }, () => "的的的的的的的的的的"), "的", 25);
  expect([found?.hits.length, found?.read]).toEqual([25, 3]);
});

test("one begins at the page one reads and goes round", () => {
  const hits = [2, 5, 9].map((page) => ({ page, pieces: [], before: "", text: "", after: "" }));
  expect([hitFrom(hits, 1), hitFrom(hits, 3), hitFrom(hits, 10)]).toEqual([0, 1, 0]);
  expect([step(2, 1, 3), step(0, -1, 3), step(0, 1, 0)]).toEqual([0, 2, 0]);
});
