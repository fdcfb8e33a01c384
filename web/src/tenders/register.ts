/** The register as a reader narrows and orders it. Pure. */
import type { RegisterLine, Wanted } from "./answers.ts";

export interface RegisterFilter extends Wanted {
  /** "yes" / "no": within the scope of remote evaluation. */
  readonly remote: string;
  /** "asc" / "desc": by deadline; "" = newest publication first. */
  readonly order: string;
}

type Query = Readonly<Record<string, unknown>>;

export function registerFilter(query: Query): RegisterFilter {
  const text = (name: string): string => (typeof query[name] === "string" ? (query[name] as string) : "");
  const oneOf = (name: string, known: readonly string[]): string => (known.includes(text(name)) ? text(name) : "");
  return {
    state: text("state"),
    region: /^\d{6}$/.test(text("region")) ? text("region") : "",
    class: text("class"),
    q: text("q"),
    remote: oneOf("remote", ["yes", "no"]),
    order: oneOf("order", ["asc", "desc"]),
    rehearsal: text("rehearsal") === "true",
  };
}

/** Only what is set, as an address keeps it. */
export function registerQuery(filter: RegisterFilter): Record<string, string> {
  const pairs = Object.entries(filter).map(([name, value]) => [name, value === true ? "true" : String(value || "")]);
  return Object.fromEntries(pairs.filter(([, value]) => value !== ""));
}

export const keepsLine = ({ remote }: RegisterFilter) => (line: RegisterLine): boolean => remote === "" || line.is_in_remote_scope === (remote === "yes");

/** In the order that was asked for; the register's own is newest first. */
export function ordered(lines: readonly RegisterLine[], order: string): readonly RegisterLine[] {
  if (order === "") return lines;
  const sign = order === "asc" ? 1 : -1;
  return [...lines].sort((one, other) => sign * (Date.parse(one.deadline) - Date.parse(other.deadline)));
}

/** The page of a line's own round; the first needs no naming. */
export const lineLink = (line: RegisterLine): { path: string; query: Record<string, string> } => ({
  path: `/tenders/${line.lot}`,
  query: line.round > 1 ? { round: String(line.round) } : {},
});

/** Whether there is something to see in the hall. */
export const hasHall = ({ state }: RegisterLine): boolean => !["BIDDING", "TERMINATED", "DRAFT"].includes(state);
