/** A tender's page: its moments in order with the days of the law, the register's order, commands that a shell reads. */
import { describe, expect, test } from "vitest";
import type { RegisterLine, RuleRow, TenderPage } from "../../src/tenders/answers.ts";
import { commandsOf, downloadLine, quoted } from "../../src/tenders/commands.ts";
import { keepsLine, ordered, registerFilter, registerQuery } from "../../src/tenders/register.ts";
import { timeline } from "../../src/tenders/timeline.ts";

const row = (id: string, value: string): [string, RuleRow] => [id, { id, value, unit: "d", tag: "read", effective_from: "", effective_to: null, what: { zh: "", en: "" }, basis: { zh: "", en: "" } }];
const RULES = new Map([row("R-OBJ-DOC", "10"), row("R-CLARIFY", "15")]);
const file = { name: "招标文件.pdf", media_type: "application/pdf", length: 5, sha256: "ab" };
const PAGE = {
  lot: "01a205a5-1cd9-7990-b7f5-5a148597c453",
  published_at: "2026-11-27T01:30:00.305Z",
  deadline: "2026-12-30T01:30:00.000Z",
  is_statutory: true,
  versions: [
    { body: { version: 1, at: "2026-11-27T01:30:00.186Z", files: [] } },
    { body: { version: 2, at: "2026-12-15T01:35:00.000Z", files: [] } },
  ],
  deadlines: [
    { deadline: "2026-12-23T01:30:00.000Z", set_at: "2026-11-27T01:30:00.305Z", reason: "" },
    { deadline: "2026-12-30T01:30:00.000Z", set_at: "2026-12-15T01:30:01.000Z", reason: "澄清" },
  ],
  documents: { body: { version: 2, at: "", files: [file] } },
  offer_form: [{ name: "price", kind: "money" }, { name: "period", kind: "integer" }],
} as unknown as TenderPage;

describe("the timetable", () => {
  test("tells what happened and what the law asks, in the order of time", () => {
    const words = timeline(PAGE, RULES, undefined).map(({ word }) => word);
    expect(words).toEqual(["published", "extension", "version", "clarification", "objection", "deadline"]);
  });

  test("counts the law's days in Beijing, back from the deadline, until midnight", () => {
    const found = timeline(PAGE, RULES, undefined).find(({ word }) => word === "objection");
    expect(found).toMatchObject({ at: "2026-12-20T15:59:59.000Z", wholeDay: true });
  });

  test("tells an extension with both deadlines and its reason", () => {
    const found = timeline(PAGE, RULES, undefined).find(({ word }) => word === "extension");
    expect(found).toMatchObject({ facts: { from: "2026-12-23T01:30:00.000Z", to: "2026-12-30T01:30:00.000Z" }, reason: "澄清" });
  });

  test("leaves out days that were over before the tender began", () => {
    const short = { ...PAGE, deadline: "2026-12-02T01:30:00.000Z" };
    expect(timeline(short, RULES, undefined).map(({ word }) => word)).not.toContain("objection");
  });

  test("stands without the rulebook", () => {
    expect(timeline(PAGE, undefined, undefined).map(({ word }) => word)).toEqual(["published", "extension", "version", "deadline"]);
  });

  test("goes on with the opening", () => {
    const opened = { phase: "closed", state: "OPENED", frozen_at: "2026-12-30T01:30:00.005Z", of: 7, read_out_at: "2026-12-30T01:31:00Z", confirm_until: "2026-12-30T01:36:00Z", closed_at: "2026-12-30T01:37:00Z" };
    expect(timeline(PAGE, undefined, opened).slice(-5).map(({ word }) => word)).toEqual(["deadline", "frozen", "readOut", "confirm", "closed"]);
    const early = { ...opened, closed_at: "2026-12-30T01:34:00Z" };
    expect(timeline(PAGE, undefined, early).slice(-3).map(({ word }) => word)).toEqual(["frozen", "readOut", "closed"]);
  });

  test("says when it failed", () => {
    const opened = { phase: "closed", state: "FAILED_FEW", frozen_at: "2026-12-30T01:30:00.005Z", of: 2, read_out_at: null, confirm_until: null, closed_at: "2026-12-30T01:30:00.005Z" };
    expect(timeline(PAGE, undefined, opened).slice(-2).map(({ word }) => word)).toEqual(["frozen", "failed"]);
  });
});

describe("the register", () => {
  const lines = ["03", "01", "02"].map((day) => ({ lot: day, deadline: `2026-12-${day}T01:30:00Z`, is_in_remote_scope: day === "01" }) as RegisterLine);

  test("orders by deadline both ways, else leaves the order alone", () => {
    const lots = (order: string): string[] => ordered(lines, order).map(({ lot }) => lot);
    expect([lots("asc"), lots("desc"), lots("")]).toEqual([["01", "02", "03"], ["03", "02", "01"], ["03", "01", "02"]]);
  });

  test("narrows by remote scope", () => {
    const kept = (remote: string): number => lines.filter(keepsLine(registerFilter({ remote }))).length;
    expect([kept("yes"), kept("no"), kept("")]).toEqual([1, 2, 3]);
  });

  test("keeps its filter in the address", () => {
    const filter = registerFilter({ state: "OPENED", region: "420500", order: "asc", rehearsal: "true", q: "桥" });
    expect(registerFilter(registerQuery(filter))).toEqual(filter);
    expect(registerQuery(registerFilter({ order: "sideways", region: "x" }))).toEqual({});
  });
});

describe("commands", () => {
  test("quote what a shell would take apart", () => {
    expect([quoted("a-b.pdf"), quoted("招标文件.pdf"), quoted("it's"), quoted("$(rm)")]).toEqual(["a-b.pdf", "'招标文件.pdf'", "'it'\\''s'", "'$(rm)'"]);
  });

  test("resume a download under its own name", () => {
    expect(downloadLine(file, "https://t.example")).toBe("curl -C - -o '招标文件.pdf' https://t.example/files/ab/%E6%8B%9B%E6%A0%87%E6%96%87%E4%BB%B6.pdf");
  });

  test("seal with every line of the offer form, then hand in", () => {
    const [download, seal, submit] = commandsOf(PAGE, "https://t.example", { company: "key.json", bid: "bid.pdf", bill: "bill.xlsx", folder: "sealed", price: "PRICE" });
    expect(download).toContain("curl");
    expect(seal).toContain(`--tender https://t.example/api/lots/${PAGE.lot}`);
    expect(seal).toContain("--price PRICE");
    expect(seal).toContain("--value 'period=…'");
    expect(submit).toBe("tianping submit sealed --url https://t.example");
  });
});
