import type { Like } from "../foundation/i18n.ts";
import type { zh } from "./words.zh.ts";

export const en: Like<typeof zh> = {
  reports: {
    title: "Evaluation report",
    make: {
      lead: "The ranking stands. The head of the committee has the report made; then all members sign it.",
      matters: "To be settled before the contract is made (may be empty)",
      act: "Make the report",
      wait: "The head of the committee has the report made; please wait.",
    },
    pdf: "Evaluation report (PDF)",
    evaluated: "Evaluated price",
    candidates: "Recommended candidates",
    rejectedAll: "Every bid was rejected.",
    replaced: "Seats whose member was replaced",
    matters: "To be settled before the contract",
    sign: {
      act: "Sign",
      sure: "Your seat and signature will stand on each table of the report, and cannot be taken back. Sign?",
      has: "{seat} has signed",
      hasNot: "{seat} has not signed",
      elsewhere: "The key of your pledge is not in this browser. Sign on the computer where you signed the pledge; if you were moved, call staff.",
      mine: "You have signed.",
      due: "To be signed by",
      silence: "Who neither signs nor gives a dissent with reasons by then counts as agreed (Regulation, Article 53).",
    },
    dissent: {
      title: "I do not agree",
      lead: "Who disagrees says so with reasons; it becomes part of the report. The report is signed all the same.",
      text: "Dissent, with reasons",
      act: "Hand in the dissent",
      of: "Dissent of {seat}",
    },
    done: "The report is with the buyer. Thank you; please sign out with the staff.",
  },
};
