/** Who a certificate speaks for. Whether it is to be trusted is no question for here: no root is known, nothing is fetched. */
import { toHex } from "../crypto/encoding.ts";
import { type Der, inside, oid, readDer, textOf } from "./der.ts";

export interface Certificate {
  /** Common name, else organisation. */
  readonly subject: string;
  readonly organisation: string;
  readonly issuer: string;
  /** Hex. */
  readonly serial: string;
  /** DER of issuer and of serial, which is how a signature names its certificate. */
  readonly named: string;
  readonly publicKey: Uint8Array;
  /** Kind of its key: rsa, P-256, P-384, P-521, sm2, or "" for another. */
  readonly keyKind: string;
}

const COMMON_NAME = "2.5.4.3";
const ORGANISATION = "2.5.4.10";
const KEYS: { readonly [name: string]: string } = {
  "1.2.840.113549.1.1.1": "rsa",
  "1.2.840.113549.1.1.10": "rsa",
  "1.2.840.10045.3.1.7": "P-256",
  "1.3.132.0.34": "P-384",
  "1.3.132.0.35": "P-521",
  "1.2.156.10197.1.301": "sm2",
};

/** The certificate in this value; undefined when it is none. */
export function readCertificate(node: Der): Certificate | undefined {
  const [tbs, algorithm, signature] = inside(node);
  if (node.tag !== 0x30 || tbs?.tag !== 0x30 || algorithm?.tag !== 0x30 || signature?.tag !== 0x03) return undefined;
  const parts = inside(tbs);
  const [serial, , issuer, validity, subject, key] = parts[0]?.tag === 0xa0 ? parts.slice(1) : parts;
  if (serial?.tag !== 2 || !issuer || validity?.tag !== 0x30 || !subject || key?.tag !== 0x30) return undefined;
  const organisation = nameOf(subject, ORGANISATION);
  return {
    subject: nameOf(subject, COMMON_NAME) || organisation,
    organisation,
    issuer: nameOf(issuer, COMMON_NAME) || nameOf(issuer, ORGANISATION),
    serial: toHex(serial.body),
    named: namedBy(issuer, serial),
    publicKey: key.whole,
    keyKind: kindOf(key),
  };
}

/** Issuer and serial as one text, to find a certificate by. */
export const namedBy = (issuer: Der, serial: Der): string => `${toHex(issuer.whole)} ${toHex(serial.body)}`;

function nameOf(name: Der, wanted: string): string {
  const pairs = inside(name).flatMap(inside).map(inside);
  const found = pairs.find(([type]) => oid(type) === wanted)?.[1];
  return found ? textOf(found).trim() : "";
}

function kindOf(key: Der): string {
  const [algorithm, parameter] = inside(inside(key)[0]);
  return KEYS[oid(parameter)] ?? KEYS[oid(algorithm)] ?? "";
}

/** Every certificate anywhere in these bytes, for signatures in a form of their maker's own. */
export function certificatesIn(bytes: Uint8Array, depth = 0): Certificate[] {
  const found: Certificate[] = [];
  try {
    for (let at = 0; at < bytes.length && depth < 12;) {
      const node = readDer(bytes, at);
      const certificate = node.tag === 0x30 ? readCertificate(node) : undefined;
      if (certificate) found.push(certificate);
      else if ((node.tag & 0x20) !== 0 || node.tag === 0x04) found.push(...certificatesIn(node.body, depth + 1));
      at += node.whole.length;
    }
  } catch {
    // Not ASN.1 from here on.
  }
  return found;
}
