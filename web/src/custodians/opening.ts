/**
 * The hour of one lot: the client waits, checks by itself, asks for consent, and only then lets its key release shares.
 * A lot that is refused stops no other; nothing here acts without the person's consent to the very list that is shown.
 */
import { Problem } from "../api/problem.ts";
import type { Entropy, Json, JsonObject } from "../crypto/encoding.ts";
import { digest, toHex } from "../crypto/encoding.ts";
import { leafOf } from "../crypto/signatures.ts";
import { countBidders } from "./count.ts";
import { checkClocks, type FrozenList, readFreezeList } from "./freeze-list.ts";
import type { CustodianKeys } from "./keys.ts";
import type { Memory, Pinned } from "./memory.ts";
import { type Hall, PHASES, type Phase, type Platform } from "./platform.ts";
import { later, PublicLog } from "./public-log.ts";
import { Refused, withheld } from "./refused.ts";
import { identitiesRequest, makeRelease, type Step, STEPS } from "./releases.ts";
import { readDocument } from "./signed-records.ts";

const TURN: Record<Step, Phase> = { identities: "await_identities", contents: "await_contents" };
/** Seconds by which the freeze must be in the log; the platform makes a tick at every deadline. */
const WITHIN = 60;

/** What an opening needs of the desk it happens at. */
export interface Surroundings {
  readonly platform: Platform;
  readonly memory: Memory;
  readonly shareKey: string;
  /** The secrets; undefined while they are locked. */
  readonly keys: () => CustodianKeys | undefined;
  /** The own clock in milliseconds; in a practice, the platform's. */
  readonly own: () => number;
  readonly practice: () => boolean;
  readonly entropy: Entropy;
  readonly changed: () => void;
}

/**
 * before: the hour has not come · closing: the list is not in the log yet · checking · ready: checked, consent is wanted
 * · releasing · counting · waiting: for the others, or for the platform to open · done · over: others were enough, or
 * nothing may be opened · refused: a check failed, nothing was released in this step
 */
export type Stage = "before" | "closing" | "checking" | "ready" | "releasing" | "counting" | "waiting" | "done" | "over" | "refused";

/** What the page shows of the checked list. */
export interface Checked {
  readonly freeze: string;
  readonly bids: number;
  readonly withdrawn: number;
  /** Envelopes that were dealt to this custodian. */
  readonly mine: number;
  readonly minimum: number;
  readonly deadline: string;
  readonly at: string;
  readonly rehearsal: boolean;
}

export interface HourView {
  readonly stage: Stage;
  readonly step: Step | undefined;
  readonly hall: Hall | undefined;
  readonly checked: Checked | undefined;
  /** Distinct valid bidders, as counted here. */
  readonly counted: number | undefined;
  readonly released: readonly Step[];
  readonly refused: Refused | Problem | undefined;
  readonly progress: readonly [done: number, of: number] | undefined;
  /** The platform gave no answer to the last question; it is asked again. */
  readonly offline: boolean;
}

export class LotHour {
  readonly lot: string;
  readonly #around: Surroundings;
  #left: Step[] = [...STEPS];
  #stage: Stage = "before";
  #hall: Hall | undefined;
  #list: FrozenList | undefined;
  #pinned: Pinned | undefined;
  /** What the list leaves in the log. */
  #leaf: Uint8Array = new Uint8Array(0);
  /** Whether the list was found in the signed log. */
  #proven = false;
  #recalled = false;
  /** "step freeze" of every release that was sent from this machine, also before the page was opened anew. */
  readonly #sent: string[] = [];
  #consented: string | undefined;
  #counted: number | undefined;
  #refused: Refused | Problem | undefined;
  #progress: readonly [number, number] | undefined;
  #offline = false;

  constructor(lot: string, around: Surroundings) {
    this.lot = lot;
    this.#around = around;
  }

