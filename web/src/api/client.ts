/**
 * The one way to our own doors: typed by the platform's description (`schema.d.ts`), refusals thrown as `Problem`.
 * Nothing else in the pages calls `fetch`, but for bytes (uploads, documents, packages): see `api/bytes.ts`.
 */
import createClient from "openapi-fetch";
import { Problem } from "./problem.ts";
import type { components, paths } from "./schema.d.ts";

/** A named shape of the platform's answers, e.g. `Shown<"TenderPage">`. */
export type Shown<T extends keyof components["schemas"]> = components["schemas"][T];

/** Only our own pages can send it: with the cookie it makes a write count (CSRF). */
export const OWN_HEADERS = { "X-Tianping": "1" };

export const api = createClient<paths>({
  baseUrl: location.origin,
  headers: OWN_HEADERS,
  fetch: async (request) => {
    try {
      return await fetch(request);
    } catch {
      throw Problem.offline();
    }
  },
});

/** The data of an answer; throws the `Problem` that the door told instead. */
export async function told<T>(asked: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  const { data, error, response } = await asked;
  if (!response.ok) throw Problem.of(response.status, error);
  return data as T;
}
