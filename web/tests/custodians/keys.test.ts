/** Key file, paper and passphrase: the same as the command's, both ways. */
import { describe, expect, test } from "vitest";
import { readFileSync } from "node:fs";
import { canonical, type Json, toHex, utf8 } from "../../src/crypto/encoding.ts";
import { checkPossession } from "../../src/crypto/sharing.ts";
import { BODY_CONTEXT, newKeys, privateFile, publicFile, readLocked, secretsOf, unlock, keysOf } from "../../src/custodians/keys.ts";
import { asLine, backupLines, lineHolds, readBackup } from "../../src/custodians/passphrases.ts";
import { readPublicFile } from "../../src/custodians/public-file.ts";
import { Refused } from "../../src/custodians/refused.ts";
import { GROUPS, LINES, placesToRetype, standsAt } from "../../src/custodians/retype.ts";
import { isEnough, strengthOf, suggested } from "../../src/custodians/strength.ts";
import { entropyFrom } from "../entropy.ts";

/** What the command made. */
const made = JSON.parse(readFileSync(new URL("command-key.json", import.meta.url), "utf8")) as { passphrase: string; private: { [name: string]: Json }; public: Json; backup: string[] };
const source = (value: Json): Uint8Array => utf8(JSON.stringify(value, null, 2));

function checkOf(act: () => unknown): string {
  try {
    act();
    return "";
  } catch (thrown) {
    return (thrown as Refused).check;
  }
}

describe("a key of the command", () => {
  test("opens here with its passphrase, and prints the same paper", () => {
    const keys = unlock(readLocked(source(made.private)), made.passphrase);
    expect(toHex(keys.share.public)).toBe(made.private["share_key"]);
    expect(backupLines(secretsOf(keys))).toEqual(made.backup);
  });

  test("does not open with another passphrase, nor under another name", () => {
    expect(checkOf(() => unlock(readLocked(source(made.private)), "another"))).toBe("passphrase-wrong");
    const renamed = { ...made.private, name: "somebody else" };
    expect(checkOf(() => unlock(readLocked(source(renamed)), made.passphrase))).toBe("passphrase-wrong");
  });

  test("has a public file that is read here", () => {
    expect(readPublicFile(JSON.stringify(made.public)).share_key).toBe(made.private["share_key"]);
    expect(checkOf(() => readPublicFile(JSON.stringify(made.private)))).toBe("public-file");
    expect(checkOf(() => readPublicFile("{"))).toBe("public-file");
  });
});

describe("a key made here", () => {
  const keys = () => newKeys(entropyFrom("ceremony"));

  test("is wrapped, unwrapped and restored from its paper", () => {
    const file = privateFile("a body", keys(), "seven cranes over the lake", entropyFrom("wrap"));
    const again = unlock(readLocked(canonical(file)), "seven cranes over the lake");
    expect(secretsOf(again)).toEqual(secretsOf(keys()));
    expect(secretsOf(keysOf(readBackup(backupLines(secretsOf(keys())).join("\n"))))).toEqual(secretsOf(keys()));
  });

  test("proves to the register that it holds its share key", () => {
    const file = publicFile("a body", keys(), entropyFrom("possession"));
    checkPossession(keys().share.public, file["possession"], BODY_CONTEXT);
  });

  test("is no key file without its members", () => {
    for (const name of Object.keys(made.private)) {
      const { [name]: _, ...rest } = made.private;
      expect(checkOf(() => readLocked(source(rest)))).toBe("key-file");
    }
    expect(checkOf(() => readLocked(utf8("{")))).toBe("key-file");
  });
});

describe("the paper", () => {
  const [first = "", ...others] = made.backup;

  test("is read with its heading, in any case and with any spaces", () => {
    const typed = ["Tianping printed backup", "", ...made.backup.map((line) => line.toUpperCase().replace(/ +/g, "   "))].join("\r\n");
    expect(backupLines(readBackup(typed))).toEqual(made.backup);
  });

  test("tells which line was mistyped, and whether all eight are there", () => {
    expect(checkOf(() => readBackup([first.replace(/[0-9a-f]$/, (digit) => (digit === "0" ? "1" : "0")), ...others].join("\n")))).toBe("backup-line");
    expect(checkOf(() => readBackup(others.join("\n")))).toBe("backup-line");
    expect(checkOf(() => readBackup(first))).toBe("backup-length");
  });

  test("is checked line by line, with or without the number", () => {
    const bare = first.slice(4);
    expect([lineHolds(1, first), lineHolds(1, bare), lineHolds(2, bare), lineHolds(1, bare.slice(1))]).toEqual([true, true, false, false]);
    expect(readBackup([bare, ...others.map((line) => line.slice(4))].map((line, at) => asLine(at + 1, line)).join("\n"))).toHaveLength(64);
  });

  test("is typed back in places that lie on different lines", () => {
    const places = placesToRetype(4, entropyFrom("places"));
    expect(new Set(places.map(({ line }) => line)).size).toBe(4);
    expect(places.every(({ line, group }) => line >= 1 && line <= LINES && group >= 1 && group <= GROUPS)).toBe(true);
    expect(standsAt(made.backup, { line: 1, group: 2 }, ` ${first.split(/\s+/)[2]?.toUpperCase()} `)).toBe(true);
    expect(standsAt(made.backup, { line: 1, group: 2 }, first.split(/\s+/)[1] ?? "")).toBe(false);
    expect(standsAt(made.backup, { line: 1, group: 2 }, "")).toBe(false);
  });
});

describe("a passphrase", () => {
  test.each([
    ["abc", "short"],
    ["aaaaaaaaaaaaaaaa", "weak"],
    ["abcdefghijklmnop", "weak"],
    ["123456789012", "weak"],
    ["荆州档案馆荆州档案馆荆州", "weak"],
    ["seven quiet herons", "weak"],
    ["seven quiet herons left north", "good"],
    ["九只仙鹤飞过北边的湖面上", "strong"],
    ["k7mf-29xw-4tq8-nd6b", "strong"],
  ])("like %s is %s", (phrase, level) => {
    expect(strengthOf(phrase, ["荆州档案馆", "荆州"]).level).toBe(level);
  });

  test("that is proposed is strong", () => {
    const phrase = suggested(entropyFrom("phrase"));
    expect(phrase).toMatch(/^([a-hj-km-np-z2-9]{4}-){4}[a-hj-km-np-z2-9]{4}$/);
    expect(isEnough(strengthOf(phrase))).toBe(true);
  });
});
