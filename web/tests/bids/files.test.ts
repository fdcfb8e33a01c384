import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { amountOf, billTotals } from "../../src/bids/bill.ts";
import { tellingProperties } from "../../src/bids/blind.ts";
import { checkFiles, mediaTypeOf } from "../../src/bids/names.ts";
import { pdfSignatures } from "../../src/bids/pdf-signatures.ts";
import type { Problem } from "../../src/api/problem.ts";
import type { SignatureSeen } from "../../src/bids/types.ts";
import { fileOf } from "./vectors.ts";

const bytesOf = (name: string): Uint8Array => new Uint8Array(readFileSync(new URL(`files/${name}`, import.meta.url)));
const kept = (name: string): File => fileOf(name, bytesOf(name));
const on = (): boolean => false;
const look = async (file: File): Promise<SignatureSeen[]> => (await pdfSignatures(file, on)) as SignatureSeen[];
const refusal = (asked: Promise<unknown>): Promise<string> => asked.then(() => "accepted", (thrown: Problem) => thrown.kind);

/** The file with some of its characters replaced by as many others. */
function changed(name: string, was: string | RegExp, is: string): File {
  const text = Buffer.from(bytesOf(name)).toString("latin1");
  const made = text.replace(was, is);
  expect(made).not.toBe(text);
  return fileOf(name, new Uint8Array(Buffer.from(made, "latin1")));
}

// ---- signatures

test.each([
  ["rsa.pdf", "江城建设有限公司"],
  ["pss.pdf", "江城建设有限公司"],
  ["ec.pdf", "张三"],
])("the signature of %s shows who, when, by whose certificate, and that it is intact", async (name, signer) => {
  const [seen, ...others] = await look(kept(name));
  expect(others).toEqual([]);
  expect(seen).toMatchObject({ signer, organisation: "江城建设集团", issuer: "湖北测试CA", serial: "0102030405", intact: true, whole: true, note: null });
  expect(Number.isNaN(Date.parse(seen?.at ?? ""))).toBe(false);
});

test("a byte changed after signing is seen", async () => {
  const [seen] = await look(changed("rsa.pdf", "/MediaBox [ 0.0 0.0 200 200 ]", "/MediaBox [ 0.0 0.0 200 900 ]"));
  expect(seen).toMatchObject({ intact: false, whole: true });
  expect(seen?.note?.zh).toBe("签章后内容有变动");
});

test("a signature value that was exchanged does not hold", async () => {
  const text = Buffer.from(bytesOf("rsa.pdf")).toString("latin1");
  const [, hex = ""] = /\/Contents\s*<([0-9a-fA-F]+?)0*>/.exec(text) ?? [];
  const at = text.indexOf(hex) + hex.length - 40;
  const flipped = text[at] === "0" ? "1" : "0";
  const [seen] = await look(fileOf("rsa.pdf", new Uint8Array(Buffer.from(text.slice(0, at) + flipped + text.slice(at + 1), "latin1"))));
  expect(seen?.intact).toBe(false);
});

test("of two signatures the first is followed by the second", async () => {
  const [first, second, ...others] = await look(kept("twice.pdf"));
  expect(others).toEqual([]);
  expect([first?.intact, first?.whole, first?.note?.zh]).toEqual([true, false, "其后又加盖了其他签章"]);
  expect([second?.signer, second?.intact, second?.whole, second?.note]).toEqual(["张三", true, true, null]);
});

test("what was added after signing is told", async () => {
  const [seen] = await look(kept("added.pdf"));
  expect([seen?.intact, seen?.whole, seen?.note?.zh]).toEqual([true, false, "签章之后文件又有追加内容"]);
});

test("an SM2 seal shows its name and says that it is not checked here", async () => {
  const sm2 = changed("ec.pdf", /06082a8648ce3d030107/gi, "06082a811ccf5501822d");
  expect((await look(sm2))[0]).toMatchObject({ signer: "张三", issuer: "湖北测试CA", intact: null, whole: true });
});

test("a key that no browser takes: the content can be told to be unchanged, the signature not", async () => {
  const [seen] = await look(changed("ec.pdf", /06082a8648ce3d030107/gi, "06082a8648ce3d030101"));
  expect([seen?.intact, seen?.note?.en]).toEqual([null, "the content is what was signed; the signature itself cannot be checked in this browser"]);
});

test("a seal in a form of its maker's own still shows the name in its certificate", async () => {
  const own = changed("rsa.pdf", /06092a864886f70d010702/i, "06092a864886f70d010799");
  expect((await look(own))[0]).toMatchObject({ signer: "江城建设有限公司", intact: null });
});

test("no signature, no PDF, and nonsense in place of a signature", async () => {
  expect(await look(kept("plain.pdf"))).toEqual([]);
  expect(await pdfSignatures(kept("named.docx"), on)).toBeNull();
  expect(await pdfSignatures(fileOf("a.pdf", ""), on)).toBeNull();
  expect(await look(fileOf("a.pdf", "%PDF-1.7 /ByteRange [0 5 6 99999] /ByteRange [0 -1 2 3] /ByteRange"))).toEqual([]);
  const nonsense = (await look(changed("rsa.pdf", /<30[0-9a-fA-F]{40}/, `<31${"f".repeat(40)}`)))[0];
  expect(nonsense?.intact).toBeNull();
});

