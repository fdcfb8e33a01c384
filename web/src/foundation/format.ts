/** How figures and moments are written: Beijing time, separators, bytes. Pure. */
import type { Locale } from "./i18n.ts";

const ZONE = "Asia/Shanghai";
const parts = new Intl.DateTimeFormat("en-CA", {
  timeZone: ZONE,
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
});

interface Fields {
  year: string;
  month: string;
  day: string;
  hour: string;
  minute: string;
  second: string;
}

function fields(moment: string | number): Fields {
  const found = Object.fromEntries(parts.formatToParts(new Date(moment)).map(({ type, value }) => [type, value]));
  return found as unknown as Fields;
}

/** 2026年12月17日 09:30:00 / 2026-12-17 09:30:00, Beijing time. */
export function showTime(moment: string | number, locale: Locale, seconds = true): string {
  const { year, month, day, hour, minute, second } = fields(moment);
  const time = `${hour}:${minute}${seconds ? `:${second}` : ""}`;
  return locale === "zh" ? `${year}年${Number(month)}月${Number(day)}日 ${time}` : `${year}-${month}-${day} ${time}`;
}

/** 2026-12-17, the day in Beijing. */
export function dayOf(moment: string | number): string {
  const { year, month, day } = fields(moment);
  return `${year}-${month}-${day}`;
}

/** 09:30 or 09:30:00, Beijing time. */
export function timeOfDay(moment: string | number, seconds = false): string {
  const { hour, minute, second } = fields(moment);
  return `${hour}:${minute}${seconds ? `:${second}` : ""}`;
}

/** "26888000.00" -> "26,888,000.00". Text in, text out: money is never a float. */
export function showMoney(amount: string): string {
  const [whole = "", cents] = amount.split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return cents === undefined ? grouped : `${grouped}.${cents}`;
}

/** 12,345 B / 1.2 MB; powers of 1024, as file managers show them. */
export function showBytes(count: number): string {
  const units = ["B", "KB", "MB", "GB", "TB"];
  let value = count;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(value < 10 ? 1 : 0)} ${units[unit]}`;
}

/** How long: 3天 04:05:06 / 3 d 04:05:06; never below zero. */
export function showSpan(milliseconds: number, locale: Locale): string {
  const total = Math.max(0, Math.floor(milliseconds / 1000));
  const days = Math.floor(total / 86_400);
  const two = (value: number): string => String(value).padStart(2, "0");
  const clock = `${two(Math.floor(total / 3600) % 24)}:${two(Math.floor(total / 60) % 60)}:${two(total % 60)}`;
  if (days === 0) return clock;
  return locale === "zh" ? `${days}天 ${clock}` : `${days} d ${clock}`;
}

/** A digest as people read it aloud: 8 + 8 characters of the 64. */
export const shortDigest = (hex: string): string => (hex.length > 20 ? `${hex.slice(0, 8)}…${hex.slice(-8)}` : hex);

/** A key's fingerprint in groups of four, as `tianping` prints it. */
export const groupsOfFour = (hex: string): string => (hex.match(/.{1,4}/g) ?? []).join(" ");
