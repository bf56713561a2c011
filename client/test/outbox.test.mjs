import assert from "node:assert/strict";
import test from "node:test";
import { build } from "esbuild";
import { root } from "./load.mjs";

const made = await build({ absWorkingDir: root, stdin: { contents: 'export * from "./shared/outbox"; export { Problem } from "./shared/api";', resolveDir: root, loader: "ts" }, bundle: true, write: false, format: "esm" });
const { Outbox, applyWaiting, Problem } = await import(`data:text/javascript;base64,${Buffer.from(made.outputFiles[0].contents).toString("base64")}`);

const call = (more = {}) => ({ id: "c1", version: 3, state: "dispatched", acts: ["acknowledge", "en-route", "on-scene", "backup"], seq: 1, backup_requested: false, medical: null,
  assignments: [{ id: "a", unit_id: "u", state: "dispatched" }], ...more });
function setup({ send, shelf = new Map(), may = () => true, refresh } = {}) {
  const log = [];
  let version = 3, keys = 0;
  const doors = {
    shelf: { getItem: (k) => shelf.get(k) ?? null, setItem: (k, v) => shelf.set(k, v) },
    send: async (path, body, key) => { log.push({ path, body, key }); return send ? send(path, body, key, log.length) : call({ version: ++version }); },
    version: () => version, refresh: refresh ?? (async () => { version = 9; return call({ version }); }), may,
    sent: (_p, answer) => { if (answer?.version) version = answer.version; }, changed() {}, newKey: () => `key-${++keys}`,
  };
  return { box: new Outbox(doors, "box"), log, shelf, doors };
}
const add = (box, act, callId = "c1") => box.add({ callId, act, path: `/api/calls/${callId}/${act}`, body: {}, at: "2026-11-23T10:00:00Z" });

test("acts go out in order, each with the version that the one before made", async () => {
  const { box, log } = setup();
  add(box, "acknowledge"); add(box, "en-route"); add(box, "on-scene");
  assert.equal(await box.flush(), true);
  assert.deepEqual(log.map((l) => [l.path.split("/").at(-1), l.body.version]), [["acknowledge", 3], ["en-route", 4], ["on-scene", 5]]);
  assert.equal(box.all().length, 0);
});
test("without a line they wait on the phone, survive a restart and keep their keys", async () => {
  const { box, log, shelf } = setup({ send: () => { throw new Problem("network", 0, ""); } });
  add(box, "acknowledge"); add(box, "en-route");
  assert.equal(await box.flush(), false);
  assert.equal(log.length, 1, "the second is not tried before the first");
  const again = setup({ shelf });
  assert.equal(again.box.waiting().length, 2);
  assert.equal(await again.box.flush(), true);
  assert.deepEqual(again.log.map((l) => l.key), ["key-1", "key-2"]);
});
test("a lost answer is sent again with the same key", async () => {
  const { box, log } = setup({ send: (_p, _b, _k, n) => { if (n === 1) throw new Problem("network", 0, ""); return call({ version: 4 }); } });
  add(box, "acknowledge");
  await box.flush(); await box.flush();
  assert.equal(log[0].key, log[1].key);
});
test("a refused act is kept and shown; later acts on that call wait, other calls go on", async () => {
  const { box, log } = setup({ send: (path) => { if (path.includes("c1")) throw new Problem("wrong_state", 409, "closed"); return call({ id: "c2", version: 4 }); } });
  add(box, "acknowledge"); add(box, "en-route"); add(box, "backup", "c2");
  await box.flush();
  assert.deepEqual(box.rejected().map((p) => p.act), ["acknowledge"]);
  assert.deepEqual(box.waiting().map((p) => p.act), ["en-route"]);
  assert.equal(box.rejected()[0].problem.code, "wrong_state");
  assert.deepEqual(log.map((l) => l.path.split("/")[3]), ["c1", "c2"]);
});
test("when somebody else changed the call, the act goes out again with the new version and a new key", async () => {
  const { box, log } = setup({ send: (_p, body) => { if (body.version === 3) throw new Problem("stale_version", 409, ""); return call({ version: 10 }); } });
  add(box, "on-scene");
  assert.equal(await box.flush(), true);
  assert.deepEqual(log.map((l) => l.body.version), [3, 9]);
  assert.notEqual(log[0].key, log[1].key);
});
test("but not when the act may no longer be done", async () => {
  const { box } = setup({ may: () => false, send: () => { throw new Problem("stale_version", 409, ""); } });
  add(box, "on-scene");
  await box.flush();
  assert.equal(box.rejected().length, 1);
});
test("signed out: nothing is lost, nothing is refused", async () => {
  const { box } = setup({ send: () => { throw new Problem("signed_out", 401, ""); } });
  add(box, "acknowledge");
  assert.equal(await box.flush(), false);
  assert.equal(box.waiting().length, 1);
});
test("retry of a refused act uses a new key; putting it away lets the rest go", async () => {
  let refuse = true;
  const { box, log } = setup({ send: () => { if (refuse) throw new Problem("invalid", 422, ""); return call({ version: 4 }); } });
  add(box, "acknowledge"); add(box, "en-route");
  await box.flush();
  const key = box.rejected()[0].key;
  box.retry(key);
  assert.notEqual(box.waiting()[0].key, key);
  refuse = false;
  assert.equal(await box.flush(), true);
  assert.equal(log.length, 3);
});
test("waiting acts show on the call at once, refused ones do not", () => {
  const p = (act, body = {}, state = "waiting") => ({ key: act, callId: "c1", act, path: "", body, at: "2026-11-23T10:00:00Z", state, tries: 0, problem: null });
  const view = applyWaiting(call(), "u", [p("acknowledge"), p("en-route"), p("backup"), p("medical/request", { condition: "unconscious" }), p("medical/eta", { minutes: 25 }), p("on-scene", {}, "rejected")]);
  assert.equal(view.assignments[0].state, "en_route");
  assert.equal(view.assignments[0].en_route_at, "2026-11-23T10:00:00Z");
  assert.equal(view.backup_requested, true);
  assert.deepEqual([view.medical.state, view.medical.condition, view.medical.eta_told_minutes], ["requested", "unconscious", 25]);
});

test("after a lost answer the repeat says the same under the same key, though the call has moved on", async () => {
  let tries = 0;
  const { box, log, doors } = setup({ send: async () => { if (++tries === 1) throw new Problem("network", 0, "no answer"); return call({ version: 5 }); } });
  add(box, "on-scene");
  assert.equal(await box.flush(), false);
  doors.version = () => 4;
  assert.equal(await box.flush(), true);
  assert.deepEqual(log.map((l) => [l.key, l.body.version]), [["key-1", 3], ["key-1", 3]]);
});
