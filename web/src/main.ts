import "element-plus/theme-chalk/base.css";
// Called by name and not in templates, so that no resolver brings their looks.
import "element-plus/es/components/message/style/css";
import "element-plus/es/components/message-box/style/css";
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
