import { describe, expect, test } from "vitest";
import {
  canonical,
  concat,
  digest,
  equal,
  frame,
  fromHex,
  fromU64be,
  fromUtf8,
  H,
  type Json,
  parseCanonical,
  Sha256,
  sha256,
  toHex,
  u32be,
  u64be,
  utf8,
} from "../../src/crypto/encoding.ts";
import { CryptoError } from "../../src/crypto/errors.ts";

const textOf = (value: Json): string => fromUtf8(canonical(value));
const refused = (source: string | Uint8Array) =>
  expect(() => parseCanonical(typeof source === "string" ? utf8(source) : source)).toThrow(CryptoError);

describe("canonical JSON", () => {
  test("sorts members by UTF-16 code units, as the example of RFC 8785 section 3.2.3 does", () => {
    const members = { "\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\u{1f600}": 5, "\u0080": 6, "\u00f6": 7 };
    expect(textOf(members)).toBe('{"\\r":2,"1":4,"\u0080":6,"\u00f6":7,"\u20ac":1,"\u{1f600}":5,"\ufb33":3}');
  });

  test("escapes what RFC 8785 section 3.2.2.2 escapes and nothing else", () => {
    expect(textOf("\u20ac$\u000f\nA'B\"\\/\u007f\u2028\b\t\f")).toBe(
      '"\u20ac$\\u000f\\nA\'B\\"\\\\/\u007f\u2028\\b\\t\\f"',
    );
  });

  test("reads back what it wrote", () => {
    const value = { b: [1, -1, 0, 2 ** 53 - 1, null, true, false], a: { "": "天平", __proto__x: {} } };
    expect(parseCanonical(canonical(value))).toEqual(value);
  });

  test.each([
    ["a duplicate member", '{"a":1,"a":1}'],
    ["a space", '{"a": 1}'],
    ["another order", '{"b":1,"a":2}'],
    ["a float", "1.5"],
    ["an integer written as a float", "1.0"],
    ["an exponent", "1e3"],
    ["minus zero", "-0"],
    ["an integer beyond 2^53-1", "9007199254740992"],
    ["an integer far beyond", "1e400"],
    ["half a surrogate pair", '"\\ud800"'],
    ["a needless escape", '"\\u0041"'],
    ["an upper-case escape", '"\\u000F"'],
    ["an escaped slash", '"\\/"'],
    ["nothing", ""],
    ["two values", "1 2"],
    ["NaN", "NaN"],
    ["a trailing newline", "1\n"],
    ["a byte order mark", "\ufeff1"],
    ["very deep nesting", "[".repeat(100_000) + "]".repeat(100_000)],
  ])("refuses %s", (_, source) => refused(source));

  test("refuses bytes that are not UTF-8", () => refused(Uint8Array.of(0x22, 0xff, 0x22)));

  test.each([1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, "\ud800", "a\udc00b"])(
    "does not write %s",
    (value) => {
      expect(() => canonical({ value })).toThrow(CryptoError);
    },
  );
});

describe("frames and hashes", () => {
  test("a frame is the label, a zero byte, and each part behind its length", () => {
    const expected = concat(utf8("tianping/1/leaf"), Uint8Array.of(0), u64be(2), utf8("ab"), u64be(0));
    expect(frame("leaf", utf8("ab"), utf8(""))).toEqual(expected);
  });

  test("no two ways of cutting the same bytes hash alike", () => {
    expect(H("x", utf8("ab"), utf8("c"))).not.toEqual(H("x", utf8("a"), utf8("bc")));
  });

  test("a digest is plain SHA-256, so that sha256sum agrees", () => {
    expect(toHex(digest({}))).toBe("44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
  });

  test("hashing in steps gives the same hash", () => {
    const bytes = new Uint8Array(1000).fill(7);
    expect(new Sha256().update(bytes.subarray(0, 1)).update(bytes.subarray(1)).digest()).toEqual(sha256(bytes));
  });
});

describe("integers and hexadecimal", () => {
  test("integers are big-endian", () => {
    expect([...u32be(0x01020304)]).toEqual([1, 2, 3, 4]);
    expect([...u64be(2 ** 32 + 5)]).toEqual([0, 0, 0, 1, 0, 0, 0, 5]);
    expect(fromU64be(u64be(2 ** 53 - 1))).toBe(2 ** 53 - 1);
  });

  test("integers that do not fit are refused", () => {
    expect(() => u32be(2 ** 32)).toThrow(CryptoError);
    expect(() => u64be(-1)).toThrow(CryptoError);
    expect(() => fromU64be(fromHex("0020000000000000"))).toThrow(CryptoError);
  });

  test.each(["AB", "a", "zz", "0x00", " 00"])("%j is not our hexadecimal", (text) => {
    expect(() => fromHex(text)).toThrow(CryptoError);
  });

  test("hexadecimal of another length is refused", () => {
    expect(() => fromHex("0000", 3)).toThrow(CryptoError);
    expect(equal(fromHex("", 0), new Uint8Array(0))).toBe(true);
  });
});
