/** Refusals that a check of a receipt makes itself, in both languages as every refusal is. */
import type { Told } from "../api/problem.ts";
import { en } from "./words.en.ts";
import { zh } from "./words.zh.ts";

interface Said {
  readonly what: Told;
  readonly now: Told;
}

const said = (what: keyof typeof zh.publication.faults, now: keyof typeof zh.publication.faults): Said => ({
  what: { zh: zh.publication.faults[what], en: en.publication.faults[what] },
  now: { zh: zh.publication.faults[now], en: en.publication.faults[now] },
});

export const NOT_OURS = said("notOurs", "notOursNow");
export const LEFT_OUT = said("leftOut", "leftOutNow");
export const NO_PACKAGE = said("noPackage", "noPackageNow");
export const NOT_CLOSED = said("notClosed", "notClosedNow");
export const NO_DRAW = said("noDraw", "noDrawNow");
