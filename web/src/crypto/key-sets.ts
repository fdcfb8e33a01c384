/** A key set holds when every custodian in it signed the same terms and proved to know his share key. */
import { canonical, fromHex, type JsonObject, toHex } from "./encoding.ts";
import { demand } from "./errors.ts";
import { areDistinct } from "./fields.ts";
import type { BodyOf } from "./records.ts";
import { checkPossession } from "./sharing.ts";
import { checkSignedBy, type Signed } from "./signatures.ts";

const CHECK = "key-set-statements";

/** A statement as it was signed, and its body in the shape of its type. */
export interface Statement {
  readonly signed: Signed;
  readonly body: BodyOf<"key-statement">;
}

/** Refuses unless custodians are numbered from 1, with keys of their own, and each one's statement agrees. */
export function checkKeySet(keySet: BodyOf<"key-set">, statementOf: (digest: string) => Statement): void {
  const { custodians, statements, t } = keySet;
  const whole = t <= custodians.length && statements.length === custodians.length;
  demand(whole, CHECK, "a key set needs one statement of each custodian, and t of them");
  const numbered = custodians.every((custodian, position) => custodian.index === position + 1);
  demand(numbered, CHECK, "the custodians are not numbered from 1");
  const distinct =
    areDistinct(custodians.map((each) => each.share_key)) && areDistinct(custodians.map((each) => each.sign_key));
  demand(distinct, CHECK, "two custodians have one key");
  custodians.forEach((custodian, position) => {
    checkStatement(statementOf(statements[position] as string), custodian, keySet);
  });
}

function checkStatement(statement: Statement, custodian: BodyOf<"key-set">["custodians"][number], keySet: BodyOf<"key-set">): void {
  const { lot, round, t, document_digest } = keySet;
  const share_keys = keySet.custodians.map((each) => each.share_key);
  const { index, share_key, sign_key } = custodian;
  checkSignedBy(statement.signed, "custodian", sign_key);
  const { possession, type: _, ...said } = statement.body;
  const agreed = { document_digest, lot, round, share_keys, t };
  const same = text(said) === text({ ...agreed, index, share_key, sign_key });
  demand(same, CHECK, `the statement of custodian ${index} says something else than the key set`);
  checkPossession(fromHex(share_key, 32), possession, canonical(agreed));
}

const text = (body: JsonObject): string => toHex(canonical(body));
