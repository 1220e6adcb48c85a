// Builds the workbench into the Python package. Names carry a hash of the content, so that they may be kept for long.
import { resolve } from "node:path";
import { defineConfig } from "vite";
import { precompressed } from "./precompressed.js";

const folder = resolve(import.meta.dirname, "../src/osce_kg/server/static/workbench");

export default defineConfig({
  base: "/static/workbench/",
  plugins: [precompressed(folder)],
  build: {
    outDir: folder,
    emptyOutDir: true,
    assetsDir: "",
    assetsInlineLimit: 0, // no data: addresses, which the page's policy forbids
    manifest: "manifest.json",
    license: { fileName: "licenses.md" },
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1500,
    rollupOptions: { input: resolve(import.meta.dirname, "src/main.js") },
  },
});
