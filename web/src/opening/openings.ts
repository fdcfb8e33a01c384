/** The openings of a day, by the platform's own door; names and hours, never a number of bids. */
import { dayOf } from "../foundation/format.ts";
import { gather } from "../foundation/pages.ts";
import { EVERYTHING, registerFrom, type RegisterLine as Opening } from "../tenders/answers.ts";

export type { Opening };

/** Lots whose bids close on that day in Beijing ("2026-12-17"), earliest first. */
export async function openingsOn(day: string): Promise<Opening[]> {
  return sorted((await everything()).filter((line) => dayOf(line.deadline) === day && line.state !== "TERMINATED"));
}

/** The next openings after a moment, earliest first. */
export async function openingsAfter(moment: number, most: number): Promise<Opening[]> {
  const ahead = (await registerOf("BIDDING")).filter((line) => Date.parse(line.deadline) > moment);
  return sorted(ahead).slice(0, most);
}

const everything = (): Promise<readonly Opening[]> => registerOf("");

async function registerOf(state: string): Promise<readonly Opening[]> {
  return (await gather((from: string) => registerFrom({ ...EVERYTHING, state }, from, 200), "", () => true, 2000)).rows;
}

const sorted = (lines: readonly Opening[]): Opening[] => [...lines].sort((one, other) => Date.parse(one.deadline) - Date.parse(other.deadline));
