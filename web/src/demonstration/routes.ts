import type { RouteRecordRaw } from "vue-router";

export const routes: RouteRecordRaw[] = [{ path: "/demo", component: () => import("./DemoPage.vue") }];
