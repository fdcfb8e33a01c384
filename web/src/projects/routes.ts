import type { RouteRecordRaw } from "vue-router";

const needs = ["agency", "buyer"];
const seen = [...needs, "centre_staff", "supervisor"];

export const routes: RouteRecordRaw[] = [
  { path: "/projects", component: () => import("./ProjectsPage.vue"), meta: { needs: seen } },
  { path: "/projects/new", component: () => import("./NewProjectPage.vue"), meta: { needs } },
  { path: "/projects/:project", component: () => import("./ProjectPage.vue"), props: true, meta: { needs: seen } },
  { path: "/projects/:project/lots/new", component: () => import("./NewLotPage.vue"), props: true, meta: { needs } },
  { path: "/projects/:project/lots/:lot", component: () => import("./LotPage.vue"), props: true, meta: { needs: seen } },
];
