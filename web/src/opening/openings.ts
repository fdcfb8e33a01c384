/** The openings of a day; names and hours, and of a number of bids nothing before the list is fixed. */
import { api, told, type Shown } from "../api/client.ts";
import { gather } from "../foundation/pages.ts";
import { EVERYTHING, registerFrom } from "../tenders/answers.ts";

/** What a list shows of an opening. */
export type OpeningLine = Pick<Shown<"OpeningLine">, "lot" | "round" | "name" | "project" | "buyer" | "region_code" | "deadline" | "phase" | "opened" | "of">;

/** Openings of a day in Beijing ("2026-12-17"), earliest first; practice apart from what is real. */
export async function openingsOn(day: string, rehearsal = false): Promise<OpeningLine[]> {
  const { openings } = await told(api.GET("/api/openings", { params: { query: { day } } }));
  return openings.filter((line) => line.rehearsal === rehearsal);
}

/** The next openings after a moment, earliest first: the register knows them. */
export async function openingsAfter(moment: number, most: number, rehearsal = false): Promise<OpeningLine[]> {
  const bidding = await gather((from: string) => registerFrom({ ...EVERYTHING, state: "BIDDING", rehearsal }, from, 200), "", () => true, 2000);
  const ahead = bidding.rows.filter((line) => Date.parse(line.deadline) > moment);
  const sorted = [...ahead].sort((one, other) => Date.parse(one.deadline) - Date.parse(other.deadline));
  return sorted.slice(0, most).map((line) => ({ ...line, phase: "before", opened: null, of: null }));
}
