// Keeps an open receipt up to date. The page is complete without it.
const status = document.createElement("p");
status.className = "sr-only";
status.setAttribute("role", "status");
document.body.append(status);
const current = (page: Document) => page.querySelector(".current .step-name")?.textContent ?? "";
/** What is found again in the new page: a field by name and value, anything else by its place among links and buttons. */
const targets = (main: Element) => [...main.querySelectorAll<HTMLElement>("a, button, input")];
let asking = false, again = false;

async function renew(): Promise<void> {
  again = asking;
  if (asking) return;
  asking = true;
  try {
    const answer = await fetch(location.pathname, { cache: "no-store" });
    if (answer.ok) put(new DOMParser().parseFromString(await answer.text(), "text/html"));
  } catch { /* the stream opens again and asks anew */ }
  asking = false;
  if (again) void renew();
}

function put(page: Document): void {
  const old = document.querySelector("main"), next = page.querySelector("main");
  if (!old || !next) return;
  const stars = old.querySelector<HTMLInputElement>("[name=stars]:checked")?.value;
  const focused = targets(old).find((x) => x === document.activeElement);
  const same = focused && targets(next).find((x) => x.outerHTML === focused.outerHTML);
  const step = current(page);
  if (step !== current(document)) status.textContent = step;
  old.replaceWith(document.adoptNode(next));
  const chosen = stars && next.querySelector<HTMLInputElement>(`[name=stars][value="${stars}"]`);
  if (chosen) chosen.checked = true;
  same?.focus({ preventScroll: true });
  if (!page.querySelector("script[type=module]")) source?.close();
}

let source: EventSource | null = null;
function open(): void {
  source = new EventSource("/receipt/stream");
  source.onopen = () => void renew();
  source.addEventListener("changed", () => void renew());
  // Refused: the receipt was closed, or the server is going down.
  source.onerror = () => { if (source?.readyState === 2) setTimeout(open, 30_000); };
}
open();

export {};
