/**
 * What a bidder's pages stand on: reading a tender and believing it only when it is signed, the offer, company keys,
 * sealing in a worker, the sealed bid on this machine, sending it, receipts, withdrawal, the opening, evidence.
 *
 * Pages use `engine.…` and nothing below it. Every refusal is a thrown `Problem` (api/problem.ts) in both languages,
 * except where a function answers with a list of faults. Kinds of problems made here, beside the platform's own:
 *   tender-not-trusted · not-yet-published · offer-not-accepted · passphrase-wrong · file-unreadable · file-changed
 *   · file-names · no-room · cancelled · bid-unknown · bid-not-whole · sent-elsewhere · receipt-not-trusted
 *   · not-in-log-yet · uscc-invalid
 * Secrets (`CompanyKey.seed`, `BidKey.seed`, the two private files, passphrases) live in the page's memory and in files
 * the person saves; the engine keeps none of them and sends none of them anywhere.
 */
import type { Shown } from "../api/client.ts";
import type { Problem, Told } from "../api/problem.ts";
import type { Json, JsonObject } from "../crypto/encoding.ts";
import type { EnvelopeName } from "../crypto/bid.ts";
import type { Kind } from "../crypto/manifest.ts";

export type { EnvelopeName, Json, JsonObject, Kind, Told };
export { KINDS } from "../crypto/manifest.ts";

// ================================================================ the tender

export interface Custodian {
  readonly index: number;
  readonly name: string;
  readonly prefecture: string;
  readonly seat: string;
  /** Hex; show it with <DigestText> or `groupsOfFour`. */
  readonly shareKey: string;
}

/** A tender whose every record was checked; nothing else can be sealed for. */
export interface CheckedTender {
  readonly lot: string;
  readonly round: number;
  readonly name: string;
  readonly project: string;
  /** The newest deadline, RFC 3339 UTC; it is the `floor` of what is sealed now. */
  readonly deadline: string;
  readonly documentVersion: number;
  readonly threshold: number;
  readonly custodians: readonly Custodian[];
  readonly form: OfferForm;
  /** Yuan, "27950000.00", or null where there is no ceiling. */
  readonly ceiling: string | null;
  /** The key that signed the tender record, hex. */
  readonly platformKey: string;
  readonly rulebook: number;
  readonly rehearsal: boolean;
  /** Percent of the ceiling outside of which a price is asked about again (R-PRICE-ASK-LOW/-HIGH of its rulebook). */
  readonly asks: { readonly low: string; readonly high: string };
  /** What was checked, in the order it was: for 技术详情. */
  readonly checks: readonly { readonly name: string; readonly what: Told }[];
  /** The page itself; goes into the sealed bid as tender.json. */
  readonly page: JsonObject;
}

// ================================================================ the offer and its one price

export interface OfferField {
  /** As in offer.json: `price`, `period`, ... */
  readonly name: string;
  readonly title: Told;
  readonly kind: "money" | "integer" | "text";
  readonly unit: string;
  /** Bounds include themselves: yuan, whole units, or the length of a text. */
  readonly minimum: string | null;
  readonly maximum: string | null;
}

export interface OfferForm {
  readonly fields: readonly OfferField[];
  /** The first money field: the price that is compared. */
  readonly price: OfferField | null;
}

/** One value that cannot be taken; the words are those of `tianping seal`. */
export interface OfferFault {
  /** Name of the field; "" when it is the table as a whole. */
  readonly field: string;
  readonly kind: "shape" | "bound";
  readonly what: Told;
}

/** Values as they go into offer.json, or every fault. */
export type OfferRead =
  | { readonly ok: true; readonly values: { readonly [name: string]: string }; readonly price: string | null }
  | { readonly ok: false; readonly faults: readonly OfferFault[] };

