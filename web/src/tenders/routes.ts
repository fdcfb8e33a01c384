import type { RouteRecordRaw } from "vue-router";

export const routes: RouteRecordRaw[] = [
  { path: "/tenders", component: () => import("./RegisterPage.vue") },
  { path: "/tenders/:lot", component: () => import("./TenderPage.vue") },
  // The address that notices and feeds of the first release name.
  { path: "/lots/:lot", redirect: (to) => ({ path: `/tenders/${String(to.params["lot"])}`, query: to.query }) },
];
