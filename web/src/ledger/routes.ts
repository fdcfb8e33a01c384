import type { RouteRecordRaw } from "vue-router";

export const routes: RouteRecordRaw[] = [
  { path: "/rulebook", component: () => import("./RulebookPage.vue") },
  { path: "/journal", component: () => import("./JournalPage.vue"), meta: { needs: ["audit_admin"] } },
  { path: "/platform", component: () => import("./PlatformPage.vue") },
];