/** Text 4: the price put before the bidder. */
export interface PriceShown {
  /** "26,888,000.00" */
  readonly amount: string;
  /** 人民币贰仟陆佰捌拾捌万捌仟元整 */
  readonly capital: string;
  /** "96.20" or null without a ceiling. */
  readonly percent: string | null;
  readonly above: boolean;
  /** Outside of the rulebook's shares of the ceiling: ask once more. */
  readonly asksAgain: boolean;
  readonly text: Told;
}

// ================================================================ keys

/** A company's signing key in memory. `seed` is secret. */
export interface CompanyKey {
  readonly name: string;
  readonly uscc: string;
  readonly public: string;
  readonly seed: Uint8Array;
}

/** What a company key file shows without its passphrase. */
export interface CompanyKeyFile {
  readonly name: string;
  readonly uscc: string;
  readonly public: string;
  readonly locked: boolean;
  readonly document: JsonObject;
}

/** 撤回凭证 in memory. `seed` is secret. */
export interface BidKey {
  readonly lot: string;
  readonly round: number;
  readonly bid: string;
  readonly public: string;
  readonly seed: Uint8Array;
}

/** Where a bid key comes from: the file the person kept, or the passphrase it was made from and the company's key file. */
export type BidKeySource = { readonly file: Blob } | { readonly passphrase: string; readonly companyPublic: string };

// ================================================================ files before they are sealed

export interface FileFault {
  readonly file: File;
  readonly what: Told;
  readonly now: Told;
}

/** One signature of a PDF, as the packer shows it. Whether its certificate is to be trusted is the committee's question. */
export interface SignatureSeen {
  /** Common name, else organisation. */
  readonly signer: string;
  readonly organisation: string;
  /** Serial number of the certificate, hex. */
  readonly serial: string;
  readonly issuer: string;
  /** RFC 3339; the time the signer's own machine told, or null. */
  readonly at: string | null;
  /** Bytes are what was signed and the signature holds (true), do not (false), or cannot be told here: SM2 (null). */
  readonly intact: boolean | null;
  /** Whether it covers the file to its end; else something was added after signing. */
  readonly whole: boolean;
  /** Why `intact` is null or false, for the person. */
  readonly note: Told | null;
}

/** A property inside a file that names somebody. */
export interface TellingProperty {
  readonly name: string;
  readonly value: string;
  /** How to take it away in the program that made the file. */
  readonly remedy: Told;
}

/** A number in a bill of quantities that may be its total. */
export interface BillTotal {
  /** Yuan with two decimals. */
  readonly amount: string;
  /** 合计 / 总计 / 投标总价 ... as it stands in the file. */
  readonly label: string;
  /** Sheet and cell, e.g. 汇总表!F32, or line 32. */
  readonly place: string;
  /** Whether the file's figure had parts of a fen and was rounded for showing: then it cannot equal a price. */
  readonly rounded: boolean;
}

// ================================================================ sealing

export interface SealPlan {
  readonly tender: CheckedTender;
  readonly company: CompanyKey;
  /** From `readOffer`, ok. */
  readonly values: { readonly [name: string]: string };
  readonly documents: readonly File[];
  readonly pricing: readonly File[];
  readonly replacesAllEarlier: boolean;
  /** 保证金信息, any flat object, or null. */
  readonly bond: JsonObject | null;
  /** When given, the bid key is derived from it, so that it can be made again without a file. */
  readonly passphrase?: string;
}

export interface SealProgress {
  /** reading = hashing the files once; sealing; checking = opened again from what was stored, as the opening will. */
  readonly phase: "reading" | "sealing" | "checking";
  readonly kind: Kind;
  /** Bytes of all three phases over all envelopes: for one honest bar. */
  readonly done: number;
  readonly total: number;
}

export interface SealedBid {
  readonly bid: PendingBid;
  /** Contents of bid-key.json (撤回凭证) and recovery.json, to be saved apart from the bid. SECRET. */
  readonly bidKeyFile: Uint8Array;
  readonly recoveryFile: Uint8Array;
  /** Suggested names that tell which bid they belong to. */
  readonly names: { readonly bid: string; readonly bidKey: string; readonly recovery: string };
}

