/** The word for a notice's kind; a kind that is newer than these pages is simply a notice. */
import { KINDS } from "./filter.ts";

export const kindWord = (kind: string): string => `notices.kinds.${(KINDS as readonly string[]).includes(kind) ? kind : "other"}`;
