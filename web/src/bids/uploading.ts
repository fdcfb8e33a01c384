/**
 * Sends the envelopes of one bid in pieces that survive lost connections, closed lids and killed tabs, then asks for the
 * receipt (a subset of tus 1.0). Memory stays flat: one piece of 8 MiB. Where a firewall drops PATCH, POST goes through.
 * It never gives a bid up by itself: only the platform's refusal, or the person, ends it.
 */
import { Problem } from "../api/problem.ts";
import { PIECE } from "../crypto/body.ts";
import { type JsonObject, sha256 } from "../crypto/encoding.ts";
import { sodium } from "../crypto/sodium.ts";
import type { Kind, TransferPhase } from "./types.ts";
import { fileChanged } from "./faults.ts";
import { Rate } from "./rate.ts";
import { fileOf } from "./sealing.ts";
import type { EnvelopeFile } from "./sealed-bid.ts";
import { accepted, mayPass, problemOf, SteadyLine } from "./steady-line.ts";
import type { Asked, Wire } from "./wire.ts";

const TUS = { "Tus-Resumable": "1.0.0" };
const NO_PATCH = [405, 501];
const SENT_AGAIN = ["checksum-differs", "piece-cut-off", "offset-differs"];
const BEGUN_AGAIN = ["upload-unknown", "truncated", "digest-differs"];
const ROUNDS = 4;
/** So often one piece is sent when it arrives damaged, before that is told. */
const SAME_PIECE = 8;

/** What is wanted at the end: a receipt for the bid, or one envelope again where it stays shut by the platform's cause. */
export type Goal = { readonly statement: JsonObject; readonly replaces: JsonObject | null } | { readonly remedy: string };

export interface SendJob {
  readonly lot: string;
  readonly goal: Goal;
  readonly envelopes: readonly EnvelopeFile[];
  /** Uploads that were begun earlier, by kind. */
  readonly uploads: { readonly [kind: string]: string };
}

export interface SendState {
  readonly phase: TransferPhase;
  readonly kind: Kind | null;
  readonly done: number;
  readonly total: number;
  readonly rate: number;
  readonly left: number | null;
  /** Milliseconds until the next try. */
  readonly pause: number | null;
}

/** What surrounds the sending; `now` is a clock that only goes on. */
export interface SendAround {
  readonly wire: Wire;
  readonly now: () => number;
  readonly tell: (state: SendState) => void;
  /** These uploads are begun: keep them, so that a killed tab finds them again. */
  readonly keep: (uploads: { readonly [kind: string]: string }) => void;
  readonly log: (what: string, kind: Kind | null, done: number, note: string) => void;
  /** So long, or until `wake` is called. */
  readonly pause: (milliseconds: number, wake: (act: () => void) => void) => Promise<void>;
}

export class Uploader {
  readonly #job: SendJob;
  readonly #around: SendAround;
  readonly #uploads: { [kind: string]: string };
  readonly #through = new Map<Kind, number>();
  readonly #rate = new Rate();
  readonly #line: SteadyLine;
  #phase: TransferPhase = "starting";
  #before: TransferPhase = "starting";
  #kind: Kind | null = null;
  #override = false;
  #handedIn = false;