  get view(): HourView {
    return {
      stage: this.#stage,
      step: this.#left[0],
      hall: this.#hall,
      checked: this.#list && summary(this.#list),
      counted: this.#counted,
      released: STEPS.filter((step) => this.#hall && this.#hasReleased(step, this.#hall)),
      refused: this.#refused,
      progress: this.#progress,
      offline: this.#offline,
    };
  }

  /** The person agrees to open this very list; a list that is not the one shown is not agreed to. */
  consent(freeze: string): void {
    if (this.#stage === "ready" && this.#list?.freeze === freeze) this.#consented = freeze;
  }

  /** The clock was changed: what was checked and agreed to by the other one counts no more. */
  forgetCheck(): void {
    this.#list = this.#consented = undefined;
  }

  /** Forget a refusal and look again, as running the command again does. */
  again(): void {
    if (this.#stage !== "refused") return;
    this.#refused = this.#list = this.#consented = undefined;
    this.#be("before");
  }

  /** Do what can be done now. A refusal ends this lot, loudly, with nothing released. */
  async look(): Promise<void> {
    if (this.#stage === "refused") return;
    const before = this.#stage;
    try {
      await this.#recall();
      await this.#look();
      this.#offline = false;
    } catch (thrown) {
      await this.#fail(thrown, before);
    }
    this.#progress = undefined;
    this.#around.changed();
  }

  /** What was sent from this machine before the page was opened anew. */
  async #recall(): Promise<void> {
    if (this.#recalled) return;
    const notes = (await this.#around.memory.notes()).filter((each) => each["lot"] === this.lot && each["result"] === "sent");
    this.#sent.push(...notes.map((each) => `${String(each["step"])} ${String(each["freeze"])}`));
    this.#recalled = true;
  }

  async #fail(thrown: unknown, before: Stage): Promise<void> {
    if (thrown instanceof Problem && isPassing(thrown)) {
      this.#offline = thrown.kind !== "not-your-turn"; // others were faster: the next look at the hall tells
      return this.#be(before);
    }
    const refused = thrown instanceof Refused || thrown instanceof Problem ? thrown : Problem.from(thrown);
    this.#refused = refused;
    this.#be("refused");
    const check = refused instanceof Refused ? refused.check : refused.kind;
    await this.#note({ step: this.#left[0] ?? "", result: "refused", check, why: refused.message });
  }

  #be(stage: Stage): void {
    this.#stage = stage;
    this.#around.changed();
  }

  async #look(): Promise<void> {
    const hall = await this.#around.platform.hall(this.lot);
    this.#hall = hall;
    const own = this.#around.own();
    const place = PHASES.indexOf(hall.phase);
    while (this.#left[0] && place > PHASES.indexOf(TURN[this.#left[0]])) this.#left.shift();
    const step = this.#left[0];
    const over = step === undefined || hall.state === "FAILED_FEW";
    if (over) return this.#be(this.#hasReleased("contents", hall) ? "done" : "over");
    if (hall.phase === "before" || hall.phase === "closing") return this.#be(hall.phase);
    if (hall.phase !== TURN[step]) return this.#be("waiting");
    if (this.#hasReleased(step, hall)) return this.#be("waiting");
    checkClocks(own, Date.parse(hall.now));
    await this.#take(step, hall);
  }

  #hasReleased(step: Step, { freeze = "" }: Hall): boolean {
    return this.#sent.includes(`${step} ${freeze}`);
  }

  /** It is this custodian's turn: check, wait for consent, release. */
  async #take(step: Step, hall: Hall): Promise<void> {
    if (this.#list?.freeze !== hall.freeze || !this.#proven) await this.#check(hall);
    if (this.#list === undefined || !this.#proven) return this.#be("closing");
    const keys = this.#around.keys();
    if (this.#consented !== this.#list.freeze || keys === undefined) return this.#be("ready");
    if (step === "contents") await this.#count(this.#list, keys);
    this.#be("releasing");
    await this.#release(this.#list, step, keys);
    await this.#look(); // the hall has moved on
  }

  /** The list, checked, and whether the log holds it: asked again while the log does not reach it yet. */
  async #check(hall: Hall): Promise<void> {
    const { platform, memory } = this.#around;
    if (this.#list?.freeze !== hall.freeze) this.#list = undefined;
    this.#proven = false;
    this.#be("checking");
    const pinned = await memory.pinned(this.lot, hall.round);
    if (pinned === undefined) throw withheld("own-statement", "this body signed no key set of this lot");
    const list = this.#list ?? (await this.#read(pinned));
    await memory.checkList(this.lot, hall.round, list.freeze);
    const log = new PublicLog(platform, pinned.platformKey, withheld);
    const head = await log.head();
    await log.checkPrefix(pinned.head, head);
    const first = await log.firstTickAt(list.body.at, head.size);
    const tick = await log.find(this.#leaf, first, head, later(list.body.at, WITHIN));
    [this.#list, this.#pinned, this.#proven] = [list, pinned, tick !== undefined];
  }

  async #read(pinned: Pinned): Promise<FrozenList> {
    const { platform, shareKey, practice } = this.#around;
    const told = await platform.freezeList(this.lot);
    const progress = (done: number, of: number): void => this.#tell(done, of);
    const list = readFreezeList(told, { pinned, shareKey, own: this.#around.own(), practice: practice(), progress });
    this.#leaf = leafOf(readDocument((told as JsonObject)["freeze"] as Json));
    return list;
  }

  #tell(done: number, of: number): void {
    this.#progress = [done, of];
    if (done % 4 === 0 || done === of) this.#around.changed();
  }

  /** Open the identities here and count. */
  async #count(list: FrozenList, keys: CustodianKeys): Promise<void> {
    this.#be("counting");
    const request = identitiesRequest(list, keys, this.#now());
    const told = await this.#around.platform.identities(this.lot, request);
    this.#counted = countBidders(told, list, (this.#pinned as Pinned).platformKey).bidders;
  }

  /** Bind the lot to this list, sign, remember, send. */
  async #release(list: FrozenList, step: Step, keys: CustodianKeys): Promise<void> {
    const { lot, round } = list.body;
    await this.#around.memory.takeList(lot, round, list.freeze);
    const request = makeRelease(list, step, keys, this.#now(), this.#around.entropy);
    const named = toHex(digest((request.release as { body: JsonObject }).body));
    const count = list.envelopes.filter((each) => each.place !== undefined).length;
    await this.#note({ step, result: "released", freeze: list.freeze, release: named, count });
    await this.#around.platform.sendRelease(this.lot, request);
    this.#sent.push(`${step} ${list.freeze}`);
    await this.#note({ step, result: "sent", freeze: list.freeze, release: named });
  }

  #now(): string {
    return new Date(this.#around.own()).toISOString();
  }

  async #note(entry: JsonObject): Promise<void> {
    await this.#around.memory.note({ lot: this.lot, round: this.#hall?.round ?? 0, at: this.#now(), ...entry });
  }
}

/** Refusals that another try may not meet: no answer, a busy platform, a turn that has just passed. */
const isPassing = ({ kind, status }: Problem): boolean =>
  kind === "offline" || kind === "not-your-turn" || [429, 502, 503, 504].includes(status);

const summary = ({ freeze, body, tender, minimum, envelopes }: FrozenList): Checked => ({
  freeze,
  bids: body.bids.length,
  withdrawn: body.withdrawn.length,
  mine: envelopes.filter((each) => each.place !== undefined).length,
  minimum,
  deadline: body.deadline,
  at: body.at,
  rehearsal: tender.rehearsal,
});
