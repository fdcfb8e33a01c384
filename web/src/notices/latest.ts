/** The notices as pages show them: newest first, narrowed. */
import { gather, type Portion } from "../foundation/pages.ts";
import { registerFrom, EVERYTHING } from "../tenders/answers.ts";
import { noticesAfter, type Narrowed, type Notice } from "./answers.ts";
import { keeps, type Filter } from "./filter.ts";
import { lastNumber, windowDown } from "./newest.ts";

// Numbers only grow: what was the newest once is where the next search begins.
const known = { public: 0, rehearsal: 0 };

async function newest(rehearsal: boolean): Promise<number> {
  const press = rehearsal ? "rehearsal" : "public";
  const all: Narrowed = { region: "", class: "", rehearsal };
  known[press] = await lastNumber(async (number) => (await noticesAfter(number - 1, 1, all)).length > 0, known[press]);
  return known[press];
}

/** `want` notices from the number `top` downwards; from the newest one when it is not given. */
export async function latest(filter: Filter, top: number | undefined, want: number): Promise<Portion<Notice, number>> {
  const remote = filter.remote === "" ? undefined : await remoteLots(filter);
  const { region, rehearsal } = filter;
  const after = (number: number, limit: number): Promise<Notice[]> => noticesAfter(number, limit, { region, class: filter.class, rehearsal });
  const found = await gather((from: number) => windowDown(after, from), top ?? (await newest(rehearsal)), keeps(filter, remote), want);
  return shortened(found, want);
}

/** A window may hold more than was wanted; the rest comes with the next question. */
function shortened({ rows, next }: Portion<Notice, number>, want: number): Portion<Notice, number> {
  const shown = rows.slice(0, want);
  const last = shown[shown.length - 1];
  return rows.length > want && last ? { rows: shown, next: last.number - 1 } : { rows, next };
}

/** Which lots are within the scope of remote evaluation: the register says, a notice does not. */
async function remoteLots({ region, class: kind, rehearsal }: Filter): Promise<Map<string, boolean>> {
  const wanted = { ...EVERYTHING, region, class: kind, rehearsal };
  const all = await gather((from: string) => registerFrom(wanted, from, 200), "", () => true, Infinity);
  return new Map(all.rows.map((line) => [line.lot, line.is_in_remote_scope]));
}
