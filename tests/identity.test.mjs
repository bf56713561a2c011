// Signing in with the bureau's identity provider, which really runs.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import test, { after, before } from "node:test";
import { context, IdentityProvider, launch, obstacle, Server, signIn } from "./harness.mjs";

const skip = obstacle;
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
let server, browser, provider;
/** kaimen by the name that passkeys and the provider know it by; the provider is at another, so it is another site. */
let here;

before(async () => {
  if (skip) return;
  [server, browser] = await Promise.all([Server.start(), launch()]);
  await server.halt();
  here = { base: server.base.replace("127.0.0.1", "localhost"), passwords: server.passwords };
  provider = await IdentityProvider.start(here.base);
  await server.again(provider.environment);
});
after(async () => { await browser?.close(); await provider?.stop(); await server?.stop(); });

/** A browser of its own, in which nobody is signed in, here or there. */
async function fresh(options) {
  const own = await context(browser, here, options);
  own.allow(/127\.0\.0\.1:/);
  return own.newPage();
}
const done = async (page) => { page.context().clean(); await page.context().close(); };

/** From the page for signing in to the provider's. */
async function away(page, lang = "zh") {
  await page.goto(`${here.base}/${lang}/sign-in`);
  await page.click("[href^='/sign-in/identity']");
  await page.waitForURL(/^http:\/\/127\.0\.0\.1:\d+\/interaction\//);
}
/** Says there who it is; the browser comes back by itself. */
async function prove(page, login, password = "secret") {
  await page.fill("[name=login]", login);
  await page.fill("[name=password]", password);
  await page.click("button[value=yes]");
  await page.waitForURL((url) => url.origin === here.base);
}
async function refused(page, words) {
  await page.waitForURL(/\/sign-in\?trouble=/);
  const said = await page.locator(".error-summary[role=alert]").innerText();
  assert.match(said, words);
  const names = (await page.context().cookies()).map((cookie) => cookie.name);
  assert.ok(!names.includes("kaimen") && !names.includes("identity"), `${names}`);
}
async function accessible(page, name) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] }));
  assert.deepEqual(found.violations.map((v) => `${name}: ${v.id}: ${v.nodes.map((n) => n.html.slice(0, 160)).join(" | ")}`), []);
}
/** The administrator, on the list of accounts. */
async function administrator() {
  const page = await fresh();
  await signIn(page, here, "admin");
  return page;
}
const row = (page, username) => page.locator("tr", { has: page.locator("td.number", { hasText: new RegExp(`^${username}$`) }) });

test("somebody signs in, is linked, and signs out here and there", { skip }, async () => {
  const admin = await administrator();
  assert.match(await row(admin, "desk").innerText(), /未关联/);
  const page = await fresh();
  await away(page);
  const flow = (await page.context().cookies(here.base)).find((cookie) => cookie.name === "identity");
  assert.ok(flow.httpOnly && flow.sameSite === "Lax" && flow.expires * 1000 < Date.now() + 601_000, JSON.stringify(flow));
  await prove(page, "wang");
  await page.waitForURL(`${here.base}/zh/console`);
  await page.locator(".link-state.good").waitFor();
  assert.ok(!(await page.context().cookies()).some((cookie) => cookie.name === "identity"), "the way back is used");
  await admin.reload();
  assert.match(await row(admin, "desk").innerText(), /已关联统一身份（\d{4}-\d\d-\d\d）/);
  await accessible(admin, "accounts");

  // Out again: first here, then at the provider, then back to the page for signing in. What the page still asks is refused.
  page.context().allow(/401/);
  await page.click(".sign-out button");
  await page.waitForURL(/^http:\/\/127\.0\.0\.1:\d+\/session\/end/);
  assert.ok(!(await page.context().cookies()).some((cookie) => cookie.name === "kaimen"), "signed out here whatever is said there");
  await page.click("button[value=yes]");
  await page.waitForURL(`${here.base}/zh/sign-in`);
  await away(page);
  assert.equal(await page.locator("[name=login]").count(), 1, "the provider asks again");
  await done(page);
  await done(admin);
});

test("without script, in English, and with a page that everybody can use", { skip }, async () => {
  const own = await fresh();
  await own.goto(`${here.base}/en/sign-in`);
  assert.equal(await own.locator("[href^='/sign-in/identity']").innerText(), "Sign in with 警务统一认证");
  await accessible(own, "sign-in");
  await done(own);
  const page = await fresh({ javaScriptEnabled: false });
  await away(page, "en");
  await prove(page, "li");
  await page.waitForURL(`${here.base}/en/duty`);
  await done(page);
});

