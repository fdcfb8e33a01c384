/** Checks of the custodians' releases: they are the witnesses that there was one freeze and no other. */
import { toHex } from "../encoding.ts";
import { demand } from "../errors.ts";
import type { Kind } from "../manifest.ts";
import { type Case, envelopeOf, type Step } from "./case.ts";

const STEPS: readonly Step[] = ["identities", "contents"];

/** Kinds whose shares a step publishes, and kinds whose shares it withholds, each in the freeze's order. */
const PUBLISHED: { [step in Step]: readonly Kind[] } = { identities: ["identity"], contents: ["offer"] };
const WITHHELD: { [step in Step]: readonly Kind[] } = { identities: [], contents: ["documents", "pricing"] };

/** Each release is signed by the custodian of that number in a key set of the freeze; none released a step twice. */
export function releasesSigned(found: Case): string {
  const releases = found.package.of("release");
  for (const release of releases) found.checkReleaseSigned(release);
  const names = releases.map(({ body }) => `${body.step} ${body.share_key}`);
  demand(new Set(names).size === names.length, "releases-signed", "a custodian released one step twice");
  return `${releases.length} releases`;
}

/** No release names another freeze, and at least t name this one in every step that was taken. */
export function releasesNameFreeze(found: Case): string {
  const { digest } = found.freeze;
  const stray = found.package.of("release").find((release) => release.body.freeze !== digest);
  demand(stray === undefined, "releases-name-freeze", `custodian ${stray?.body.index} released for another freeze`);
  if (found.bids.length < found.freeze.body.minimum_bidders) return noneNeeded(found);
  const both = found.releases("contents").length > 0 || found.record.body.result === "OPENED";
  for (const step of both ? STEPS : STEPS.slice(0, 1)) checkEnough(found, step);
  return `${found.package.of("release").length} releases of the freeze ${digest.slice(0, 16)}`;
}

/** With fewer sealed bids than the minimum not even an identity may be opened. */
function noneNeeded(found: Case): string {
  demand(
    found.package.of("release").length === 0,
    "releases-name-freeze",
    "shares were released although too few bids were frozen",
  );
  return "none: too few bids were frozen";
}

function checkEnough(found: Case, step: Step): void {
  const shares = found.releases(step).flatMap((release) => release.body.shares);
  for (const bid of found.bids) {
    for (const kind of PUBLISHED[step]) {
      const { digest } = envelopeOf(bid, kind);
      const holders = new Set(shares.filter((share) => share.envelope === digest).map((share) => share.i));
      demand(
        holders.size >= found.header(digest).t,
        "releases-name-freeze",
        `too few released the ${kind} of ${bid.bid.slice(0, 16)}`,
      );
    }
  }
}

/** Each share is the right one, and each release holds exactly the shares and withheld hashes that its step asks for. */
export function releasesProofs(found: Case): string {
  let count = 0;
  for (const release of found.package.of("release")) {
    const { body } = release;
    const holds = (kinds: readonly Kind[]) => expected(found, kinds, body.share_key);
    const shares = body.shares.map((share) => share.envelope);
    demand(
      shares.join() === holds(PUBLISHED[body.step]).join(),
      "releases-proofs",
      `custodian ${body.index} released other envelopes`,
    );
    const withheld = body.withheld.map((entry) => entry.envelope);
    demand(
      withheld.join() === holds(WITHHELD[body.step]).join(),
      "releases-proofs",
      `custodian ${body.index} withheld other envelopes`,
    );
    for (const share of body.shares) found.checkShare(release, share);
    count += body.shares.length;
  }
  return `${count} shares`;
}

/** Envelopes of these kinds, in the freeze's order, that are sealed to this custodian's key. */
function expected(found: Case, kinds: readonly Kind[], shareKey: string): string[] {
  const digests = found.bids.flatMap((bid) => kinds.map((kind) => envelopeOf(bid, kind).digest));
  return digests.filter((digest) => found.header(digest).custodians.some((key) => toHex(key) === shareKey));
}
