/**
 * The ceremony that makes a seed: every custodian deals a fresh secret, the cut-off fixes whose, t of them release.
 * Before the cut-off nobody knows any secret but his own; after it t custodians complete the draw whatever others do.
 */
import { type Entropy, frame, fromHex, H, type Json, type JsonObject, toHex, u32be } from "../encoding.ts";
import { CryptoError, demand } from "../errors.ts";
import type { Point } from "../group.ts";
import { type BodyOf, shapedBody } from "../records.ts";
import { checkRelease, checkSharing, combine, deal, release, shareKeyOf } from "../sharing.ts";
import { type KeyPair, signedDocument } from "../signatures.ts";
import { bodyDigest, checkDocument } from "./documents.ts";
import type { Cutoff, Dealing, DrawRelease, Inputs } from "./record.ts";

type KeySet = BodyOf<"key-set">;
type Custodian = KeySet["custodians"][number];

/** What a dealing is bound to: the draw's inputs (their digest) and its dealer. */
export const dealingContext = (inputs: Uint8Array, index: number): Uint8Array => frame("draw dealing", inputs, u32be(index));

const contextOf = ({ inputs, index }: Dealing): Uint8Array => dealingContext(fromHex(inputs, 32), index);

/** Custodian `index` shares a fresh secret among all share keys of the key set; it is not kept anywhere. */
export function makeDealing(
  inputs: Inputs,
  index: number,
  { shareKeys, t }: { readonly shareKeys: readonly Point[]; readonly t: number },
  signer: KeyPair,
  told: { readonly client: Json; readonly at: string },
  entropy: Entropy,
): JsonObject {
  const named = bodyDigest(inputs);
  const { sharing } = deal(shareKeys, t, dealingContext(named, index), entropy);
  const body = { type: "tianping/draw-dealing/1", draw: inputs.draw, inputs: toHex(named), index, sharing, ...told };
  return signedDocument(body as JsonObject, [["custodian", signer]]);
}

/** The body of a dealing for these inputs, signed by its dealer, whose sharing holds. */
export function checkDealing(value: Json, inputs: Inputs, keySet: KeySet): Dealing {
  const { body } = signedBody(value, "draw-dealing", keySet);
  const same = body.draw === inputs.draw && body.inputs === toHex(bodyDigest(inputs));
  demand(same, "draw-dealing", "the dealing is of another draw");
  const keys = keySet.custodians.map((each) => fromHex(each.share_key, 32));
  checkSharing(body.sharing, keys, keySet.t, contextOf(body));
  return body;
}

/** Body and custodian of a record that the custodian of the number it names has signed. */
function signedBody<T extends "draw-dealing" | "draw-release">(value: Json, short: T, keySet: KeySet): { body: BodyOf<T>; custodian: Custodian } {
  const signed = checkDocument(value, short, "custodian");
  const body = shapedBody(signed.body, short);
  const custodian = keySet.custodians.find((each) => each.index === body.index);
  if (!custodian) throw new CryptoError(short, `the key set has no custodian ${body.index}`);
  checkDocument(value, short, "custodian", custodian.sign_key);
  return { body, custodian };
}

/** Custodian `index` releases his share of every dealing of the cut-off. Check the dealings first. */
export function makeRelease(
  cutoff: Cutoff,
  dealings: readonly Dealing[],
  index: number,
  shareSecret: Uint8Array,
  signer: KeyPair,
  told: { readonly client: Json; readonly at: string },
  entropy: Entropy,
): JsonObject {
  const key = shareKeyOf(shareSecret);
  const shares = ofCutoff(cutoff, dealings).map((dealing) => ({
    dealer: dealing.index,
    ...release(dealing.sharing, index, key, contextOf(dealing), entropy),
  }));
  const named = { draw: cutoff.draw, cutoff: toHex(bodyDigest(cutoff)), index, share_key: toHex(key.public) };
  const body = { type: "tianping/draw-release/1", ...named, shares, ...told };
  return signedDocument(body as JsonObject, [["custodian", signer]]);
}

/** The dealings in the order of the cut-off, which is by dealer; refuses unless they are exactly its own. */
function ofCutoff(cutoff: Cutoff, dealings: readonly Dealing[]): Dealing[] {
  const found = new Map(dealings.map((each) => [toHex(bodyDigest(each)), each]));
  const listed = cutoff.dealings.map(({ dealing }) => found.get(dealing));
  const exact = listed.every((each) => each !== undefined) && found.size === new Set(listed).size;
  demand(exact, "draw-cutoff", "these are not the dealings of the cut-off");
  return listed as Dealing[];
}

/** The body of a release for this cut-off, signed by its custodian, with a right share of every dealing. */
export function checkDrawRelease(value: Json, cutoff: Cutoff, dealings: readonly Dealing[], keySet: KeySet): DrawRelease {
  const { body, custodian } = signedBody(value, "draw-release", keySet);
  const same = body.draw === cutoff.draw && body.cutoff === toHex(bodyDigest(cutoff));
  demand(same, "draw-release", "the release is of another draw");
  demand(body.share_key === custodian.share_key, "draw-release", "the share key is not this custodian's");
  const expected = ofCutoff(cutoff, dealings);
  const ordered = body.shares.length === expected.length && body.shares.every(({ dealer }, at) => dealer === expected[at]?.index);
  demand(ordered, "draw-release", "the shares are not one of each dealing, in order");
  body.shares.forEach(({ dealer: _, ...proof }, at) => {
    const dealing = expected[at] as Dealing;
    checkRelease(proof, dealing.sharing, fromHex(custodian.share_key, 32), contextOf(dealing), body.index);
  });
  return body;
}

/** The secret of each dealing, in the order of the dealers, from at least `t` checked releases. */
export function secretsOf(releases: readonly DrawRelease[], dealings: readonly Dealing[], t: number): Uint8Array[] {
  const dealers = dealings.map(({ index }) => index).sort((a, b) => a - b);
  return dealers.map((dealer) => {
    const shares = releases.flatMap((each) => each.shares.filter((share) => share.dealer === dealer));
    return combine(shares.map(({ i, S, c, r }) => ({ i, S, c, r })), t);
  });
}

/** The seed: of the digests of inputs and cut-off and all secrets in the order of their dealers. */
export const seedOf = (inputs: Uint8Array, cutoff: Uint8Array, secrets: readonly Uint8Array[]): Uint8Array =>
  H("draw seed", inputs, cutoff, ...secrets);
