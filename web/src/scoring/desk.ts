/** One lot at one seat: its sheet, what is typed on it, and what the documents beside it show. Given to all its parts. */
import { computed, inject, onScopeDispose, provide, ref, shallowRef, watch, type ComputedRef, type InjectionKey, type Ref, type ShallowRef } from "vue";
import { api, told } from "../api/client.ts";
import type { Problem } from "../api/problem.ts";
import { useLoad } from "../foundation/load.ts";
import type { Here } from "./here.ts";
import { forgetSession } from "./kept.ts";
import { openKeeper, type Keeping } from "./keeper.ts";
import { sendMarks, sendVotes } from "./sending.ts";
import { lastTaken, markRows, sameMark, sameVote, voteReady, voteRows, type Bid, type Mark, type Sheet, type Vote } from "./sheet.ts";

const MOST = 500;
/** Milliseconds after which the sheet is asked for again when no event came. */
const EVERY = 30_000;
const SOON = 50;
const CHANGING = ["phase", "handed_in", "alerts", "alert_answered", "competition", "competition_vote", "corrected", "price_vote", "question", "answered", "resumed", "held", "gone", "ready", "settled", "leads"];

/** A page of a file of a bid. */
export interface Place {
  readonly bid: string;
  readonly file: number;
  readonly page: number;
}

export interface Desk {
  readonly lot: string;
  readonly here: Here;
  readonly sheet: ShallowRef<Sheet | undefined>;
  readonly problem: ShallowRef<Problem | undefined>;
  readonly again: () => Promise<void>;
  readonly marks: ShallowRef<Keeping<Mark> | undefined>;
  readonly votes: ShallowRef<Keeping<Vote> | undefined>;
  /** Whichever of the two is open. */
  readonly keeping: ComputedRef<Keeping<Mark> | Keeping<Vote> | undefined>;
  readonly isOpen: ComputedRef<boolean>;
  /** How a bid is called now: the bidder's name, or its pseudonym. */
  readonly called: (bid: string) => string;
  /** The bid that is judged now; the documents follow it. */
  readonly bid: Ref<string | null>;
  /** The page at which the documents stand. */
  readonly shown: ShallowRef<Place | undefined>;
  /** A page that the documents shall show. */
  readonly wanted: ShallowRef<Place | undefined>;
  /** The place of the sheet to jump to. */
  readonly target: ShallowRef<{ bid: string; name: string } | undefined>;
  /** Places that another window has changed under one's eyes, newest reading first. */
  readonly news: ShallowRef<readonly string[]>;
  /** Grows whenever questions may have changed. */
  readonly asked: Ref<number>;
}

const DESK: InjectionKey<Desk> = Symbol("desk");

export function useDesk(): Desk {
  const desk = inject(DESK);
  if (!desk) throw new Error("no desk above this part");
  return desk;
}

export function provideDesk(lot: string, here: Here): Desk {
  const loaded = useLoad(() => told(api.GET("/api/seat/lots/{lot}/sheet", { params: { path: { lot } } })), undefined, EVERY);
  const sheet = loaded.data as ShallowRef<Sheet | undefined>;
  const marks = shallowRef<Keeping<Mark>>();
  const votes = shallowRef<Keeping<Vote>>();
  const news = shallowRef<readonly string[]>([]);
  const asked = ref(0);
  let opened = "";

  function closeAll(): void {
    marks.value?.close();
    votes.value?.close();
    marks.value = votes.value = undefined;
  }

  /** The keeper of this part; another part is another sheet. Whether it has just been opened: what it reads is no news. */
  function open(part: Sheet["part"]): boolean {
    const name = `${here.session}/${here.seat}/${lot}/${part ?? ""}`;
    if (name === opened) return false;
    closeAll();
    opened = name;
    const onNews = (): void => void loaded.again();
    if (part === "preliminary") {
      votes.value = openKeeper<Vote>({ sheet: name, manners: { same: sameVote, ready: voteReady, most: MOST }, send: (flight) => sendVotes(lot, flight), onNews });
    } else if (part) {
      marks.value = openKeeper<Mark>({ sheet: name, manners: { same: sameMark, ready: (one) => one.ready, most: MOST }, send: (flight) => sendMarks(lot, flight), onNews });
    }
    news.value = [];
    return true;
  }

  watch(sheet, (now) => {
    if (!now) return;
    if (now.phase === "CLOSED" || now.phase === "VOID") void forgetSession(here.session).catch(() => {});
    const isFirst = open(now.part);
    const found = [...(votes.value?.read(voteRows(now), lastTaken(now)) ?? []), ...(marks.value?.read(markRows(now), lastTaken(now)) ?? [])];
    if (found.length > 0 && !isFirst && now.state === "OPEN") news.value = found;
  });
  let due = false;
  /** Several events of one moment are one reason to look again. */
  function look(): void {
    if (due) return;
    due = true;
    setTimeout(() => {
      due = false;
      void loaded.again();
      asked.value += 1;
      marks.value?.poke();
      votes.value?.poke();
    }, SOON);
  }
  const stops = CHANGING.map((kind) => here.onEvent(kind, look));
  onScopeDispose(() => {
    closeAll();
    for (const stop of stops) stop();
  });

  const names = computed(() => new Map((sheet.value?.bids ?? []).map((one: Bid) => [one.bid, one.name ?? one.bid])));
  /** Bids that are out stand on no later sheet: their names are remembered from the review. */
  const remembered = new Map<string, string>();
  watch(names, (now) => now.forEach((name, bid) => void remembered.set(bid, name)));
  const desk: Desk = {
    lot,
    here,
    sheet,
    problem: loaded.problem as ShallowRef<Problem | undefined>,
    again: loaded.again,
    marks,
    votes,
    keeping: computed(() => marks.value ?? votes.value),
    isOpen: computed(() => sheet.value?.state === "OPEN" && sheet.value.failed === null),
    called: (bid) => names.value.get(bid) ?? remembered.get(bid) ?? bid.slice(0, 8),
    bid: ref(null),
    shown: shallowRef(),
    wanted: shallowRef(),
    target: shallowRef(),
    news,
    asked,
  };
  watch(names, (now) => {
    if (desk.bid.value === null || !now.has(desk.bid.value)) desk.bid.value = [...now.keys()][0] ?? null;
  });
  provide(DESK, desk);
  return desk;
}
