/** Checks of the ceremony: signed inputs, custodians' keys, dealings, cut-off, releases, seed, no second draw. */
import { fromHex, toHex } from "../encoding.ts";
import { demand } from "../errors.ts";
import { checkKeySet } from "../key-sets.ts";
import type { DrawCase, OneDraw } from "./case.ts";
import { checkDealing, checkDrawRelease, secretsOf, seedOf } from "./ceremony.ts";
import { checkDocument, same } from "./documents.ts";
import { ascends } from "./pool.ts";

const numbers = (a: number, b: number): number => a - b;

/** Every document can be read and has the shape of its type. */
export function packageWhole(found: DrawCase): string {
  demand(found.faults.length === 0, "draw-package", found.faults[0] ?? "");
  return `session ${found.record.session}`;
}

/** The draw record is signed by the platform. */
export function recordSigned(found: DrawCase): string {
  found.checkPlatformSigned(found.signedRecord, "draw-record");
  return `platform key ${found.platformKeys[found.platformKeys.length - 1]}`;
}

/** All inputs are signed by the platform, of the record's session and lots, and add up in themselves. */
export function inputsSigned(found: DrawCase): string {
  for (const { signed } of found.of("draw-inputs")) found.checkPlatformSigned(signed, "draw-inputs");
  found.draws.forEach((draw, at) => checkInputs(draw, at + 1));
  return `${found.draws.length} draws`;
}

function checkInputs(draw: OneDraw, number: number): void {
  const { inputs, case: found } = draw;
  const { session, project, lots } = found.record;
  const here = same([inputs.session, inputs.project, inputs.lots], [session, project, lots]);
  demand(here, "draw-inputs-signed", `the inputs of draw ${number} are of another session, project or lot`);
  const first = number === 1;
  const lottery = [inputs.types > 0, inputs.bound !== null, inputs.gap !== null, inputs.vacancies.length === 0];
  const stated = inputs.number === number && lottery.every((each) => each === first);
  demand(stated, "draw-inputs-signed", `draw ${number} is not stated as such`);
  const codes = inputs.excluded.map(({ code }) => code);
  const ordered = ascends(codes, (a, b) => (a < b ? -1 : a > b ? 1 : 0));
  demand(ordered, "draw-inputs-signed", `the exclusions of draw ${number} do not ascend by code`);
  const whole = inputs.eligible + inputs.excluded.reduce((sum, { count }) => sum + count, 0) === inputs.pool_size;
  demand(whole, "draw-inputs-signed", `eligible and excluded of draw ${number} are not the pool`);
  const timely = inputs.snapshot_at <= inputs.at && inputs.at < inputs.cutoff_at;
  demand(timely, "draw-inputs-signed", `the moments of draw ${number} do not follow one another`);
}

/** The key set of every draw is the platform's, of the first lot, and signed by all its custodians. */
export function keySetsSigned(found: DrawCase): string {
  for (const { inputs, keySet } of found.draws) {
    const lot = inputs.lots[0];
    found.checkPlatformSigned(found.get("key-set", inputs.key_set).signed, "key-set");
    demand(keySet.lot === lot?.lot && keySet.round === lot.round, "draw-key-set", "the key set is not the first lot's");
    const counted = keySet.t === inputs.t && keySet.custodians.length === inputs.custodians;
    demand(counted, "draw-key-set", "the inputs name other numbers of custodians");
    checkKeySet(keySet, (digest) => {
      const { signed, body } = found.get("key-statement", digest);
      return { signed: checkDocument(signed, "key-statement", "custodian"), body };
    });
  }
  return `${found.first.inputs.t} of ${found.first.inputs.custodians} custodians`;
}

/** Every dealing is its custodian's, for these inputs, and its sharing holds; nobody dealt twice. */
export function dealingsHold(found: DrawCase): string {
  let count = 0;
  for (const draw of found.draws) {
    const bodies = draw.documents("draw-dealing").map(({ signed }) => checkDealing(signed, draw.inputs, draw.keySet));
    const once = new Set(bodies.map(({ index }) => index)).size === bodies.length;
    demand(once, "draw-dealings", `a custodian dealt twice for draw ${draw.inputs.number}`);
    count += bodies.length;
  }
  return `${count} dealings`;
}

/** Each cut-off lists all dealings made before it, at least t, and did not come early. */
export function cutoffsHold(found: DrawCase): string {
  found.draws.forEach(checkCutoff);
  return `${found.draws.length} cut-offs`;
}

