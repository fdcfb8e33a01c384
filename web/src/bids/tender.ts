/** Everything a bidder's client must check of a tender before it seals anything; as `commands/tender_page.py` does. */
import type { CheckedTender, Custodian, JsonObject, OfferForm, Told } from "./types.ts";
import { canonical, fromHex, type Json, toHex } from "../crypto/encoding.ts";
import { CryptoError } from "../crypto/errors.ts";
import { areDistinct } from "../crypto/fields.ts";
import { checkPossession } from "../crypto/sharing.ts";
import { init } from "../crypto/sodium.ts";
import { notYetPublished, tenderNotTrusted } from "./faults.ts";
import { fenOf } from "./money.ts";
import { formAsRecord, FormUnreadable, readForm } from "./offer.ts";
import { type Read, readAnySigned, readDocument, readPlatformKeys, readRecord } from "./signed.ts";

type Page = { readonly [member: string]: unknown };
type Tender = Read<"tender">["body"];
type KeySet = Read<"key-set">["body"];

const refuse = tenderNotTrusted;
const listed = (value: unknown): unknown[] => (Array.isArray(value) ? (value as unknown[]) : []);

/**
 * The tender of GET /api/lots/{lot}, once all of this holds:
 * 1. keys of the platform, one following the other, signed all records; 2. the key set is the one the tender names, or
 * a later one of the same round; 3. every custodian signed it; 4. it was signed over the documents of version 1;
 * 5. deadlines only moved later, and the page shows the newest; 6. the offer form is the published one.
 */
export async function checkTender(page: unknown, platformKeys: unknown, rulebook: unknown): Promise<CheckedTender> {
  await init();
  const told = (typeof page === "object" && page !== null ? page : {}) as Page;
  if (!told["tender"] || !told["key_set"]) throw notYetPublished();
  const keys = readPlatformKeys(platformKeys, refuse);
  const { body: tender, key: platformKey } = readRecord(told["tender"], "tender", keys, refuse);
  const { body: keySet } = readRecord(told["key_set"], "key-set", keys, refuse);
  checkSameRound(told, tender, keySet);
  checkNamed(told, tender, keys);
  checkStatements(keySet, listed(told["statements"]));
  checkDocuments(told, tender, keySet, keys);
  const deadline = newestDeadline(tender, listed(told["extensions"]), keys);
  if (deadline !== told["deadline"])
    throw refuse("deadline-history", "the page shows another deadline", "页面所示截止时间与签名记录不一致");
  return {
    lot: tender.lot,
    round: tender.round,
    name: tender.name,
    project: tender.project.name,
    deadline,
    documentVersion: told["document_version"] as number,
    threshold: keySet.t,
    custodians: keySet.custodians.map(shownCustodian),
    form: readPublishedForm(told, tender),
    ceiling: readCeiling(told["ceiling"]),
    platformKey,
    rulebook: tender.rulebook as number,
    rehearsal: tender.rehearsal,
    asks: readShares(rulebook, tender.rulebook),
    checks: CHECKS,
    page: plain(told),
  };
}

const CHECKS: readonly { name: string; what: Told }[] = [
  ["key-history", "平台公钥的更换记录连续", "the platform's keys follow one another"],
  ["platform-signatures", "平台签名成立", "the platform signed its records"],
  ["tender-names-key-set", "公告列明了该密钥组", "the tender names that key set"],
  ["key-set-statements", "全部保管单位签署了密钥声明", "every custodian signed the key set"],
  ["documents-named", "公告列明了招标文件指纹", "the tender names its documents"],
  ["deadline-history", "截止时间只向后顺延", "the deadline only moved later"],
  ["offer-form", "开标一览表与签名记录一致", "the offer form is the one that was signed"],
].map(([name, zh, en]) => ({ name: name as string, what: { zh: zh as string, en: en as string } }));

/** A copy that holds data and nothing else (a page may hand over something reactive). */
const plain = (page: Page): JsonObject => JSON.parse(JSON.stringify(page)) as JsonObject;

function shownCustodian(one: KeySet["custodians"][number]): Custodian {
  return { index: one.index, name: one.name, prefecture: one.prefecture, seat: one.seat, shareKey: one.share_key };
}

function checkSameRound(page: Page, tender: Tender, keySet: KeySet): void {
  const same = [tender, keySet].every((one) => one.lot === page["lot"] && one.round === page["round"]);
  if (!same) throw refuse("tender-record", "the records belong to another lot or round", "记录不属于本标段或本轮次");
}

/** The tender's own key set must be there; the newest may be a replacement that its custodians signed as well. */
function checkNamed(page: Page, tender: Tender, keys: readonly string[]): void {
  const sets = [...listed(page["key_sets"]), page["key_set"]].map((each) => readRecord(each, "key-set", keys, refuse));
  if (!sets.some((each) => each.digest === tender.key_set))
    throw refuse("tender-names-key-set", "the tender names another key set", "公告所列密钥组与页面不一致");
}

/**
 * Every custodian signed these very keys, threshold and documents, and proves to hold its key: places 1..n, keys all
 * different; one statement each, the one the key set names; its terms, keys, signature and proof.
 */
