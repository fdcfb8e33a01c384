/** Refusals as plain data: what crosses from the worker to the page loses its class on the way. */
import { Problem, type Told } from "../api/problem.ts";
import { CryptoError } from "../crypto/errors.ts";
import { type Deed, Refused } from "./refused.ts";

export type Trouble =
  | { readonly by: "client"; readonly deed: Deed; readonly check: string; readonly why: string; readonly facts: Readonly<Record<string, string | number>> }
  | { readonly by: "platform"; readonly status: number; readonly kind: string; readonly what: Told; readonly now: Told; readonly rule: string; readonly facts: Readonly<Record<string, unknown>> };

export function troubleOf(thrown: unknown): Trouble {
  if (thrown instanceof Refused) {
    return { by: "client", deed: thrown.deed, check: thrown.check, why: thrown.message, facts: thrown.facts };
  }
  if (thrown instanceof CryptoError) {
    return { by: "client", deed: "key", check: thrown.check, why: thrown.message, facts: {} };
  }
  const { status, kind, what, now, rule, facts } = Problem.from(thrown);
  return { by: "platform", status, kind, what, now, rule, facts };
}

/** As something to throw again on the other side. */
export function thrownOf(trouble: Trouble): Refused | Problem {
  if (trouble.by === "client") return new Refused(trouble.deed, trouble.check, trouble.why, trouble.facts);
  return new Problem(trouble.status, trouble.kind, trouble.what, trouble.now, trouble.rule, trouble.facts);
}
