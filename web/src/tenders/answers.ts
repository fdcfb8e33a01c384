/** What the doors of tenders answer, and how they are asked. */
import { api, told } from "../api/client.ts";
import type { Portion } from "../foundation/pages.ts";

/** One line of the public register. */
export interface RegisterLine {
  readonly lot: string;
  readonly round: number;
  readonly name: string;
  readonly project: { readonly code: string; readonly name: string; readonly class: string };
  readonly region_code: string;
  readonly buyer: string;
  readonly state: string;
  readonly published_at: string;
  readonly deadline: string;
  readonly is_statutory: boolean;
  readonly is_in_remote_scope: boolean;
  readonly rehearsal: boolean;
}

/** A signed record, with the salt that ties it to the public log. */
export interface Signed<Body> {
  readonly body: Body;
  readonly signatures: readonly { readonly key: string; readonly role: string; readonly value: string }[];
  readonly salt: string;
}

export interface FileNamed {
  readonly name: string;
  readonly media_type: string;
  readonly length: number;
  readonly sha256: string;
}

export interface DocumentsBody {
  readonly version: number;
  readonly at: string;
  readonly files: readonly FileNamed[];
}

export interface Custodian {
  readonly index: number;
  readonly name: string;
  readonly prefecture: string;
  readonly seat: string;
  readonly share_key: string;
}

export interface KeySetBody {
  readonly t: number;
  readonly custodians: readonly Custodian[];
}

export interface TenderBody {
  readonly buyer: { readonly name: string; readonly uscc: string };
  readonly agency: { readonly name: string; readonly uscc: string } | null;
  readonly minimum_bidders: number;
}

export interface FormField {
  readonly name: string;
  readonly title: { readonly zh: string; readonly en: string };
  readonly kind: "money" | "integer" | "text";
  readonly unit: string;
  readonly minimum?: string | number | null;
  readonly maximum?: string | number | null;
}

export interface Coefficient {
  readonly name: string;
  readonly values: readonly string[];
}

export interface DeadlineSet {
  readonly deadline: string;
  readonly set_at: string;
  readonly reason: string;
}

export interface TenderPage extends RegisterLine {
  readonly rounds: number;
  readonly rulebook: number;
  readonly estimate: string;
  readonly ceiling: string | null;
  readonly document_version: number;
  readonly deadlines: readonly DeadlineSet[];
  readonly tender: Signed<TenderBody> | null;
  readonly key_set: Signed<KeySetBody> | null;
  readonly key_sets: readonly Signed<KeySetBody>[];
  readonly documents: Signed<DocumentsBody> | null;
  readonly versions: readonly Signed<DocumentsBody>[];
  readonly offer_form: readonly FormField[];
  readonly coefficients: readonly Coefficient[];
}

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
  return { rows: found["lots"] as RegisterLine[], next: found["next"] as string | null };
}

/** The newest round of a lot, or that of a number. */
export async function tenderOf(lot: string, round?: number): Promise<TenderPage> {
  const query = round === undefined ? {} : { round };
  return (await told(api.GET("/api/lots/{lot}", { params: { path: { lot }, query } }))) as unknown as TenderPage;
}

/** A row of the rulebook that a round is bound to. */
export interface RuleRow {
  readonly id: string;
  readonly value: string;
  readonly unit: string;
  readonly what: { readonly zh: string; readonly en: string };
  readonly basis: { readonly zh: string; readonly en: string };
}

export async function rulesOf(number: number): Promise<Map<string, RuleRow>> {
  const found = await told(api.GET("/api/rulebooks/{number}", { params: { path: { number } } }));
  return new Map((found["rows"] as RuleRow[]).map((row) => [row.id, row]));
}
