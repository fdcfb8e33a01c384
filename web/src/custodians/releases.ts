/** What a custodian signs: key statements, drill answers, releases, requests. Pure but for entropy. */
import { canonical, type Entropy, H, type JsonObject, toHex, utf8 } from "../crypto/encoding.ts";
import type { Kind } from "../crypto/manifest.ts";
import { hasTwoEnvelopes, type StepName, STEPS as RULES } from "../crypto/steps.ts";
import { signedDocument } from "../crypto/signatures.ts";
import { provePossession, release, type Sharing } from "../crypto/sharing.ts";
import { type FrozenEnvelope, type FrozenList, ofKind } from "./freeze-list.ts";
import { type Terms, termsOf } from "./key-sets.ts";
import { CLIENT } from "./program.ts";
import type { CustodianKeys } from "./keys.ts";
import type { ReleaseRequest } from "./platform.ts";

/** Context of dummy dealings: never an envelope's, which is a JSON object. */
export const DRILL_CONTEXT = utf8("drill");

export const STEPS = ["identities", "contents"] as const;
export type Step = (typeof STEPS)[number];

/**
 * What a step of the hour is by the tender: with two envelopes its second step opens documents alone. Offers and pricing
 * wait for the second opening, and this client releases nothing of them.
 */
export const atHour = (list: FrozenList, step: Step): StepName => (step === "contents" && hasTwoEnvelopes(list.tender) ? "documents" : step);

const signed = (body: JsonObject, keys: CustodianKeys): JsonObject => signedDocument(body, [["custodian", keys.sign]]);

/** The signed tianping/key-statement/1 over these terms. */
export function keyStatement(given: Terms, index: number, keys: CustodianKeys, entropy: Entropy): JsonObject {
  const terms = termsOf(given);
  const body = {
    type: "tianping/key-statement/1",
    ...terms,
    index,
    share_key: toHex(keys.share.public),
    sign_key: toHex(keys.sign.public),
    possession: provePossession(keys.share, canonical(terms), entropy),
  };
  return signed(body, keys);
}

export interface Drill {
  readonly drill: string;
  readonly lot: string;
  readonly round: number;
  readonly sharing: Sharing;
}

/** The signed tianping/drill/1; check the dealing first. */
export function drillAnswer({ drill, lot, round, sharing }: Drill, index: number, keys: CustodianKeys, entropy: Entropy): JsonObject {
  const share = release(sharing, index, keys.share, DRILL_CONTEXT, entropy);
  return signed({ type: "tianping/drill/1", lot, round, index, drill, share }, keys);
}

/** What POST .../opening/releases takes, for every envelope of this step that was dealt to this custodian. */
export function makeRelease(list: FrozenList, step: Step, keys: CustodianKeys, at: string, entropy: Entropy): ReleaseRequest {
  const sharesOf = (kinds: readonly Kind[]): ShareOf[] =>
    ofKind(list, ...kinds).flatMap((each) => shareOf(each, keys, entropy));
  const named = atHour(list, step);
  // Shares that are withheld go to the opening worker only; the signed release carries their salted hashes.
  const withheld = sharesOf(RULES[named].withheld).map((share) => ({ share, salt: entropy(16) }));
  const body = {
    type: "tianping/release/1",
    lot: list.body.lot,
    round: list.body.round,
    freeze: list.freeze,
    step: named,
    index: list.index,
    share_key: toHex(keys.share.public),
    shares: sharesOf(RULES[named].shares),
    withheld: withheld.map(({ share, salt }) => ({ envelope: share.envelope, hash: toHex(withheldHash(share, salt)) })),
    client: CLIENT,
    at,
  };
  return { release: signed(body, keys), withheld: withheld.map(({ share, salt }) => ({ ...share, salt: toHex(salt) })) };
}

type ShareOf = { envelope: string; i: number; S: string; c: string; r: string };

/** None for an envelope that was not dealt to this custodian. */
function shareOf({ digest, header, place }: FrozenEnvelope, keys: CustodianKeys, entropy: Entropy): ShareOf[] {
  if (place === undefined) return [];
  return [{ envelope: digest, ...release(header.sharing as Sharing, place, keys.share, header.ctx, entropy) }];
}

/** What the signed release says of a share that is not published. */
export const withheldHash = (share: JsonObject, salt: Uint8Array): Uint8Array =>
  H("withheld share", salt, canonical(share));

/** The signed request for identity releases and bodies. */
export function identitiesRequest({ body, freeze, index }: FrozenList, keys: CustodianKeys, at: string): JsonObject {
  return signed({ type: "tianping/identities-request/1", lot: body.lot, round: body.round, freeze, index, at }, keys);
}

/** The signed request for the lots of this key. */
export function custodyRequest(keys: CustodianKeys, at: string): JsonObject {
  const halves = { share_key: toHex(keys.share.public), sign_key: toHex(keys.sign.public) };
  return signed({ type: "tianping/custody-request/1", ...halves, at }, keys);
}
