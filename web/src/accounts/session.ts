/** Who is signed in. The token is a cookie that no script can read; here is only what the platform says of its holder. */
import { computed, shallowRef } from "vue";
import { api, told } from "../api/client.ts";
import { Problem } from "../api/problem.ts";
import { recall, remember } from "../foundation/i18n.ts";

export interface Holder {
  person: { id: string; name: string };
  role: string;
  organisation: { id: string; name: string } | null;
  roles: { role: string; organisation: { id: string; name: string } }[];
}

const KEPT = "tianping.signed-in";
const holder = shallowRef<Holder>();
let asked: Promise<void> | undefined;

export const me = computed(() => holder.value);
export const role = computed(() => holder.value?.role ?? "");

/** Ask once who is signed in; visitors who never signed in here are not asked about. */
export function knowMe(): Promise<void> {
  asked ??= recall(KEPT) === "1" ? ask() : Promise.resolve();
  return asked;
}

async function ask(): Promise<void> {
  try {
    holder.value = (await told(api.GET("/api/me"))) as unknown as Holder;
  } catch (thrown) {
    forget();
    if (!(thrown instanceof Problem) || thrown.status !== 401) asked = undefined;
  }
}

export interface Login {
  login: string;
  password: string;
  role?: string;
  organisation?: string;
}

export async function signIn(body: Login): Promise<void> {
  await told(api.POST("/api/session", { body }));
  remember(KEPT, "1");
  asked = ask();
  await asked;
}

export async function signOut(): Promise<void> {
  await told(api.DELETE("/api/session"));
  forget();
}

export function forget(): void {
  holder.value = undefined;
  remember(KEPT, "0");
}

/** After setup, which signs in by itself. */
export async function nowSignedIn(): Promise<void> {
  remember(KEPT, "1");
  asked = ask();
  await asked;
}

/** A page of ours that somebody wanted before he was asked to sign in; anything else is nothing. */
export function inside(wanted: unknown): string | undefined {
  return typeof wanted === "string" && /^\/(?![/\\])/.test(wanted) ? wanted : undefined;
}
