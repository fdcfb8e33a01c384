/** What a person can do about a refusal of this client: the word for it, by the name of the check. */
import type { Deed } from "./refused.ts";

const BY_CHECK: Readonly<Record<string, string>> = {
  clocks: "nowClocks",
  "deadline-passed": "nowWait",
  "envelope-floor": "nowWait",
  "own-statement": "nowOwn",
  "too-few-bids": "nowFew",
  "bidders-counted": "nowFew",
  "one-list-only": "nowLists",
  "releases-name-freeze": "nowLists",
  "practice-only": "nowPractice",
  "key-set-changed": "nowChanged",
  "drill-none": "nowDrill",
  "passphrase-wrong": "nowPassphrase",
  locked: "nowUnlock",
  "backup-line": "nowPaper",
  "backup-length": "nowPaper",
  "memory-unavailable": "nowMemory",
};
const BY_DEED: Record<Deed, string> = { release: "call", sign: "nowSign", key: "nowKeyFile", memory: "nowKeyFile" };

export const adviceFor = (deed: Deed, check: string): string => BY_CHECK[check] ?? BY_DEED[deed];
