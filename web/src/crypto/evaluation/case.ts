/** What the checks of an evaluation look at: the award in force, and every record that it stands on. */
import { type Files, Package, type Record } from "../audit/package.ts";
import type { JsonObject } from "../encoding.ts";
import { CryptoError, demand } from "../errors.ts";
import { checkSignedBy, type Signed } from "../signatures.ts";
import { type Body, member, textAt } from "./read.ts";

/** A record whose type has no shape here. */
export interface Told {
  readonly digest: string;
  readonly body: Body;
  readonly signed: Signed;
}

const told = ({ digest, body, signed }: Record): Told => ({ digest, signed, body: body as unknown as JsonObject });

export class Evaluation {
  readonly package: Package;

  constructor(files: Files) {
    this.package = new Package(files);
  }

  /** All records of a type, by digest. */
  of(short: string): Told[] {
    const found = this.package.records.filter((record) => (record.short as string) === short).map(told);
    return found.sort((one, other) => (one.digest < other.digest ? -1 : 1));
  }

  get(short: string, digest: string): Told {
    const found = this.of(short).find((record) => record.digest === digest);
    if (found === undefined) throw new CryptoError("record-missing", `there is no ${short} ${digest.slice(0, 16)} that can be read`);
    return found;
  }

  only(short: string): Told {
    const [one, ...others] = this.of(short);
    if (one === undefined || others.length > 0) throw new CryptoError("record-missing", `there is not exactly one ${short}`);
    return one;
  }

  /** Whether there is an award: with it scores and report come out, and not before. */
  get isTold(): boolean {
    return this.of("award").length > 0;
  }

  /** All awards, the first one first, each naming the one before it. */
  get awards(): Told[] {
    const all = this.of("award");
    const left = new Map(all.map((record) => [member(record.body, "previous"), record]));
    const chain: Told[] = [];
    let next = left.get(null);
    while (next !== undefined && chain.length < all.length) {
      chain.push(next);
      next = left.get(next.digest);
    }
    demand(chain.length === all.length, "award-as-published", "the awards do not form one chain");
    return chain;
  }

  /** The newest award: the one in force. */
  get award(): Told {
    const all = this.of("award");
    return all.reduce((newest, one) => (textAt(one.body, "at") > textAt(newest.body, "at") ? one : newest));
  }

  /** The publicity that the award follows. */
  get candidates(): Told {
    return this.get("candidates", textAt(this.award.body, "candidates"));
  }

  get report(): Told {
    return this.get("evaluation-report", textAt(this.award.body, "report"));
  }

  /** What became of the members' signatures under the report. */
  get closing(): Told {
    const { digest } = this.report;
    const found = this.of("report-closing").filter(({ body }) => textAt(body, "report") === digest);
    const [one] = found;
    if (one === undefined || found.length > 1) throw new CryptoError("report-signed", `${found.length} records close this report, not one`);
    return one;
  }

  get scores(): Told {
    return this.get("scores", textAt(this.award.body, "scores"));
  }

  get opening(): Told {
    return this.only("opening-record");
  }

  /** The record of a second opening, where prices were opened at one. */
  get priceOpening(): Told | undefined {
    return this.of("price-opening-record").length > 0 ? this.only("price-opening-record") : undefined;
  }

  /** The tender as it was opened. */
  get tender(): Told {
    return this.get("tender", textAt(this.opening.body, "tender"));
  }
}

/** Refuses a document of which any signature does not hold, or that the platform did not sign. */
export function checkWhole(signed: Signed): void {
  const [platform] = signed.signatures.filter(({ role }) => role === "platform");
  if (platform === undefined) throw new CryptoError("signature-role", "the platform did not sign");
  checkSignedBy(signed, "platform", platform.key);
}
