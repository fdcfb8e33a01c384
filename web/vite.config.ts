/** Builds the pages into `dist/`, which the server keeps in memory (foundation/site.py). */
import vue from "@vitejs/plugin-vue";
import Components from "unplugin-vue-components/vite";
import { ElementPlusResolver } from "unplugin-vue-components/resolvers";
import { defineConfig, type Plugin } from "vite";

const server = process.env["TIANPING_URL"] ?? "http://127.0.0.1:8080";

/** Every browser that can run these pages reads woff2: the older format would double the font's files. */
const woff2Only: Plugin = {
  name: "woff2-only",
  enforce: "pre",
  transform: (code, id) =>
    id.includes("@fontsource") && id.endsWith(".css")
      ? { code: code.replace(/,\s*url\([^)]*\.woff\) format\('woff'\)/g, ""), map: null }
      : undefined,
};

export default defineConfig({
  plugins: [woff2Only, vue(), Components({ dirs: [], dts: false, resolvers: [ElementPlusResolver({ importStyle: "css" })] })],
  // The oldest browser that has to work: what the domestic ones are built on.
  build: { target: "chrome90", cssTarget: "chrome90", sourcemap: false, modulePreload: { polyfill: true }, assetsInlineLimit: 0 },
  worker: { format: "es" },
  server: { proxy: { "/api": { target: server, ws: true, changeOrigin: true, rewriteWsOrigin: true }, "/files": server, "/schema": server, "/health": server } },
});
