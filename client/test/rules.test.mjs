import assert from "node:assert/strict";
import test from "node:test";
import { load } from "./load.mjs";

const { LIMITS, levelOf, groupOf, inOrder, parseCommand, findUnit, findCall, statusOf, fits } = await load("console/rules.ts");
const NOW = Date.parse("2026-11-23T10:00:00Z");
const ago = (s) => new Date(NOW - s * 1000).toISOString();
const call = (more) => ({ id: "x", number: "WJ20261123-0001", grade: 1, state: "classified", state_since: ago(0), received_at: ago(0), backup_requested: false, assignments: [], ...more });

test("an unassigned grade 1 call is amber after 30 s and red after 60 s", () => {
  assert.deepEqual([29, 30, 59, 60].map((s) => levelOf(call({ state_since: ago(s) }), NOW)), ["calm", "amber", "amber", "red"]);
});
test("in every row of the table red comes after amber, and graver calls are never given more time", () => {
  for (const [state, row] of Object.entries(LIMITS)) for (const g of [1, 2, 3, 4]) {
    assert.ok(row[g][0] < row[g][1], `${state} ${g}`);
    if (g > 1) assert.ok(row[g][0] >= row[g - 1][0] && row[g][1] >= row[g - 1][1], `${state} ${g}`);
  }
});
test("on the way the promise counts", () => {
  const c = (due) => call({ state: "en_route", state_since: ago(9000), assignments: [{ state: "en_route", due_at: ago(due) }] });
  assert.deepEqual([-10, 10, 130].map((d) => levelOf(c(d), NOW)), ["calm", "amber", "red"]);
});
test("waiting calls first, graver first, then the longest wait; a call for backup waits", () => {
  const list = [call({ id: "a", grade: 3, received_at: ago(900) }), call({ id: "b", state: "on_scene", grade: 1 }), call({ id: "c", grade: 1, received_at: ago(10) }), call({ id: "d", grade: 1, received_at: ago(60) }),
    call({ id: "e", state: "on_scene", grade: 2, backup_requested: true }), call({ id: "f", state: "closed" })];
  assert.deepEqual(inOrder(list).map((c) => c.id), ["d", "c", "e", "a", "b", "f"]);
  assert.equal(groupOf(list[4]), "waiting");
});
test("commands", () => {
  assert.deepEqual(parseCommand("/n 延政路 打架 两人 持械"), { name: "new", place: "延政路", kind: "打架", summary: "两人 持械" });
  assert.deepEqual(parseCommand("/d 3"), { name: "dispatch", targets: ["3"] });
  assert.deepEqual(parseCommand("/派 巡114、巡120"), { name: "dispatch", targets: ["巡114", "巡120"] });
  assert.deepEqual(parseCommand("/s 巡114 off 车辆 送修"), { name: "status", unit: "巡114", status: "off", reason: "车辆 送修" });
  assert.deepEqual(parseCommand("/C 0042"), { name: "call", number: "0042" });
  assert.deepEqual(parseCommand("/help"), { name: "help" });
  assert.deepEqual(parseCommand("/xyz 1"), { name: "unknown", word: "xyz" });
  assert.equal(statusOf("下班"), "off"); assert.equal(statusOf("asleep"), null);
});
test("a part of a call sign finds a unit only when it is the only one", () => {
  const units = ["巡114", "巡115", "骑114"].map((call_sign) => ({ call_sign }));
  assert.equal(findUnit(units, "115").call_sign, "巡115");
  assert.equal(findUnit(units, "114"), null);
  assert.equal(findUnit(units, "骑114").call_sign, "骑114");
});
test("the end of a number finds the newest call", () => {
  const list = [call({ id: "old", number: "A-0042", received_at: ago(9e4) }), call({ id: "new", number: "B-0042" })];
  assert.equal(findCall(list, "0042").id, "new");
});
test("typing finds by name, other words and first letters", () => {
  assert.ok(fits("dj", "打架伤人", "assault", "斗殴 dajia dj") > fits("dj", "矛盾纠纷", "dispute", "mdjf"));
  assert.equal(fits("zz", "打架伤人"), 0);
});
