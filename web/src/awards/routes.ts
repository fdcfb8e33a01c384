import type { RouteRecordRaw } from "vue-router";

export const routes: RouteRecordRaw[] = [
  { path: "/awards/:lot", component: () => import("./AwardDeskPage.vue"), props: true, meta: { needs: ["agency", "buyer", "supervisor"] } },
];
