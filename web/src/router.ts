/** The table of contents of the pages: each stage has its own; a page's `needs` are the roles that may open it. */
import { createRouter, createWebHistory, type RouteRecordRaw } from "vue-router";
import { routes as accounts } from "./accounts/routes.ts";
import { knowMe, me } from "./accounts/session.ts";
import { routes as awards } from "./awards/routes.ts";
import { routes as bids } from "./bids/routes.ts";
import { routes as companies } from "./companies/routes.ts";
import { routes as custodians } from "./custodians/routes.ts";
import { routes as demonstration } from "./demonstration/routes.ts";
import { routes as duties } from "./duties/routes.ts";
import { routes as ledger } from "./ledger/routes.ts";
import { routes as notices } from "./notices/routes.ts";
import { routes as opening } from "./opening/routes.ts";
import { routes as projects } from "./projects/routes.ts";
import { routes as publication } from "./publication/routes.ts";
import { routes as scoring } from "./scoring/routes.ts";
import { routes as share } from "./share/routes.ts";
import { routes as rooms } from "./rooms/routes.ts";
import { routes as tenders } from "./tenders/routes.ts";

declare module "vue-router" {
  interface RouteMeta {
    /** Roles that may open the page; "anybody" = whoever is signed in; absent = the public. */
    needs?: readonly string[];
  }
}

const rest: RouteRecordRaw[] = [
  { path: "/no-role", component: () => import("./foundation/NoRole.vue") },
  { path: "/:path(.*)*", component: () => import("./foundation/NotFound.vue") },
];

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    ...notices, ...tenders, ...opening, ...rooms, ...awards, ...publication, ...bids, ...companies,
    ...custodians, ...duties, ...projects, ...accounts, ...ledger, ...scoring, ...share, ...demonstration, ...rest,
  ],
  scrollBehavior: (to, _, saved) => saved ?? (to.hash ? { el: to.hash } : { top: 0 }),
});

router.beforeEach(async (to) => {
  const needs = to.meta.needs;
  if (!needs) return true;
  await knowMe();
  if (!me.value) return { path: "/signin", query: { to: to.fullPath } };
  if (needs.includes("anybody") || needs.includes(me.value.role)) return true;
  return { path: "/no-role", query: { needs: needs.join(",") } };
});

// A page that was built anew since this one was opened: its old parts are gone, so fetch the whole.
router.onError((fault, to) => {
  if (/dynamically imported module|Importing a module/.test(String(fault))) location.assign(to.fullPath);
});
