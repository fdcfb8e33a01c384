/** Readiness drills: is the dealing a dummy, of a key set that this body signed? */
import { fromHex, type Json, toHex } from "../crypto/encoding.ts";
import { checkSharing } from "../crypto/sharing.ts";
import type { Pinned } from "./memory.ts";
import { unsigned } from "./refused.ts";
import { type Drill, DRILL_CONTEXT } from "./releases.ts";

/** A drill as GET .../drills shows it. */
export interface ShownDrill extends Drill {
  readonly t: number;
  readonly share_keys: string[];
  readonly deadline: string;
  readonly at: string;
}

/** This custodian's place (from 1), once the dealing is a dummy: its proof holds in the context of drills only. */
export function checkDrill(told: Json, lot: string, pinned: Pinned | undefined, shareKey: string): number {
  const drill = readDealing(told);
  const known = pinned?.terms.some((each) => each.t === drill.t && each.share_keys.join() === drill.share_keys.join());
  if (drill.lot !== lot || !known || !drill.share_keys.includes(shareKey)) {
    throw unsigned("drill-lot", "the drill is not for a key set this body signed");
  }
  return drill.share_keys.indexOf(shareKey) + 1;
}

function readDealing(told: Json): ShownDrill {
  try {
    const drill = told as unknown as ShownDrill;
    const keys = drill.share_keys.map((each) => fromHex(each, 32));
    checkSharing(drill.sharing, keys, drill.t, DRILL_CONTEXT);
    return { ...drill, share_keys: keys.map(toHex) };
  } catch (thrown) {
    throw unsigned("drill-dealing", `the dummy dealing does not hold (${String(thrown)})`);
  }
}
