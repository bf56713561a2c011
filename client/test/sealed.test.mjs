import assert from "node:assert/strict";
import test from "node:test";
import { load } from "./load.mjs";

const { SealedShelf } = await load("shared/sealed.ts");
const disk = () => { const kept = new Map(); return { kept, getItem: (k) => kept.get(k) ?? null, setItem: (k, v) => kept.set(k, v), removeItem: (k) => kept.delete(k) }; };
const KEY = "07".repeat(32), OTHER = "08".repeat(32);
const opened = async (on, key) => { const shelf = new SealedShelf(on, ["box", "view"], () => assert.fail("full")); await shelf.unlock(key); return shelf; };

test("what is kept is sealed on the disk and opens with the same key alone", async () => {
  const on = disk();
  const shelf = await opened(on, KEY);
  shelf.setItem("box", "已到现场，报警人在路口");
  shelf.setItem("box", "已到现场，报警人在门口");
  await shelf.settled();
  assert.match(on.kept.get("box"), /^sealed:[A-Za-z0-9+/=]+$/);
  assert.doesNotMatch(Buffer.from(on.kept.get("box").slice(7), "base64").toString("utf8"), /现场|门口/);
  assert.equal((await opened(on, KEY)).getItem("box"), "已到现场，报警人在门口");
  assert.equal((await opened(on, OTHER)).getItem("box"), null);
  assert.equal(on.kept.size, 0, "what nobody can read goes");
});
test("a sealed text does not open under another name", async () => {
  const on = disk();
  const shelf = await opened(on, KEY);
  shelf.setItem("box", "one");
  await shelf.settled();
  on.kept.set("view", on.kept.get("box"));
  assert.equal((await opened(on, KEY)).getItem("view"), null);
});
test("the same text is sealed differently each time", async () => {
  const on = disk();
  const shelf = await opened(on, KEY);
  shelf.setItem("box", "one"); await shelf.settled();
  const first = on.kept.get("box");
  shelf.setItem("box", "one"); await shelf.settled();
  assert.notEqual(on.kept.get("box"), first);
});
test("what an earlier version kept in the open is taken over and sealed", async () => {
  const on = disk();
  on.kept.set("box", "[1]");
  const shelf = await opened(on, KEY);
  assert.equal(shelf.getItem("box"), "[1]");
  await shelf.settled();
  assert.match(on.kept.get("box"), /^sealed:/);
});
test("locked, it tells and writes nothing; wiped, nothing is left and nothing comes back", async () => {
  const on = disk();
  const shelf = await opened(on, KEY);
  shelf.setItem("box", "one"); await shelf.settled();
  const kept = on.kept.get("box");
  shelf.lock();
  assert.equal(shelf.getItem("box"), null);
  shelf.setItem("box", "two"); await shelf.settled();
  assert.equal(on.kept.get("box"), kept, "no key, no writing");
  const again = await opened(on, KEY);
  again.setItem("box", "three");
  again.wipe();
  await again.settled();
  assert.equal(on.kept.size, 0);
});
