import { defineConfig } from "vite";
import type { Plugin as PostcssPlugin } from "postcss";

const DARK = /^(:root)?\.theme-dark/;
const CHOSEN = ":root:where([data-bs-theme=dark])";
const BY_SYSTEM = ":root:where(:not([data-bs-theme]))";

/**
 * What is written for `.theme-dark`, by Tabler or by us, holds where the reader chose the dark (`huying/web/theme.py`), or chose
 * nothing and their system is dark; in CSS alone, so that no script has to run before the first paint. Paper is always light.
 */
const dark: PostcssPlugin = {
  postcssPlugin: "dark",
  Rule(rule, { AtRule }) {
    const selectors = rule.selectors.filter((selector) => DARK.test(selector));
    if (selectors.length === 0) return;
    const inside = (root: string) => rule.clone({ selectors: selectors.map((selector) => selector.replace(DARK, root)) });
    const bySystem = new AtRule({ name: "media", params: "screen and (prefers-color-scheme: dark)", nodes: [inside(BY_SYSTEM)] });
    rule.replaceWith(new AtRule({ name: "media", params: "screen", nodes: [inside(CHOSEN)] }), bySystem);
  },
};

export default defineConfig({
  base: "",
  publicDir: false,
  css: { postcss: { plugins: [dark] } },
  build: {
    outDir: "../huying/web/static/built",
    emptyOutDir: true,
    manifest: "manifest.json",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1100, // MapLibre, loaded on request only
    rolldownOptions: {
      checks: { eval: false }, // htmx has one, which our htmx-config forbids (allowEval)
      input: { chart: "src/chart.ts", desk: "src/desk.ts", map: "src/map.ts", portal: "src/portal.ts" },
    },
  },
});