function checkStatements(keySet: KeySet, statements: readonly unknown[]): void {
  const { custodians, t } = keySet;
  const keys = custodians.flatMap((one) => [one.share_key, one.sign_key]);
  if (!custodians.every((one, at) => one.index === at + 1) || !areDistinct(keys))
    throw refuse("key-set-roster", "places or keys of the custodians are not distinct", "保管单位的序号或密钥重复");
  if (t > custodians.length || keySet.statements.length !== custodians.length)
    throw refuse("key-set-roster", "threshold or statements do not fit", "解密所需份额数或声明数量不符");
  const byDigest = new Map(statements.flatMap((one) => digested(one)));
  custodians.forEach((custodian, at) => {
    const found = byDigest.get(keySet.statements[at] as string);
    if (found === undefined)
      throw refuse("key-statements", `the statement of ${custodian.name} is missing`, `缺少${custodian.name}的密钥声明`);
    checkStatement(found, keySet, custodian);
  });
}

function digested(statement: unknown): [string, unknown][] {
  try {
    return [[readAnySigned(statement).digest, statement]];
  } catch {
    return [];
  }
}

function checkStatement(statement: unknown, keySet: KeySet, custodian: KeySet["custodians"][number]): void {
  const who = custodian.name;
  try {
    const { body } = readDocument(statement, "key-statement", "custodian", [custodian.sign_key]);
    const terms = termsOf(keySet);
    const signed = canonical({ ...terms, document_digest: body.document_digest, lot: body.lot, round: body.round, share_keys: body.share_keys, t: body.t });
    const own = body.index === custodian.index && body.share_key === custodian.share_key && body.sign_key === custodian.sign_key;
    if (toHex(signed) !== toHex(canonical(terms)) || !own)
      throw refuse("key-statements", `${who} signed other terms`, `${who}签署的内容与公布的不一致`);
    checkPossession(fromHex(body.share_key), body.possession, canonical(terms));
  } catch (thrown) {
    if (!(thrown instanceof CryptoError)) throw thrown;
    throw refuse("key-statements", `${who}: ${thrown.message}`, `${who}的密钥声明不成立`);
  }
}

/** What is the same in the statements of all custodians: the context of their proofs. */
function termsOf(keySet: KeySet): JsonObject {
  return {
    document_digest: keySet.document_digest,
    lot: keySet.lot,
    round: keySet.round,
    share_keys: keySet.custodians.map((each) => each.share_key),
    t: keySet.t,
  };
}

function checkDocuments(page: Page, tender: Tender, keySet: KeySet, keys: readonly string[]): void {
  const versions = listed(page["versions"]).map((each) => readRecord(each, "documents", keys, refuse));
  const first = versions.find((each) => each.digest === keySet.document_digest);
  const named = first?.body.version === 1 && versions.some((each) => each.digest === tender.documents);
  if (!named) throw refuse("documents-named", "custodians or tender name other documents", "招标文件与签署的指纹不一致");
  if (page["document_version"] !== Math.max(...versions.map((each) => each.body.version)))
    throw refuse("documents-named", "the page shows another version", "页面所示招标文件版本与签名记录不一致");
}

/** The deadline after all signed extensions, each of which continues the last and moves it later. */
function newestDeadline(tender: Tender, extensions: readonly unknown[], keys: readonly string[]): string {
  const bodies = extensions.map((each) => readRecord(each, "extension", keys, refuse).body);
  let deadline: string = tender.deadline;
  for (const one of bodies.sort((a, b) => (String(a.previous) < String(b.previous) ? -1 : 1))) {
    const follows = one.lot === tender.lot && one.round === tender.round && one.previous === deadline;
    if (!follows || one.deadline <= deadline)
      throw refuse("deadline-history", "an extension does not continue the last", "延期记录前后不衔接");
    deadline = one.deadline;
  }
  return deadline;
}

/** The published form; the page's rows add titles in both languages and bounds. */
function readPublishedForm(page: Page, tender: Tender): OfferForm {
  const rows = listed(page["offer_form"]);
  try {
    const form = readForm(rows.length > 0 ? rows : tender.offer_form);
    const same = toHex(canonical(formAsRecord(form) as Json)) === toHex(canonical(tender.offer_form as Json));
    if (same) return form;
  } catch (thrown) {
    if (thrown instanceof FormUnreadable) throw refuse("offer-form", thrown.message, "开标一览表格式无法识别");
    throw thrown;
  }
  throw refuse("offer-form", "the page shows another form than was signed", "页面所示开标一览表与签名记录不一致");
}

function readCeiling(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === "string" && fenOf(value) !== undefined) return value;
  throw refuse("ceiling", "the ceiling is no amount", "最高投标限价格式无法识别");
}

/** Shares in percent from GET /api/rulebooks/{n}; the rulebook must be the tender's. */
function readShares(rulebook: unknown, number: unknown): { low: string; high: string } {
  const book = (rulebook ?? {}) as { number?: unknown; rows?: { id: string; value: string; unit: string }[] };
  const share = (id: string): string | undefined => book.rows?.find((row) => row.id === id && row.unit === "percent")?.value;
  const [low, high] = [share("R-PRICE-ASK-LOW"), share("R-PRICE-ASK-HIGH")];
  if (book.number !== number || low === undefined || high === undefined)
    throw refuse("rulebook", "the rulebook is not the tender's", "规则版本与公告不一致");
  return { low, high };
}
