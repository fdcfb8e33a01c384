/** All words of a language, gathered from the stages. */
import { en as foundation } from "./foundation/words.en.ts";
import { en as accounts } from "./accounts/words.en.ts";
import { en as demonstration } from "./demonstration/words.en.ts";
import { en as projects } from "./projects/words.en.ts";
import { en as awards } from "./awards/words.en.ts";
import { en as companies } from "./companies/words.en.ts";
import { en as notices } from "./notices/words.en.ts";
import { en as tenders } from "./tenders/words.en.ts";
import { en as custodians } from "./custodians/words.en.ts";
import { en as documents } from "./documents/words.en.ts";
import { en as bids } from "./bids/words.en.ts";
import { en as opening } from "./opening/words.en.ts";
import { en as publication } from "./publication/words.en.ts";
import { en as reports } from "./reports/words.en.ts";
import { en as rooms } from "./rooms/words.en.ts";
import { en as scoring } from "./scoring/words.en.ts";
import { en as share } from "./share/words.en.ts";
import { en as viewer } from "./viewer/words.en.ts";
import { en as ledger } from "./ledger/words.en.ts";
import { en as duties } from "./duties/words.en.ts";

export const en = {
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
