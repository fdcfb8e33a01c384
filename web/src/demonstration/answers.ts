/** What a demonstration answers at its own door (commands/demonstration/doors.py). No other platform has it. */
import { api, told } from "../api/client.ts";

export interface DemoAccount {
  readonly login: string;
  readonly role: string;
  readonly name: string;
  readonly organisation: string;
}

export interface DemoBody {
  readonly name: string;
  /** It signs and releases by itself; the others are the person's. */
  readonly acts: boolean;
  readonly file: string;
}

export interface DemoCompany {
  readonly name: string;
  readonly uscc: string;
  readonly file: string;
  readonly papers: readonly string[];
}

export interface DemoSeat {
  readonly seat: string;
  readonly venue: string;
  readonly workstation: string;
  /** Of a slip that nobody used yet. */
  readonly code: string;
  /** The seed, in hex, of the key that the member pledged with. */
  readonly key: string;
}

/** The room in the middle of its work. */
export interface DemoRoom {
  readonly session: string;
  readonly lot: string;
  readonly seats: readonly DemoSeat[];
}

export interface Demonstration {
  /** The past is played; before, nobody can sign in. */
  readonly ready: boolean;
  readonly password: string;
  readonly accounts: readonly DemoAccount[];
  readonly tenders: readonly { readonly key: string; readonly lot: string }[];
  readonly room: DemoRoom | null;
  readonly custodians: readonly DemoBody[];
  readonly companies: readonly DemoCompany[];
  readonly tender_file: string;
  readonly project_code: string;
}

const PLACE = "/api/demonstration";

// Not among the described doors: these stand in a demonstration only.
export const askDemonstration = async (): Promise<Demonstration> => (await told(api.GET(PLACE as never))) as Demonstration;

/** Where a file is downloaded. */
export const fileAddress = (name: string): string => `${PLACE}/files/${encodeURIComponent(name)}`;
