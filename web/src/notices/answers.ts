/** What the press's doors answer, and how they are asked. */
import { api, told, type Shown } from "../api/client.ts";

export type Notice = Shown<"NoticeTold">;

export interface Narrowed {
  readonly region: string;
  readonly class: string;
  readonly rehearsal: boolean;
}

/** Notices with a number above `after`, oldest first. */
export async function noticesAfter(after: number, limit: number, narrowed: Narrowed): Promise<Notice[]> {
  return (await told(api.GET("/api/notices", { params: { query: { after, limit, ...narrowed } } }))).notices;
}

/** The notice of that number, or nothing. */
export async function noticeOf(number: number, rehearsal: boolean): Promise<Notice | undefined> {
  const [found] = await noticesAfter(number - 1, 1, { region: "", class: "", rehearsal });
  return found?.number === number ? found : undefined;
}
