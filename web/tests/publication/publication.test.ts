/** Checking without us: packages by their paths, checks by their words, pages by their fingerprints. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { audit, PRICE_CHECKS } from "../../src/crypto/audit.ts";
import { DRAW_CHECKS } from "../../src/crypto/draw/verify.ts";
import { EVALUATION_CHECKS } from "../../src/crypto/evaluation.ts";
import { sha256, toHex } from "../../src/crypto/encoding.ts";
import { GROUPS, grouped, isKnown, verdictOf } from "../../src/publication/audit.ts";
import { aboutDraw, DRAW_GROUPS, readDrawPackage, wayOf } from "../../src/publication/draw.ts";
import { gatherPackage, lotIn, packageAmong, pathsOf } from "../../src/publication/package.ts";
import { compare, loadedPaths, type Release } from "../../src/publication/program.ts";
import { zh } from "../../src/publication/words.zh.ts";

describe("checks", () => {
  const checks = audit(new Map());

  test("each have their group and their words", () => {
    expect(checks.map(({ name }) => name).filter((name) => !isKnown(name))).toEqual([]);
    const grouping = GROUPS.reduce<string[]>((all, group) => all.concat(group.checks), []);
    expect([...grouping].sort()).toEqual([...checks.map(({ name }) => name), ...PRICE_CHECKS, ...EVALUATION_CHECKS.map(([name]) => name)].sort());
    expect(Object.keys(zh.publication.names).sort()).toEqual([...grouping].sort());
  });

  test("are told as the command line tells them: every name", () => {
    const source = readFileSync(fileURLToPath(new URL("../../../commands/check_names.py", import.meta.url)), "utf8");
    const names = [...source.matchAll(/^ {4}"([a-z-]+)": \(/gm)].map(([, name]) => name);
    expect(Object.keys(zh.publication.names).sort()).toEqual([...new Set([...names, ...PRICE_CHECKS])].sort());
  });

  test("of a package that is not there all fail, and none is passed over", () => {
    const verdict = verdictOf(checks);
    expect(verdict.failed.length).toBe(verdict.made);
    expect(grouped(checks).reduce((sum, group) => sum + group.checks.length, 0)).toBe(checks.length);
  });

  test("that are newer than these pages stand apart", () => {
    expect(grouped([{ name: "of-tomorrow", ok: true, detail: "", needs_receipt: false }])).toMatchObject([{ name: "other" }]);
  });
});

describe("a package", () => {
  test("names harmless paths only", () => {
    expect(pathsOf({ files: ["package.json", "records/freeze-ab.json", "log/ticks/3.bin"] })).toEqual(["records/freeze-ab.json", "log/ticks/3.bin"]);
    for (const path of ["../x.json", "/x.json", "a//b.json", "a/../b.json", "records/x", "https://x.example/a.json", "a\\b.json"]) {
      expect(pathsOf({ files: [path] }), path).toBeUndefined();
    }
    expect([pathsOf(null), pathsOf({ files: "a" }), pathsOf({})]).toEqual([undefined, undefined, undefined]);
  });

  test("that grows while it is fetched is whole and of one moment at the end", async () => {
    const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
    const index = (...files: string[]): Uint8Array => bytes(JSON.stringify({ files }));
    const early = ["log/head.json", "log/leaves.bin", "package.json", "records/a-1.json"];
    const asked: string[] = [];
    let grown = false;
    const ask = async (path: string): Promise<Uint8Array> => {
      asked.push(path);
      if (path === "package.json") return grown ? index(...early, "records/b-2.json") : index(...early);
      if (path === "records/a-1.json") grown = true;
      return bytes(`${path} ${grown ? "late" : "early"}`);
    };
    const files = await gatherPackage(ask, () => undefined, new AbortController().signal);
    expect([...files.keys()].sort()).toEqual([...early, "records/b-2.json"].sort());
    expect(new TextDecoder().decode(files.get("log/head.json"))).toBe("log/head.json late");
    expect(asked.filter((path) => path === "records/a-1.json").length).toBe(1);
    expect(asked[asked.length - 1]).toBe("package.json");
  });

  test("is found in whatever folder it was dropped", () => {
    const given = ["keep/lot/package.json", "keep/lot/log/head.json", "keep/other.txt"].map((path) => ({ path, file: new File([path], "x") }));
    expect([...(packageAmong(given)?.keys() ?? [])]).toEqual(["package.json", "log/head.json"]);
    expect(packageAmong(given.slice(1))).toBeUndefined();
  });

  test("is asked for by number or by any address of its lot", () => {
    const lot = "01a205a5-191b-7ad8-b7a4-f1f85c4eff20";
    expect(lotIn(`https://t.example/hall/${lot}`)).toEqual({ lot, round: undefined });
    expect(lotIn(`https://t.example/tenders/${lot}?round=2`)).toEqual({ lot, round: 2 });
    expect(lotIn(`/api/lots/${lot}/rounds/3/package/package.json`)).toEqual({ lot, round: 3 });
    expect(lotIn("something else").lot).toBeUndefined();
  });
});

describe("the pages' own files", () => {
  const bytes = new TextEncoder().encode("program");
  const release = (): Release => ({ version: "1", at: "", digest: "", key: "", tick: 1, files: [{ path: "assets/a.js", sha256: toHex(sha256(bytes)), length: 7 }] });

  test("are those that this page has loaded of its own origin", () => {
    const addresses = ["https://t.example/assets/a.js?v=1", "https://t.example/api/clock", "https://t.example/files/ab/x.pdf", "https://t.example/", "https://other.example/b.js"];
    expect(loadedPaths(addresses, "https://t.example")).toEqual(["assets/a.js", "index.html"]);
  });

  test("are the same, different, unnamed or unread", async () => {
    const read = async (path: string): Promise<Uint8Array> => {
      if (path === "gone.js") throw new Error("404");
      return bytes;
    };
    const named = { ...release(), files: [...release().files, { path: "assets/b.js", sha256: "00", length: 1 }, { path: "gone.js", sha256: "00", length: 1 }] };
    const found = await compare(named, ["assets/a.js", "assets/b.js", "assets/c.js", "gone.js"], read);
    expect(found.map(({ state }) => state)).toEqual(["same", "differs", "unnamed", "unread"]);
  });
});

describe("a draw", () => {
  const text = readFileSync(fileURLToPath(new URL("../../../tests/vectors/draw_package.json", import.meta.url)), "utf8");

  test("has a group and words for every check", () => {
    const names = DRAW_CHECKS.map(([name]) => name).sort();
    expect(DRAW_GROUPS.flatMap(({ checks }) => [...checks]).sort()).toEqual(names);
    expect(Object.keys(zh.publication.draw.names).sort()).toEqual(names);
    expect(Object.keys(zh.publication.draw.groups)).toEqual(DRAW_GROUPS.map(({ name }) => name));
  });

  test("is shown by places, with names, reserves and supplements, each state in words", () => {
    const about = aboutDraw(readDrawPackage(text) ?? null);
    expect(about?.called.map(({ place }) => place)).toEqual([...(about?.called ?? [])].map(({ place }) => place).sort((a, b) => a - b));
    expect(about?.called.every(({ name, state }) => name !== "" && state in zh.publication.draw.states)).toBe(true);
    expect([...new Set(about?.called.map((each) => wayOf(each).word))].sort()).toEqual(["drawn", "reserve", "supplement"]);
    expect(about?.called.filter(({ seat }) => seat !== "").map(({ state }) => state)).toEqual(Array.from({ length: 5 }, () => "ACCEPTED"));
  });

  test("is not read out of anything else", () => {
    for (const other of ["", "null", "[]", '{"type":"tianping/package/1"}', text.slice(0, 500)]) expect(readDrawPackage(other)).toBeUndefined();
    expect(aboutDraw({ type: "tianping/draw-package/1" })).toBeUndefined();
  });
});