test("people without an account, or with somebody else's name, are told so", { skip }, async () => {
  const owner = await fresh();
  await away(owner);
  await prove(owner, "wang");
  await owner.waitForURL(`${here.base}/zh/console`);
  await done(owner);
  for (const [login, lang, words] of [
    ["zhao", "zh", /还没有账号/], ["zhao", "en", /you have no account here/], ["sun", "zh", /已关联到另一个身份/],
  ]) {
    const page = await fresh();
    await away(page, lang);
    await prove(page, login);
    await refused(page, words);
    await accessible(page, words.source);
    await done(page);
  }
  const page = await fresh();
  await away(page);
  await prove(page, "wang", "wrong");
  await refused(page, /没有通过/);
  await done(page);
});

test("a closed account stays closed, an unlinked one unlinked", { skip }, async () => {
  const admin = await administrator(), page = await fresh();
  // The phone page asks once more while its session is being taken away.
  page.context().allow(/401 \(Unauthorized\)/);
  const twice = async () => { await page.context().clearCookies(); await away(page); };
  await away(page);
  await prove(page, "qian");
  await page.waitForURL(`${here.base}/zh/duty`);
  await admin.reload();
  await row(admin, "officer2").getByRole("button", { name: "停用" }).click();
  await row(admin, "officer2").getByText("已停用").waitFor();
  await twice();
  await prove(page, "qian");
  await refused(page, /账号已停用/);
  await row(admin, "officer2").getByRole("button", { name: "启用" }).click();
  await row(admin, "officer2").getByText("在用").waitFor();
  await row(admin, "officer2").getByRole("button", { name: "解除关联" }).click();
  await row(admin, "officer2").getByText("不允许关联统一身份").waitFor();
  await twice();
  await prove(page, "qian");
  await refused(page, /解除关联/);
  await row(admin, "officer2").getByRole("button", { name: "允许关联" }).click();
  await row(admin, "officer2").getByText("未关联统一身份").waitFor();
  await twice();
  await prove(page, "qian");
  await page.waitForURL(`${here.base}/zh/duty`);
  await done(page);
  await done(admin);
});

test("a way back works once, in the browser that set out, and unchanged", { skip }, async () => {
  const page = await fresh();
  let back;
  page.on("request", (request) => { if (request.url().includes("/identity/back")) back ??= request.url(); });
  await away(page);
  const [flow] = (await page.context().cookies(here.base)).filter((cookie) => cookie.name === "identity");
  await prove(page, "zhou");
  await page.waitForURL(`${here.base}/zh/console`);
  // The address of the page holds neither code nor state.
  assert.ok(back.includes("code=") && !page.url().includes("code="));
  const thief = await fresh();
  await thief.goto(back);
  await refused(thief, /已失效/);
  await thief.context().addCookies([flow]);
  await thief.goto(back);
  await refused(thief, /已失效/);
  // Set out indeed, but back with what belongs to another way.
  await away(thief);
  await thief.goto(back);
  await refused(thief, /已失效/);
  await done(thief);
  await done(page);
});

test("the provider's key changes while somebody is there", { skip }, async () => {
  const page = await fresh();
  await away(page);
  await provider.changeKey();
  await prove(page, "wang");
  await page.waitForURL(`${here.base}/zh/console`);
  await done(page);
});

test("when the provider is down the page says so, and passwords go on", { skip }, async () => {
  await provider.stop();
  await server.halt();
  await server.again(provider.environment);
  for (const [lang, words] of [["zh", /警务统一认证暂时无法使用。请用密码或通行密钥登录/], ["en", /Use your password/]]) {
    const page = await fresh();
    await page.goto(`${here.base}/${lang}/sign-in`);
    await page.click("[href^='/sign-in/identity']");
    await refused(page, words);
    await signIn(page, here, "command", lang);
    await done(page);
  }
  await provider.again();
  // It is not asked again for five seconds.
  await new Promise((later) => setTimeout(later, 5500));
  const page = await fresh();
  await away(page);
  await prove(page, "zhou");
  await page.waitForURL(`${here.base}/zh/console`);
  await done(page);
});
