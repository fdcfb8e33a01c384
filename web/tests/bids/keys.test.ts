import { expect, test } from "vitest";
import {
  bidKeySalt,
  companyKeyFile,
  companyRequest,
  deriveBidKey,
  newCompanyKey,
  openCompanyKey,
  readBidKey,
  readCompanyKeyFile,
} from "../../src/bids/company-keys.ts";
import { readReceiptRecord } from "../../src/bids/receipts.ts";
import { bidKeyFile } from "../../src/crypto/bid.ts";
import { fromHex, fromUtf8, toHex } from "../../src/crypto/encoding.ts";
import { keyFromPassphrase, keyPair } from "../../src/crypto/signatures.ts";
import { counter, fileOf, read } from "./vectors.ts";

const vectors = read("keys");
const voices = read("voices");
const derive = async (passphrase: string, salt: Uint8Array): Promise<Uint8Array> => keyFromPassphrase(passphrase, salt);
const company = () => ({
  name: vectors.name,
  uscc: vectors.uscc,
  public: toHex(keyPair(fromHex(vectors.seed)).public),
  seed: fromHex(vectors.seed),
});
const refusal = (asked: Promise<unknown>): Promise<string> => asked.then(() => "accepted", (thrown: { kind: string }) => thrown.kind);

test("key files are those of the command, byte for byte", async () => {
  const entropy = counter(vectors.locked.entropy);
  expect(fromUtf8(await companyKeyFile(company(), null, derive, entropy))).toBe(vectors.open_text);
  expect(fromUtf8(await companyKeyFile(company(), vectors.passphrase, derive, entropy))).toBe(vectors.locked.text);
});

test("a locked file opens with its passphrase and with no other", async () => {
  const file = await readCompanyKeyFile(fileOf("company-key.json", vectors.locked.text));
  expect(file.locked).toBe(true);
  expect(await openCompanyKey(file, vectors.passphrase, derive)).toEqual(company());
  expect(await refusal(openCompanyKey(file, "山高月小", derive))).toBe("passphrase-wrong");
});

test("a file that was laid out anew in an editor is still read; one of another company's name does not open", async () => {
  const laidOut = JSON.stringify(JSON.parse(vectors.locked.text), null, 2);
  expect((await readCompanyKeyFile(fileOf("k.json", `\ufeff${laidOut}`))).uscc).toBe(vectors.uscc);
  const renamed = await readCompanyKeyFile(fileOf("k.json", vectors.locked.text.replace("江城", "江南")));
  expect(await refusal(openCompanyKey(renamed, vectors.passphrase, derive))).toBe("passphrase-wrong");
});

test("what is no key file is told apart from a wrong passphrase", async () => {
  for (const text of ["", "[]", "{}", "%PDF-1.7", vectors.open_text.replace(/"seed":"../, '"seed":"')])
    expect(await refusal(readCompanyKeyFile(fileOf("k.json", text)))).toBe("file-unreadable");
});

test("the request to bind a key is that of the command; a new key needs a good code", () => {
  expect(companyRequest(company())).toEqual(vectors.request);
  expect(newCompanyKey("江城建设有限公司", ` ${vectors.uscc.toLowerCase()}`, counter("new")).uscc).toBe(vectors.uscc);
  expect(() => newCompanyKey("江城建设有限公司", "91420000", counter("new"))).toThrow();
});

test("a bid key comes again from its passphrase", async () => {
  const { lot, round, seed } = vectors.bid_seed;
  const salt = bidKeySalt(lot, round, fromHex(company().public));
  expect(toHex(await derive(vectors.passphrase, salt))).toBe(seed);
});

test("a bid key is taken for its own receipt only", async () => {
  const receipt = readReceiptRecord(voices.receipt);
  const own = bidKeyFile(receipt.lot, receipt.round, receipt.bid, keyPair(fromHex(voices.seed)));
  expect((await readBidKey(fileOf("bid-key.json", own), receipt)).public).toBe(receipt.bidKey);
  const other = bidKeyFile(receipt.lot, receipt.round, "ab".repeat(32), keyPair(fromHex(voices.seed)));
  await expect(readBidKey(fileOf("bid-key.json", other), receipt)).rejects.toMatchObject({ rule: "D-BID-KEY" });
  expect(await refusal(deriveBidKey("another", company().public, receipt, derive))).toBe("passphrase-wrong");
});
