import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { load } from "./load.mjs";

const css = readFileSync(new URL("../styles/tokens.css", import.meta.url), "utf8");
const token = Object.fromEntries([...css.matchAll(/--([\w-]+): (#[0-9a-f]{6})/g)].map((m) => [m[1], m[2]]));
const light = (hex) => {
  const [r, g, b] = [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16) / 255).map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
export const contrast = (a, b) => { const [x, y] = [light(a), light(b)].sort((p, q) => q - p); return (x + 0.05) / (y + 0.05); };
const value = (name) => name.startsWith("#") ? name : token[name] ?? assert.fail(`no token ${name}`);

// Text on its ground: WCAG 2.2 AA asks for 4.5.
const TEXT = [
  ["ink", "bg"], ["ink-2", "bg"], ["ink", "bg-2"], ["ink-2", "bg-2"], ["link", "bg"], ["link", "bg-2"], ["link-hover", "bg"], ["danger", "bg"], ["danger", "danger-bg"],
  ["danger-dark", "alarm-bg"], ["alarm-ink", "alarm-bg"], ["#ffffff", "brand"], ["#ffffff", "brand-2"], ["#e6eef8", "brand-2"], ["#d5e2f0", "brand"], ["#ffffff", "action"], ["#ffffff", "action-dark"],
  ["#ffffff", "danger"], ["tag-mute", "tag-mute-bg"], ["ink-2", "tag-mute-bg"], ["tag-info", "tag-info-bg"], ["tag-warn", "tag-warn-bg"], ["tag-ok", "tag-ok-bg"], ["tag-violet", "tag-violet-bg"], ["tag-alert", "tag-alert-bg"],
  ["#ffffff", "g1"], ["#ffffff", "g2"], ["#ffffff", "g3"], ["g4", "bg"], ["#a15f00", "bg"],
  ...["d0", "d1", "d2", "d3", "acc-bg"].flatMap((ground) => [["t1", ground], ["t2", ground]]), ["t3", "d0"], ["t3", "d1"], ["t3", "d2"], ["#ffffff", "d4"], ["t1", "d4"],
  ["acc", "d1"], ["acc", "d2"], ["p1", "d1"], ["p1", "p1-bg"], ["p2", "d1"], ["p2", "d0"], ["p2", "acc-bg"], ["p2", "p1-bg"], ["#ff8a84", "p1-bg"], ["#ffd892", "p2-bg"], ["t1", "p1-bg"], ["t2", "p1-bg"], ["t3", "p1-bg"],
  ["s0", "d1"], ["s1", "d1"], ["s2", "d1"], ["on-p", "p1"], ["on-p", "p2"], ["on-p", "p3"], ["p4", "d1"], ["#ffffff", "send"], ["#ffffff", "send-hover"], ["#dcebfd", "send"], ["#ffffff", "#8f1a1a"],
  ["#ffffff", "#5b4310"], ["t1", "ok-bg"], ["t2", "ok-bg"], ["#a9d1ff", "acc-bg"], ["#dcc3ff", "#32214b"], ["t2", "#12251b"], ["t2", "#2c1316"], ["#ff9b95", "d1"], ["#ff8a84", "#47191d"], ["p1", "#47191d"], ["t2", "#47191d"],
];
// Shapes and edges of things to press: 3.
const SHAPES = [
  ["line-strong", "bg"], ["line-strong", "bg-2"], ["focus", "d0"], ["focus", "d1"], ["ink", "focus"], ["dl3", "d0"], ["dl3", "d1"], ["dl3", "d2"], ["s0", "d1"], ["s1", "#0f151d"], ["s2", "#0f151d"], ["s3", "#0f151d"],
  ["p1", "#0f151d"], ["p2", "#0f151d"], ["p3", "#0f151d"], ["p4", "#0f151d"], ["acc", "acc-bg"], ["g1", "bg"], ["g2", "bg"], ["g3", "bg"], ["g4", "bg"], ["action", "bg"],
];
test("texts have a contrast of 4.5 or more", () => {
  const bad = TEXT.map(([a, b]) => [a, b, contrast(value(a), value(b))]).filter(([, , c]) => c < 4.5).map(([a, b, c]) => `${a} on ${b}: ${c.toFixed(2)}`);
  assert.deepEqual(bad, []);
});
test("shapes have a contrast of 3 or more", () => {
  const bad = SHAPES.map(([a, b]) => [a, b, contrast(value(a), value(b))]).filter(([, , c]) => c < 3).map(([a, b, c]) => `${a} on ${b}: ${c.toFixed(2)}`);
  assert.deepEqual(bad, []);
});
test("names on the map can be read on land and water", async () => {
  const { palettes } = await load("shared/basemap.ts");
  for (const [theme, p] of Object.entries(palettes)) {
    for (const [text, ground] of [["text", "land"], ["text", "residential"], ["text", "green"], ["textStrong", "land"], ["waterText", "water"], ["hospital", "land"], ["police", "land"], ["text", "halo"]]) {
      assert.ok(contrast(p[text], p[ground]) >= 4.5, `${theme}: ${text} on ${ground} ${contrast(p[text], p[ground]).toFixed(2)}`);
    }
  }
});
test("the measure itself: black on white is 21", () => assert.equal(Math.round(contrast("#000000", "#ffffff")), 21));