  constructor(job: SendJob, around: SendAround) {
    [this.#job, this.#around, this.#uploads] = [job, around, { ...job.uploads }];
    const { wire, pause } = around;
    this.#line = new SteadyLine({ wire, pause, log: (what, note) => this.#log(what, note), waits: (how, span) => this.#waits(how, span) });
  }

  /** Words of the person (pause, resume, stop), and news of the network (online). */
  say(said: unknown): void {
    // Once the receipt is asked for, the bid may be received: then only the platform's answer tells how it ended.
    if (!this.#handedIn || said === "online" || said === "resume") this.#line.say(said);
  }

  /** The platform's answer to the goal; a receipt is not yet believed. */
  async run(): Promise<JsonObject> {
    this.#log("begun");
    try {
      return await this.#untilDone();
    } catch (thrown) {
      if (this.#line.stopped && !this.#handedIn) await this.#giveUp();
      if (thrown instanceof Problem) this.#log("refused", `${thrown.status} ${thrown.kind}`);
      throw thrown;
    }
  }

  async #untilDone(): Promise<JsonObject> {
    for (let round = 1; ; round += 1) {
      try {
        for (const envelope of this.#job.envelopes) await this.#send(envelope);
        return await this.#handIn();
      } catch (thrown) {
        if (!(thrown instanceof Problem)) throw thrown;
        if (thrown.kind === "deadline-passed") return await this.#receiptGivenBefore(thrown);
        if (!BEGUN_AGAIN.includes(thrown.kind) || round === ROUNDS) throw thrown;
        this.#log("begins-again", thrown.kind);
        if (thrown.kind === "digest-differs") this.#forget(String(thrown.facts["kind"]));
      }
    }
  }

  // ---- one envelope

  async #send(envelope: EnvelopeFile): Promise<void> {
    this.#kind = envelope.kind;
    let offset = await this.#find(envelope);
    this.#rate.forget(); // what an earlier try sent says nothing of this line
    this.#note(envelope.kind, offset, "sending");
    while (offset < envelope.length) offset = await this.#sendPiece(envelope, offset);
    this.#note(envelope.kind, envelope.length, "sending");
    this.#log("sent-whole");
  }

  /** Where to go on: what an earlier try left at the platform, or a new upload. */
  async #find(envelope: EnvelopeFile): Promise<number> {
    const known = this.#uploads[envelope.kind];
    const kept = known === undefined ? undefined : await this.#askOffset(known, envelope.length);
    if (kept !== undefined) return kept;
    await this.#create(envelope);
    return 0;
  }

  async #create({ kind, length }: EnvelopeFile): Promise<void> {
    const { goal, lot } = this.#job;
    if ("remedy" in goal) {
      const answer = await this.#line.ask("POST", `/api/lots/${lot}/opening/remedies/${goal.remedy}`);
      return this.#keep(kind, (JSON.parse(accepted(answer).text) as { upload: string }).upload);
    }
    const metadata = Object.entries({ lot, kind }).map(([name, value]) => `${name} ${btoa(value)}`).join(",");
    const headers = { ...TUS, "Upload-Length": String(length), "Upload-Metadata": metadata };
    const answer = accepted(await this.#line.ask("POST", "/api/uploads", { headers }));
    this.#keep(kind, (answer.header("location") ?? "").split("/").pop() ?? "");
  }

  #keep(kind: string, upload: string): void {
    this.#uploads[kind] = upload;
    this.#around.keep({ ...this.#uploads });
    this.#log("upload-begun");
  }

