/** The page's side of sending: what the worker tells, by the platform's clock; the receipt, believed only after checking. */
import { Problem } from "../api/problem.ts";
import { platformTime } from "../foundation/clock.ts";
import { recall } from "../foundation/i18n.ts";
import type { Json } from "../crypto/encoding.ts";
import { ask } from "./door.ts";
import type { Receipt, Transfer, TransferLog, TransferOptions, TransferPhase, TransferState } from "./types.ts";
import { cancelled, receiptNotTrusted } from "./faults.ts";
import { envelopesOf, findHeld, type Held, keepReceipt, keepState, putBeside, readState } from "./pending.ts";
import { checkReceiptOf, signWithdrawal } from "./receipts.ts";
import type { SendAsked, SendReport } from "./sending-here.ts";
import { readPlatformKeys } from "./signed.ts";
import { fetchTender } from "./tender-door.ts";
import type { Goal, SendState } from "./uploading.ts";
import { worker } from "./worker.ts";
import type { Running } from "./worker-line.ts";

const LOG_FILE = "transfer-log.json";
const SAVED_EVERY = 8 * 2 ** 20;
const LONGEST_LOG = 5_000;

const running = new Map<string, Sending>();

/** Begin to send a bid, or answer the sending that is under way in this page. */
export function send(bid: string, options: TransferOptions = {}): Transfer {
  return begin(`bid ${bid}`, new Sending(bid, options, null));
}

/** Send one envelope again, where it stays shut by the platform's cause. */
export function remedy(bid: string, envelope: string, onChange?: (state: TransferState) => void): Transfer {
  return begin(`remedy ${envelope}`, new Sending(bid, onChange ? { onChange } : {}, envelope));
}

function begin(name: string, fresh: Sending): Transfer {
  const known = running.get(name);
  if (known) {
    known.watch(fresh);
    return known;
  }
  running.set(name, fresh);
  fresh.finished.catch(() => undefined).finally(() => running.delete(name));
  fresh.start();
  return fresh;
}

const BEGINNING: TransferState = {
  phase: "starting",
  kind: null,
  done: 0,
  total: 0,
  rate: 0,
  left: null,
  finish: null,
  late: false,
  retryAt: null,
  problem: null,
  receipt: null,
};

class Sending implements Transfer {
  readonly #bid: string;
  readonly #options: TransferOptions;
  readonly #remedied: string | null;
  readonly #watchers: ((state: TransferState) => void)[];
  readonly finished: Promise<Receipt>;
  now: TransferState = BEGINNING;
  #settle: { receive: (receipt: Receipt) => void; refuse: (problem: Problem) => void };
  #held: Held | undefined;
  #deadline = Infinity;
  #run: Running<unknown> | undefined;
  #stopped = false;
  #uploads: { readonly [kind: string]: string } = {};
  #saved = 0;
  #lines: TransferLog["lines"][number][] = [];