function checkCutoff(draw: OneDraw): void {
  const { case: found, inputs, cutoff, dealings, told } = draw;
  found.checkPlatformSigned(found.get("draw-cutoff", told.cutoff).signed, "draw-cutoff");
  const ofThese = cutoff.draw === inputs.draw && cutoff.inputs === told.inputs;
  demand(ofThese, "draw-cutoff", "the cut-off is of other inputs");
  const listed = cutoff.dealings.map(({ index }) => index);
  const enough = ascends(listed, numbers) && listed.length >= inputs.t;
  demand(enough, "draw-cutoff", "dealers do not ascend, or are fewer than t");
  const own = same(listed, dealings.map(({ index }) => index));
  demand(own, "draw-cutoff", "a dealing is listed under another custodian");
  const before = dealings.every(({ at }) => at <= cutoff.at);
  demand(before, "draw-cutoff", "a dealing was made after the cut-off that lists it");
  const timely = cutoff.at >= inputs.cutoff_at || listed.length >= inputs.custodians;
  demand(timely, "draw-cutoff", "the cut-off came early although dealings were missing");
  const names = new Set(cutoff.dealings.map(({ dealing }) => dealing));
  const dropped = draw.documents("draw-dealing").find(({ name, body }) => body.at < cutoff.at && !names.has(name));
  demand(!dropped, "draw-cutoff", `the dealing of custodian ${dropped?.body.index} was left out`);
}

/** Every release is its custodian's and right; exactly t of them, in order, are those the result names. */
export function releasesHold(found: DrawCase): string {
  let count = 0;
  for (const draw of found.draws) {
    const { cutoff, dealings, keySet } = draw;
    for (const { signed } of draw.documents("draw-release")) {
      checkDrawRelease(signed, cutoff, dealings, keySet);
      count += 1;
    }
    const indices = draw.releases.map(({ index }) => index);
    const exact = ascends(indices, numbers) && indices.length === draw.inputs.t;
    demand(exact, "draw-releases", "the releases are not of exactly t custodians in order");
  }
  return `${count} releases`;
}

/** The released shares give every dealing's secret, and the secrets the seed. */
export function seedsFollow(found: DrawCase): string {
  for (const draw of found.draws) {
    const { told, inputs } = draw;
    const secrets = secretsOf(draw.releases, draw.dealings, inputs.t);
    const seed = toHex(seedOf(fromHex(told.inputs, 32), fromHex(told.cutoff, 32), secrets));
    demand(seed === told.seed, "draw-seed", `the releases of draw ${inputs.number} give another seed`);
  }
  return `seed ${found.first.told.seed}`;
}

/** One draw of each number, each naming the one before; one cut-off and one result of each; nothing besides. */
export function noRedraw(found: DrawCase): string {
  const inputs = found.of("draw-inputs").sort((a, b) => a.body.number - b.body.number);
  const told = found.draws.map((draw) => draw.told.inputs);
  const numbered = inputs.every(({ body }, at) => body.number === at + 1);
  demand(numbered, "draw-no-redraw", "draws are not numbered 1, 2, .. with one of each number");
  const names = inputs.map(({ name }) => name);
  const all = same(names.slice(0, told.length), told) && names.length <= told.length + 1;
  demand(all, "draw-no-redraw", "inputs were published that the record does not tell of");
  const chained = inputs.every(({ body }, at) => body.previous === (names[at - 1] ?? null) && body.session === found.record.session);
  demand(chained, "draw-no-redraw", "a draw does not name the one before it");
  checkOneOfEach(found, inputs.map(({ body }) => body.draw));
  return `${inputs.length} draws, none twice`;
}

function checkOneOfEach(found: DrawCase, draws: readonly string[]): void {
  demand(new Set(draws).size === draws.length, "draw-no-redraw", "two draws with one id");
  const closed = draws.slice(0, found.draws.length).sort();
  for (const short of ["draw-dealing", "draw-cutoff", "draw-release", "draw-result"] as const) {
    const named = found.of(short).map(({ body }) => body.draw);
    demand(named.every((each) => draws.includes(each)), "draw-no-redraw", `a ${short} of a draw that has no inputs here`);
    const ended = short === "draw-cutoff" || short === "draw-result";
    demand(!ended || same(named.sort(), closed), "draw-no-redraw", `not exactly one ${short} of each draw of the record`);
  }
}
