import type { RouteRecordRaw } from "vue-router";

const REGISTRARS = ["centre_staff", "system_admin"];

export const routes: RouteRecordRaw[] = [
  { path: "/custodian", component: () => import("./CustodianPage.vue") },
  { path: "/custodian/ceremony", component: () => import("./CeremonyPage.vue") },
  { path: "/custodian/restore", component: () => import("./RestorePage.vue") },
  { path: "/custodian/lots", component: () => import("./LotsPage.vue") },
  { path: "/custodian/lots/:lot", component: () => import("./KeySetPage.vue"), props: true },
  { path: "/custodian-bodies", component: () => import("./BodiesPage.vue"), meta: { needs: REGISTRARS } },
];
