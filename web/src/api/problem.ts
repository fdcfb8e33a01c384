/** A refusal as the platform tells it (problem+json, RFC 9457), in both languages; also what we say when it is silent. */
export interface Told {
  readonly zh: string;
  readonly en: string;
}

export class Problem extends Error {
  override readonly name = "Problem";

  readonly status: number;
  /** The last part of `urn:tianping:problem:<name>`, or one of ours: "offline", "unreadable", "page". */
  readonly kind: string;
  readonly what: Told;
  readonly now: Told;
  readonly rule: string;
  readonly facts: Readonly<Record<string, unknown>>;

  constructor(status: number, kind: string, what: Told, now: Told, rule = "", facts: Readonly<Record<string, unknown>> = {}) {
    super(what.en);
    this.status = status;
    this.kind = kind;
    this.what = what;
    this.now = now;
    this.rule = rule;
    this.facts = facts;
  }

  /** From an answer's status and body, whatever the body is. */
  static of(status: number, body: unknown): Problem {
    const told = (typeof body === "object" && body !== null ? body : {}) as Record<string, unknown>;
    if (typeof told["title_zh"] !== "string") return Problem.unreadable(status);
    return new Problem(
      status,
      text(told["type"]).split(":").pop() ?? "",
      { zh: text(told["title_zh"]), en: text(told["title"]) },
      { zh: text(told["detail_zh"]), en: text(told["detail"]) },
      text(told["rule"]),
      (told["facts"] ?? {}) as Record<string, unknown>,
    );
  }

  /** The network gave no answer at all. */
  static offline(): Problem {
    return new Problem(
      0,
      "offline",
      { zh: "连接不上平台。", en: "The platform cannot be reached." },
      { zh: "请检查网络后重试；已填写和已传输的内容不会丢失。", en: "Check the network and try again; nothing you entered or sent is lost." },
    );
  }

  /** Something answered, but not this platform (a proxy, a portal), or it is being restarted. */
  static unreadable(status: number): Problem {
    return new Problem(
      status,
      "unreadable",
      { zh: `平台的回应无法识别（${status}）。`, en: `The answer could not be read (${status}).` },
      { zh: "请稍候重试；如持续出现，请致电交易中心。", en: "Try again in a moment; if it persists, call the trading centre." },
    );
  }

  /** The person stopped it himself. */
  static stopped(): Problem {
    return new Problem(
      0,
      "stopped",
      { zh: "已停止。", en: "Stopped." },
      { zh: "可以重新开始。", en: "You can begin again." },
    );
  }

  /** Whatever was thrown, as a problem: a fault of our own page says so. */
  static from(thrown: unknown): Problem {
    if (thrown instanceof Problem) return thrown;
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    return new Problem(
      0,
      "page",
      { zh: "本页出现错误。", en: "This page has made a mistake." },
      { zh: `请刷新后重试。（${why}）`, en: `Reload and try again. (${why})` },
    );
  }
}

const text = (value: unknown): string => (typeof value === "string" ? value : "");
