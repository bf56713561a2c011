// Starts the built program, drives Chromium, and notices everything that a page must not do.
import assert from "node:assert/strict";
import { fork, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const here = path.dirname(fileURLToPath(import.meta.url));
const binary = process.env.KAIMEN_BINARY ?? path.join(here, "../target/debug/kaimen");
const browserFile = process.env.CHROMIUM ?? "/usr/bin/chromium";

/** Why the tests cannot run here; false where they can. */
export const obstacle = !existsSync(binary) ? `no program at ${binary}` : !existsSync(browserFile) ? `no browser at ${browserFile}` : false;
if (obstacle) console.log(`skipped: browser tests, ${obstacle}`);

/** The demo on a port of its own with a data folder of its own; nothing in it happens by itself. */
export class Server {
  passwords = {};
  output = "";
  #process = null;

  static async start(options = {}) {
    const server = new Server();
    server.data = await mkdtemp(path.join(tmpdir(), "kaimen-test-"));
    await server.#run(["demo", "--still", "--listen", "127.0.0.1:0", ...options.arguments ?? []], "Ctrl-C");
    return server;
  }

  async #run(words, said, environment = {}) {
    const env = { ...process.env, ...environment };
    const child = spawn(binary, [...words, "--data", this.data], { stdio: ["ignore", "pipe", "pipe"], env });
    this.#process = child;
    this.output = "";
    this.errors = "";
    child.stderr.on("data", (text) => {
      this.errors += text;
      // What broke on the server is said beside the test that it broke.
      if (`${text}`.includes("ERROR")) console.log(`the server says: ${text}`);
    });
    await new Promise((ready, failed) => {
      const late = setTimeout(() => failed(new Error(`not ready after 60 s: ${this.output}${this.errors}`)), 60_000);
      child.once("exit", (code) => failed(new Error(`ended with ${code}: ${this.output}${this.errors}`)));
      child.stdout.on("data", (text) => {
        this.output += text;
        if (this.output.includes(said)) { clearTimeout(late); ready(); }
      });
    });
    child.removeAllListeners("exit");
    this.base ??= this.output.match(/http:\/\/[\d.:]+/)[0];
    for (const [, name, password] of this.output.matchAll(/^ {2}(\w+)\s+(\w{4}-\w{4}-\w{4}-\w{4})/gm)) this.passwords[name] = password;
  }

  /** Stops the process, the data stay. */
  async halt() {
    const child = this.#process;
    if (!child || child.exitCode !== null) return;
    const gone = new Promise((done) => child.once("exit", done));
    child.kill("SIGTERM");
    const hard = setTimeout(() => child.kill("SIGKILL"), 8000);
    await gone;
    clearTimeout(hard);
  }
  /** Goes on with the same data at the same port; whoever was signed in still is. */
  async again(environment) {
    const map = path.join(this.data, "district-2011.map");
    await this.#run(["serve", "--map", map, "--listen", this.base.replace("http://", ""), "--require-second-factor", "no"], this.base, environment);
  }
  async stop() { await this.halt(); await rm(this.data, { recursive: true, force: true }); }
}

/** The bureau's identity provider: npm's oidc-provider in a process of its own, see provider.mjs. */
export class IdentityProvider {
  static async start(kaimen) {
    const provider = new IdentityProvider();
    provider.kaimen = kaimen;
    await provider.again();
    return provider;
  }
  /** Starts where it was before; nobody is signed in there any more. */
  async again() {
    this.child = fork(path.join(here, "provider.mjs"), [this.kaimen, `${this.port ?? 0}`], { stdio: ["ignore", "ignore", "inherit", "ipc"] });
    [{ issuer: this.issuer, port: this.port }] = await once(this.child, "message");
  }
  /** Signs with another key from now on, and knows the old one no more. */
  async changeKey() { this.child.send("change"); await once(this.child, "message"); }
  async stop() {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const gone = once(this.child, "exit");
    this.child.kill("SIGKILL");
    await gone;
  }
  /** How kaimen is told of it. */
  get environment() {
    return { KAIMEN_IDENTITY_PROVIDER: this.issuer, KAIMEN_IDENTITY_CLIENT: "kaimen", KAIMEN_IDENTITY_SECRET: "s3cret/with+signs",
      KAIMEN_IDENTITY_NAME: "警务统一认证", KAIMEN_ORIGIN: this.kaimen };
  }
}

