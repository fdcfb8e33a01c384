import type { RouteRecordRaw } from "vue-router";

export const routes: RouteRecordRaw[] = [
  { path: "/company-key", component: () => import("./CompanyKeyPage.vue") },
  { path: "/companies", component: () => import("./CompaniesPage.vue"), meta: { needs: ["centre_staff"] } },
];
