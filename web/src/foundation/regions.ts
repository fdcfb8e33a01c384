/**
 * Places by division code (GB/T 2260), as `foundation/regions.py` has them: the 17 units of Hubei and its neighbours.
 * The trap: 4290xx are cities of their own (仙桃, 潜江, 天门, 神农架) although they share four digits.
 */
import type { Locale } from "./i18n.ts";

type Row = readonly [code: string, zh: string, en: string];

export const HUBEI_UNITS: readonly Row[] = [
  ["420100", "武汉市", "Wuhan"],
  ["420200", "黄石市", "Huangshi"],
  ["420300", "十堰市", "Shiyan"],
  ["420500", "宜昌市", "Yichang"],
  ["420600", "襄阳市", "Xiangyang"],
  ["420700", "鄂州市", "Ezhou"],
  ["420800", "荆门市", "Jingmen"],
  ["420900", "孝感市", "Xiaogan"],
  ["421000", "荆州市", "Jingzhou"],
  ["421100", "黄冈市", "Huanggang"],
  ["421200", "咸宁市", "Xianning"],
  ["421300", "随州市", "Suizhou"],
  ["422800", "恩施土家族苗族自治州", "Enshi"],
  ["429004", "仙桃市", "Xiantao"],
  ["429005", "潜江市", "Qianjiang"],
  ["429006", "天门市", "Tianmen"],
  ["429021", "神农架林区", "Shennongjia"],
];

const PROVINCES: readonly Row[] = [
  ["420000", "湖北省", "Hubei"],
  ["410000", "河南省", "Henan"],
  ["430000", "湖南省", "Hunan"],
  ["360000", "江西省", "Jiangxi"],
  ["340000", "安徽省", "Anhui"],
  ["610000", "陕西省", "Shaanxi"],
  ["500000", "重庆市", "Chongqing"],
];

const NAMES = new Map([...HUBEI_UNITS, ...PROVINCES].map(([code, zh, en]) => [code, { zh, en }]));

/** The prefecture-level unit of a division code: 421281 -> 421200, but 429004 stays 429004. */
export const cityKey = (code: string): string => (code.slice(2, 4) === "90" ? code : `${code.slice(0, 4)}00`);

/** The city (else the province) that a code belongs to, in words; the code itself where neither is listed. */
export function regionName(code: string, locale: Locale): string {
  return (NAMES.get(cityKey(code)) ?? NAMES.get(`${code.slice(0, 2)}0000`))?.[locale] ?? code;
}
