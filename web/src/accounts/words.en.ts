import type { Like } from "../foundation/i18n.ts";
import type { zh } from "./words.zh.ts";

export const en: Like<typeof zh> = {
  accounts: {
    title: "",
  },
};
