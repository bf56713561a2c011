// One call from the telephone to the rating: a man has collapsed in his field, the ambulance is late, the officer drives him.
import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { context, desk, launch, obstacle, officer, phone, read, Server, until } from "./harness.mjs";

let server, browser;
before(async () => { if (!obstacle) [server, browser] = await Promise.all([Server.start(), launch()]); });
after(async () => { await browser?.close(); await server?.stop(); });

test("a call from the first word to the resident's rating", { skip: obstacle }, async () => {
  const console_ = await desk(browser, server);
  const state = await read(console_, "/api/state");
  const sign = server.output.match(/officer1 .*officer of (\S+)/)[1];
  const unit = state.units.find((u) => u.call_sign === sign);
  const village = (await read(console_, `/api/places/at?lon=${unit.lon}&lat=${unit.lat}`)).near;

  // The officer stands some hundred metres from the village, on a road.
  const here = await read(console_, `/api/places/at?lon=${unit.lon + 0.006}&lat=${unit.lat}`);
  const wu = await officer(browser, server, { place: here });
  await wu.locator(".idle").waitFor();
  await until(async () => {
    const u = (await read(console_, "/api/state")).units.find((x) => x.id === unit.id);
    return Math.abs(u.lon - here.lon) < 1e-4 && Math.abs(u.lat - here.lat) < 1e-4;
  }, "the officer's own position");

  // The desk takes the call with the keyboard alone.
  await console_.keyboard.press("n");
  await console_.locator("#intake-place").waitFor();
  await until(() => console_.evaluate(() => document.activeElement?.id === "intake-place"), "the place field");
  await console_.keyboard.type(village);
  await console_.locator("#place-list [role=option]").first().waitFor();
  await console_.keyboard.press("Enter");
  await until(() => console_.evaluate(() => document.activeElement?.id === "intake-kind"), "the kind field");
  await console_.keyboard.type("tfjb");
  await console_.locator("#kind-list [role=option]", { hasText: "突发疾病" }).waitFor();
  await console_.keyboard.press("Enter");
  await until(() => console_.evaluate(() => document.activeElement?.id === "intake-summary"), "the summary field");
  await console_.keyboard.type("袁某在自家田里昏倒，叫不应");
  await console_.locator(".intake .picks .sign", { hasText: sign }).waitFor();
  await console_.keyboard.press("Control+Enter");
  const receiptNumber = (await console_.locator(".receipt dd").nth(0).innerText()).trim();
  const code = (await console_.locator(".receipt dd").nth(1).innerText()).trim();
  assert.match(receiptNumber, /^[0-9A-Z]{3}-[0-9A-Z]{3}-[0-9A-Z]{3}$/);
  assert.match(code, /^\d{6}$/);

  // The recommendation names the officer who stands nearest, and one key sends.
  const first = console_.locator("#detail .picks li").first();
  await first.locator(".sign", { hasText: sign }).waitFor();
  await console_.locator("button.send", { hasText: sign }).waitFor();
  await console_.evaluate(() => document.activeElement?.blur());
  const seen = wu.locator(".card .where", { hasText: village }).waitFor();
  const pressed = performance.now();
  await console_.keyboard.press("d");
  await seen;
  const ms = Math.round(performance.now() - pressed);
  console.log(`key pressed at the desk, visible on the officer's phone: ${ms} ms`);
  assert.ok(ms < 5000, `${ms} ms`);
  await wu.getByText("袁某在自家田里昏倒，叫不应").waitFor();
  await wu.locator("button.backup").waitFor();

  // Route.
  await until(async () => /(米|公里)/.test(await wu.locator(".distance").innerText()), "length of the route");
  await wu.getByRole("button", { name: "看路线" }).click();
  await wu.locator(".map-host[data-ready]").waitFor();
  assert.ok(await wu.locator(".route-steps li").count() >= 2);

  const next = wu.locator(".bottom button.next");
  const step = async (label, state) => {
    await next.filter({ hasText: label }).click();
    await console_.locator(".assignment .tag", { hasText: state }).waitFor();
  };
  await step("接单", "已接单");
  await step("出发", "赶往现场");
  await step("到达现场", "已到现场");

  // 120: asked, an answer told, late.
  const tab = (name) => wu.getByRole("navigation").getByRole("button", { name }).click();
  await tab("急救");
  await wu.getByRole("button", { name: "昏迷" }).click();
  await wu.locator(".chips").getByRole("button", { name: "30 分钟" }).click();
  await wu.locator(".chips [aria-pressed=true]", { hasText: "30" }).waitFor();
  await wu.getByRole("button", { name: "救护车延误" }).click();
  await wu.locator(".hospitals li").first().waitFor();
  const minutes = (await wu.locator(".hospitals li b").allInnerTexts()).map((text) => {
    const [, m] = text.match(/(\d+)/);
    return text.includes("秒") ? Number(m) / 60 : Number(m);
  });
  assert.deepEqual(minutes, [...minutes].sort((a, b) => a - b), "nearest by road first");
  const hospital = (await wu.locator(".hospitals li span").first().innerText()).trim();
  await wu.locator(".hospitals li label").first().click();
  await wu.getByText("已听取 120 医生意见").click();
  await wu.locator("button.next.wide", { hasText: hospital }).click();
  await wu.getByRole("button", { name: "出发送医" }).click();
  await wu.locator("label.stack input").fill("急诊科 陈护士");
  await wu.locator("button.next.wide", { hasText: "交接" }).click();
  await console_.locator(".medical .tag", { hasText: "已交接" }).waitFor();

  // Done, and told.
  await next.filter({ hasText: "处置完毕" }).click();
  await wu.locator(".results label", { hasText: "已送医救治" }).click();
  await wu.locator("textarea").fill("到场时人已昏迷，救护车延误，用警车送到医院，家属已赶到。");
  await next.click();
  await wu.locator(".idle").waitFor();
  await console_.locator(".detail-clock .state", { hasText: "待办结" }).waitFor();
  assert.equal(await wu.locator(".unsent-bar, .rejected").count(), 0);

  await console_.locator(".actions button", { hasText: "办结" }).click();
  await console_.locator(".detail-clock .state", { hasText: "已办结" }).waitFor();

  // The timeline has every step once, in order.
  const expected = ["接警", "派警", "接单", "出发", "到达现场", "请求 120", "120 告知到达时间", "救护车延误", "民警决定送医", "警车送医出发",
    "与医院交接", "处置完毕", "反馈", "办结"];
  const timeline = async () => (await console_.locator(".timeline b").allInnerTexts()).reverse();
  await until(async () => (await timeline()).length >= expected.length, "the whole timeline");
  assert.deepEqual(await timeline(), expected);

  // The resident, with scripts off.
  const resident = await context(browser, server, { ...phone, javaScriptEnabled: false });
  const paper = await resident.newPage();
  await paper.goto(`${server.base}/zh`);
  await paper.getByRole("link", { name: "查询处理进度" }).click();
  await paper.fill("#number", receiptNumber.toLowerCase().replaceAll("-", " "));
  await paper.fill("#code", code);
  await paper.getByRole("button", { name: "查询" }).click();
  await paper.getByText(receiptNumber).waitFor();
  const words = await paper.locator("main").innerText();
  for (const word of [village, sign, unit.name, "突发疾病", "已接警", "已派民警", "民警已出发", "民警到达现场", "现场处理完毕", "已办结", "已联系 120", "用警车送到医院"]) {
    assert.ok(words.includes(word), `"${word}" in\n${words}`);
  }
  assert.equal(await paper.locator(".steps .next").count(), 0);
  assert.doesNotMatch(words, /袁某|昏倒/, "what the caller said stays with the police");
  await paper.locator(".rating label", { hasText: "很满意" }).first().click();
  await paper.getByRole("button", { name: "提交评价" }).click();
  await paper.getByText("感谢您的评价").waitFor();
  assert.equal(await paper.locator(".rating").count(), 0);

  // A second rating, by a copy of the form, changes nothing and is not counted.
  const again = await resident.request.post(`${server.base}/zh/receipt/rate`, { form: { stars: "1" }, headers: { origin: server.base, "sec-fetch-site": "same-origin" } });
  assert.ok(again.ok());
  assert.match(await again.text(), /感谢您的评价/);
  await paper.reload();
  assert.equal(await paper.locator(".rating").count(), 0);

  // A wrong code tells nothing.
  const stranger = await context(browser, server, { ...phone, javaScriptEnabled: false });
  stranger.allow(/422/);
  const closed = await stranger.newPage();
  await closed.goto(`${server.base}/zh/receipt`);
  await closed.fill("#number", receiptNumber);
  await closed.fill("#code", code === "000000" ? "000001" : "000000");
  await closed.getByRole("button", { name: "查询" }).click();
  await closed.locator(".error-summary").waitFor();
  assert.doesNotMatch(await closed.locator("main").innerText(), new RegExp(village));

  for (const page of [console_, wu, paper, closed]) { page.context().clean(); await page.context().close(); }
});
