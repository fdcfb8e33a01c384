/** Signatures as RFC 5652 carries them (CMS, SignedData): who, when, over which digest, and whether the signature holds. */
import { type Certificate, namedBy, readCertificate } from "./certificates.ts";
import { type Der, DerUnreadable, inside, octets, oid, readDer, timeOf } from "./der.ts";

export type Hash = "SHA-1" | "SHA-256" | "SHA-384" | "SHA-512";

export interface Signed {
  readonly certificate: Certificate;
  /** RFC 3339, as the signer's own machine told it. */
  readonly at: string | null;
  /** Null: a hash that is not known here (SM3 among them). */
  readonly hash: Hash | null;
  /** The digest that the signer wrote down; null where there is none, so that the signature is over the file itself. */
  readonly digest: Uint8Array | null;
  /** For adbe.pkcs7.sha1: what was signed is this digest of the file. */
  readonly enclosed: Uint8Array | null;
  readonly isSm: boolean;
  /** Whether the signature over the signer's statements holds; null when it cannot be told here. */
  readonly holds: () => Promise<boolean | null>;
}

const SIGNED_DATA = ["1.2.840.113549.1.7.2", "1.2.156.10197.6.1.4.2.2"];
const MESSAGE_DIGEST = "1.2.840.113549.1.9.4";
const SIGNING_TIME = "1.2.840.113549.1.9.5";
const HASHES: { readonly [name: string]: Hash } = {
  "1.3.14.3.2.26": "SHA-1",
  "2.16.840.1.101.3.4.2.1": "SHA-256",
  "2.16.840.1.101.3.4.2.2": "SHA-384",
  "2.16.840.1.101.3.4.2.3": "SHA-512",
  "1.2.840.113549.1.1.5": "SHA-1",
  "1.2.840.113549.1.1.11": "SHA-256",
  "1.2.840.113549.1.1.12": "SHA-384",
  "1.2.840.113549.1.1.13": "SHA-512",
  "1.2.840.10045.4.1": "SHA-1",
  "1.2.840.10045.4.3.2": "SHA-256",
  "1.2.840.10045.4.3.3": "SHA-384",
  "1.2.840.10045.4.3.4": "SHA-512",
};
const PSS = "1.2.840.113549.1.1.10";
const SM = "1.2.156.10197.";
const COORDINATES: { readonly [curve: string]: number } = { "P-256": 32, "P-384": 48, "P-521": 66 };

/** Reads the first signer of a SignedData; throws DerUnreadable for anything else. */
export function readCms(bytes: Uint8Array): Signed {
  const [type, content] = inside(readDer(bytes));
  if (!SIGNED_DATA.includes(oid(type))) throw new DerUnreadable("no signed data");
  const parts = inside(inside(content)[0]);
  const [, , enclosed] = parts;
  const certificates = inside(parts.find((part) => part.tag === 0xa0)).flatMap((each) => readCertificate(each) ?? []);
  const signer = inside(parts[parts.length - 1])[0];
  return readSigner(inside(signer), certificates, inside(inside(enclosed)[1])[0]);
}

function readSigner(parts: readonly Der[], certificates: readonly Certificate[], content: Der | undefined): Signed {
  const [, id, digestAlgorithm] = parts;
  const statements = parts[3]?.tag === 0xa0 ? parts[3] : undefined;
  const [algorithm, value] = parts.slice(statements ? 4 : 3);
  const [issuer, serial] = inside(id);
  const certificate = certificates.find((one) => issuer && serial && one.named === namedBy(issuer, serial)) ?? certificates[0];
  if (!certificate || !algorithm || !value) throw new DerUnreadable("no signer");
  const hash = HASHES[oid(inside(digestAlgorithm)[0])] ?? null;
  const stated = (name: string): Der | undefined => inside(inside(statements).map(inside).find(([type]) => oid(type) === name)?.[1])[0];
  const digest = stated(MESSAGE_DIGEST);
  return {
    certificate,
    at: timeOf(stated(SIGNING_TIME)),
    hash,
    digest: digest ? octets(digest) : null,
    enclosed: content ? octets(content) : null,
    isSm: certificate.keyKind === "sm2" || oid(inside(digestAlgorithm)[0]).startsWith(SM),
    holds: () => holds(statements, certificate, algorithm, octets(value), hash),
  };
}

/** Null when there is nothing to check by: no statements, a key of another kind, or no cryptography in this browser. */
async function holds(statements: Der | undefined, certificate: Certificate, algorithm: Der, value: Uint8Array, stated: Hash | null): Promise<boolean | null> {
  const subtle = (globalThis.crypto as { subtle?: SubtleCrypto } | undefined)?.subtle;
  const [name, parameters] = inside(algorithm);
  const pss = oid(name) === PSS ? pssOf(parameters) : undefined;
  const hash = pss ? pss.hash : (HASHES[oid(name)] ?? stated);
  if (!subtle || !statements?.definite || hash === null) return null;
  const message = statements.whole.slice();
  message[0] = 0x31; // RFC 5652 section 5.4: signed as the SET that it is, not under its tag in the structure
  try {
    if (certificate.keyKind === "rsa") return await rsaHolds(subtle, certificate, pss?.salt, hash, value, message);
    if (certificate.keyKind in COORDINATES) return await ecdsaHolds(subtle, certificate, hash, value, message);
  } catch {
    return null; // a key that the browser will not take
  }
  return null;
}

/** RFC 4055 section 3.1: hash and length of the salt, each with a default. */
function pssOf(parameters: Der | undefined): { hash: Hash | null; salt: number } {
  const given = (tag: number): Der | undefined => inside(inside(parameters).find((part) => part.tag === tag))[0];
  const [hash, salt] = [given(0xa0), given(0xa2)];
  return { hash: hash ? (HASHES[oid(inside(hash)[0])] ?? null) : "SHA-1", salt: salt ? salt.body.reduce((sum, byte) => sum * 256 + byte, 0) : 20 };
}

async function rsaHolds(subtle: SubtleCrypto, certificate: Certificate, salt: number | undefined, hash: Hash, value: Uint8Array, message: Uint8Array): Promise<boolean> {
  const name = salt === undefined ? "RSASSA-PKCS1-v1_5" : "RSA-PSS";
  const key = await subtle.importKey("spki", certificate.publicKey as BufferSource, { name, hash }, false, ["verify"]);
  return subtle.verify(salt === undefined ? name : { name, saltLength: salt }, key, value as BufferSource, message as BufferSource);
}

async function ecdsaHolds(subtle: SubtleCrypto, certificate: Certificate, hash: Hash, value: Uint8Array, message: Uint8Array): Promise<boolean> {
  const [name, namedCurve] = ["ECDSA", certificate.keyKind];
  const key = await subtle.importKey("spki", certificate.publicKey as BufferSource, { name, namedCurve }, false, ["verify"]);
  return subtle.verify({ name, hash }, key, rawSignature(value, COORDINATES[namedCurve] as number) as BufferSource, message as BufferSource);
}

/** r and s of fixed length, as WebCrypto wants them, from the sequence of two integers that CMS has. */
function rawSignature(value: Uint8Array, size: number): Uint8Array {
  const raw = new Uint8Array(2 * size);
  inside(readDer(value)).slice(0, 2).forEach(({ body }, at) => {
    const number = body.subarray(Math.max(0, body.length - size));
    raw.set(number, (at + 1) * size - number.length);
  });
  return raw;
}
