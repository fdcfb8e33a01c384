/** Questions to bidders at their door. */
import { api, told } from "../api/client.ts";
import type { Question } from "./questions.ts";

export async function readQuestions(lot: string): Promise<Question[]> {
  const { questions } = await told(api.GET("/api/seat/lots/{lot}/questions", { params: { path: { lot } } }));
  return questions;
}
