import { defineConfig } from "vite";
import type { Plugin as PostcssPlugin } from "postcss";

const DARK = /^(:root)?\.theme-dark/;

/** Tabler turns dark by an attribute, which needs a script before the first paint. Here the reader's system decides, in CSS alone. */
const darkBySystem: PostcssPlugin = {
  postcssPlugin: "dark-by-system",
  Rule(rule, { AtRule }) {
    const dark = rule.selectors.filter((selector) => DARK.test(selector));
    if (dark.length === 0) return;
    const inTheDark = rule.clone({ selectors: dark.map((selector) => selector.replace(DARK, ":root")) });
    const media = new AtRule({ name: "media", params: "(prefers-color-scheme: dark)", nodes: [inTheDark] });
    rule.replaceWith(media);
  },
};

export default defineConfig({
  base: "",
  publicDir: false,
  css: { postcss: { plugins: [darkBySystem] } },
  build: {
    outDir: "../huying/web/static/built",
    emptyOutDir: true,
    manifest: "manifest.json",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1100, // MapLibre, loaded on request only
    rolldownOptions: {
      checks: { eval: false }, // htmx has one, which our htmx-config forbids (allowEval)
      input: { desk: "src/desk.ts", map: "src/map.ts", portal: "src/portal.ts" },
    },
  },
});
