import type { RouteRecordRaw } from "vue-router";

export const routes: RouteRecordRaw[] = [{ path: "/work", component: () => import("./WorkPage.vue"), meta: { needs: ["anybody"] } }];
