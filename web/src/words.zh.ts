/** All words of a language, gathered from the stages. */
import { zh as foundation } from "./foundation/words.zh.ts";
import { zh as accounts } from "./accounts/words.zh.ts";
import { zh as demonstration } from "./demonstration/words.zh.ts";
import { zh as projects } from "./projects/words.zh.ts";
import { zh as awards } from "./awards/words.zh.ts";
import { zh as companies } from "./companies/words.zh.ts";
import { zh as notices } from "./notices/words.zh.ts";
import { zh as tenders } from "./tenders/words.zh.ts";
import { zh as custodians } from "./custodians/words.zh.ts";
import { zh as documents } from "./documents/words.zh.ts";
import { zh as bids } from "./bids/words.zh.ts";
import { zh as opening } from "./opening/words.zh.ts";
import { zh as publication } from "./publication/words.zh.ts";
import { zh as reports } from "./reports/words.zh.ts";
import { zh as rooms } from "./rooms/words.zh.ts";
import { zh as scoring } from "./scoring/words.zh.ts";
import { zh as share } from "./share/words.zh.ts";
import { zh as viewer } from "./viewer/words.zh.ts";
import { zh as ledger } from "./ledger/words.zh.ts";
import { zh as duties } from "./duties/words.zh.ts";

export const zh = {
  ...foundation,
  ...accounts,
  ...projects,
  ...awards,
  ...companies,
  ...notices,
  ...tenders,
  ...custodians,
  ...documents,
  ...bids,
  ...opening,
  ...publication,
  ...reports,
  ...rooms,
  ...scoring,
  ...share,
  ...viewer,
  ...ledger,
  ...duties,
  ...demonstration,
} as const;
