/** What the doors of tenders answer, and how they are asked. */
import { api, told, type Shown } from "../api/client.ts";
import type { Portion } from "../foundation/pages.ts";

export type RegisterLine = Shown<"RegisterLine">;
export type TenderPage = Shown<"TenderPage">;
export type FormField = Shown<"OfferFieldShown">;
export type Custodian = Shown<"CustodianNamed">;
export type RuleRow = Shown<"RuleShown">;
/** A file as a record names it; where it lies follows from its digest and name. */
export type FileNamed = Pick<Shown<"FileShown">, "name" | "media_type" | "length" | "sha256">;

/** How a reader narrows the register; empty text means everything. */
export interface Wanted {
  readonly state: string;
  readonly region: string;
  readonly class: string;
  readonly q: string;
  readonly rehearsal: boolean;
}

export const EVERYTHING: Wanted = { state: "", region: "", class: "", q: "", rehearsal: false };

/** A portion of the register, newest first. */
export async function registerFrom(wanted: Wanted, after: string, limit: number): Promise<Portion<RegisterLine, string>> {
  const found = await told(api.GET("/api/lots", { params: { query: { ...wanted, after, limit } } }));
  return { rows: found.lots, next: found.next };
}

/** The newest round of a lot, or that of a number. */
export function tenderOf(lot: string, round?: number): Promise<TenderPage> {
  const query = round === undefined ? {} : { round };
  return told(api.GET("/api/lots/{lot}", { params: { path: { lot }, query } }));
}

/** The rows of the rulebook that a round is bound to, by id. */
export async function rulesOf(number: number): Promise<Map<string, RuleRow>> {
  const { rows } = await told(api.GET("/api/rulebooks/{number}", { params: { path: { number } } }));
  return new Map(rows.map((row) => [row.id, row]));
}
