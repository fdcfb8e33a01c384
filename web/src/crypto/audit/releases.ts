/** Checks of the custodians' releases: they are the witnesses that there was one freeze and no other. */
import { toHex } from "../encoding.ts";
import { demand } from "../errors.ts";
import type { Kind } from "../manifest.ts";
import { STEPS, stepsOf } from "../steps.ts";
import { type Case, envelopeOf, type FrozenBid, type Step } from "./case.ts";
import type { Record } from "./package.ts";

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
  for (const release of found.package.of("release")) checkNamedList(found, release);
  if (found.bids.length < found.freeze.body.minimum_bidders) return noneNeeded(found);
  for (const step of stepsDue(found)) checkEnough(found, step);
  return `${found.package.of("release").length} releases of the freeze ${digest.slice(0, 16)}`;
}

/** Releases of prices name the list of passed bids, and no others name one; none is of a step that the tender has not. */
function checkNamedList(found: Case, { body }: Record<"release">): void {
  const name = "releases-name-freeze";
  demand(stepsOf(found.tender.body).includes(body.step), name, `this tender has no step ${body.step}`);
  const { listed } = STEPS[body.step];
  const list = listed ? found.priceList?.digest : undefined;
  demand(!listed || list !== undefined, name, `custodian ${body.index} opened prices, and no list of passed bids is here`);
  demand(body.list === list, name, `custodian ${body.index} names another list of passed bids`);
}

/** Steps of which releases must be there. */
function stepsDue(found: Case): Step[] {
  const second = found.releases(found.secondStep).length > 0 || found.record.body.result === "OPENED";
  if (!second) return ["identities"];
  return ["identities", found.secondStep, ...(found.priceRecord === undefined ? [] : (["prices"] as const))];
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

/** Custodians of at least t of each envelope's keys released the step; of prices, for the bids that passed. */
function checkEnough(found: Case, step: Step): void {
  const { listed, shares: published } = STEPS[step];
  const releases = found.releases(step);
  const shares = releases.flatMap((release) => release.body.shares);
  for (const bid of listed ? found.passed : found.bids) {
    for (const { kind, digest } of bid.envelopes) {
      const header = found.header(digest);
      const keys = header.custodians.map(toHex);
      const holders = published.includes(kind)
        ? new Set(shares.filter((share) => share.envelope === digest).map((share) => share.i))
        : new Set(releases.map(({ body }) => body.share_key).filter((key) => keys.includes(key)));
      demand(holders.size >= header.t, "releases-name-freeze", `too few released the ${kind} of ${bid.bid.slice(0, 16)}`);
    }
  }
}

/** Each share is the right one, and each release holds exactly the shares and withheld hashes that its step asks for. */
export function releasesProofs(found: Case): string {
  let count = 0;
  for (const release of found.package.of("release")) {
    const { body } = release;
    const { shares: published, withheld: hidden, listed } = STEPS[body.step];
    const bids = listed ? found.passed : found.bids;
    const holds = (kinds: readonly Kind[]): string[] => expected(found, bids, kinds, body.share_key);
    const shares = body.shares.map((share) => share.envelope);
    demand(
      shares.join() === holds(published).join(),
      "releases-proofs",
      `custodian ${body.index} released other envelopes`,
    );
    const withheld = body.withheld.map((entry) => entry.envelope);
    demand(
      withheld.join() === holds(hidden).join(),
      "releases-proofs",
      `custodian ${body.index} withheld other envelopes`,
    );
    for (const share of body.shares) found.checkShare(release, share);
    count += body.shares.length;
  }
  return `${count} shares`;
}

/** Envelopes of these kinds, in the freeze's order, that are sealed to this custodian's key. */
function expected(found: Case, bids: readonly FrozenBid[], kinds: readonly Kind[], shareKey: string): string[] {
  const digests = bids.flatMap((bid) => kinds.map((kind) => envelopeOf(bid, kind).digest));
  return digests.filter((digest) => found.header(digest).custodians.some((key) => toHex(key) === shareKey));
}
