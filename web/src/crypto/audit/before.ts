/** Checks of what stood before the deadline: records, keys, custodians' statements, tender, documents, deadline. */
import { demand } from "../errors.ts";
import { areDistinct } from "../fields.ts";
import { checkKeySet } from "../key-sets.ts";
import type { Case } from "./case.ts";
import { checkSigners, INDEX, signerOf } from "./package.ts";

/** Every file that the index names is there, each named once, in order. */
export function packageComplete({ package: found }: Case): string {
  const { files } = found.index;
  // Paths are compared by UTF-16 code units; they are ASCII, where every order is the same.
  const sorted = [...new Set(files)].sort();
  demand(
    sorted.join("\n") === files.join("\n"),
    "package-complete",
    "the list of files is not sorted, or names one twice",
  );
  const missing = files.filter((path) => path !== INDEX && !found.has(path));
  demand(missing.length === 0, "package-complete", `${missing.length} files are missing, the first is ${missing[0]}`);
  return `${files.length} files`;
}

export function recordsWellFormed({ package: found }: Case): string {
  demand(found.faults.length === 0, "records-well-formed", found.faults.slice(0, 3).join("; "));
  demand(found.records.length > 0, "records-well-formed", "there are no records");
  return `${found.records.length} records`;
}

export function keyHistory(found: Case): string {
  return `${found.platformKeys.length} keys, the newest ${found.platformKeys[found.platformKeys.length - 1]}`;
}

/** Every record that the platform owes is signed by a key of its history. */
export function platformSignatures(found: Case): string {
  const owed = found.package.records.filter(
    (record) => record.short !== "platform-key" && signerOf(record.short) === "platform",
  );
  for (const record of owed) checkSigners(record.signed, "platform", found.platformKeys);
  return `${owed.length} records`;
}

/** Every custodian of every key set signed (lot, round, all keys, t, documents) and knew the share key's secret. */
export function keySetStatements(found: Case): string {
  for (const keySet of found.keySets) checkKeySet(keySet.body, (digest) => found.package.get("key-statement", digest));
  return `${found.keySets.length} key sets`;
}

/** The tender names a key set that the freeze names too; both ask for the same number of bidders. */
export function tenderNamesKeySet(found: Case): string {
  const [tender, freeze] = [found.tender.body, found.freeze.body];
  demand(
    freeze.key_sets.includes(tender.key_set),
    "tender-names-key-set",
    "the freeze does not name the tender's key set",
  );
  found.package.get("key-set", tender.key_set);
  const same = tender.minimum_bidders === freeze.minimum_bidders;
  demand(same, "tender-names-key-set", "tender and freeze ask for different numbers of bidders");
  return `key set ${tender.key_set.slice(0, 16)}`;
}

/** The documents of the tender, those that the custodians signed for, and every version that a bid names are here. */
export function documentsNamed(found: Case): string {
  found.package.get("documents", found.tender.body.documents);
  for (const keySet of found.keySets) {
    const { version } = found.package.get("documents", keySet.body.document_digest).body;
    demand(
      version === 1,
      "documents-named",
      "the custodians signed for another version of the documents than the first",
    );
  }
  const versions = found.package.of("documents").map((record) => record.body.version);
  demand(areDistinct(versions.map(String)), "documents-named", "two records give one version of the documents");
  const unknown = found.bids.find((bid) => !versions.includes(bid.document_version));
  demand(
    unknown === undefined,
    "documents-named",
    `a bid names version ${unknown?.document_version}, which is not here`,
  );
  return `${versions.length} versions`;
}

/** Each extension names the deadline before it and moves it later, while it had not come; the last is the freeze's. */
export function deadlineHistory(found: Case): string {
  const extensions = found.package.of("extension").map((record) => record.body);
  extensions.sort((a, b) => (a.deadline < b.deadline ? -1 : 1));
  let { deadline } = found.tender.body;
  for (const { previous, deadline: next, at } of extensions) {
    const later = previous === deadline && next > deadline && at < deadline;
    demand(later, "deadline-history", `an extension does not move ${deadline} to a later moment`);
    deadline = next;
  }
  const last = found.freeze.body.deadline;
  demand(last === deadline, "deadline-history", `the freeze says ${last}, the tender and its extensions ${deadline}`);
  return `${extensions.length} extensions, ${deadline}`;
}