// ================================================================ sealed bids on this machine

/** A sealed bid that this browser holds. Holds no secret. */
export interface PendingBid {
  /** Digest of its statement, hex: the bid's name everywhere. */
  readonly bid: string;
  readonly lot: string;
  readonly round: number;
  readonly documentVersion: number;
  readonly bidKey: string;
  readonly envelopes: readonly EnvelopeName[];
  /** Of the tender page as it was when it was sealed; empty when the folder had none. */
  readonly project: string;
  readonly name: string;
  readonly deadline: string;
  readonly rehearsal: boolean;
  /** Bytes to be sent. */
  readonly length: number;
  /** By this machine's clock, milliseconds. */
  readonly keptAt: number;
  /** kept: survives reload and a killed tab; page: gone with this page (old browser, private window): save it now. */
  readonly place: "kept" | "page";
  /** Bytes known to be through, 0 when nothing was sent from here. */
  readonly sent: number;
  /** There once it was received. */
  readonly receipt: Receipt | null;
  /** Its withdrawal key was saved from this browser, or the bid was sealed elsewhere. False: perhaps nobody has the key. */
  readonly keySaved: boolean;
}

// ================================================================ sending

export type TransferPhase =
  | "starting" // asks the platform what it has already
  | "sending"
  | "waiting" // the line is down or the platform busy; tries again by itself at `retryAt`, or at once when online
  | "paused" // by the person
  | "handing-in" // all bytes are there; asks for the receipt
  | "received"
  | "refused" // `problem` says why; what was sent is kept where the law allows
  | "elsewhere" // another tab of this browser is sending this very bid
  | "cancelled";

export interface TransferState {
  readonly phase: TransferPhase;
  readonly kind: Kind | null;
  readonly done: number;
  readonly total: number;
  /** Bytes a second over the last 20 seconds; 0 while unknown. */
  readonly rate: number;
  /** Milliseconds left at this rate; null while unknown. */
  readonly left: number | null;
  /** When it will be done by the platform's clock, milliseconds; null while unknown. */
  readonly finish: number | null;
  /** Text 2: at this rate it ends at or after the deadline. */
  readonly late: boolean;
  /** When the next try begins, milliseconds of this machine's clock. */
  readonly retryAt: number | null;
  readonly problem: Problem | null;
  readonly receipt: Receipt | null;
}

/** What happened on the line, without a word of who: for the statement of facts 情况说明 after a late refusal. */
export interface TransferLog {
  readonly type: "tianping/transfer-log/1";
  readonly platform: string;
  readonly bid: string;
  readonly lot: string;
  readonly round: number;
  readonly length: number;
  /** `at` by the platform's clock, as far as it is known; offsets in bytes of the whole bid. */
  readonly lines: readonly { readonly at: string; readonly what: string; readonly kind: string; readonly done: number; readonly note: string }[];
}

export interface Transfer {
  readonly now: TransferState;
  pause(): void;
  resume(): void;
  /** Stop for good; what the platform has is given up there, the sealed bid stays here. */
  cancel(): void;
  /** The receipt, checked; rejects with the Problem of `refused`, `elsewhere` or `cancelled`. */
  readonly finished: Promise<Receipt>;
  /** The log so far; `saveAs(log, "transfer-log.json")` is the page's affair. */
  log(): Promise<TransferLog>;
}

export interface TransferOptions {
  readonly onChange?: (state: TransferState) => void;
  /** Withdraw this earlier bid in the same moment. */
  readonly replaces?: { readonly receipt: Receipt; readonly bidKey: BidKey };
}

// ================================================================ receipts and after

