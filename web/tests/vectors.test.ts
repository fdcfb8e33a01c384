/** The vectors that the Python wrote: everything they accept is accepted here, everything they refuse is refused. */
import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  bidKeyFile,
  checkCompanySignature,
  offerBytes,
  readBidKeyFile,
  readIdentity,
  readOffer,
  readRecoveryFile,
  readStatement,
  recoveryFile,
  signIdentity,
  signStatement,
  statementBody,
} from "../src/crypto/bid.ts";
import { bodyRoot, envelopeDigest, layoutOf, padme } from "../src/crypto/body.ts";
import {
  canonical,
  digest,
  equal,
  frame,
  fromUtf8,
  H,
  HS,
  MAC,
  parseCanonical,
  sha256,
  toHex,
  utf8,
} from "../src/crypto/encoding.ts";
import { commitment, EnvelopeReader, openWhole, sealFiles, unlock } from "../src/crypto/envelope.ts";
import { CryptoError } from "../src/crypto/errors.ts";
import { milliseconds, time } from "../src/crypto/fields.ts";
import { generator } from "../src/crypto/group.ts";
import { checkHeaderSharing, readHeader, splitFile, type Terms } from "../src/crypto/header.ts";
import { checkName } from "../src/crypto/manifest.ts";
import {
  checkPossession,
  checkRelease,
  checkSharing,
  combine,
  deal,
  provePossession,
  release,
  shareKey,
  shareKeyOf,
} from "../src/crypto/sharing.ts";
import {
  checkSignature,
  checkSignedBy,
  keyFromPassphrase,
  keyPair,
  leafOf,
  readSigned,
  type Role,
  signedDocument,
} from "../src/crypto/signatures.ts";
import { sodium } from "../src/crypto/sodium.ts";
import { entropyFrom } from "./entropy.ts";
import { bytes, type Case, contentOf, FOLDER, keysOf, named, read, refused } from "./cases.ts";

describe("encoding", () => {
  const vectors = read("encoding.json");
  test.each(named(vectors.canonical))("canonical: %s", (_, found) => {
    expect(toHex(canonical(found.value))).toBe(found.hex);
    expect(toHex(digest(found.value))).toBe(found.sha256);
    expect(parseCanonical(bytes(found.hex))).toEqual(found.value);
  });
  test.each(named(vectors.refused))("refused: %s", (_, found) =>
    refused(found.check, () => parseCanonical(bytes(found.hex))),
  );
  test.each(named(vectors.frames))("frame %s", (_, found) => {
    const parts = keysOf(found.parts);
    expect([frame(found.label, ...parts), H(found.label, ...parts), HS(found.label, ...parts)].map(toHex)).toEqual([
      found.frame,
      found.H,
      found.HS,
    ]);
  });
  test.each(named(vectors.macs))("MAC %s", (_, found) => {
    expect(toHex(MAC(bytes(found.key), found.label, ...keysOf(found.parts)))).toBe(found.MAC);
  });
  test.each(named(vectors.times))("time %s", (_, found) => expect(milliseconds(found.text)).toBe(found.milliseconds));
  test.each(vectors.times_refused as string[])("time refused: %j", (found) =>
    refused("encoding-time", () => time(found, "it")),
  );
});

describe("signatures", () => {
  const vectors = read("signatures.json");
  test.each(named(vectors.rfc8032))("RFC 8032 %s", (_, found) => {
    const key = keyPair(bytes(found.seed));
    const message = bytes(found.message);
    expect(toHex(key.public)).toBe(found.public);
    const value = sodium.crypto_sign_detached(message, sodium.crypto_sign_seed_keypair(key.seed).privateKey);
    expect(toHex(value)).toBe(found.signature);
    checkSignature(message, value, key.public);
  });
  test.each(named(vectors.refused))("refused: %s", (_, found) => {
    refused(found.check, () => checkSignature(bytes(found.message), bytes(found.signature), bytes(found.key)));
  });
  test.each(named(vectors.documents))("document: %s", (_, found) => {
    const key = keyPair(bytes(found.seed));
    expect(toHex(frame("sign", canonical(found.body)))).toBe(found.signed_bytes);
    if (found.signed.signatures.length === 1)
      expect(signedDocument(found.body, [[found.role, key]])).toEqual(found.signed);
    const record = readSigned(canonical({ ...found.signed, salt: found.salt }), true);
    checkSignedBy(record, found.role, toHex(key.public));
    expect(toHex(leafOf(record))).toBe(found.leaf);
  });
  test.each(named(vectors.documents_refused))("document refused: %s", (_, found) =>
    refused(found.check, () => checkDocument(found)),
  );
  test.each(named(vectors.passphrases))("passphrase %s", (_, found) => {
    expect(toHex(keyFromPassphrase(found.passphrase, bytes(found.salt)))).toBe(found.key);
  });
});