export const launch = () => chromium.launch({
  executablePath: browserFile,
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"],
});

export const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };
export const desktop = { viewport: { width: 1440, height: 900 } };

/** A context that writes down what its pages must not do: errors, refused content, requests to other hosts. */
export async function context(browser, server, options = {}) {
  const made = await browser.newContext({ locale: "zh-CN", timezoneId: "Asia/Shanghai", ...desktop, ...options });
  made.setDefaultTimeout(15_000);
  const wrong = [], allowed = [];
  const note = (text) => { if (!allowed.some((pattern) => pattern.test(text))) wrong.push(text); };
  made.on("request", (request) => {
    const url = new URL(request.url());
    if (/^https?:$/.test(url.protocol) && url.origin !== server.base) note(`request to another host: ${request.url()}`);
  });
  made.on("page", (page) => {
    page.on("pageerror", (error) => note(`error in the page: ${error.stack ?? error}`));
    page.on("console", (message) => { if (message.type() === "error") note(`console: ${message.text()} (${message.location().url})`); });
  });
  if (options.javaScriptEnabled !== false) {
    await made.exposeFunction("__violated", (text) => note(`content policy: ${text}`));
    await made.addInitScript(() => document.addEventListener("securitypolicyviolation", (e) => window.__violated(`${e.violatedDirective} ${e.blockedURI}`)));
  }
  /** From here on this is expected. */
  made.allow = (...patterns) => { allowed.push(...patterns); };
  made.clean = () => assert.deepEqual(wrong.splice(0), []);
  return made;
}
/** What a browser says when the server is gone or the line is cut. */
export const LINE_LOST = /ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_INTERNET_DISCONNECTED|ERR_INCOMPLETE_CHUNKED|ERR_EMPTY_RESPONSE|ERR_SOCKET_NOT_CONNECTED/;

export async function signIn(page, server, username, lang = "zh") {
  await page.goto(`${server.base}/${lang}/sign-in`);
  await page.fill("#username", username);
  await page.fill("#password", server.passwords[username]);
  await page.click("main form .button");
  await page.waitForURL(/\/(console|duty|admin|work)$/);
}
/** Signed in, with the screen filled. */
export async function desk(browser, server, { who = "desk", lang = "zh", ...options } = {}) {
  const own = await context(browser, server, options);
  const page = await own.newPage();
  await signIn(page, server, who, lang);
  await page.locator(".link-state.good").waitFor();
  return page;
}
export async function officer(browser, server, { who = "officer1", lang = "zh", place, ...options } = {}) {
  const own = await context(browser, server, { ...phone, ...options, ...place ? { geolocation: { longitude: place.lon, latitude: place.lat, accuracy: 10 }, permissions: ["geolocation"] } : {} });
  const page = await own.newPage();
  await signIn(page, server, who, lang);
  await page.locator(".link-state.good").waitFor();
  return page;
}

/** Reads from the interface with the page's session. */
export const read = (page, address) => page.evaluate(async (address) => (await fetch(address)).json(), address);
/** Does an act with the page's session; answers status and body. */
export const post = (page, address, body) => page.evaluate(async ([address, body]) => {
  const csrf = JSON.parse(document.getElementById("boot").textContent).csrf;
  const answer = await fetch(address, { method: "POST", headers: { "content-type": "application/json", "x-csrf-token": csrf }, body: JSON.stringify(body) });
  const text = await answer.text();
  return { status: answer.status, body: text ? JSON.parse(text) : null };
}, [address, body]);
/** A call taken through the interface, for tests that are about something else. */
export async function take(page, place, kind = "dispute", more = {}) {
  const made = await post(page, "/api/calls", { place, kind, ...more });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  return made.body;
}
export const metres = (a, b) => {
  const rad = Math.PI / 180, x = (b.lon - a.lon) * rad * Math.cos((a.lat + b.lat) / 2 * rad), y = (b.lat - a.lat) * rad;
  return Math.hypot(x, y) * 6_371_000;
};
/** Waits until `check` gives something true. */
export async function until(check, what, patience = 15_000) {
  const end = Date.now() + patience;
  for (;;) {
    const found = await check();
    if (found) return found;
    if (Date.now() > end) assert.fail(`waited ${patience} ms for ${what}`);
    await new Promise((done) => setTimeout(done, 50));
  }
}
