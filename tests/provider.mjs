// A real identity provider in a process of its own: npm's oidc-provider, with people, a page to sign in, and keys that
// can be changed. Started by harness.mjs with the address of kaimen and a port (0: any).
import { generateKeyPairSync, randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import Provider from "oidc-provider";

const [kaimen, port] = process.argv.slice(2);
/** Who can sign in here, and as whom they are known. Sun has the name of Wang's account, Zhao that of no account. */
const PEOPLE = {
  wang: { username: "desk", amr: ["pwd", "otp"] },
  sun: { username: "desk", amr: ["pwd"] },
  li: { username: "officer1", amr: ["pwd"] },
  qian: { username: "officer2", amr: ["pwd"] },
  zhou: { username: "command", amr: ["pwd"] },
  zhao: { username: "zhao", amr: ["pwd"] },
};
const PASSWORD = "secret";
const cookies = { keys: [randomUUID()] };
/** What the provider remembers, whatever its keys. */
const memory = new Map();
const adapter = (model) => {
  const key = (id) => `${model} ${id}`, first = (test) => [...memory.values()].find(test);
  return {
    upsert: async (id, payload) => { memory.set(key(id), payload); },
    find: async (id) => memory.get(key(id)),
    findByUid: async (uid) => first((payload) => payload.kind === model && payload.uid === uid),
    findByUserCode: async (code) => first((payload) => payload.userCode === code),
    consume: async (id) => { memory.get(key(id)).consumed = Math.floor(Date.now() / 1000); },
    destroy: async (id) => { memory.delete(key(id)); },
    revokeByGrantId: async (grant) => { for (const [id, payload] of memory) if (payload.grantId === grant) memory.delete(id); },
  };
};
let issuer, current;

function begin() {
  const key = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ format: "jwk" });
  current = new Provider(issuer, {
    clients: [{
      client_id: "kaimen", client_secret: "s3cret/with+signs", redirect_uris: [`${kaimen}/sign-in/identity/back`],
      post_logout_redirect_uris: [`${kaimen}/zh/sign-in`, `${kaimen}/en/sign-in`],
    }],
    jwks: { keys: [{ ...key, kid: randomUUID(), use: "sig", alg: "RS256" }] },
    claims: { openid: ["sub"], profile: ["preferred_username"] },
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: {
        logoutSource: (ctx, form) => {
          ctx.body = `<!doctype html><html lang="en"><title>Provider</title><link rel="icon" href="data:,">${form}<button form="op.logoutForm" name="logout" value="yes">Sign out</button></html>`;
        },
      },
    },
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, preferred_username: PEOPLE[id].username }) }),
    // The bureau has agreed for its people.
    loadExistingGrant: async (ctx) => {
      const grant = new ctx.oidc.provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId });
      grant.addOIDCScope("openid profile");
      await grant.save();
      return grant;
    },
    adapter,
    cookies,
  });
}

/** The page to sign in. */
async function interaction(request, response) {
  if (request.method === "GET") {
    await current.interactionDetails(request, response);
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.end(`<!doctype html><html lang="en"><title>Provider</title><link rel="icon" href="data:,"><h1>Provider</h1><form method="post">
<input name="login"><input name="password" type="password"><button name="go" value="yes">Sign in</button><button name="go" value="no">Cancel</button></form>`);
    return;
  }
  const form = new URLSearchParams(await text(request)), login = form.get("login");
  const good = form.get("go") === "yes" && form.get("password") === PASSWORD && PEOPLE[login];
  const result = good ? { login: { accountId: login, amr: good.amr } } : { error: "access_denied" };
  await current.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
}

const server = createServer((request, response) => {
  if (!request.url.startsWith("/interaction/")) return current.callback()(request, response);
  interaction(request, response).catch((error) => { response.statusCode = 400; response.end(String(error)); });
});
server.listen(Number(port), "127.0.0.1", () => {
  issuer = `http://127.0.0.1:${server.address().port}`;
  begin();
  process.send({ issuer, port: server.address().port });
});
process.on("message", () => { begin(); process.send({ changed: true }); });
process.on("disconnect", () => process.exit());
