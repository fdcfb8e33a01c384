/** What the press's doors answer, and how they are asked. */
import { api, told } from "../api/client.ts";

export interface Notice {
  readonly number: number;
  readonly kind: string;
  /** The lot it is about. */
  readonly lot: string;
  readonly region_code: string;
  readonly title: { readonly zh: string; readonly en: string };
  readonly body: {
    readonly text?: { readonly zh: string; readonly en: string };
    readonly class?: string;
    readonly round?: number;
    readonly buyer?: { readonly name: string };
    readonly agency?: { readonly name: string } | null;
    readonly project?: { readonly code: string; readonly name: string };
    readonly reason?: string;
    readonly [fact: string]: unknown;
  };
  /** Digest of the record it tells of. */
  readonly record: string | null;
  readonly at: string;
  readonly rehearsal: boolean;
}

export interface Narrowed {
  readonly region: string;
  readonly class: string;
  readonly rehearsal: boolean;
}

/** Notices with a number above `after`, oldest first. */
export async function noticesAfter(after: number, limit: number, narrowed: Narrowed): Promise<Notice[]> {
  const found = await told(api.GET("/api/notices", { params: { query: { after, limit, ...narrowed } } }));
  return found["notices"] as Notice[];
}

/** The notice of that number, or nothing. */
export async function noticeOf(number: number, rehearsal: boolean): Promise<Notice | undefined> {
  const [found] = await noticesAfter(number - 1, 1, { region: "", class: "", rehearsal });
  return found?.number === number ? found : undefined;
}
