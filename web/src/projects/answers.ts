/** What the doors of projects tell, and what is entered. */
import { api, told, type Shown } from "../api/client.ts";

export type Project = Shown<"ProjectShown">;
export type ProjectPage = Shown<"ProjectPage">;
export type OwnLot = ProjectPage["lots"][number];
export type Decision = Project["trace"]["statutory"];
export type OfferRow = OwnLot["offer_form"][number];

export const CLASSES = ["works", "goods", "service"] as const;
export const SOURCES = ["budget", "special_bond", "state_enterprise", "state_institution", "foreign_loan", "private"] as const;

export const showProject = (project: string): Promise<ProjectPage> =>
  told(api.GET("/api/projects/{project}", { params: { path: { project } } }));

/** An amount in yuan as it is typed: digits, separators allowed, at most two decimals; undefined when it is none. */
export function readAmount(typed: string): string | undefined {
  const plain = typed.replace(/[,，\s]/g, "");
  if (!/^\d{1,15}(\.\d{1,2})?$/.test(plain) || /^0*(\.0*)?$/.test(plain)) return undefined;
  const [whole = "0", cents = ""] = plain.split(".");
  return `${whole.replace(/^0+(?=\d)/, "")}.${cents.padEnd(2, "0")}`;
}
