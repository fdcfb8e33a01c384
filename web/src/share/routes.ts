import type { RouteRecordRaw } from "vue-router";

export const routes: RouteRecordRaw[] = [{ path: "/share", component: () => import("./SharePage.vue") }];