/** A receipt whose platform signature holds. */
export interface Receipt {
  readonly number: string;
  readonly lot: string;
  readonly round: number;
  readonly bid: string;
  readonly bidKey: string;
  readonly documentVersion: number;
  readonly envelopes: readonly EnvelopeName[];
  readonly at: string;
  /** The key that signed it, hex. */
  readonly platformKey: string;
  /** Digest of its body, hex. */
  readonly digest: string;
  /** The record: what is saved as receipt.json and printed as QR. */
  readonly record: JsonObject;
}

/** Proof that the receipt is in the public log. */
export interface FoundInLog {
  readonly tick: number;
  readonly size: number;
  readonly at: string;
}

/** What the platform says of a receipt's bid now: SEALED, WITHDRAWN, and after the opening its outcome. */
export interface ReceiptState {
  readonly state: string;
}

/** Own row of the read-out or of the record. */
/** A bidder's own result, as the platform tells it to who holds the bid key. */
export type OwnResult = Shown<"OwnResult">;

export interface OwnRow {
  readonly outcome: string;
  readonly cause: string | null;
  readonly name: string | null;
  readonly uscc: string | null;
  readonly values: { readonly [name: string]: string } | null;
  /** Digest of the read-out record that holds it. */
  readonly readOut: string;
}

export interface Evidence {
  readonly receipt: Receipt;
  readonly row: OwnRow | null;
  /** Where the whole published package lies. */
  readonly packageUrl: string;
  /** Address of the printed record. */
  readonly recordPdfUrl: string;
  /** Everything in one .tar: receipt, read-out, record, freeze, own headers, log proofs, readme in both languages. */
  readonly file: Blob;
  readonly fileName: string;
  readonly found: FoundInLog | null;
}

// ================================================================ the engine

export interface Engine {
  /** Load the cryptography (~1 MB) ahead of time, e.g. when the wizard opens; every function below does it by itself. */
  ready(): Promise<void>;
  /** What this browser can do; `kept: false` = sealed bids do not survive a reload here, say so and offer the file. */
  abilities(): Promise<{ readonly kept: boolean; readonly room: number | null; readonly locks: boolean }>;

  // ---- tender
  /** Fetch and check a lot's tender page; throws tender-not-trusted, not-yet-published, or the platform's refusal. */
  fetchTender(lot: string, round?: number): Promise<CheckedTender>;
  /** The same for a page that is there already. `platformKeys` as GET /api/platform-keys, `rulebook` as GET /api/rulebooks/{n}. */
  checkTender(page: unknown, platformKeys: unknown, rulebook: unknown): Promise<CheckedTender>;

  // ---- offer (at once, no waiting)
  readOffer(form: OfferForm, values: { readonly [name: string]: string }): OfferRead;
  /** "26888000" or "26,888,000.5" typed by a person -> "26888000.00", "26888000.50"; anything doubtful comes back unchanged. */
  withFen(typed: string): string;
  /** null when the form has no price or the amount cannot be read. */
  showPrice(tender: CheckedTender, price: string | null): PriceShown | null;

  // ---- company key
  /** Throws uscc-invalid with the reason; answers the code in capitals. */
  checkUscc(code: string): string;
  newCompanyKey(name: string, uscc: string): Promise<CompanyKey>;
  /** The file to save; without a passphrase the seed lies in it openly. About a second with one. */
  companyKeyFile(key: CompanyKey, passphrase: string | null): Promise<Uint8Array>;
  readCompanyKeyFile(file: Blob): Promise<CompanyKeyFile>;
  /** Throws passphrase-wrong. */
  openCompanyKey(file: CompanyKeyFile, passphrase?: string): Promise<CompanyKey>;
  /** What POST /api/companies takes. */
  companyRequest(key: CompanyKey): Promise<{ name: string; uscc: string; company_key: string; signature: string }>;

  // ---- bid key
  openBidKey(source: BidKeySource, receipt: Receipt): Promise<BidKey>;

