/** Before the second step a custodian opens the identities itself and counts distinct bidders. Values in, count out. */
import { bodyRoot } from "../crypto/body.ts";
import { checkCompanySignature, checkIdentityBinding, readIdentity, type Statement } from "../crypto/bid.ts";
import { equal, type Json, type JsonObject, toHex } from "../crypto/encoding.ts";
import { openWhole, unlock } from "../crypto/envelope.ts";
import { CryptoError, demand } from "../crypto/errors.ts";
import type { BodyOf } from "../crypto/records.ts";
import { checkSignedBy } from "../crypto/signatures.ts";
import { checkRelease, combine, type Release } from "../crypto/sharing.ts";
import { type FrozenEnvelope, type FrozenList, fromBase64, ofKind } from "./freeze-list.ts";
import { withheld } from "./refused.ts";
import { readDocument, readRecord, refusingOver, shapedBody } from "./signed-records.ts";

/** How many distinct bidders have a valid identity, and why each other bid does not count. */
export interface Counted {
  readonly bidders: number;
  readonly notCounted: ReadonlyMap<string, string>;
}

/** Shares by envelope, then by the custodian's share key in hex. */
type Shares = Map<string, Map<string, Json>>;

/**
 * The count of POST .../opening/identities; refuses below the minimum.
 * 1. Releases by custodians of this list, over this list; 2. t right shares for each identity; 3. the body is the frozen
 * one and opens; 4. the company's signature holds under a key that the platform bound to its code; 5. enough codes.
 */
export function countBidders(told: Json, list: FrozenList, platformKey: string): Counted {
  const { releases, bodies, companies } = partsOf(told);
  const shares = sharesOf(releases, list);
  const bound = boundKeys(companies, platformKey, list.body.at);
  const codes = new Set<string>();
  const notCounted = new Map<string, string>();
  for (const envelope of ofKind(list, "identity")) {
    try {
      codes.add(codeOf(envelope, shares.get(envelope.digest) ?? new Map(), bodies[envelope.digest], list, bound));
    } catch (thrown) {
      if (!(thrown instanceof CryptoError)) throw thrown;
      notCounted.set(envelope.bid, thrown.check);
    }
  }
  if (codes.size >= list.minimum) return { bidders: codes.size, notCounted };
  const facts = { count: codes.size, minimum: list.minimum };
  throw withheld("bidders-counted", `${facts.count} distinct valid bidders, ${facts.minimum} are needed`, facts);
}

function partsOf(told: Json): { releases: Json[]; bodies: JsonObject; companies: Json[] } {
  const parts = told as { releases?: Json; bodies?: Json; companies?: Json } | null;
  const isObject = typeof parts?.bodies === "object" && parts.bodies !== null && !Array.isArray(parts.bodies);
  if (!Array.isArray(parts?.releases) || !Array.isArray(parts.companies) || !isObject) {
    throw withheld("releases-signed", "the answer holds no identities");
  }
  return { releases: parts.releases, bodies: parts.bodies as JsonObject, companies: parts.companies };
}

/** Shares of identities, from releases that name this list. */
function sharesOf(releases: readonly Json[], list: FrozenList): Shares {
  const found: Shares = new Map();
  for (const signed of releases) {
    const body = readRelease(signed, list);
    for (const { envelope, i, S, c, r } of body.shares) {
      const known = found.get(envelope) ?? new Map<string, Json>();
      found.set(envelope, known.set(body.share_key, { i, S, c, r }));
    }
  }
  return found;
}

function readRelease(told: Json, list: FrozenList): BodyOf<"release"> {
  const [signed, body] = refusingOver("releases-signed", withheld, () => {
    const signed = readDocument(told);
    demand(signed.type === "tianping/release/1", "signature-type", "the document is not a release");
    for (const { role, key } of signed.signatures) checkSignedBy(signed, role, key);
    return [signed, shapedBody(signed.body, "release")] as const;
  });
  const signers = signed.signatures.filter(({ role }) => role === "custodian").map(({ key }) => key);
  const known = list.custodians.filter((each) => signers.includes(each.sign_key));
  if (!known.some((each) => each.share_key === body.share_key)) {
    throw withheld("releases-signed", "a release is by no custodian of this lot");
  }
  const here = body.lot === list.body.lot && body.round === list.body.round;
  if (body.freeze !== list.freeze || body.step !== "identities" || !here) {
    throw withheld("releases-name-freeze", "another custodian released over another list");
  }
  return body;
}

/** The key of each code that was the newest bound one when the list was frozen. */
function boundKeys(records: readonly Json[], platformKey: string, frozenAt: string): Map<string, string> {
  const bodies = records.map((each) => readRecord(each, "company", platformKey, withheld));
  const inTime = bodies.filter((each) => each.at <= frozenAt).sort((a, b) => (a.at < b.at ? -1 : 1));
  return new Map(inTime.map((each) => [each.uscc, each.company_key]));
}

/** The unified social credit code of a valid identity. */
function codeOf(
  envelope: FrozenEnvelope,
  shares: ReadonlyMap<string, Json>,
  body: Json | undefined,
  list: FrozenList,
  bound: ReadonlyMap<string, string>,
): string {
  const identity = readIdentity(openBody(envelope, secretOf(envelope, shares), body));
  checkIdentityBinding(identity, statementOf(envelope.bid, list));
  checkCompanySignature(identity);
  demand(bound.get(identity.uscc) === identity.company_key, "company-key", "no key bound to this code signed");
  return identity.uscc;
}

/** The envelope's secret from shares whose proofs hold; a wrong one is passed over, others may be enough. */
function secretOf({ header }: FrozenEnvelope, shares: ReadonlyMap<string, Json>): Uint8Array {
  const right: Release[] = [];
  header.custodians.forEach((key, at) => {
    const share = shares.get(toHex(key));
    if (share === undefined) return;
    try {
      right.push(checkRelease(share, header.sharing, key, header.ctx, at + 1));
    } catch (thrown) {
      if (!(thrown instanceof CryptoError)) throw thrown;
    }
  });
  return combine(right, header.t);
}

/** The bytes of identity.json, from a body that has the frozen root. */
function openBody(envelope: FrozenEnvelope, secret: Uint8Array, told: Json | undefined): Uint8Array {
  const body = fromBase64(typeof told === "string" ? told : "");
  demand(equal(bodyRoot(body), envelope.root), "identity-body", "the body is not the frozen one");
  const [only] = openWhole(unlock(envelope.source, secret), body).files;
  demand(only !== undefined, "manifest-files", "the envelope is empty");
  return only.bytes;
}

/** What of the bid's statement an identity must agree with. */
function statementOf(bid: string, { body }: FrozenList): Statement {
  const entry = body.bids.find((each) => each.bid === bid);
  demand(entry !== undefined, "identity-binding", "the bid is not on the list");
  const { bid_key, document_version, envelopes } = entry;
  return { lot: body.lot, round: body.round, bid_key, document_version, envelopes };
}
