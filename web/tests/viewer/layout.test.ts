import { expect, test } from "vitest";
import { density, inSight, layOut, pageAt, scaleFor, topOf, typedPage, wholeHeight, type Size } from "../../src/viewer/layout.ts";

const A4: Size = { width: 595, height: 842 };
const thousand = layOut(1000, new Map(), A4, 1, 10);

test("a thousand pages have one height, and each its top", () => {
  expect(wholeHeight(thousand)).toBe(1000 * 852 + 10);
  expect([topOf(thousand, 1), topOf(thousand, 2), topOf(thousand, 1000)]).toEqual([10, 862, 999 * 852 + 10]);
});

test("only pages in sight and their neighbours are there, wherever one is", () => {
  for (const top of [0, 5000, 426_000, 851_300]) {
    const [first, last] = inSight(thousand, top, 800, 1);
    expect(last - first).toBeLessThanOrEqual(4);
    expect([first >= 1, last <= 1000]).toEqual([true, true]);
  }
  expect(inSight(thousand, 0, 800, 1)).toEqual([1, 2]);
});

test("the gap below a page belongs to it", () => {
  expect([pageAt(thousand, 0), pageAt(thousand, 861), pageAt(thousand, 862), pageAt(thousand, 1e9)]).toEqual([1, 1, 2, 1000]);
});

test("a page of another size moves those below it and none above", () => {
  const wide = layOut(3, new Map([[2, { width: 842, height: 400 }]]), A4, 2, 10);
  expect([topOf(wide, 1), topOf(wide, 2), topOf(wide, 3)]).toEqual([10, 1704, 2514]);
});

test("a page fits the width, or whole, or is as large as on paper", () => {
  const box = { width: 615, height: 441 };
  expect(scaleFor("width", A4, box, 10)).toBe(1);
  expect(scaleFor("page", A4, box, 10)).toBe(0.5);
  expect(scaleFor(1, A4, box, 10)).toBeCloseTo(96 / 72);
});

test("a drawing as large as a wall gets a canvas of bounded size", () => {
  const dense = density(8000, 8000, 2, 8_000_000);
  expect(8000 * dense * 8000 * dense).toBeLessThanOrEqual(8_000_001);
  expect(density(600, 800, 2, 8_000_000)).toBe(2);
});

test("a page number is one of the file's", () => {
  expect(["12", " 12 ", "１２", "0", "301", "1.5", "一", ""].map((text) => typedPage(text, 300))).toEqual([12, 12, 12, undefined, undefined, undefined, undefined, undefined]);
});
