/** Everything that a page says stands in the words, in both languages, in the words of the field. */
import { describe, expect, test } from "vitest";
import { en } from "../src/words.en.ts";
import { zh } from "../src/words.zh.ts";
import { asked, chineseStrings, gaps, literals, messages, sources } from "./words-source.ts";

const WORDS = { zh: messages(zh), en: messages(en) };
const STAGES = Object.keys(zh);

/** Modules that tell something in both languages side by side: refusals, before any words are there, dates, cities. */
const BILINGUAL = ["api/problem.ts", "foundation/format.ts", "foundation/regions.ts", "projects/drafts.ts", "projects/scheme-standard.ts", "crypto/evaluation/review.ts"];
/** What a client refuses or hands out is said as its command says it, side by side and held to it by vectors. */
const CLIENTS = /^(bids|custodians)\/[\w-]+(\.worker)?\.ts$/;
/** The platform's name is the same in both languages; two of its signs also try the font. */
const NAME = /天平 Tianping$| [天平]$/;
/** Words that stay Chinese on an English page: what an official form is called, and the way back to Chinese. */
const STAYS_CHINESE = /^shell\.language$/;
/** The mathematics; people see it only behind "technical details". */
const JARGON = /\b(DLEQ|Merkle|PVSS|Ed25519|nonce|tus)\b/i;

describe("templates", () => {
  test("show no literal text", () => {
    expect(sources(".vue").flatMap(literals)).toEqual([]);
  });

  test("and their scripts, like every module, hold no Chinese but in words", () => {
    const modules = sources(".vue", ".ts").filter(({ name }) => !/words\.(zh|en)\.ts$/.test(name) && !BILINGUAL.includes(name) && !CLIENTS.test(name));
    expect(modules.flatMap(chineseStrings).filter((one) => !NAME.test(one))).toEqual([]);
  });

  test("ask only for words that exist", () => {
    const keys = [...WORDS.zh.keys()];
    const pages = sources(".vue", ".ts").filter(({ name }) => !/words\.(zh|en)\.ts$/.test(name));
    const missing = pages.flatMap((page) => asked(page, STAGES)).filter(({ key, whole }) => (whole ? !WORDS.zh.has(key) : !keys.some((one) => one.startsWith(key))));
    expect(missing.map(({ where, key }) => `${where} ${key}`)).toEqual([]);
  });
});

describe("words", () => {
  test("are the same in both languages, with the same gaps", () => {
    expect([...WORDS.en.keys()].sort()).toEqual([...WORDS.zh.keys()].sort());
    const differing = [...WORDS.zh].filter(([key, text]) => String(gaps(text)) !== String(gaps(WORDS.en.get(key) ?? "")));
    expect(differing.map(([key]) => key)).toEqual([]);
  });

  test("are English where the page is English", () => {
    const left = [...WORDS.en].filter(([key, text]) => /[\u3400-\u9fff]/.test(text) && !STAYS_CHINESE.test(key));
    expect(left.map(([key, text]) => `${key} ${text}`)).toEqual([]);
  });

  test("are Chinese where the page is Chinese", () => {
    const left = [...WORDS.zh].filter(([key, text]) => /[a-z]{3,} [a-z]{3,}/.test(text) && !/[\u3400-\u9fff]/.test(text) && !STAYS_CHINESE.test(key));
    expect(left.map(([key, text]) => `${key} ${text}`)).toEqual([]);
  });

  test("are free of jargon but behind the technical details", () => {
    const told = [...WORDS.zh, ...WORDS.en].filter(([key, text]) => JARGON.test(text) && !/technical/i.test(key));
    expect(told.map(([key, text]) => `${key} ${text}`)).toEqual([]);
  });
});
