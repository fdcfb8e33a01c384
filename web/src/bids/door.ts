/** JSON and bytes of the platform's public doors, asked without any cookie: a bidder is nobody to them. */
import { Problem } from "../api/problem.ts";
import { sodium } from "../crypto/sodium.ts";

async function answered(path: string, init: RequestInit = {}): Promise<Response> {
  let answer: Response;
  try {
    answer = await fetch(path, { credentials: "omit", ...init });
  } catch {
    throw Problem.offline();
  }
  if (answer.ok) return answer;
  throw Problem.of(answer.status, await answer.json().catch(() => undefined));
}

const query = (facts: Readonly<Record<string, string | number>>): string => {
  const asked = new URLSearchParams(Object.entries(facts).map(([name, value]) => [name, String(value)])).toString();
  return asked === "" ? "" : `?${asked}`;
};

export async function ask(path: string, facts: Readonly<Record<string, string | number>> = {}): Promise<unknown> {
  return (await answered(path + query(facts))).json();
}

export async function askBytes(path: string): Promise<Uint8Array> {
  return new Uint8Array(await (await answered(path)).arrayBuffer());
}

export async function post(path: string, body: unknown): Promise<unknown> {
  const init = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  return (await answered(path, init)).json();
}

export const base64 = (bytes: Uint8Array): string => sodium.to_base64(bytes, sodium.base64_variants.ORIGINAL);
