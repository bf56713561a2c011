// The browser's part of a passkey ceremony (WebAuthn Level 3). The page says what to do where there is none.
type Options = { publicKey: Record<string, unknown> & { challenge: string } };
interface Begun { id: string; options: Options }

const bytes = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const text = (data: ArrayBuffer): string => btoa(String.fromCharCode(...new Uint8Array(data))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const credentials = (list: unknown) => (list as { id: string }[] | undefined)?.map((c) => ({ ...c, id: bytes(c.id) }));

/** Makes a passkey where the options name a user; uses one otherwise. Answers what the server expects. */
async function perform({ publicKey: p }: Options): Promise<unknown> {
  const challenge = bytes(p.challenge);
  if (p.user) {
    const user = p.user as { id: string };
    const made = await navigator.credentials.create({ publicKey: { ...p, challenge, user: { ...user, id: bytes(user.id) }, excludeCredentials: credentials(p.excludeCredentials) } as unknown as PublicKeyCredentialCreationOptions }) as PublicKeyCredential;
    const response = made.response as AuthenticatorAttestationResponse;
    return { id: made.id, rawId: text(made.rawId), type: made.type, response: { attestationObject: text(response.attestationObject), clientDataJSON: text(response.clientDataJSON) } };
  }
  const used = await navigator.credentials.get({ publicKey: { ...p, challenge, allowCredentials: credentials(p.allowCredentials) } as unknown as PublicKeyCredentialRequestOptions }) as PublicKeyCredential;
  const response = used.response as AuthenticatorAssertionResponse;
  return { id: used.id, rawId: text(used.rawId), type: used.type, response: { authenticatorData: text(response.authenticatorData), clientDataJSON: text(response.clientDataJSON),
    signature: text(response.signature), userHandle: response.userHandle ? text(response.userHandle) : null } };
}

async function ask<T>(address: string, body: unknown): Promise<T> {
  const answer = await fetch(address, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body), redirect: "error" });
  if (!answer.ok) throw new Error(String(answer.status));
  return await answer.json() as T;
}

for (const box of document.querySelectorAll<HTMLElement>("[data-passkey]")) {
  const show = (...words: string[]) => { for (const part of box.querySelectorAll<HTMLElement>("[data-when]")) part.hidden = !words.includes(part.dataset.when!); };
  const { passkey: address, csrf } = box.dataset;
  const form = box.querySelector("form");
  if (!form || !("PublicKeyCredential" in window)) continue;
  show("ready");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("button")!;
    button.disabled = true;
    show("ready");
    let reached = "refused";
    try {
      const begun = await ask<Begun>(`${address}/begin`, { csrf });
      reached = "cancelled";
      const credential = await perform(begun.options);
      reached = "refused";
      const { next } = await ask<{ next: string }>(`${address}/finish`, { csrf, id: begun.id, name: new FormData(form).get("name") ?? "", credential });
      location.assign(next);
    } catch {
      show("ready", reached);
      button.disabled = false;
    }
  });
}