  // ---- looking at files (in the worker, never the whole file in memory)
  /** Names that two machines could read differently, equal names, empty files: [] when all is well. */
  checkFiles(documents: readonly File[], pricing: readonly File[]): FileFault[];
  /** [] = a PDF without signatures; null = no PDF. Throws file-unreadable. */
  pdfSignatures(file: File, signal?: AbortSignal): Promise<SignatureSeen[] | null>;
  /** Properties that name somebody, or hold one of `names` (company, USCC, people). */
  tellingProperties(file: File, names: readonly string[]): Promise<TellingProperty[]>;
  /** Figures labelled as totals in a CSV or xlsx, most likely first; [] when none is found or it is another kind of file. */
  billTotals(file: File): Promise<BillTotal[]>;

  // ---- sealing
  /** Bytes the sealed bid will have, for "this will need about …". */
  sizeOf(documents: readonly File[], pricing: readonly File[]): number;
  /** Seals, reads back, keeps. Throws file-changed, no-room, cancelled, offer-not-accepted, file-names. */
  seal(plan: SealPlan, onProgress?: (progress: SealProgress) => void, signal?: AbortSignal): Promise<SealedBid>;

  // ---- sealed bids here
  /** Newest first. */
  pendingBids(): Promise<PendingBid[]>;
  pendingBid(bid: string): Promise<PendingBid | null>;
  /** The one file to carry: `bid-<first 8 of the digest>.tar`; `tianping submit` takes it. Not copied, streams from disk. */
  bidFile(bid: string): Promise<{ name: string; content: Blob }>;
  /**
   * Take up a sealed bid: one .tar of ours, or the files of a folder made by `tianping seal` (<input webkitdirectory> or
   * multiple). Checks the statement's signature and every digest. Throws bid-not-whole.
   */
  takeUp(files: readonly File[], onProgress?: (done: number, total: number) => void, signal?: AbortSignal): Promise<PendingBid>;
  /** Remember that the withdrawal key was saved, so that nobody is warned of a lost one. */
  keySaved(bid: string): Promise<void>;
  /** Forget it here; the platform's copy is not touched. */
  discard(bid: string): Promise<void>;

  // ---- sending
  /** Begins at once, in the worker. One at a time for a bid; a second call for the same bid in this page answers the first. */
  send(bid: string, options?: TransferOptions): Transfer;

  // ---- receipts
  /** A receipt file or text that a person gives; throws receipt-not-trusted. */
  readReceipt(source: Blob | string | JsonObject): Promise<Receipt>;
  /** Downloads whole ticks until it is there, so that asking tells nothing. Throws not-in-log-yet, receipt-not-trusted. */
  findInLog(receipt: Receipt, onProgress?: (tick: number, size: number) => void, signal?: AbortSignal): Promise<FoundInLog>;
  receiptState(receipt: Receipt): Promise<ReceiptState>;
  /** Withdraws; the answer is the platform's signed acceptance, checked. Safe to repeat. */
  withdraw(receipt: Receipt, key: BidKey): Promise<{ at: string; record: JsonObject }>;

  // ---- the opening
  /** Own row of the signed read-out; null while there is none. */
  ownRow(receipt: Receipt): Promise<OwnRow | null>;
  confirm(receipt: Receipt, key: BidKey): Promise<OwnRow>;
  /** Answers the digest of the objection. */
  object(receipt: Receipt, key: BidKey, text: string): Promise<string>;
  /** Own rank, scores and reasons, asked under the bid key; null before the result is published. */
  ownResult(receipt: Receipt, key: BidKey): Promise<OwnResult | null>;
  objectToResult(receipt: Receipt, key: BidKey, text: string): Promise<{ due: string }>;
  /** Send one envelope of a kept bid again, where it stays shut by the platform's cause; `envelope` = its digest. */
  remedy(bid: string, envelope: string, onChange?: (state: TransferState) => void): Transfer;
  /** After the opening: everything that proves how this bid was treated. */
  evidence(receipt: Receipt): Promise<Evidence>;
}
