import type { RouteRecordRaw } from "vue-router";

export const routes: RouteRecordRaw[] = [
  { path: "/bid", component: () => import("./BidHomePage.vue") },
  { path: "/bid/mine", component: () => import("./MinePage.vue") },
  { path: "/bid/sealed/:bid([0-9a-f]{64})", component: () => import("./SealedPage.vue"), props: true },
  { path: "/bid/:lot([0-9a-f-]{36})", component: () => import("./WizardPage.vue"), props: true },
];
