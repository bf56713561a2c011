// Bundles a TypeScript file in memory and imports it, so that tests run the code that is shipped.
import { build } from "esbuild";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const root = path.join(path.dirname(fileURLToPath(import.meta.url)), "..");
export async function load(file) {
  const made = await build({ absWorkingDir: root, entryPoints: [file], bundle: true, write: false, format: "esm", platform: "node",
    loader: { ".ftl": "text" }, define: { MAP_WORKER: '""' }, logLevel: "silent" });
  return import(`data:text/javascript;base64,${Buffer.from(made.outputFiles[0].contents).toString("base64")}`);
}
