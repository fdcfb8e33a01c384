/** A scheme to begin with. Its words are the tender's own, in the language of the document, whatever the page speaks. */
import type { CriterionDraft, ItemDraft, SchemeDraft } from "./scheme.ts";

const item = (code: string, group: ItemDraft["group"], name: string, clause: string, ground: number, clarify = false): ItemDraft => ({ code, group, name, clause, ground, clarify });

/** The items most documents have; clauses are filled in by whoever writes the document. */
const standardItems = (): ItemDraft[] => [
  item("F1", "formal", "投标函签字盖章", "2.1.1(1)", 1),
  item("F2", "formal", "投标文件格式和内容完整", "2.1.1(2)", 6, true),
  item("Q1", "qualification", "营业执照和资质等级", "2.1.2(1)", 3),
  item("Q2", "qualification", "项目负责人资格", "2.1.2(2)", 3, true),
  item("R1", "responsiveness", "工期、质量、投标有效期", "2.1.3(1)", 6, true),
  item("R2", "responsiveness", "投标保证金", "2.1.3(2)", 6),
  item("R3", "responsiveness", "投标报价不高于最高投标限价", "2.1.3(3)", 5),
];

const criterion = (name: string, part: CriterionDraft["part"], kind: CriterionDraft["kind"], weight: string, blind = false): CriterionDraft => ({ name, part, kind, weight, blind, help: "" });

export const standardScheme = (family: SchemeDraft["family"], priceField = "price"): SchemeDraft => ({
  name: family === "evaluated_lowest" ? "经评审的最低投标价法" : "综合评估法",
  items: standardItems(),
  criteria:
    family === "evaluated_lowest"
      ? []
      : [
          criterion("施工组织设计", "technical", "subjective", "35", true),
          criterion("企业业绩", "business", "subjective", "10"),
          criterion("信用评价", "credit", "objective", "5"),
          criterion("投标报价", "price", "price", "50"),
        ],
  family,
  base: "mean",
  above: "1",
  below: "0.5",
  floor: "0",
  trim: true,
  trimFrom: 5,
  coefficients: {},
  allOpened: false,
  priceField,
  adjustments: [],
  candidates: 3,
  minutes: 60,
  mostLots: 0,
  order: "",
});
