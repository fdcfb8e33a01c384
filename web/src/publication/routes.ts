import type { RouteRecordRaw } from "vue-router";

export const routes: RouteRecordRaw[] = [
  { path: "/check", component: () => import("./CheckPage.vue") },
  { path: "/check/receipt", component: () => import("./ReceiptPage.vue") },
  { path: "/check/record", component: () => import("./RecordPage.vue") },
  { path: "/check/draw", component: () => import("./DrawPage.vue") },
  { path: "/check/program", component: () => import("./ProgramPage.vue") },
];
