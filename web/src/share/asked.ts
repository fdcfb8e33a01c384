/** What the board is asked, kept in the page's address, and how it is asked of the doors. */
import type { LocationQuery } from "vue-router";
import { api, told, type Shown } from "../api/client.ts";
import type { paths } from "../api/schema.d.ts";

export type Board = Shown<"ShareAnswer">;
export type Figure = Shown<"ShareFigure">;
export type Indicator = Figure["indicator"];
export type Cut = "city" | "sector" | "class" | "band";
export type Side = "numerator" | "denominator" | "rest";
type Query = NonNullable<paths["/api/share"]["get"]["parameters"]["query"]>;
export type Asked = Pick<Query, "period" | "unit" | "rule" | "by" | "city" | "sector" | "class" | "band" | "both" | "rehearsal">;

export const CUTS: readonly Cut[] = ["city", "sector", "class", "band"];
export const SIDES: readonly Side[] = ["numerator", "denominator", "rest"];
const NAMES = ["period", "unit", "rule", "by", "city", "sector", "class", "band"] as const;

/** The address' words as the doors take them. */
export function askedOf(query: LocationQuery): Asked {
  const found: Record<string, string | boolean> = {};
  for (const name of NAMES) if (typeof query[name] === "string" && query[name] !== "") found[name] = query[name];
  for (const name of ["both", "rehearsal"]) if (query[name] === "true") found[name] = true;
  return found as Asked;
}

export const boardOf = (asked: Asked, cut?: Cut): Promise<Board> => told(api.GET("/api/share", { params: { query: { ...asked, ...(cut ? { cut } : {}) } } }));
export const seriesFrom = (asked: Asked, period: string, until: string): Promise<Shown<"ShareSeries">> =>
  told(api.GET("/api/share/series", { params: { query: { ...asked, period, until } } }));
export const leagueOf = (asked: Asked, indicator: Indicator): Promise<Shown<"ShareLeague">> => told(api.GET("/api/share/league", { params: { query: { ...asked, indicator } } }));
export const forecastOf = (asked: Asked, indicator: Exclude<Indicator, "K3">): Promise<Shown<"ShareForecast">> =>
  told(api.GET("/api/share/forecast", { params: { query: { ...asked, indicator } } }));
export const lotsOf = (asked: Asked, indicator: Indicator, side: Side, after: string | undefined): Promise<Shown<"ShareLots">> =>
  told(api.GET("/api/share/lots", { params: { query: { ...asked, indicator, side, ...(after ? { after } : {}) } } }));

/** The figure of an indicator. */
export const figureOf = (figures: readonly Figure[], indicator: Indicator): Figure | undefined => figures.find((one) => one.indicator === indicator);

/** The address of a file of the board, with what is asked of the page. */
export function fileOf(form: "xlsx" | "csv", asked: Asked): string {
  return `/api/share.${form}?${new URLSearchParams(Object.entries(asked).map(([name, value]) => [name, String(value)])).toString()}`;
}
