import type { RouteRecordRaw } from "vue-router";

export const routes: RouteRecordRaw[] = [
  { path: "/signin", component: () => import("./SignInPage.vue") },
  { path: "/setup", component: () => import("./SetupPage.vue") },
  { path: "/me", component: () => import("./MePage.vue"), meta: { needs: ["anybody"] } },
  { path: "/accounts", component: () => import("./AccountsPage.vue"), meta: { needs: ["system_admin", "security_admin"] } },
];
