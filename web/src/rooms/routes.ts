import type { RouteRecordRaw } from "vue-router";

export const routes: RouteRecordRaw[] = [{ path: "/seat", component: () => import("./SeatPage.vue") }];
