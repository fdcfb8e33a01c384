import type { RouteRecordRaw } from "vue-router";

export const routes: RouteRecordRaw[] = [{ path: "/seat/documents", component: () => import("./DocumentsPage.vue") }];
