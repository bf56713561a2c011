import assert from "node:assert/strict";
import test from "node:test";
import { checkTexts } from "../check-texts.mjs";
import { load } from "./load.mjs";

test("every text is there in both languages, and none is left over", () => assert.deepEqual(checkTexts(), []));

const { setTexts, t, reasonText } = await load("shared/text.ts");
const { readFileSync } = await import("node:fs");
const shared = (l) => [readFileSync(new URL(`../../locales/${l}/shared.ftl`, import.meta.url), "utf8")];

test("reasons of a recommendation read as sentences with their arguments", () => {
  const sources = { "zh-CN": shared("zh-CN"), "en": shared("en") };
  setTexts("zh-CN", sources);
  assert.equal(reasonText({ code: "stale_fix", age_seconds: 400, limit_seconds: 90 }), "位置是 7 分钟前的");
  assert.equal(reasonText({ code: "stale_fix", age_seconds: -130, limit_seconds: 90 }), "终端时钟快 2 分钟，位置不可信");
  assert.equal(reasonText({ code: "passed_nearer", units: 1, call_sign: "巡114", why: "on_break" }), "更近的 巡114 在休息");
  assert.equal(reasonText({ code: "missing_skill", skill: "first_aid" }), "缺少急救特长");
  assert.equal(reasonText({ code: "resting", minutes: 6, handicap_ms: 180_000 }), "刚处完警 6 分钟，按晚 3 分钟计");
  setTexts("en", sources);
  assert.equal(reasonText({ code: "passed_nearer", units: 2, call_sign: "114", why: "no_road" }), "114 is nearer but cut off (2 passed over)");
  assert.equal(reasonText({ code: "not_enough_officers", found: 1, needed: 2 }), "Only 1 of 2 officers can go.");
});
test("a code that this client does not know is shown, not hidden", () => {
  assert.equal(reasonText({ code: "brand_new_rule" }), "brand new rule");
  assert.equal(t("no-such-text"), "no-such-text");
});
