/** Are these the custodians who keep the keys of this lot, and do all of them say so? Values in, refusal or nothing out. */
import { canonical, digest, fromHex, type Json, type JsonObject, toHex } from "../crypto/encoding.ts";
import { areDistinct } from "../crypto/fields.ts";
import type { BodyOf } from "../crypto/records.ts";
import { digest as digestShape, id, integer, key, listOf, members } from "../crypto/shapes.ts";
import { checkPossession, MAX_CUSTODIANS } from "../crypto/sharing.ts";
import { type Refuse, unsigned } from "./refused.ts";
import { checkedBody, refusingOver, shapedBody } from "./signed-records.ts";

/** What is the same in the statements of all custodians; with them, the context of the proof of possession. */
export type Terms = { document_digest: string; lot: string; round: number; share_keys: string[]; t: number };
export type Custodian = BodyOf<"key-set">["custodians"][number];

const readTerms = members({
  lot: id,
  round: integer(1),
  t: integer(1, MAX_CUSTODIANS),
  share_keys: listOf(key, 1, MAX_CUSTODIANS),
  document_digest: digestShape,
});

/** The common terms of a key statement (or of a proposed set). */
export function termsOf(statement: JsonObject): Terms {
  const { document_digest, lot, round, share_keys, t } = statement as unknown as Terms;
  return { document_digest, lot, round, share_keys, t };
}

/** What every custodian of this key set must have signed. */
export function statementTerms(keySet: BodyOf<"key-set">): Terms {
  const { document_digest, lot, round, t } = keySet;
  return { document_digest, lot, round, share_keys: keySet.custodians.map((each) => each.share_key), t };
}

/** The name of these very terms. */
export const termsDigest = (terms: Terms): string => toHex(digest(terms));

/**
 * Refuse unless every custodian signed these very keys, threshold and documents, and proves to hold its key.
 * 1. Places 1..n, distinct keys, t within n; 2. one statement each, the one the key set names; 3. its terms and keys;
 * 4. its signature; 5. its proof of possession.
 */
export function checkStatements(keySet: BodyOf<"key-set">, statements: readonly Json[], refuse: Refuse): void {
  const { custodians } = keySet;
  const inPlace = custodians.every((each, at) => each.index === at + 1);
  const keys = custodians.flatMap((each) => [each.share_key, each.sign_key]);
  if (!inPlace || !areDistinct(keys)) {
    throw refuse("key-set-roster", "places or keys of the custodians are not distinct");
  }
  if (keySet.t > custodians.length || keySet.statements.length !== custodians.length) {
    throw refuse("key-set-roster", "threshold or statements do not fit");
  }
  const byDigest = new Map(statements.map((one) => [toHex(digest((one as JsonObject)["body"] as Json)), one]));
  custodians.forEach((custodian, at) => {
    const found = byDigest.get(keySet.statements[at] as string);
    if (found === undefined) throw refuse("key-statements", `the statement of ${custodian.name} is missing`);
    checkStatement(found, statementTerms(keySet), custodian, refuse);
  });
}

function checkStatement(signed: Json, terms: Terms, custodian: Custodian, refuse: Refuse): void {
  refusingOver("key-statements", refuse, () => {
    const body = checkedBody(signed, "tianping/key-statement/1", "custodian", custodian.sign_key);
    const statement = shapedBody(body, "key-statement");
    const own = (["index", "share_key", "sign_key"] as const).every((name) => statement[name] === custodian[name]);
    if (!own || termsDigest(termsOf(body)) !== termsDigest(terms)) {
      throw refuse("key-statements", `${custodian.name} signed other terms`);
    }
    checkPossession(fromHex(statement.share_key, 32), statement.possession, canonical(terms));
  });
}

/** A proposed set as GET .../key-set shows it: the terms to sign, and the custodians with their names. */
export interface Proposed {
  readonly terms: Terms;
  readonly members: readonly (Custodian & { readonly signed: boolean })[];
  /** This custodian's place, from 1. */
  readonly index: number;
  readonly name: string;
  readonly project: string;
  readonly complete: boolean;
}

/** The proposed set, once it makes sense and holds this custodian's keys; `documents`: their digest, where it is known. */
export function checkProposed(shown: Json, lot: string, shareKey: string, signKey: string, documents = ""): Proposed {
  const { terms, roster } = readProposed(shown);
  const keys = roster.map((each) => each.share_key);
  if (terms.lot !== lot) throw unsigned("key-set-lot", "it is for another lot");
  if (keys.join() !== terms.share_keys.join() || !areDistinct(keys) || terms.t > keys.length) {
    throw unsigned("key-set-roster", "keys or threshold do not fit");
  }
  const own = roster.filter((each) => each.share_key === shareKey && each.sign_key === signKey);
  if (own.length !== 1 || own[0]?.index !== keys.indexOf(shareKey) + 1) {
    throw unsigned("own-key", "this body's keys are not in the set");
  }
  if (documents !== "" && documents !== terms.document_digest) {
    throw unsigned("document-digest", "it is over other documents");
  }
  const told = shown as unknown as { name?: string; project?: { name?: string }; state?: string };
  return {
    terms,
    members: roster,
    index: own[0].index,
    name: String(told.name ?? ""),
    project: String(told.project?.name ?? ""),
    complete: told.state === "complete",
  };
}

type Member = Custodian & { readonly signed: boolean };

function readProposed(shown: Json): { terms: Terms; roster: Member[] } {
  try {
    const terms = readTerms(termsOf(shown as JsonObject) as unknown as JsonObject, "the proposed set") as Terms;
    const roster = (shown as { members?: unknown })["members"] as Member[];
    // Reading a member of each makes a list of anything else fail here and not later.
    roster.forEach((each) => void [each.share_key, each.sign_key, each.index]);
    return { terms, roster };
  } catch (thrown) {
    throw unsigned("key-set-terms", `the proposed set is unreadable (${String(thrown)})`);
  }
}
