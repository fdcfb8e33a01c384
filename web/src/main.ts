import "element-plus/theme-chalk/base.css";
import "./foundation/look.css";
import { createApp } from "vue";
import App from "./App.vue";
import { knowMe } from "./accounts/session.ts";
import { startClock } from "./foundation/clock.ts";
import { i18n, speakAsAsked } from "./foundation/i18n.ts";
import { router } from "./router.ts";

startClock();
await speakAsAsked();
void knowMe();
createApp(App).use(i18n).use(router).mount("#app");

void import("./foundation/fonts.ts").then(({ bringFont }) => bringFont());
