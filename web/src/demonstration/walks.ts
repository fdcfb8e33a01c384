/** Suggested walks through a demonstration: what each step is called, who does it, and where. Pure. */

export interface Step {
  readonly word: string;
  /** The login that does it. */
  readonly as?: string;
  readonly to?: string;
}

export interface Walk {
  readonly word: string;
  readonly steps: readonly Step[];
}

/** Lots by the tender's name in the demonstration's data, in order. */
export type Lots = ReadonlyMap<string, readonly string[]>;

export function lotsOf(tenders: readonly { key: string; lot: string }[]): Lots {
  const lots = new Map<string, string[]>();
  for (const { key, lot } of tenders) lots.set(key, [...(lots.get(key) ?? []), lot]);
  return lots;
}

export function walksOf(lots: Lots): Walk[] {
  const [soon, open, opened] = ["D1", "D2", "D3"].map((key) => lots.get(key)?.[0] ?? "");
  return [
    {
      word: "watch",
      steps: [
        { word: "s1", to: `/hall/${soon}` },
        { word: "s2", as: "centre", to: "/wall" },
        { word: "s3", as: "centre", to: `/desk/${soon}` },
        { word: "s4", to: `/hall/${soon}` },
        { word: "s5", to: "/check/record" },
      ],
    },
    {
      word: "bid",
      steps: [
        { word: "s1", to: "/demo#companies" },
        { word: "s2", to: `/tenders/${open}` },
        { word: "s3", to: `/bid/${open}` },
        { word: "s4" },
        { word: "s5", to: "/bid/mine" },
        { word: "s6", to: "/check/receipt" },
      ],
    },
    {
      word: "publish",
      steps: [
        { word: "s1", as: "agency", to: "/projects/new" },
        { word: "s2" },
        { word: "s3", to: "/demo#papers" },
        { word: "s4" },
        { word: "s5", to: "/demo#custodians" },
        { word: "s6" },
        { word: "s7" },
        { word: "s8", as: "centre", to: "/work" },
      ],
    },
    {
      word: "keep",
      steps: [
        { word: "s1", to: "/demo#custodians" },
        { word: "s2", to: "/custodian" },
        { word: "s3", to: "/custodian/lots" },
        { word: "s4" },
        { word: "s5" },
        { word: "s6", to: "/custodian/ceremony" },
      ],
    },
    {
      word: "check",
      steps: [
        { word: "s1", to: `/hall/${opened}` },
        { word: "s2", to: "/check/record" },
        { word: "s3", to: "/check" },
      ],
    },
    {
      word: "run",
      steps: [
        { word: "s1", to: "/company-key" },
        { word: "s2", as: "centre", to: "/companies" },
        { word: "s3", as: "admin", to: "/accounts" },
        { word: "s4", as: "audit", to: "/journal" },
        { word: "s5", as: "supervisor", to: "/wall" },
      ],
    },
  ];
}
