import type { RouteRecordRaw } from "vue-router";

export const routes: RouteRecordRaw[] = [
  { path: "/hall", component: () => import("./HallListPage.vue") },
  { path: "/hall/:lot", component: () => import("./HallPage.vue") },
];
