/** What the doors of report and award tell. */
import { api, told, type Shown } from "../api/client.ts";
import { Problem } from "../api/problem.ts";

export type Desk = Shown<"AwardDesk">;
export type Award = Shown<"AwardShown">;
export type WholeReport = Shown<"WholeReport">;
export type Candidate = Desk["candidates"][number];
export type PassedGround = Shown<"PassedOverGiven">["ground"];
export type ReviewGround = Shown<"ReviewForm">["ground"];

export const PASSED_GROUNDS = ["gave_up", "force_majeure", "no_performance_bond", "illegal"] as const;
export const REVIEW_GROUNDS = ["standards", "objective", "deviation", "low_price", "clarification", "rejection", "arithmetic"] as const;

/** States in which there is something of an award to be shown to everybody. */
export const PUBLISHED = ["PUBLICITY", "SUSPENDED", "REVIEW", "AWARDED", "CONTRACTED", "ARCHIVED", "FAILED"];
/** States in which the report is there for those whose lot it is. */
export const REPORTED = ["REPORTED", ...PUBLISHED];

export const deskOf = (lot: string): Promise<Desk> => told(api.GET("/api/lots/{lot}/award/desk", { params: { path: { lot } } }));
export const reportOf = (lot: string): Promise<WholeReport> => told(api.GET("/api/lots/{lot}/report", { params: { path: { lot } } }));

/** What everybody sees; null before anything is published. */
export async function awardOf(lot: string): Promise<Award | null> {
  try {
    return await told(api.GET("/api/lots/{lot}/award", { params: { path: { lot } } }));
  } catch (thrown) {
    if (thrown instanceof Problem && (thrown.status === 404 || thrown.status === 409)) return null;
    throw thrown;
  }
}
