/** The public file that a body hands over for its registration; its proof is the platform's to check. */
import { Refused } from "./refused.ts";

const TYPE = "tianping/custodian-public/1";
const KEY = /^[0-9a-f]{64}$/;

export interface PublicFile {
  readonly name: string;
  readonly share_key: string;
  readonly sign_key: string;
  readonly possession: { readonly R: string; readonly s: string };
}

export function readPublicFile(source: string): PublicFile {
  try {
    const told = JSON.parse(source) as PublicFile & { type: unknown };
    const keys = [told.share_key, told.sign_key, told.possession.R, told.possession.s];
    if (told.type === TYPE && keys.every((each) => KEY.test(each))) return told;
  } catch {
    // Said below, as one refusal.
  }
  throw new Refused("key", "public-file", "it is not a custodian's public file");
}
