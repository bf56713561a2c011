// The pages of residents, signing in, accounts, console and phone: readable by everybody, usable without a mouse.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import test, { after, before } from "node:test";
import { context, desk, desktop, launch, obstacle, officer, phone, post, read, Server, signIn, take, until } from "./harness.mjs";

const skip = obstacle;
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const LANGUAGES = ["zh", "en"];
let server, browser, staff, unit, open, done;

/** Takes a call near officer3 and sends officer3. */
async function sent(kind) {
  const made = await take(staff, { text: `${unit.call_sign}村口`, lon: unit.lon, lat: unit.lat }, kind, { summary: "邻里争吵", contact: "袁先生 138 0000 1234" });
  const version = made.call.version;
  const answer = await post(staff, `/api/calls/${made.call.id}/dispatch`, { version, units: [unit.id], override_reason: "就在旁边" });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return made;
}
before(async () => {
  if (skip) return;
  [server, browser] = await Promise.all([Server.start(), launch()]);
  staff = await desk(browser, server);
  const sign = server.output.match(/officer3 .*officer of (\S+)/)[1];
  unit = (await read(staff, "/api/state")).units.find((u) => u.call_sign === sign);
  // One call that is over, one on which the officer is on the way.
  const rider = await officer(browser, server, { who: "officer3", place: unit });
  const act = async (made, name, body = {}) => {
    const { call } = await read(rider, `/api/calls/${made.call.id}`);
    const answer = await post(rider, `/api/calls/${made.call.id}/${name}`, { version: call.version, ...body });
    assert.equal(answer.status, 200, `${name}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  done = await sent("dispute");
  for (const name of ["acknowledge", "en-route", "on-scene", "resolve"]) await act(done, name);
  const told = await act(done, "feedback", { result: "mediated", text: "双方当面说清，愿意各退一步。" });
  const closed = await post(staff, `/api/calls/${done.call.id}/close`, { version: told.version });
  assert.equal(closed.status, 200, JSON.stringify(closed.body));
  open = await sent("noise");
  await act(open, "acknowledge");
  open.go = () => act(open, "en-route");
  rider.context().clean();
});
after(async () => { staff?.context().clean(); await browser?.close(); await server?.stop(); });

/** No violation of WCAG 2.2 A and AA. */
async function accessible(page, name) {
  // The page forbids foreign code; axe comes in through the debugger, not as a script element.
  await page.evaluate(axe);
  const found = await page.evaluate(() => window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] }));
  assert.deepEqual(found.violations.map((v) => `${name}: ${v.id}: ${v.nodes.map((n) => n.html.slice(0, 160)).slice(0, 3).join(" | ")}`), []);
}
async function openReceipt(page, lang, made) {
  await page.goto(`${server.base}/${lang}/receipt`);
  await page.fill("#number", made.receipt_no);
  await page.fill("#code", made.verify_code);
  await page.click("main form .button");
  await page.locator(".steps").waitFor();
}
/** Wrong tries are slowed down for each number and name: every try here is another. */
let tries = 0;
const another = () => { tries++; return [4, 2, 0].map((shift) => "ACDE"[(tries >> shift) & 3]).join(""); };
/** Every page that is not a screen of its own, one after the other. */
async function* pages(page, lang) {
  const go = (address) => page.goto(`${server.base}/${lang}${address}`);
  await go(""); yield "home";
  await go("/nothing"); yield "not found";
  await go("/receipt"); yield "receipt form";
  await page.fill("#number", `WWW-WWW-${another()}`); await page.fill("#code", "000000"); await page.click("main form .button");
  await page.locator(".error-summary").waitFor(); yield "receipt form with a mistake";
  await openReceipt(page, lang, open); yield "receipt under way";
  await go("/receipt/data"); await page.locator("#main h1").waitFor(); yield "what is kept of a call under way";
  await go("/receipt"); await page.click("form[action$=close] button"); await page.locator("#number").waitFor();
  await openReceipt(page, lang, done); yield "receipt of a closed call";
  await go("/receipt/data"); await page.locator("#main h1").waitFor(); yield "what is kept of a closed call";
  await go("/sign-in"); yield "sign-in";
  await page.fill("#username", `nobody${another()}`); await page.fill("#password", "wrong"); await page.click("main form .button");
  await page.locator(".error-summary").waitFor(); yield "sign-in with a mistake";
  await signIn(page, server, "admin", lang); await page.locator("table").waitFor(); yield "accounts";
  await go("/devices"); yield "lost devices";
  await go("/account"); yield "sign-in and devices";
  await page.locator("form[action$='/account/authenticator'] button").click(); await page.locator(".picture svg").waitFor(); yield "authenticator app";
  await page.fill("#code", "000000"); await page.locator("main form .button").click(); await page.locator(".error-summary").waitFor(); yield "authenticator app with a mistake";
  const as = async (who) => { await page.locator(".site-out").click(); await page.locator("#username").waitFor(); await signIn(page, server, who, lang); };
  const matter = `/matters/${open.call.id}`;
  await as("supervisor"); for (const name of ["/work", "/access", "/log"]) { await go(name); yield `${name} of the supervisor`; }
  await as("privacy"); for (const name of ["/rights", "/retention"]) { await go(name); yield `${name} of the privacy officer`; }
  await as("inspection"); for (const name of ["/work", "/deadlines", "/deadlines/rules"]) { await go(name); yield `${name} of the inspection office`; }
  // Desk and chiefs land on the console, where the way out is another one.
  await page.context().clearCookies(); await signIn(page, server, "desk", lang);
  await page.locator(".link-state.good").waitFor();
  for (const name of ["/work", "/work?q=袁", matter, `${matter}/clocks`, `${matter}/attachments`]) { await go(name); yield `${name} of the desk`; }
}
const EXPECTED = /status of 4(04|22)/;

for (const lang of LANGUAGES) {
  test(`pages in ${lang}: WCAG 2.2 AA, on a telephone and on a desk`, { skip }, async () => {
    for (const kind of [phone, desktop]) {
      const own = await context(browser, server, kind);
      own.allow(EXPECTED);
      const page = await own.newPage();
      for await (const name of pages(page, lang)) {
        await accessible(page, name);
        assert.equal(await page.evaluate(() => document.documentElement.lang), lang === "zh" ? "zh-CN" : "en");
        assert.equal(await page.locator("h1").count(), 1, `${name}: one heading`);
      }
      own.clean();
      await own.close();
    }
  });

  test(`pages in ${lang}: 320 and 360 px and twice the letters, nothing to the side`, { skip }, async () => {
    for (const [width, percent] of [[320, 100], [360, 100], [360, 200], [1280, 200]]) {
      const own = await context(browser, server, { viewport: { width, height: 740 } });
      own.allow(EXPECTED);
      const page = await own.newPage();
      for await (const name of pages(page, lang)) {
        const over = await page.evaluate((percent) => {
          const size = parseFloat(getComputedStyle(document.body).fontSize);
          if (percent !== 100) document.body.style.fontSize = `${size * percent / 100}px`;
          if (percent !== 100) document.documentElement.style.fontSize = `${16 * percent / 100}px`;
          const wide = document.documentElement.clientWidth;
          // Tables scroll in a box of their own.
          const out = [...document.querySelectorAll("body *")].filter((x) => !x.closest(".table-wrap, .skip, .sr-only") && x.getBoundingClientRect().right > wide + 1);
          return [document.documentElement.scrollWidth - wide, out.slice(0, 3).map((x) => x.outerHTML.slice(0, 120))];
        }, percent);
        assert.deepEqual(over, [0, []], `${name} at ${width} px, ${percent} %`);
      }
      own.clean();
      await own.close();
    }
  });
}

test("residents need no script, and get none but the small one of an open receipt", { skip }, async () => {
  const own = await context(browser, server, phone);
  own.allow(EXPECTED);
  const scripts = [];
  own.on("request", (request) => { if (request.resourceType() === "script") scripts.push(new URL(request.url()).pathname); });
  const page = await own.newPage();
  for await (const name of pages(page, "zh")) {
    if (/^(receipt|what is kept)/.test(name)) assert.equal(scripts.splice(0).filter((path) => !/^\/assets\/receipt-\w+\.js$/.test(path)).length, 0, name);
    else assert.deepEqual(scripts.splice(0), [], name);
    if (name === "accounts") break;
  }
  own.clean();
  await own.close();
  const bare = await context(browser, server, { ...phone, javaScriptEnabled: false });
  const plain = await bare.newPage();
  await openReceipt(plain, "en", open);
  await plain.getByRole("link", { name: "Refresh" }).click();
  await plain.locator(".steps .current").waitFor();
  bare.clean();
  await bare.close();
});

test("keyboard: what has the focus is seen, and everything is reached", { skip }, async () => {
  const own = await context(browser, server);
  const page = await own.newPage();
  for (const address of ["/zh", "/zh/receipt", "/en/sign-in"]) {
    await page.goto(server.base + address);
    const wanted = await page.locator("a, button, input, select").count();
    const seen = new Set();
    for (let i = 0; i < wanted; i++) {
      await page.keyboard.press("Tab");
      const at = await page.evaluate(() => {
        const x = document.activeElement, style = getComputedStyle(x), box = x.getBoundingClientRect();
        return { html: x.outerHTML.slice(0, 100), outline: parseFloat(style.outlineWidth), kind: style.outlineStyle, shown: box.width > 1 && box.right > 0 && box.bottom > 0 };
      });
      seen.add(at.html);
      assert.ok(at.kind !== "none" && at.outline >= 2, `focus is seen on ${at.html}`);
      assert.ok(at.shown, `on the screen: ${at.html}`);
    }
    assert.equal(seen.size, wanted, address);
  }
  await page.goto(`${server.base}/zh`);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  assert.equal(new URL(page.url()).hash, "#main");
  own.clean();
  await own.close();
});

test("the other language leads to the same page", { skip }, async () => {
  const own = await context(browser, server, phone);
  const page = await own.newPage();
  await page.goto(`${server.base}/zh/receipt`);
  await page.getByRole("link", { name: "English" }).click();
  assert.equal(new URL(page.url()).pathname, "/en/receipt");
  own.clean();
  await own.close();
});

test("an open receipt keeps itself current and leaves focus where it is", { skip }, async () => {
  const own = await context(browser, server, phone);
  const page = await own.newPage();
  const ready = page.waitForResponse((answer) => answer.url().endsWith("/receipt/stream"));
  await openReceipt(page, "zh", open);
  await ready;
  await page.locator(".current", { hasText: "已派民警" }).waitFor();
  await page.getByRole("link", { name: "刷新" }).focus();
  await page.evaluate(() => { window.stays = true; });
  await open.go();
  await page.locator(".current", { hasText: "民警已出发" }).waitFor();
  assert.equal(await page.evaluate(() => window.stays), true, "the page was not loaded anew");
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), "刷新");
  assert.match(await page.locator("body > [role=status]").innerText(), /民警已出发/);
  own.clean();
  await own.close();
});

for (const lang of LANGUAGES) {
  test(`console and phone in ${lang}: WCAG 2.2 AA`, { skip }, async () => {
    const screen = await desk(browser, server, { lang });
    await screen.locator(`[data-call="${open.call.id}"]`).click();
    await screen.locator(".timeline li").first().waitFor();
    await accessible(screen, "console, a call");
    await screen.keyboard.press("n");
    await screen.locator("#intake-place").waitFor();
    await accessible(screen, "console, taking a call");
    await screen.keyboard.press("Escape");
    await screen.locator(".intake").waitFor({ state: "detached" });
    await screen.keyboard.press("?");
    await screen.getByRole("dialog").waitFor();
    await accessible(screen, "console, help");
    screen.context().clean();
    await screen.context().close();
    const rider = await officer(browser, server, { who: "officer3", lang, place: unit });
    await rider.locator(".card .where").waitFor();
    for (const tab of await rider.locator("nav.tabs button").all()) {
      await tab.click();
      await until(() => tab.getAttribute("aria-current"), "the tab");
      await accessible(rider, `phone, ${await tab.innerText()}`);
    }
    assert.equal(await rider.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), 0);
    rider.context().clean();
    await rider.context().close();
  });
}