function checkDocument(found: Case): void {
  const document = readSigned(canonical(found.signed), "salt" in found.signed);
  if (document.type !== found.type) throw new CryptoError("signature-type", "another type");
  const signer = document.signatures.find((each) => each.role === found.role)?.key ?? "";
  checkSignedBy(document, found.role as Role, found.key ?? signer);
}

describe("sharing", () => {
  const vectors = read("sharing.json");
  test("the generator", () => expect(toHex(generator())).toBe(vectors.generator));
  test.each(named(vectors.custodians))("custodian %s", (_, found) => {
    const key = shareKey(entropyFrom(found.entropy));
    expect([toHex(key.secret), toHex(key.public)]).toEqual([found.secret, found.public]);
  });
  test.each(named(vectors.possession))("possession %s", (_, found) => {
    const key = shareKeyOf(bytes(found.secret));
    expect(provePossession(key, bytes(found.context), entropyFrom(found.entropy))).toEqual(found.proof);
    checkPossession(key.public, found.proof, bytes(found.context));
  });
  test.each(named(vectors.possession_refused))("possession refused: %s", (_, found) => {
    refused(found.check, () => checkPossession(bytes(found.public), found.proof, bytes(found.context)));
  });
  test.each(named(vectors.dealings))("dealing: %s", (_, found) => {
    const [keys, ctx] = [keysOf(found.keys), bytes(found.context)];
    checkSharing(found.sharing, keys, found.threshold, ctx);
    const releases = found.releases.map((each: Case, i: number) => {
      const made = release(found.sharing, i + 1, shareKeyOf(bytes(found.secrets[i])), ctx, entropyFrom(each.entropy));
      expect(made).toEqual(each.release);
      return checkRelease(each.release, found.sharing, keys[i] as Uint8Array, ctx);
    });
    expect(toHex(combine(releases, found.threshold))).toBe(found.secret);
    expect(toHex(combine(releases.reverse(), found.threshold))).toBe(found.secret);
    // A dealing whose polynomial was chosen by hand carries no label to repeat it from.
    if (typeof found.entropy === "string") {
      const dealt = deal(keys, found.threshold, ctx, entropyFrom(found.entropy));
      expect([dealt.sharing, toHex(dealt.secret)]).toEqual([found.sharing, found.secret]);
    }
  });
  test.each(named(vectors.sharings_refused))("sharing refused: %s", (_, found) => {
    refused(found.check, () => checkSharing(found.sharing, keysOf(found.keys), found.threshold, bytes(found.context)));
  });
  test.each(named(vectors.releases_refused))("release refused: %s", (_, found) => {
    refused(found.check, () =>
      checkRelease(found.release, found.sharing, bytes(found.key), bytes(found.context), found.index),
    );
  });
});

describe("envelopes", () => {
  const vectors = read("envelope.json");
  test.each(vectors.padme as [number, number][])("padme(%i) = %i", (length, padded) =>
    expect(padme(length)).toBe(padded),
  );
  test.each(vectors.names as string[])("name %j", (found) => checkName(found));
  test.each(vectors.names_refused as string[])("name refused: %j", (found) =>
    refused("manifest-name", () => checkName(found)),
  );
  test.each(named(vectors.envelopes))("envelope: %s is sealed to the same bytes", async (_, found) => {
    const files = found.files.map((file: Case) => ({ ...file, bytes: contentOf(file.content) }));
    const sealed = await sealFiles(termsOf(found), files, entropyFrom(found.entropy));
    expect(fromUtf8(sealed.header)).toBe(found.header_text);
    expect([sealed.secret, sealed.root, sealed.digest, sha256(sealed.file)].map(toHex)).toEqual([
      found.secret,
      found.body_root,
      found.digest,
      found.file_sha256,
    ]);
    if (found.file !== null) expect(toHex(sealed.file)).toBe(found.file);
    await opens(found, sealed.file, files);
  });
  test.each(named(vectors.refused))("refused: %s", async (_, found) => {
    const usual = vectors.envelopes.find((each: Case) => each.name === "documents with an empty file");
    const body = found.body === null ? splitFile(bytes(usual.file)).body : bytes(found.body);
    refused(found.check, () => openWhole(unlock(utf8(found.header_text), bytes(found.secret)), body));
    await refusedByReader(found, body);
  });
});

function termsOf(found: Case): Terms {
  const { kind, lot, round, document_version, floor, threshold } = found;
  return {
    kind,
    lot,
    round,
    document_version,
    floor,
    custodians: keysOf(found.custodians),
    t: threshold,
    bid_key: bytes(found.bid_key),
  };
}