  constructor(bid: string, options: TransferOptions, remedied: string | null) {
    [this.#bid, this.#options, this.#remedied] = [bid, options, remedied];
    this.#watchers = options.onChange ? [options.onChange] : [];
    let settle: { receive: (receipt: Receipt) => void; refuse: (problem: Problem) => void } | undefined;
    this.finished = new Promise((receive, refuse) => (settle = { receive, refuse }));
    this.finished.catch(() => undefined);
    this.#settle = settle as NonNullable<typeof settle>;
  }

  /** Somebody else in this page asked for the same: he hears of it too. */
  watch(other: Sending): void {
    this.#watchers.push(...other.#watchers);
    for (const watcher of other.#watchers) watcher(this.now);
  }

  pause(): void {
    this.#run?.say("pause");
  }

  resume(): void {
    this.#run?.say("resume");
  }

  cancel(): void {
    this.#stopped = true;
    this.#run?.say("stop");
  }

  async log(): Promise<TransferLog> {
    const held = this.#held ?? (await findHeld(this.#bid));
    const { bid, lot, round, length } = held.bid;
    const before = this.#lines.length > 0 ? [] : await keptLines(held);
    return { type: "tianping/transfer-log/1", platform: location.origin, bid, lot, round, length, lines: [...before, ...this.#lines] };
  }

  start(): void {
    this.#receipt().then(
      (receipt) => {
        this.#change({ phase: "received", receipt, left: null, finish: null, late: false, retryAt: null });
        this.#settle.receive(receipt);
      },
      (thrown: unknown) => {
        const problem = Problem.from(thrown);
        this.#change({ phase: PHASES[problem.kind] ?? "refused", problem, rate: 0, left: null, finish: null, retryAt: null });
        this.#settle.refuse(problem);
      },
    );
  }

  async #receipt(): Promise<Receipt> {
    const held = (this.#held = await findHeld(this.#bid));
    if (held.bid.receipt && this.#remedied === null) return held.bid.receipt;
    this.#lines = await keptLines(held);
    this.#deadline = await deadlineOf(held);
    const asked = await this.#asked(held);
    if (this.#stopped) throw cancelled();
    this.#run = worker().start("send", asked, (report: SendReport) => this.#take(report));
    try {
      const answer = await this.#run.answer;
      if (this.#remedied !== null) return heldReceipt(held);
      const receipt = await checked(answer, held);
      await keepReceipt(held, receipt);
      return receipt;
    } finally {
      await this.#saveLog(held);
    }
  }

  async #asked(held: Held): Promise<SendAsked> {
    const { lot, bid } = held.bid;
    const replaces = this.#options.replaces;
    const withdrawal = replaces ? signWithdrawal(replaces.receipt, replaces.bidKey, bid) : null;
    const goal: Goal = this.#remedied === null ? { statement: held.named.signed, replaces: withdrawal } : { remedy: this.#remedied };
    const kinds = this.#remedied === null ? undefined : held.named.envelopes.filter((one) => one.digest === this.#remedied).map((one) => one.kind);
    const state = this.#remedied === null ? await readState(held.files, bid) : undefined;
    this.#uploads = state?.uploads ?? {};
    return { bid, lot, goal, envelopes: await envelopesOf(held, kinds), uploads: this.#uploads, nameless: recall("tianping.signed-in") === "1" };
  }

  #take(report: SendReport): void {
    if ("state" in report) this.#takeState(report.state);
    if ("uploads" in report) this.#takeUploads(report.uploads);
    if ("line" in report && this.#lines.length < LONGEST_LOG) {
      const at = new Date(report.line.at + (platformTime() - Date.now())).toISOString();
      this.#lines.push({ ...report.line, at });
    }
  }

  #takeState({ pause, ...state }: SendState): void {
    const finish = state.left === null ? null : platformTime() + state.left;
    const late = finish !== null && finish >= this.#deadline;
    this.#change({ ...state, finish, late, retryAt: pause === null ? null : Date.now() + pause });
    if (Math.abs(state.done - this.#saved) >= SAVED_EVERY) this.#save(state.done);
  }

  #takeUploads(uploads: { readonly [kind: string]: string }): void {
    this.#uploads = uploads;
    this.#save(this.now.done);
  }

  /** What is through is kept, so that a killed tab goes on where it was. */
  #save(done: number): void {
    this.#saved = done;
    if (this.#held && this.#remedied === null) void keepState(this.#held, this.#uploads, done).catch(() => undefined);
  }

  async #saveLog(held: Held): Promise<void> {
    await putBeside(held, LOG_FILE, { lines: this.#lines as unknown as Json }).catch(() => undefined);
  }

  #change(news: Partial<TransferState>): void {
    this.now = { ...this.now, ...news };
    for (const watcher of this.#watchers) watcher(this.now);
  }
}

const PHASES: { readonly [kind: string]: TransferPhase } = { cancelled: "cancelled", "sent-elsewhere": "elsewhere" };

async function keptLines(held: Held): Promise<TransferLog["lines"][number][]> {
  try {
    return (JSON.parse((await held.files.get(LOG_FILE)?.text()) ?? "") as TransferLog).lines.slice();
  } catch {
    return [];
  }
}

/** The newest deadline, which may have moved since the bid was sealed; the sealed one when the platform cannot be asked. */
async function deadlineOf(held: Held): Promise<number> {
  try {
    return Date.parse((await fetchTender(held.bid.lot, held.bid.round)).deadline);
  } catch {
    return held.bid.deadline === "" ? Infinity : Date.parse(held.bid.deadline);
  }
}

async function checked(answer: unknown, held: Held): Promise<Receipt> {
  const tender = await fetchTender(held.bid.lot, held.bid.round);
  const keys = readPlatformKeys(await ask("/api/platform-keys"), receiptNotTrusted);
  return checkReceiptOf(answer, held.named, keys, tender.deadline);
}

function heldReceipt(held: Held): Receipt {
  if (held.bid.receipt) return held.bid.receipt;
  throw receiptNotTrusted("receipt-bid", "no receipt of this bid is kept here", "本浏览器没有这份投标文件的回执");
}
