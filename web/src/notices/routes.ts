import type { RouteRecordRaw } from "vue-router";

export const routes: RouteRecordRaw[] = [
  { path: "/", component: () => import("./HomePage.vue") },
  { path: "/notices", component: () => import("./NoticesPage.vue") },
  { path: "/notices/:number(\\d+)", component: () => import("./NoticePage.vue") },
];
