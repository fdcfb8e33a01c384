import type { RouteRecordRaw } from "vue-router";

const STAFF = ["centre_staff", "agency", "buyer", "supervisor"];

export const routes: RouteRecordRaw[] = [
  { path: "/hall", component: () => import("./HallListPage.vue") },
  { path: "/hall/:lot", component: () => import("./HallPage.vue") },
  { path: "/wall", component: () => import("./WallPage.vue"), meta: { needs: STAFF } },
  { path: "/desk/:lot", component: () => import("./DeskPage.vue"), props: true, meta: { needs: STAFF } },
];
