/** Records of the platform as a client reads them: whose signature, what shape, which deadline. */
import type { Json, JsonObject } from "../crypto/encoding.ts";
import { CryptoError, demand, refusingAs } from "../crypto/errors.ts";
import { type BodyOf, type RecordType, SHAPES } from "../crypto/records.ts";
import { checkSignedBy, type Role, type Signed, signedOf } from "../crypto/signatures.ts";
import type { Refuse } from "./refused.ts";

/** A document that is parsed already, with or without the salt of a record. */
export function readDocument(value: Json | undefined): Signed {
  const salted = typeof value === "object" && value !== null && "salt" in value;
  return refusingAs("signature-shape", () => signedOf(value as Json, salted));
}

/** The body of a document of this type; every signature on it holds, and one is by `key` in `role`. */
export function checkedBody(value: Json | undefined, type: string, role: Role, key: string): JsonObject {
  const signed = readDocument(value);
  demand(signed.type === type, "signature-type", `the document is not a ${type}`);
  checkSignedBy(signed, role, key);
  return signed.body;
}

/** The body in the shape of its type; its signatures are not asked about. */
export function shapedBody<T extends RecordType>(body: JsonObject, short: T): BodyOf<T> {
  return refusingAs(`${short}-shape`, () => SHAPES[short](body, short)) as BodyOf<T>;
}

/** The body of a record of that type which this platform key signed and whose shape holds. */
export function readRecord<T extends RecordType>(record: Json, short: T, platform: string, refuse: Refuse): BodyOf<T> {
  return refusingOver(`${short}-record`, refuse, () =>
    shapedBody(checkedBody(record, `tianping/${short}/1`, "platform", platform), short),
  );
}

/** Whatever the mathematics refuses inside `read` becomes the caller's refusal under this name. */
export function refusingOver<T>(check: string, refuse: Refuse, read: () => T): T {
  try {
    return read();
  } catch (thrown) {
    throw thrown instanceof CryptoError ? refuse(check, `${thrown.check}: ${thrown.message}`) : thrown;
  }
}

/** Those of `records` that say they are of this type. */
export function ofType(records: readonly Json[], short: RecordType): Json[] {
  return records.filter((one) => {
    const body = (one as JsonObject | null)?.["body"] as JsonObject | null | undefined;
    return typeof body === "object" && body !== null && body["type"] === `tianping/${short}/1`;
  });
}

/** The deadline after all signed extensions, each of which continues the last and moves it later. */
export function newestDeadline(
  tender: BodyOf<"tender">,
  extensions: readonly Json[],
  platform: string,
  refuse: Refuse,
): string {
  const bodies = extensions.map((each) => readRecord(each, "extension", platform, refuse));
  let { deadline } = tender;
  for (const one of bodies.sort((a, b) => (String(a.previous) < String(b.previous) ? -1 : 1))) {
    const continues = one.lot === tender.lot && one.round === tender.round && one.previous === deadline;
    if (!continues || one.deadline <= deadline) {
      throw refuse("deadline-history", "an extension does not continue the last");
    }
    deadline = one.deadline;
  }
  return deadline;
}
