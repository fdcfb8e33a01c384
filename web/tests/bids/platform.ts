/** A platform that keeps uploads in memory behind a line that does what the test says, in the order it says. */
import { createHash } from "node:crypto";
import type { Kind } from "../../src/bids/types.ts";
import type { EnvelopeFile } from "../../src/bids/sealed-bid.ts";
import { type Goal, type SendState, Uploader } from "../../src/bids/uploading.ts";
import { type Answer, type Asked, LineDown, type Wire } from "../../src/bids/wire.ts";
import { PIECE } from "../../src/crypto/body.ts";

/** What meets one sending of a piece: the line breaks before or after it is kept, it is damaged, forgotten, refused. */
export type Fault = "dropped" | "answer-lost" | "damaged" | "forgotten" | "busy" | "proxy" | "restarting" | "late" | null;

const HEX = "0123456789abcdef";

export class Platform {
  readonly kept = new Map<string, { bytes: number; length: number }>();
  readonly seen: string[] = [];
  readonly faults: Fault[] = [];
  /** Answers to the asking for a receipt, before the one that counts. */
  readonly ends: (Fault | { kind: string; facts?: object })[] = [];
  patchAllowed = true;
  isLate = false;
  given = false;
  requests: string[] = [];

  readonly wire: Wire = async (method, path, asked = {}) => {
    this.seen.push(`${method} ${path.replace(/[0-9a-f]{32}/, "…")}`);
    if (asked.signal?.aborted) throw new LineDown("stopped");
    return this.#answer(asked.headers?.["X-HTTP-Method-Override"] ?? method, method, path, asked);
  };

  #answer(method: string, sentAs: string, path: string, asked: Asked): Answer {
    if (path.endsWith("/bids")) return this.#end(asked);
    if (path.includes("/remedies/")) return method === "POST" ? told(201, { upload: this.#begin(3) }) : told(200, { remedied: true });
    if (path === "/api/uploads") return this.isLate ? refused(409, "deadline-passed") : told(201, {}, { location: `/api/uploads/${this.#begin(Number(asked.headers?.["Upload-Length"]))}` });
    const name = path.split("/").pop() as string;
    const upload = this.kept.get(name);
    if (upload === undefined) return refused(404, "upload-unknown");
    if (method === "DELETE") return void this.kept.delete(name), told(204, {});
    if (method === "HEAD") return told(200, {}, { "upload-offset": String(upload.bytes), "upload-length": String(upload.length) });
    return this.#take(name, upload, sentAs, asked);
  }

  #begin(length: number): string {
    const name = Array.from({ length: 32 }, (_, i) => HEX[(i * 7 + this.kept.size) % 16]).join("");
    this.kept.set(name, { bytes: 0, length });
    return name;
  }

  #take(name: string, upload: { bytes: number; length: number }, method: string, asked: Asked): Answer {
    if (method === "PATCH" && !this.patchAllowed) return told(405, undefined);
    const [piece, fault] = [asked.body as Uint8Array, this.faults.shift() ?? null];
    if (fault === "dropped") throw new LineDown("dropped");
    if (fault === "forgotten") return void this.kept.delete(name), refused(404, "upload-unknown");
    if (fault === "busy") return refused(503, "store-away");
    if (fault === "proxy") return told(403, undefined);
    if (fault === "restarting") return told(500, undefined);
    if (fault === "late") return refused(409, "deadline-passed");
    const sum = `sha256 ${createHash("sha256").update(piece).digest("base64")}`;
    if (fault === "damaged" || asked.headers?.["Upload-Checksum"] !== sum) return refused(460, "checksum-differs");
    if (asked.headers?.["Upload-Offset"] !== String(upload.bytes)) return refused(409, "offset-differs");
    if (piece.length !== Math.min(PIECE, upload.length - upload.bytes)) return refused(400, "piece-cut-off");
    asked.onSent?.(piece.length);
    upload.bytes += piece.length;
    if (fault === "answer-lost") throw new LineDown("answer lost");
    return told(204, {}, { "upload-offset": String(upload.bytes) });
  }

  #end(asked: Asked): Answer {
    this.requests.push(asked.body as string);
    const end = this.ends.shift() ?? null;
    if (this.given) return told(201, { body: "the receipt" });
    if (end === "dropped") throw new LineDown("dropped");
    if (end === "answer-lost") {
      this.given = true;
      throw new LineDown("answer lost");
    }
    if (end === "busy") return refused(429, "too-much");
    if (end !== null && typeof end === "object") return refused(422, end.kind, end.facts);
    if ((JSON.parse(asked.body as string) as { envelopes: unknown[] }).envelopes.length === 0) return refused(422, "statement-refused");
    this.given = true;
    return told(201, { body: "the receipt" });
  }
}

function told(status: number, body: object | undefined, headers: { [name: string]: string } = {}): Answer {
  return { status, header: (name) => headers[name.toLowerCase()] ?? null, text: body === undefined ? "<html>a stranger</html>" : JSON.stringify(body) };
}

const refused = (status: number, kind: string, facts: object = {}): Answer =>
  told(status, { type: `urn:tianping:problem:${kind}`, title: kind, title_zh: kind, detail: "", detail_zh: "", rule: "", facts });

export const envelope = (kind: Kind, length: number): EnvelopeFile => ({
  kind,
  file: new Blob([new Uint8Array(length + 10).fill(kind.length)]),
  header: new Uint8Array(10),
  start: 10,
  length,
});

export interface Run {
  readonly uploader: Uploader;
  readonly states: SendState[];
  readonly kept: { [kind: string]: string }[];
  readonly lines: string[];
  readonly pauses: number[];
}

/** A sending that never waits; `onPause` is asked instead. */
export function sending(
  platform: Platform,
  given: { step?: number; envelopes?: EnvelopeFile[]; uploads?: { [kind: string]: string }; goal?: Goal; onPause?: (run: Run, milliseconds: number) => void } = {},
): Run {
  const run: Run = { states: [], kept: [], lines: [], pauses: [] } as unknown as Run;
  let clock = 0;
  const job = {
    lot: "0198c0de-0000-7000-8000-000000000001",
    goal: given.goal ?? { statement: { body: "statement" }, replaces: null },
    envelopes: given.envelopes ?? [envelope("offer", 3), envelope("documents", 2 * PIECE + 5)],
    uploads: given.uploads ?? {},
  };
  const uploader = new Uploader(job, {
    wire: platform.wire,
    now: () => (clock += given.step ?? 100),
    tell: (state) => void run.states.push(state),
    keep: (uploads) => void run.kept.push({ ...uploads }),
    log: (what, kind, done, note) => void run.lines.push([what, kind ?? "", done, note].join(" ").trim()),
    pause: async (milliseconds) => {
      run.pauses.push(milliseconds);
      if (run.pauses.length > 100) throw new Error("it waits for ever");
      given.onPause?.(run, milliseconds);
    },
  });
  return Object.assign(run, { uploader });
}
