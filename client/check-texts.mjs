// Are all texts there, in both languages, and is none left over?   node check-texts.mjs   (also run by test/texts.test.mjs)
import { FluentResource } from "@fluent/bundle";
import { readFileSync, readdirSync, existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const here = path.dirname(fileURLToPath(import.meta.url));
const locales = path.join(here, "..", "locales");
const LANGUAGES = ["zh-CN", "en"];
const FILES = ["shared", "console", "officer"];
const USERS = { console: ["console", "shared"], officer: ["officer", "shared"] };

const list = (value) => Array.isArray(value) ? value : value === null || value === undefined ? [] : [value];
function argumentsOf(pattern, into = new Set()) {
  for (const part of list(pattern)) {
    if (typeof part !== "object") continue;
    if (part.type === "var") into.add(part.name);
    if (part.type === "select") { argumentsOf(part.selector, into); for (const v of part.variants) argumentsOf(v.value, into); }
  }
  return into;
}
function read(language, file) {
  const source = readFileSync(path.join(locales, language, `${file}.ftl`), "utf8");
  const messages = new Map();
  for (const entry of new FluentResource(source).body) messages.set(entry.id, argumentsOf(entry.value));
  const declared = [...source.matchAll(/^([a-zA-Z][\w-]*) *=/gm)].map((m) => m[1]);
  return { messages, declared, source };
}
const sources = (folder) => readdirSync(path.join(here, folder)).filter((f) => f.endsWith(".ts")).map((f) => readFileSync(path.join(here, folder, f), "utf8")).join("\n");

export function checkTexts() {
  const wrong = [];
  const texts = Object.fromEntries(FILES.map((f) => [f, Object.fromEntries(LANGUAGES.map((l) => [l, read(l, f)]))]));
  for (const file of FILES) {
    const zh = texts[file]["zh-CN"], en = texts[file].en;
    for (const [l, t] of [["zh-CN", zh], ["en", en]]) {
      for (const id of t.declared) if (!t.messages.has(id)) wrong.push(`${l}/${file}.ftl: ${id} does not parse`);
      const seen = new Set();
      for (const id of t.declared) { if (seen.has(id)) wrong.push(`${l}/${file}.ftl: ${id} twice`); seen.add(id); }
    }
    for (const id of zh.messages.keys()) if (!en.messages.has(id)) wrong.push(`en/${file}.ftl: ${id} is missing`);
    for (const id of en.messages.keys()) if (!zh.messages.has(id)) wrong.push(`zh-CN/${file}.ftl: ${id} is missing`);
    for (const [id, args] of zh.messages) for (const a of en.messages.get(id) ?? []) if (!args.has(a)) wrong.push(`zh-CN/${file}.ftl: ${id} does not use { $${a} }`);
    // Chinese sentences take Chinese marks.
    for (const line of zh.source.split("\n")) {
      if (!line.startsWith("#") && !line.includes("-note =") && /[一-鿿][,;:?!]/.test(line.replace(/\{[^}]*\}/g, ""))) wrong.push(`zh-CN/${file}.ftl: half-width mark in: ${line.trim()}`);
    }
  }
  // Ids in the code: t("id"), and strings that are ids; prefixes: t(`kind-${…}`), named("kind", …).
  const used = new Set();
  for (const [page, folders] of Object.entries(USERS)) {
    const code = folders.map(sources).join("\n");
    const own = sources(page);
    const has = (id) => texts[page].en.messages.has(id) || texts.shared.en.messages.has(id);
    const exact = [...code.matchAll(/\bt\(\s*"([a-z][\w-]*)"/g)].map((m) => m[1]);
    const branch = [...own.matchAll(/\bt\(([^"`()]*\?[^()]*)\)/g)].flatMap((m) => [...m[1].matchAll(/[?:] *"([a-z][\w-]*)"/g)].map((x) => x[1]));
    const prefixes = [...code.matchAll(/\bt\(\s*`([a-z][\w-]*-)\$\{/g), ...code.matchAll(/hasText\(`([a-z][\w-]*-)\$\{/g)].map((m) => m[1])
      .concat([...code.matchAll(/named\("([a-z]+)"/g)].map((m) => `${m[1]}-`));
    for (const id of [...exact, ...branch]) if (!has(id)) wrong.push(`${page}: "${id}" is used and has no text`);
    const quoted = new Set([...code.matchAll(/["'`]([a-z][\w-]*)["'`]/g)].map((m) => m[1]));
    for (const file of [page, "shared"]) for (const id of texts[file].en.messages.keys()) {
      if (quoted.has(id) || prefixes.some((p) => id.startsWith(p))) used.add(`${file}/${id}`);
    }
    for (const p of prefixes) if (![...texts[page].en.messages.keys(), ...texts.shared.en.messages.keys()].some((id) => id.startsWith(p))) wrong.push(`${page}: no text begins with ${p}`);
  }
  for (const file of FILES) for (const id of texts[file].en.messages.keys()) if (!used.has(`${file}/${id}`)) wrong.push(`${file}.ftl: ${id} is not used`);
  // Codes of the server that must have a text, with their arguments.
  const shared = texts.shared;
  const needs = (id) => { for (const l of LANGUAGES) if (!shared[l].messages.has(id)) wrong.push(`${l}/shared.ftl: ${id} is missing`); };
  const rust = (file) => { const p = path.join(here, "..", "crates", file); return existsSync(p) ? readFileSync(p, "utf8") : ""; };
  for (const m of rust("domain/src/kind.rs").matchAll(/\bkind\("(\w+)"/g)) needs(`kind-${m[1]}`);
  for (const m of rust("dispatch/src/reason.rs").matchAll(/=> "(\w+)"/g)) needs(`reason-${m[1]}`);
  for (const m of rust("app/src/error.rs").matchAll(/Self::\w+[^=\n]*=> "([a-z_]+)",/g)) if (m[1] !== "bad_credentials") needs(`problem-${m[1]}`);
  const acts = [...rust("domain/src/act.rs").matchAll(/= "([a-z/-]+)"/g)].map((m) => m[1]);
  const onCalls = acts.filter((a) => !/^(read|recommend|position|duty|unit-duty|search|export-.*|run-purge|revoke-devices|read-.*|manage-.*|.*account.*|sign.*)$/.test(a));
  for (const a of onCalls) needs(`act-${a.replaceAll("/", "-")}`);
  return wrong;
}
if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const wrong = checkTexts();
  for (const w of wrong) console.error(w);
  console.log(wrong.length === 0 ? "texts: complete" : `texts: ${wrong.length} wrong`);
  process.exitCode = wrong.length === 0 ? 0 : 1;
}
