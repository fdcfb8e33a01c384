/** An operator who holds the platform's key and signs altered records again: each alteration fails the check named. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, test } from "vitest";
import { audit, failures } from "../src/crypto/audit.ts";
import { canonical, digest, type Json, type JsonObject, parseCanonical, toHex } from "../src/crypto/encoding.ts";
import { keyPair, signedDocument } from "../src/crypto/signatures.ts";
import { type Case, FOLDER } from "./cases.ts";
import { entropyFrom } from "./entropy.ts";

type Files = Map<string, Uint8Array>;

/** The published package among the vectors; its platform's key comes from a label, as all keys there do. */
let honest: Files;

beforeAll(async () => {
  const root = fileURLToPath(new URL("package/", FOLDER));
  const entries = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map((entry) => `${entry.parentPath}/${entry.name}`.slice(root.length).replace(/^\/+/, ""));
  honest = new Map(paths.map((path) => [path, new Uint8Array(readFileSync(`${root}/${path}`))]));
});

const record = (path: string): Case => parseCanonical(honest.get(path) as Uint8Array);

function counts(company: Case): boolean {
  const opening = [...honest.keys()].find((found) => found.startsWith("records/opening-record-")) as string;
  return valid(record(opening).body).uscc === company.body.uscc;
}

/** The package with one record of a type altered, signed again and put under its new name in the index. */
function altered(short: string, change: (body: Case) => void): Files {
  const files = new Map(honest);
  const candidates = [...files.keys()].filter((found) => found.startsWith(`records/${short}-`));
  // Of the companies, the one that matters is one whose bid counts.
  const path = (short === "company" ? candidates.find((found) => counts(record(found))) : candidates[0]) as string;
  const { body, salt } = record(path);
  change(body);
  const key = keyPair(entropyFrom("key of platform, second key")(32));
  files.delete(path);
  files.set(
    `records/${short}-${toHex(digest(body))}.json`,
    canonical({ ...signedDocument(body, [["platform", key]]), salt: salt as Json }),
  );
  const index = parseCanonical(files.get("package.json") as Uint8Array) as JsonObject;
  return files.set("package.json", canonical({ ...index, files: [...files.keys()].sort() }));
}

const OTHER = "ab".repeat(32);

const ALTERATIONS: [string, string, (body: Case) => void, string[]][] = [
  [
    "swaps an envelope",
    "freeze",
    (body) => swap(body.bids[0].envelopes, body.bids[1].envelopes, 1),
    ["bids-recomputed", "envelope-headers"],
  ],
  [
    "asks for fewer bidders",
    "freeze",
    (body) => (body.minimum_bidders = 1),
    ["tender-names-key-set", "releases-name-freeze"],
  ],
  [
    "freezes another deadline",
    "freeze",
    (body) => (body.deadline = "2026-12-16T00:00:00.000Z"),
    ["deadline-history", "record-consistent"],
  ],
  ["freezes before the deadline", "freeze", (body) => (body.at = "2026-12-16T00:00:00.000Z"), ["freeze-signed"]],
  ["leaves a bid out", "freeze", (body) => body.bids.pop(), ["freeze-sorted-complete"]],
  ["puts a bid first", "freeze", (body) => body.bids.reverse(), ["freeze-sorted-complete"]],
  [
    "names another withdrawal",
    "freeze",
    (body) => (body.withdrawn[0].withdrawal = OTHER),
    ["withdrawals-signed-by-bid-key"],
  ],
  ["names another key set", "tender", (body) => (body.key_set = OTHER), ["tender-names-key-set"]],
  ["records another price", "opening-record", (body) => (valid(body).values.price = "1.00"), ["offers-as-recorded"]],
  ["records another company", "opening-record", (body) => (valid(body).name = "另一公司"), ["company-signatures"]],
  [
    "disowns a bid",
    "opening-record",
    (body) => (valid(body).outcome = "UNATTRIBUTED"),
    ["company-signatures", "outcomes-recomputed", "bidders-counted"],
  ],
  ["counts differently", "opening-record", (body) => (body.valid_bidders += 1), ["bidders-counted"]],
  ["fails the opening", "opening-record", (body) => (body.result = "FAILED_FEW"), ["bidders-counted"]],
  ["chooses a coefficient", "opening-record", (body) => otherwise(body.coefficients[0]), ["coefficients"]],
  ["chooses the seed", "opening-record", (body) => (body.seed = OTHER), ["coefficients"]],
  ["forgets an objection", "opening-record", (body) => body.objections.pop(), ["record-consistent"]],
  ["forgets a release", "opening-record", (body) => body.releases.pop(), ["record-consistent"]],
  ["invents a client", "opening-record", (body) => (body.clients[0].client = "other"), ["record-consistent"]],
  [
    "moves the deadline back",
    "extension",
    (body) => (body.deadline = "2026-12-10T00:00:00.000Z"),
    ["deadline-history"],
  ],
  ["moves the deadline after it came", "extension", (body) => (body.at = body.deadline), ["deadline-history"]],
  [
    "binds a company late",
    "company",
    (body) => (body.at = "2026-12-18T00:00:00.000Z"),
    ["company-signatures", "outcomes-recomputed"],
  ],
  [
    "gives another receipt",
    "receipt",
    (body) => (body.document_version = 2),
    ["freeze-sorted-complete", "leaves-in-ticks"],
  ],
  ["changes a roster", "key-set", (body) => (body.custodians[0].sign_key = OTHER), ["tender-names-key-set"]],
];

const swap = (a: Json[], b: Json[], at: number): void => void ([a[at], b[at]] = [b[at] as Json, a[at] as Json]);
const valid = (body: Case): Case => body.bids.find((row: Case) => row.outcome === "VALID");
const otherwise = (drawn: Case): void => void (drawn.value = drawn.value === "0.95" ? "0.96" : "0.95");

test.each(ALTERATIONS)("%s", (_, short, change, checks) => {
  const failed = failures(audit(altered(short, change))).map((check) => check.name);
  expect(failed).toEqual(expect.arrayContaining(checks));
  expect(failed).toContain("leaves-in-ticks");
  expect(failed).not.toContain("package-complete");
  expect(failed).not.toContain("records-well-formed");
});

test("signing a record again without altering it fails nothing", () => {
  expect(failures(audit(altered("tender", () => undefined)))).toEqual([]);
});
