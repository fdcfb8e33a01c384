/** Why this client will not go on. The words for a person stand in the words files, by the name of the check. */

/** What was not done: nothing was released, nothing was signed, the key was not opened, nothing was remembered. */
export type Deed = "release" | "sign" | "key" | "memory";

export class Refused extends Error {
  override readonly name = "Refused";
  readonly deed: Deed;
  /** The stable name of the check, the same as in `tianping custodian`. */
  readonly check: string;
  readonly facts: Readonly<Record<string, string | number>>;

  constructor(deed: Deed, check: string, why: string, facts: Readonly<Record<string, string | number>> = {}) {
    super(why);
    this.deed = deed;
    this.check = check;
    this.facts = facts;
  }
}

/** Makes the caller's refusal of: name of the check, why (English, for 技术详情), facts for the words. */
export type Refuse = (check: string, why: string, facts?: Readonly<Record<string, string | number>>) => Refused;

export const withheld: Refuse = (check, why, facts) => new Refused("release", check, why, facts);
export const unsigned: Refuse = (check, why, facts) => new Refused("sign", check, why, facts);
