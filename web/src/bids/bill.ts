/** Figures in a bill of quantities that may be its total; the person points to the one that is. */
import type { BillTotal } from "./types.ts";
import { nameOf } from "./company-keys.ts";
import { fileUnreadable } from "./faults.ts";
import { moneyText } from "./money.ts";
import { sheetsOf, type Cells } from "./cells.ts";
import { ZipUnreadable } from "./zip.ts";

/** What a total is called, the surest first. */
const LABELS = [/投标总价|投标总报价|总造价|工程造价/, /投标报价|总报价/, /总计|总价|总合计/, /合计/];
const NO_LABEL = /大写|其中|税率|单价|不含/;
const MOST = 20;

export async function billTotals(file: Blob): Promise<BillTotal[]> {
  const name = nameOf(file, "-");
  return ranked(await readOrTell(name, () => sheetsOf(file, name)));
}

async function readOrTell<T>(name: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (thrown) {
    if (thrown instanceof ZipUnreadable) throw fileUnreadable(name, thrown.message, "文件无法识别");
    throw thrown;
  }
}

// ---- which cells

function ranked(sheets: readonly Cells[]): BillTotal[] {
  const found = sheets.flatMap((rows) => rows.flatMap((row) => totalsIn(row)));
  // The surest label first; among equal ones the last, because a total of totals stands at the end.
  return found.reverse().sort((a, b) => a.rank - b.rank).slice(0, MOST).map(({ rank: _, ...total }) => total);
}

function totalsIn(row: Cells[number]): (BillTotal & { rank: number })[] {
  return row.flatMap(({ text }, at) => {
    const rank = LABELS.findIndex((label) => label.test(text.replace(/\s/g, "")));
    if (rank < 0 || NO_LABEL.test(text)) return [];
    const beside = row.slice(at + 1).flatMap((cell) => figureIn(cell) ?? []);
    const own = figureBehind(text);
    const figures = own ? [{ ...own, place: row[at]?.place ?? "" }] : beside.slice(-1);
    return figures.map((figure) => ({ ...figure, label: [...text.trim()].slice(0, 40).join(""), rank }));
  });
}

function figureIn({ place, text }: Cells[number][number]): Omit<BillTotal, "label"> | undefined {
  const figure = amountOf(text);
  return figure && { ...figure, place };
}

/** `投标总价（元）：26,888,000.00` in one cell. */
function figureBehind(text: string): { amount: string; rounded: boolean } | undefined {
  const match = /[:：]\s*[¥￥]?\s*([0-9][0-9,]*(?:\.[0-9]+)?)\s*元?\s*$/.exec(text);
  return match ? amountOf(match[1] as string) : undefined;
}

/** A figure as spreadsheets keep it: "26888000", "26,888,000.00", "2.6888E7", "26888000.000000004". */
export function amountOf(text: string): { amount: string; rounded: boolean } | undefined {
  const plain = text.trim().replace(/^[¥￥]/, "").replace(/,(?=[0-9]{3}(?:[,.]|$))/g, "").replace(/元$/, "");
  const match = /^([0-9]{1,17})(?:\.([0-9]+))?(?:[eE]\+?([0-9]{1,2}))?$/.exec(plain);
  if (!match) return undefined;
  const [, whole = "", part = "", exponent = "0"] = match;
  const moved = whole + part.padEnd(Number(exponent), "0").slice(0, Number(exponent));
  const rest = part.slice(Number(exponent)).padEnd(8, "0");
  // What lies beyond the eighth decimal is noise of binary fractions.
  const tiny = BigInt(moved + rest.slice(0, 8)) + (Number(rest[8] ?? "0") >= 5 ? 1n : 0n);
  const fen = (tiny + 500_000n) / 1_000_000n;
  const noise = tiny - fen * 1_000_000n;
  return { amount: moneyText(fen), rounded: noise > 100n || noise < -100n };
}