async function opens(found: Case, file: Uint8Array, files: { name: string; bytes: Uint8Array }[]): Promise<void> {
  const { header, body } = splitFile(file);
  const head = readHeader(header);
  checkHeaderSharing(head);
  expect(toHex(head.hash)).toBe(found.header_hash);
  expect([layoutOf(body.length).payload, body.length]).toEqual([found.payload_length, found.body_length]);
  const key = H("content key", bytes(found.secret), head.ctx);
  expect([key, commitment(key)].map(toHex)).toEqual([found.content_key, found.kc]);
  expect(toHex(envelopeDigest(head.hash, bodyRoot(body)))).toBe(found.digest);
  const releases = found.custodian_secrets.map((secret: string, i: number) =>
    release(head.sharing as never, i + 1, shareKeyOf(bytes(secret)), head.ctx, entropyFrom("releases")),
  );
  const unlocked = unlock(header, combine(releases.slice(-found.threshold), found.threshold));
  expect(toHex(unlocked.key)).toBe(found.ek);
  const opened = openWhole(unlocked, body);
  expect(fromUtf8(canonical(opened.manifest as never))).toBe(found.manifest_text);
  expect(opened.files.map((each) => each.name)).toEqual(files.map((each) => each.name));
  opened.files.forEach((each, i) => expect(equal(each.bytes, files[i]?.bytes ?? utf8("?"))).toBe(true));
  const reader = new EnvelopeReader(unlocked, (offset, length) => body.subarray(offset, offset + length));
  expect(await reader.checkWhole()).toEqual(opened.manifest);
}

/** Random access refuses too, when it reads everything; a longer body it would not notice. */
async function refusedByReader(found: Case, body: Uint8Array): Promise<void> {
  const attempt = async () => {
    const unlocked = unlock(utf8(found.header_text), bytes(found.secret));
    if (body.length > unlocked.layout.body) throw new CryptoError("body-length", "a range read never looks there");
    await new EnvelopeReader(unlocked, (offset, length) => body.subarray(offset, offset + length)).checkWhole();
  };
  await expect(attempt()).rejects.toMatchObject({ check: found.check });
}

describe("bids", () => {
  const vectors = read("bid.json");
  test.each(named(vectors.statements))("statement: %s", (_, found) => {
    const { bid, ...statement } = readStatement(canonical(found.signed));
    expect(bid).toBe(found.digest);
    expect(fromUtf8(canonical(statementBody(statement)))).toBe(found.body_text);
    expect(signStatement(statement, keyPair(bytes(found.seed)))).toEqual(canonical(found.signed));
  });
  test.each(named(vectors.statements_refused))("statement refused: %s", (_, found) => {
    refused(found.check, () => readStatement(canonical(found.signed)));
  });
  test.each(named(vectors.identities))("identity: %s", (_, found) => {
    const identity = readIdentity(utf8(found.text));
    checkCompanySignature(identity);
    expect(fromUtf8(signIdentity(identity, keyPair(bytes(found.company_seed))))).toBe(found.text);
    expect(fromUtf8(canonical(found.body))).toBe(found.text);
  });
  test.each(named(vectors.identities_refused))("identity refused: %s", (_, found) => {
    refused(found.check, () => checkCompanySignature(readIdentity(utf8(found.text))));
  });
  test.each(named(vectors.offers))("offer: %s", (_, found) =>
    expect(fromUtf8(offerBytes(readOffer(utf8(found.text))))).toBe(found.text),
  );
  test.each(named(vectors.offers_refused))("offer refused: %s", (_, found) =>
    refused(found.check, () => readOffer(utf8(found.text))),
  );
  test.each(named(vectors.bid_keys))("bid key %s", (_, found) => {
    const { lot, round, bid, key } = readBidKeyFile(utf8(found.text));
    expect(fromUtf8(bidKeyFile(lot, round, bid, key))).toBe(found.text);
  });
  test.each(named(vectors.bid_keys_refused))("bid key refused: %s", (_, found) => {
    refused(found.check, () => readBidKeyFile(utf8(found.text)));
  });
  test.each(named(vectors.recoveries))("recovery file %s", (_, found) => {
    const { lot, round, bid, secrets } = readRecoveryFile(utf8(found.text));
    expect(fromUtf8(recoveryFile(lot, round, bid, secrets))).toBe(found.text);
  });
  test.each(named(vectors.recoveries_refused))("recovery file refused: %s", (_, found) => {
    refused(found.check, () => readRecoveryFile(utf8(found.text)));
  });
});

test("no file of vectors is left unread", () => {
  const known = [
    "bid",
    "client_releases",
    "coefficients",
    "draw_checks",
    "draw_package",
    "draw_refused",
    "draw_sat",
    "draw_steps",
    "encoding",
    "envelope",
    "judged_cases",
    "judged_package",
    "log",
    "package.head",
    "package.receipt",
    "package_checks",
    "package_refused",
    "prices_cases",
    "prices_package",
    "receipts",
    "room",
    "sharing",
    "signatures",
  ];
  // What begins with bidder_ is read by tests/bids, the others by tests of their own beside what they are about.
  const found = readdirSync(FOLDER).filter((name) => name.endsWith(".json") && !name.startsWith("bidder_"));
  expect(found.filter((name) => !known.includes(name.slice(0, -5)))).toEqual([]);
});