test("whoever has had enough stops the looking", async () => {
  expect(await refusal(pdfSignatures(kept("rsa.pdf"), () => true))).toBe("cancelled");
});

// ---- blind parts

const NAMES = ["江城建设有限公司", "91420000000000019K"];
const told = async (file: File): Promise<{ [name: string]: string }> =>
  Object.fromEntries((await tellingProperties(file, NAMES)).map((one) => [one.name, one.value]));

test("names in the properties of a PDF are told, the program that made it is not", async () => {
  expect(await told(kept("named.pdf"))).toEqual({ "pdf:Author": "张三", "pdf:Title": "技术标 江城建设有限公司" });
  expect(await told(kept("program.pdf"))).toEqual({});
  expect(await told(kept("plain.pdf"))).toEqual({});
});

test("properties packed into streams are found, XMP too", async () => {
  expect(await told(kept("compressed.pdf"))).toEqual({ "pdf:Author": "张三" });
  expect(await told(kept("xmp.pdf"))).toEqual({ creator: "李四" });
});

test("properties of office files are told, each with how to take it away", async () => {
  expect(await told(kept("named.docx"))).toEqual({ creator: "王五", Company: "江城建设有限公司" });
  const [first] = await tellingProperties(kept("named.docx"), NAMES);
  expect(first?.remedy.zh).toContain("检查文档");
});

test("other files tell nothing; what cannot be read is refused, not passed over", async () => {
  expect(await tellingProperties(fileOf("a.txt", "江城建设有限公司"), NAMES)).toEqual([]);
  for (const file of [fileOf("a.pdf", "%PDF-1.7 nothing"), fileOf("a.docx", "PK\x03\x04 nothing"), changed("named.docx", /PK\x05\x06/, "PK\x05\x07"), changed("named.pdf", "/Author", "/Autho>")])
    expect(await refusal(tellingProperties(file, NAMES))).toBe("file-unreadable");
});

test("a PDF under a password says so", async () => {
  const locked = changed("named.pdf", /\/Info (\d+ \d+ R)/, "/Encrypt $1 %");
  await expect(tellingProperties(locked, NAMES)).rejects.toMatchObject({ what: { zh: "named.pdf：文件已加密码，无法检查" } });
});

// ---- the bill's total

test("totals of a workbook, the surest first, with where they stand", async () => {
  const found = (await billTotals(kept("bill.xlsx"))).map(({ amount, place, rounded }) => `${place} ${amount}${rounded ? " ~" : ""}`);
  expect(found).toEqual(["汇总表!D1 26888000.00", "汇总表!B3 26888000.00", "清单!F3 26888000.00", "清单!F2 20000000.12 ~"]);
});

test("totals of a CSV in either encoding, quoted or not", async () => {
  const text = '项目,金额\r\n分部,"1,000.00"\r\n合计,"1,000.00"\r\n投标总价（元）,,1200.5\r\n其中税率,3\r\n';
  const [first, second, ...others] = await billTotals(fileOf("清单.csv", text));
  expect([first, second]).toMatchObject([{ amount: "1200.50", place: "4", label: "投标总价（元）" }, { amount: "1000.00", place: "3" }]);
  expect(others).toEqual([]);
  const gbk = Uint8Array.of(0xba, 0xcf, 0xbc, 0xc6, 0x2c, 0x37); // 合计,7
  expect((await billTotals(fileOf("清单.csv", gbk)))[0]?.amount).toBe("7.00");
});

test("other files have no totals; a damaged workbook is refused", async () => {
  expect(await billTotals(kept("plain.pdf"))).toEqual([]);
  expect(await billTotals(kept("named.docx"))).toEqual([]);
  expect(await refusal(billTotals(fileOf("bill.xlsx", bytesOf("bill.xlsx").slice(0, 600))))).toBe("file-unreadable");
});

test.each([
  ["26888000", "26888000.00", false],
  ["26,888,000.00元", "26888000.00", false],
  ["2.6888E7", "26888000.00", false],
  ["26888000.000000004", "26888000.00", false],
  ["26887999.999999996", "26888000.00", false],
  ["0.125", "0.13", true],
  ["1.2345678901234E2", "123.46", true],
])("the figure %s", (text, amount, rounded) => {
  expect(amountOf(text)).toEqual({ amount, rounded });
});

test.each(["", "-5", "1,2", "12.3.4", "26888000万", "E7", "1e", "贰"])("%s is no figure", (text) => {
  expect(amountOf(text)).toBeUndefined();
});

// ---- names

test("names that two machines read differently, twins and empty files are told with what to do", () => {
  const files = [fileOf("a.pdf", "x"), fileOf("A.PDF", "x"), fileOf("图\u202e纸.pdf", "x"), fileOf(" b.pdf", "x"), fileOf("长".repeat(121), "x"), fileOf("空.pdf", "")];
  const found = checkFiles(files, [fileOf("a.pdf", "x")]);
  expect(found.map((one) => one.file.name)).toEqual(files.slice(1).map((file) => file.name));
  expect(found.every((one) => one.now.zh !== "")).toBe(true);
});

test("kinds are told by the ending and alike on every machine", () => {
  expect(mediaTypeOf("a.PDF")).toBe("application/pdf");
  expect(mediaTypeOf("图纸.dwg")).toBe("application/octet-stream");
  expect(mediaTypeOf("pdf")).toBe("application/pdf");
});
