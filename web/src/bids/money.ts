/** Money: yuan as text with exactly two decimals, reckoned in whole fen (bigint), and told in capitals. */
const AMOUNT = /^(?:0|[1-9][0-9]{0,15})\.[0-9]{2}$/;
const DIGITS = "零壹贰叁肆伍陆柒捌玖";
const PLACES = ["仟", "佰", "拾", ""];
const GROUPS = ["", "万", "亿", "万亿"];
const GROUP = 10_000n;

/** "26888000.00" in fen; undefined for anything else: signs, spaces, separators, missing fen. */
export function fenOf(text: string): bigint | undefined {
  return AMOUNT.test(text) ? BigInt(text.replace(".", "")) : undefined;
}

/** The one written form: 2688800000n -> "26888000.00". */
export function moneyText(fen: bigint): string {
  const digits = String(fen).padStart(3, "0");
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** A decimal number without sign in hundredths; undefined when it has parts of a hundredth or is no plain number. */
export function hundredths(text: string): bigint | undefined {
  const match = /^([0-9]{1,18})(?:\.([0-9]{1,2}))?$/.exec(text);
  return match ? BigInt(match[1] + (match[2] ?? "").padEnd(2, "0")) : undefined;
}

/** What a person typed, as the one written form; whatever could mean two things comes back as it is. */
export function withFen(typed: string): string {
  const plain = typed.trim().replace(/^([0-9]{1,3})((?:,[0-9]{3})+)(?=\.|$)/, (_, head: string, rest: string) => head + rest.replace(/,/g, ""));
  const match = /^(0|[1-9][0-9]{0,15})(?:\.([0-9]{0,2}))?$/.exec(plain);
  return match ? `${match[1]}.${(match[2] ?? "").padEnd(2, "0")}` : typed;
}

/** `part` in percent of `whole`, two places, half up: "96.20". */
export function percentOf(part: bigint, whole: bigint): string {
  return moneyText((part * 20_000n + whole) / (2n * whole));
}

/**
 * 人民币贰仟陆佰捌拾捌万捌仟元整, by the rules of 支付结算办法, annex 1: 整 follows 元 and 角, never 分; zeros between
 * figures are one 零; where the annex leaves 零 free (a zero of 万 or 元 before a figure of 仟 or 角) it is not written.
 */
export function capitalMoney(amount: bigint): string {
  const [yuan, fen] = [amount / 100n, Number(amount % 100n)];
  const parts = fraction(fen, yuan > 0n);
  if (yuan === 0n && parts !== "整") return `人民币${parts}`;
  return `人民币${integer(yuan)}元${parts}`;
}

function fraction(fen: number, afterYuan: boolean): string {
  const [jiao, rest] = [Math.floor(fen / 10), fen % 10];
  if (fen === 0) return "整";
  const zero = jiao === 0 && afterYuan ? "零" : "";
  const tenths = jiao ? `${DIGITS[jiao]}角` : "";
  return zero + tenths + (rest ? `${DIGITS[rest]}分` : "整");
}

/** Groups of four digits from the left; a gap before a figure is one 零, trailing zeros are silent. */
function integer(yuan: bigint): string {
  if (yuan === 0n) return "零";
  let [text, gap] = ["", false];
  for (let index = 3; index >= 0; index -= 1) {
    const group = Number((yuan / GROUP ** BigInt(index)) % GROUP);
    if (group === 0) {
      gap = text !== "";
      continue;
    }
    if (text && (gap || group < 1000)) text += "零";
    [text, gap] = [text + groupText(group) + groupName(index, yuan), false];
  }
  return text;
}

/** 万亿 is read 万 when 亿 follows in the next group (壹万零贰亿), else 万亿. */
function groupName(index: number, yuan: bigint): string {
  return index === 3 && (yuan / GROUP ** 2n) % GROUP ? "万" : (GROUPS[index] as string);
}

/** 1..9999 with its places: 5002 -> 伍仟零贰. */
function groupText(number: number): string {
  let [text, gap] = ["", false];
  [...String(number).padStart(4, "0")].forEach((digit, at) => {
    if (digit === "0") {
      gap = text !== "";
      return;
    }
    [text, gap] = [text + (gap ? "零" : "") + DIGITS[Number(digit)] + PLACES[at], false];
  });
  return text;
}
