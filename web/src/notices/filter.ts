/** How a reader narrows the notices: in the address, so that a filter can be kept, sent and followed. Pure. */
import type { Notice } from "./answers.ts";

export interface Filter {
  readonly region: string;
  readonly class: string;
  readonly kind: string;
  /** "yes" / "no": whether the tender is within the scope of remote evaluation. */
  readonly remote: string;
  readonly q: string;
  readonly rehearsal: boolean;
}

export const KINDS = ["tender", "extension", "version", "key-set", "failed", "candidates", "award", "award-failed"] as const;

type Query = Readonly<Record<string, unknown>>;

export function filterOf(query: Query): Filter {
  const text = (name: string): string => (typeof query[name] === "string" ? (query[name] as string) : "");
  return {
    region: /^\d{6}$/.test(text("region")) ? text("region") : "",
    class: text("class"),
    kind: text("kind"),
    remote: ["yes", "no"].includes(text("remote")) ? text("remote") : "",
    q: text("q"),
    rehearsal: text("rehearsal") === "true",
  };
}

/** The filter as an address keeps it: only what is set. */
export function queryOf(filter: Filter): Record<string, string> {
  const pairs = Object.entries(filter).map(([name, value]) => [name, value === true ? "true" : String(value || "")]);
  return Object.fromEntries(pairs.filter(([, value]) => value !== ""));
}

/** What the press itself cannot narrow: kind, words, and whether the tender is judged from afar. */
export function keeps(filter: Filter, remote: ReadonlyMap<string, boolean> | undefined): (notice: Notice) => boolean {
  const words = filter.q.trim().toLowerCase();
  return (notice) => {
    if (filter.kind !== "" && notice.kind !== filter.kind) return false;
    if (filter.remote !== "" && remote?.get(notice.lot) !== (filter.remote === "yes")) return false;
    return words === "" || wordsOf(notice).includes(words);
  };
}

function wordsOf({ title, body }: Notice): string {
  const parts = [title.zh, title.en, body.text?.zh, body.buyer?.name, body.agency?.name, body.project?.code, body.project?.name, body.reason];
  return parts.join("\n").toLowerCase();
}

/** The feeds of a city and class: whoever follows those does not show in which tender he is interested. */
export function feedsOf({ region, class: kind, rehearsal }: Filter): { atom: string; json: string } {
  const query = new URLSearchParams({ ...(region && { region }), ...(kind && { class: kind }), ...(rehearsal && { rehearsal: "true" }) }).toString();
  const tail = query === "" ? "" : `?${query}`;
  return { atom: `/api/notices.atom${tail}`, json: `/api/notices${tail}` };
}
