// Builds dist/: node build.mjs [--release]. Every file but manifest.json carries the hash of its content in its name.
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { mkdir, readFile, rm, writeFile, readdir } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import zlib from "node:zlib";

const here = path.dirname(fileURLToPath(import.meta.url));
const dist = path.join(here, "dist");
const release = process.argv.includes("--release");
const target = ["chrome109", "safari16", "firefox115"];
const common = {
  absWorkingDir: here, bundle: true, minify: true, target, charset: "utf8", legalComments: "none", logLevel: "warning",
  sourcemap: false, metafile: true, outdir: dist, assetNames: "[name]-[hash]",
  loader: { ".ftl": "text", ".woff2": "file" },
};

await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });

// The map library's worker is a file of its own; its hashed name is compiled into the bundles.
const worker = await build({
  ...common, format: "esm", write: false, metafile: false,
  entryPoints: { "map-worker": "node_modules/maplibre-gl/dist/maplibre-gl-worker.mjs" },
});
const workerBytes = worker.outputFiles[0].contents;
const workerHash = createHash("sha256").update(workerBytes).digest("hex").slice(0, 8).toUpperCase();
const workerName = `map-worker-${workerHash}.js`;
await writeFile(path.join(dist, workerName), workerBytes);

const scripts = await build({
  ...common, format: "esm", splitting: true, entryNames: "[name]-[hash]", chunkNames: "[name]-[hash]",
  entryPoints: { console: "console/console.ts", officer: "officer/officer.ts", receipt: "resident/receipt.ts", passkey: "sign-in/passkey.ts" },
  define: { MAP_WORKER: JSON.stringify(workerName) },
});
const styles = await build({
  ...common, entryNames: "[name]-[hash]",
  entryPoints: { console: "styles/console.css", officer: "styles/officer.css", site: "styles/site.css" },
});

const manifest = { "map-worker.js": workerName };
for (const [file, about] of [...Object.entries(scripts.metafile.outputs), ...Object.entries(styles.metafile.outputs)]) {
  if (!about.entryPoint || about.entryPoint.startsWith("node_modules")) continue;
  const name = path.basename(file);
  manifest[name.replace(/-[A-Z0-9]{8}(\.\w+)$/, "$1")] = name;
}
const sorted = Object.fromEntries(Object.entries(manifest).sort(([a], [b]) => a.localeCompare(b)));
await writeFile(path.join(dist, "manifest.json"), JSON.stringify(sorted, null, 2) + "\n");

// Compressed siblings. Fonts are compressed already.
const gzip = promisify(zlib.gzip);
const brotli = promisify(zlib.brotliCompress);
const sizes = [];
for (const name of (await readdir(dist)).sort()) {
  if (!/\.(js|css)$/.test(name)) continue;
  const raw = await readFile(path.join(dist, name));
  const gz = await gzip(raw, { level: release ? 9 : 6 });
  await writeFile(path.join(dist, `${name}.gz`), gz);
  const row = { name, raw: raw.length, gz: gz.length };
  if (release) {
    const br = await brotli(raw, {
      params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 11, [zlib.constants.BROTLI_PARAM_SIZE_HINT]: raw.length },
    });
    await writeFile(path.join(dist, `${name}.br`), br);
    row.br = br.length;
  }
  sizes.push(row);
}
console.table(sizes);
