import { expect, test } from "vitest";
import { canonical, type Json, sha256 } from "../../src/crypto/encoding.ts";
import { CryptoError } from "../../src/crypto/errors.ts";
import { caseFold, checkName, layOut, manifestBytes, readManifest } from "../../src/crypto/manifest.ts";

const HASH = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
const file = (name: string, offset: number, length: number): { [member: string]: Json } => ({
  name,
  media_type: "application/pdf",
  offset,
  length,
  sha256: HASH,
});
const read = (files: Json[], size: number, more: { [member: string]: Json } = {}) =>
  readManifest(canonical({ v: 1, kind: "documents", files, ...more }), "documents", size);

test.each(["投标函.pdf", "a", "a.b c", "x".repeat(120), "𠀀".repeat(120), "ı.pdf", "...a".slice(3)])(
  "the name %j is good",
  checkName,
);

test.each([
  "",
  ".",
  "..",
  ".hidden",
  "a.",
  " a",
  "a ",
  "a/b",
  "a\\b",
  "a\u0000",
  "a\u202eb",
  "a\u200bb",
  "a\u00adb",
  "a\u0085",
  "\ud800",
  "e\u0301.pdf",
  "x".repeat(121),
  "a\tb",
  "\ufeffa",
])("the name %j is refused", (name) => expect(() => checkName(name)).toThrow(CryptoError));

test.each([
  ["Straße", "STRASSE"],
  ["ΑΣ", "ας"],
  ["ﬁ", "FI"],
  ["Ꭰ", "ꭰ"],
  ["İ", "i̇"],
  ["ẞ", "ss"],
  ["ſ", "S"],
])("%j and %j are one name", (a, b) => expect(caseFold(a)).toBe(caseFold(b)));

test("the dotless i is a letter of its own", () => expect(caseFold("ı")).not.toBe(caseFold("I")));

test("a manifest that covers its content is read", () => {
  expect(read([file("a", 0, 3), file("b", 3, 0), file("c", 3, 4)], 7).files.map((f) => f.name)).toEqual([
    "a",
    "b",
    "c",
  ]);
});

test.each([
  ["a gap", [file("a", 0, 3), file("b", 4, 3)], 7],
  ["an overlap", [file("a", 0, 3), file("b", 2, 5)], 7],
  ["bytes beyond", [file("a", 0, 3)], 7],
  ["too few bytes", [file("a", 0, 8)], 7],
  ["another order", [file("a", 3, 4), file("b", 0, 3)], 7],
  ["a negative length", [file("a", 0, 8), file("b", 8, -1)], 7],
  ["equal names", [file("a", 0, 3), file("A", 3, 4)], 7],
  ["another member", [{ ...file("a", 0, 7), more: 1 }], 7],
  ["a bad hash", [{ ...file("a", 0, 7), sha256: "00" }], 7],
] as [string, Json[], number][])("a manifest with %s is refused", (_, files, size) => {
  expect(() => read(files, size)).toThrow(CryptoError);
});

test("a manifest of another kind, another version or with more members is refused", () => {
  for (const more of [{ kind: "pricing" }, { v: 2 }, { more: 1 }])
    expect(() => read([], 0, more as never)).toThrow(CryptoError);
});

test("an identity holds exactly identity.json", () => {
  const alone = (name: string, media_type = "application/json") =>
    manifestBytes(layOut("identity", [{ name, media_type, length: 5, sha256: sha256(new Uint8Array(5)) }]));
  expect(readManifest(alone("identity.json"), "identity", 5).files).toHaveLength(1);
  expect(() => alone("offer.json")).toThrow(CryptoError);
  expect(() => alone("identity.json", "text/plain")).toThrow(CryptoError);
  expect(() => layOut("offer", [])).toThrow(CryptoError);
});