  #forget(kind: string): void {
    delete this.#uploads[kind];
    this.#around.keep({ ...this.#uploads });
  }

  /** Bytes kept so far; undefined when the upload is unknown, or of another length. */
  async #askOffset(upload: string, length: number): Promise<number | undefined> {
    const answer = await this.#line.ask("HEAD", `/api/uploads/${upload}`, { headers: TUS });
    if (answer.status === 404 || answer.status === 410) return undefined;
    accepted(answer);
    const offset = Number(answer.header("upload-offset") ?? NaN);
    return answer.header("upload-length") === String(length) && Number.isSafeInteger(offset) ? offset : undefined;
  }

  /** Tries to send the piece at `offset`; where the platform stands afterwards. */
  async #sendPiece(envelope: EnvelopeFile, offset: number): Promise<number> {
    const piece = await readPiece(envelope, offset);
    const upload = this.#uploads[envelope.kind] as string;
    const asked: Asked = {
      headers: {
        ...TUS,
        "Upload-Offset": String(offset),
        "Upload-Checksum": `sha256 ${sodium.to_base64(sha256(piece), sodium.base64_variants.ORIGINAL)}`,
        "Content-Type": "application/offset+octet-stream",
      },
      body: piece,
      onSent: (bytes) => this.#note(envelope.kind, offset + Math.min(bytes, piece.length), "sending"),
    };
    for (let attempt = 0; ; attempt += 1) {
      const settled = await this.#tryPiece(upload, asked, envelope, offset, attempt);
      if (settled !== undefined) return this.#note(envelope.kind, settled, "sending");
    }
  }

  /** The new offset; undefined = send the same piece again. */
  async #tryPiece(upload: string, asked: Asked, envelope: EnvelopeFile, offset: number, attempt: number): Promise<number | undefined> {
    const answer = await this.#line.once(this.#override ? "POST" : "PATCH", `/api/uploads/${upload}`, this.#override ? overridden(asked) : asked);
    if (answer?.status === 204) return Number(answer.header("upload-offset"));
    const problem = answer && problemOf(answer);
    if (answer && NO_PATCH.includes(answer.status) && !this.#override) {
      this.#override = true;
      return undefined;
    }
    const [again, passes] = [problem && SENT_AGAIN.includes(problem.kind), problem === undefined || mayPass(problem, attempt)];
    if (problem && (again ? attempt >= SAME_PIECE : !passes)) throw problem;
    this.#note(envelope.kind, offset, this.#phase);
    if (!again || attempt > 0) await this.#tryOtherwise(attempt, problem);
    const kept = await this.#askOffset(upload, envelope.length);
    if (kept === undefined) {
      await this.#create(envelope);
      return 0;
    }
    return kept === offset ? undefined : kept;
  }

  /** Waits; and since a firewall that drops PATCH looks like a bad line, both ways are tried in turn. */
  async #tryOtherwise(attempt: number, problem: Problem | undefined): Promise<void> {
    const suspicious = problem === undefined || problem.kind === "unreadable";
    if (suspicious && attempt % 2 === 1) this.#override = !this.#override;
    await this.#line.wait(attempt, problem?.kind ?? "line-down");
  }

  // ---- the end

  async #handIn(): Promise<JsonObject> {
    const { lot, goal, envelopes } = this.#job;
    this.#enter("handing-in");
    this.#handedIn = true;
    if ("remedy" in goal) {
      const upload = this.#uploads[(envelopes[0] as EnvelopeFile).kind];
      const answer = await this.#line.ask("PUT", `/api/lots/${lot}/opening/remedies/${goal.remedy}`, json({ upload: upload ?? "" }));
      return JSON.parse(accepted(answer).text) as JsonObject;
    }
    const sent = envelopes.map(({ kind, header }) => ({
      kind,
      upload: this.#uploads[kind] ?? "",
      header: sodium.to_base64(header, sodium.base64_variants.ORIGINAL),
    }));
    return this.#askReceipt({ statement: goal.statement, envelopes: sent, ...(goal.replaces ? { replaces: goal.replaces } : {}) });
  }

  async #askReceipt(request: JsonObject): Promise<JsonObject> {
    const answer = accepted(await this.#line.ask("POST", `/api/lots/${this.#job.lot}/bids`, json(request)));
    this.#log("received");
    return JSON.parse(answer.text) as JsonObject;
  }

  /** Too late for a new upload, but the bid itself may have been received before: its statement alone tells. */
  async #receiptGivenBefore(refusal: Problem): Promise<JsonObject> {
    const { goal } = this.#job;
    if ("remedy" in goal) throw refusal;
    try {
      return await this.#askReceipt({ statement: goal.statement, envelopes: [] });
    } catch (thrown) {
      throw thrown instanceof Problem && thrown.status >= 400 ? refusal : thrown;
    }
  }

  /** The person wants it no more: what the platform has of it may go. Whether it hears us does not matter, it expires. */
  async #giveUp(): Promise<void> {
    const ids = Object.values(this.#uploads);
    for (const kind of Object.keys(this.#uploads)) this.#forget(kind);
    for (const id of ids) await this.#around.wire("DELETE", `/api/uploads/${id}`, { headers: TUS }).catch(() => undefined);
  }

  // ---- telling

  #note(kind: Kind, done: number, phase: TransferPhase): number {
    this.#through.set(kind, done);
    this.#rate.note(this.#around.now(), this.#done);
    this.#enter(phase);
    return done;
  }

  get #done(): number {
    return [...this.#through.values()].reduce((sum, done) => sum + done, 0);
  }

  /** What it was doing goes on where it was; after a pause of the person's the time that passed says nothing of the rate. */
  #waits(how: "waiting" | "paused" | "on", pause: number | null): void {
    if (how === "paused") this.#rate.forget();
    if (how === "on") this.#enter(this.#before);
    else {
      if (this.#phase !== "waiting" && this.#phase !== "paused") this.#before = this.#phase;
      this.#enter(how, pause);
    }
  }

  #enter(phase: TransferPhase, pause: number | null = null): void {
    this.#phase = phase;
    const [now, total] = [this.#around.now(), this.#job.envelopes.reduce((sum, one) => sum + one.length, 0)];
    const moving = phase === "sending" || phase === "waiting";
    const [rate, left] = moving ? [this.#rate.perSecond(now), this.#rate.left(now, total)] : [0, null];
    this.#around.tell({ phase, kind: this.#kind, done: this.#done, total, rate, left, pause });
  }

  #log(what: string, note = ""): void {
    this.#around.log(what, this.#kind, this.#done, note);
  }
}

async function readPiece({ file, kind, start, length }: EnvelopeFile, offset: number): Promise<Uint8Array> {
  const size = Math.min(PIECE - (offset % PIECE), length - offset);
  const at = start + offset;
  const bytes = await file.slice(at, at + size).arrayBuffer().catch(() => undefined);
  if (bytes?.byteLength !== size) throw fileChanged(fileOf(kind));
  return new Uint8Array(bytes);
}

const overridden = (asked: Asked): Asked => ({ ...asked, headers: { ...asked.headers, "X-HTTP-Method-Override": "PATCH" } });
const json = (body: JsonObject): Asked => ({ headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
