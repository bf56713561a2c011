// The officer's phone page: one call, one next step, everything written down before it is sent.
import { html, nothing, render, type TemplateResult } from "lit-html";
import { live } from "lit-html/directives/live.js";
import officerEn from "../../locales/en/officer.ftl";
import sharedEn from "../../locales/en/shared.ftl";
import officerZh from "../../locales/zh-CN/officer.ftl";
import sharedZh from "../../locales/zh-CN/shared.ftl";
import { Api, newKey, Problem, readBoot } from "../shared/api";
import { gradeIcon, icons } from "../shared/icons";
import { LiveMap } from "../shared/map";
import { applyWaiting, Outbox, type Parcel } from "../shared/outbox";
import { SealedShelf } from "../shared/sealed";
import { Stream } from "../shared/stream";
import { hasText, kindText, setTexts, t } from "../shared/text";
import { agoText, clockText, distanceText, now, secondsSince, setServerNow, timeOfDay, travelText } from "../shared/time";
import { isOpenAssignment, may, newer, type CallView, type Hospital, type MapView, type RouteView, type StateView, type UnitView } from "../shared/types";

const boot = readBoot();
document.getElementById("app")!.replaceChildren();
setTexts(boot.lang, { "zh-CN": [sharedZh, officerZh], "en": [sharedEn, officerEn] });
const api = new Api(boot);
const app = document.getElementById("app")!;
const mapHost = document.createElement("div");
mapHost.className = "map-host";
const keep = `kaimen-${boot.account.id}`;

type Tab = "call" | "map" | "medical" | "finish";
const S = {
  loaded: false, problem: null as Problem | null, calls: new Map<string, CallView>(), unit: null as UnitView | null,
  tab: "call" as Tab, stale: false, lastHeard: Date.now(), route: null as { id: string; data: RouteView } | null, hospitals: null as { id: string; list: Hospital[] } | null,
  map: null as LiveMap | null, mapInfo: null as MapView | null, mapFailed: false,
  place: null as { lon: number; lat: number; accuracy: number; at: number } | null, placeProblem: "" as "" | "denied" | "none", sentAt: 0,
  backupAt: 0, facility: "", advice: false, handover: "", minutes: "", result: "", text: "", note: "", noteOpen: false, dutyBusy: false, message: "",
  ended: "", kept: 0, unlocked: false,
};
let queued = false;
function changed(): void {
  if (queued) return;
  queued = true;
  requestAnimationFrame(() => { queued = false; render(page(), app); });
}
const shelf = new SealedShelf(localStorage, [`${keep}-outbox`, `${keep}-view`], () => { S.message = t("storage-full"); changed(); });
const outbox = new Outbox({
  shelf, newKey, changed, may,
  send: (path, body, key) => api.post(path, body, { key, tries: 1, timeoutMs: 12_000 }),
  version: (id) => S.calls.get(id)?.version,
  refresh: async (id) => { const d = await api.get<{ call: CallView }>(`/api/calls/${id}`); S.calls.set(id, d.call); return d.call; },
  sent: (_parcel, answer) => { const c = answer as CallView | undefined; if (c?.id) takeCall(c); },
}, `${keep}-outbox`);

// ---- The call in hand ----
const mine = (c: CallView) => c.assignments.filter((a) => a.unit_id === boot.unit_id).at(-1) ?? null;
function current(): CallView | null {
  const list = [...S.calls.values()].map((c) => applyWaiting(c, boot.unit_id, outbox.all())).filter((c) => {
    const a = mine(c);
    return a && a.state !== "recalled" && (isOpenAssignment(a) || c.state === "resolved" || may(c, "feedback")) && c.state !== "closed" && c.state !== "merged" && c.state !== "feedback";
  });
  return list.sort((a, b) => Number(isOpenAssignment(mine(b)!)) - Number(isOpenAssignment(mine(a)!)) || a.grade - b.grade || Date.parse(a.received_at) - Date.parse(b.received_at))[0] ?? null;
}
function takeCall(view: CallView): void {
  const old = S.calls.get(view.id);
  if (old && old.version > view.version) return;
  const a = mine(view);
  S.calls.set(view.id, a && isOpenAssignment(a) ? newer(old, view) : { ...view, contact: null });
  void readContact();
  if (a?.state === "dispatched" && (!old || mine(old)?.id !== a.id)) { S.tab = "call"; S.message = t("new-call-arrived", { kind: kindText(view.kind) }); navigator.vibrate?.([200, 100, 200]); }
  remember();
  void readRoute();
  drawMap();
  changed();
}
/** How to reach the caller is told with the single call only, and only while the unit is on it. */
let contactFor = "";
async function readContact(): Promise<void> {
  const c = current();
  if (!c || c.contact !== null || contactFor === c.id || !isOpenAssignment(mine(c)!)) return;
  contactFor = c.id;
  try {
    const d = await api.get<{ call: CallView }>(`/api/calls/${c.id}`);
    S.calls.set(c.id, newer(S.calls.get(c.id), d.call));
    remember(); changed();
  } catch { contactFor = ""; }
}
function remember(): void { if (!S.ended) shelf.setItem(`${keep}-view`, JSON.stringify({ calls: [...S.calls.values()], unit: S.unit, route: S.route, heard: S.lastHeard })); }

/** Writes an act down and sends what is waiting. */
function act(c: CallView, name: string, body: Record<string, unknown> = {}): void {
  outbox.add({ callId: c.id, act: name, path: `/api/calls/${c.id}/${name}`, body, at: new Date(now()).toISOString() });
  S.message = "";
  void flush();
  changed();
}
let retry = 0;
async function flush(): Promise<void> {
  clearTimeout(retry);
  const run = async () => { if (!await outbox.flush() && outbox.waiting().length > 0) retry = window.setTimeout(() => void flush(), 8000); };
  if (navigator.locks) await navigator.locks.request(`${keep}-sender`, run); else await run();
  changed();
}

const NEXT: Record<string, { act: string; label: string }> = {
  dispatched: { act: "acknowledge", label: "next-acknowledge" }, acknowledged: { act: "en-route", label: "next-en-route" },
  en_route: { act: "on-scene", label: "next-on-scene" }, on_scene: { act: "resolve", label: "next-resolve" },
};
function nextStep(c: CallView): void {
  const a = mine(c);
  const step = a ? NEXT[a.state] : undefined;
  if (!step) { S.tab = "finish"; changed(); return; }
  act(c, step.act);
  if (step.act === "resolve") S.tab = "finish";
}
/** What waits longer than a good line needs: an act that goes through at once is not worth a word. */
const delayed = (): Parcel[] => outbox.waiting().filter((p) => p.tries > 0 || now() - Date.parse(p.at) > 1500);
const unsent = (c: CallView, ...names: string[]) => delayed().some((p) => p.callId === c.id && (names.length === 0 || names.includes(p.act)));

// ---- Backup: pressed once, sent after three seconds unless taken back ----
let backupTimer = 0;
function askBackup(): void {
  if (S.backupAt) { cancelBackup(); return; }
  S.backupAt = Date.now() + 3000;
  const step = () => {
    if (!S.backupAt) return;
    if (Date.now() >= S.backupAt) { sendBackup(); return; }
    backupTimer = window.setTimeout(step, 200);
    changed();
  };
  navigator.vibrate?.(60);
  step();
}
function cancelBackup(): void { clearTimeout(backupTimer); S.backupAt = 0; S.message = t("backup-cancelled"); changed(); }
function sendBackup(): void {
  clearTimeout(backupTimer);
  S.backupAt = 0;
  const c = current();
  if (c) { act(c, "backup"); navigator.vibrate?.([80, 60, 80]); }
  changed();
}

// ---- Page ----
function page() {
  if (S.ended) return endedView();
  const c = current();
  const waiting = delayed();
  const status = S.unit?.status ?? "off";
  const tabs: [Tab, () => TemplateResult, string][] = [["call", icons.list, "tab-call"], ["map", icons.map, "tab-map"], ["medical", icons.cross, "tab-medical"], ["finish", icons.check, "tab-finish"]];
  return html`
    <header class="top"><div class="top-line"><b>${S.unit?.call_sign ?? t("no-unit")}</b><span lang="zh-Hans">${boot.account.name}</span>
        <span class="link-state ${S.stale || S.problem ? "bad" : "good"}"><i></i>${S.stale || S.problem ? t("link-stale") : S.loaded ? t("link-live") : t("link-opening")}</span>
        <a href=${boot.other_language} hreflang=${boot.lang === "en" ? "zh-CN" : "en"}>${boot.lang === "en" ? "中文" : "EN"}</a></div>
      <div class="duty" role="group" aria-label=${t("duty-title")}>${(["available", "break", "off"] as const).map((s) => html`<button aria-pressed=${s === "available" ? status !== "break" && status !== "off" : status === s}
        ?disabled=${S.dutyBusy || !boot.unit_id} @click=${() => setDuty(s)}>${s === "available" && status !== "available" && status !== "break" && status !== "off" ? t(`duty-${status}`) : t(`duty-${s}`)}</button>`)}</div>
      <p class="position-line">${positionText(status)}</p>
    ${S.stale || S.problem ? html`<div class="stale-banner" role="alert">${icons.warn()}<div><b>${t("stale-title", { age: agoText((Date.now() - S.lastHeard) / 1000) })}</b><p>${t("stale-text")}</p></div></div>` : nothing}
    ${waiting.length > 0 ? html`<button class="unsent-bar" @click=${() => flush()}>${icons.clock()}<span>${t("unsent-count", { count: waiting.length })}</span><u>${t("send-now")}</u></button>` : nothing}</header>
    ${outbox.rejected().map((p) => rejectedView(p))}
    ${S.message ? html`<p class="message" role="status">${S.message}<button class="plain" aria-label=${t("dismiss")} @click=${() => { S.message = ""; changed(); }}>${icons.close()}</button></p>` : nothing}
    <main class="body ${S.tab === "map" ? "with-map" : ""}">${!S.loaded && S.calls.size === 0 && !S.problem ? html`<div class="card"><div class="skeleton"></div><div class="skeleton"></div><div class="skeleton short"></div></div>`
      : !c ? idle(status) : S.tab === "map" ? mapView(c) : S.tab === "medical" ? medicalView(c) : S.tab === "finish" ? finishView(c) : callView(c)}</main>
    ${c ? html`<footer class="bottom">${S.backupAt ? html`<div class="backup-count" role="alert"><b>${t("backup-in", { seconds: Math.max(1, Math.ceil((S.backupAt - Date.now()) / 1000)) })}</b>
        <button class="big danger" @click=${sendBackup}>${t("backup-now")}</button><button class="big plain-big" @click=${cancelBackup}>${t("cancel")}</button></div>` : html`<div class="act-row">
        <button class="big danger backup" ?disabled=${c.backup_requested || !isOpenAssignment(mine(c)!)} @click=${askBackup}>${icons.backup()}<span>${c.backup_requested ? unsent(c, "backup") ? t("backup-unsent") : t("backup-asked") : t("backup")}</span></button>
        ${nextButton(c)}</div>`}
      <nav class="tabs" aria-label=${t("tabs")}>${tabs.map(([tab, icon, label]) => html`<button aria-current=${S.tab === tab ? "page" : nothing} @click=${() => openTab(tab)}>${icon()}<span>${t(label)}</span></button>`)}</nav></footer>` : nothing}`;
}
function nextButton(c: CallView) {
  const a = mine(c);
  const step = a ? NEXT[a.state] : undefined;
  if (!step && S.tab === "finish") return html`<button class="big next" ?disabled=${!S.result || !S.text.trim()} @click=${() => sendFeedback(c)}>${t("send-feedback")}</button>`;
  return html`<button class="big next" @click=${() => nextStep(c)}>${step ? t(step.label) : t("next-feedback")}</button>`;
}
function positionText(status: string): string {
  if (status === "off") return t("position-off");
  if (S.placeProblem === "denied") return t("position-denied");
  if (S.placeProblem === "none") return t("position-none");
  return S.sentAt ? t("position-sent", { age: agoText((Date.now() - S.sentAt) / 1000) }) : t("position-on");
}
function rejectedView(p: Parcel) {
  const code = p.problem?.code ?? "server";
  return html`<div class="rejected" role="alert"><p><b>${t("rejected-title", { act: actText(p.act) })}</b></p>
    <p>${hasText(`problem-${code}`) ? t(`problem-${code}`) : p.problem?.title ?? ""}${t("sentence-gap")}${t("rejected-at", { time: timeOfDay(p.at, false) })}</p>
    ${typeof p.body.text === "string" ? html`<p class="quote">${p.body.text}</p>` : nothing}
    <div class="pair"><button class="button" @click=${() => { outbox.retry(p.key); void flush(); }}>${t("rejected-retry")}</button><button class="button" @click=${() => { outbox.dismiss(p.key); void flush(); }}>${t("rejected-dismiss")}</button></div></div>`;
}
const actText = (act: string): string => t(`did-${act.replace("/", "-")}`);

/** The session has ended: nothing of anybody is shown any more. */
function endedView() {
  const revoked = S.ended === "revoked";
  return html`<main class="body"><div class="idle" role="alert">${icons.warn()}<h1>${t(`problem-${S.ended}`)}</h1>
    <p>${revoked ? t("revoked-cleared") : S.kept > 0 ? t("locked-waiting", { count: S.kept }) : t(`problem-${S.ended}-next`)}</p>
    <p>${revoked ? t("problem-revoked-next") : nothing}</p><a class="big next" href="${boot.home}/sign-in">${t("sign-in-again")}</a></div></main>`;
}
function idle(status: string) {
  return html`<div class="idle">${icons.check()}<h1>${status === "off" ? t("idle-off") : status === "break" ? t("idle-break") : t("idle-free")}</h1>
    <p>${status === "off" ? t("idle-off-text") : status === "break" ? t("idle-break-text") : t("idle-free-text")}</p>
    ${status === "off" || status === "break" ? html`<button class="big next" ?disabled=${S.dutyBusy || !boot.unit_id} @click=${() => setDuty("available")}>${t("go-on-duty")}</button>` : nothing}
    <p><a href="${boot.home}/work">${t("my-work")}</a></p>
    <p><a href="${boot.home}/account">${t("account")}</a></p>
    <form method="post" action="${boot.home}/sign-out" @submit=${() => shelf.wipe()}><button class="button">${t("sign-out")}</button></form></div>`;
}
function callView(c: CallView) {
  const a = mine(c)!;
  const others = c.assignments.filter((x) => x.unit_id !== boot.unit_id && isOpenAssignment(x));
  const due = a.due_at && (a.state === "dispatched" || a.state === "acknowledged" || a.state === "en_route") ? (Date.parse(a.due_at) - now()) / 1000 : null;
  const route = S.route?.id === c.id ? S.route.data : null;
  return html`<article class="card g${c.grade}"><header>${gradeIcon(c.grade, t(`grade-${c.grade}`))}<div><h1>${kindText(c.kind)}</h1><p class="quiet num">${c.number}</p></div>
      <span class="state-tag">${t(`assignment-${a.state}`)}${unsent(c) ? html`<em>${t("mark-unsent")}</em>` : nothing}</span></header>
    <p class="where" lang="zh-Hans">${c.place.text}</p>
    <p class="distance">${route ? html`${distanceText(route.metres)} · ${travelText(route.travel_ms)}` : a.eta_ms !== null ? travelText(a.eta_ms) : ""}${due !== null ? html` · <b class=${due < 0 ? "late" : ""}>${due >= 0 ? t("due-in", { time: clockText(due) }) : t("late-by", { time: clockText(-due) })}</b>` : nothing}</p>
    ${c.summary ? html`<p class="summary" lang="zh-Hans">${c.summary}</p>` : nothing}
    <dl class="facts"><dt>${t("fact-received")}</dt><dd class="num">${timeOfDay(c.received_at, false)} · ${agoText(secondsSince(c.received_at))}</dd>
      ${c.contact ? html`<dt>${t("fact-contact")}</dt><dd><a href="tel:${c.contact.replace(/[^\d+]/g, "")}">${c.contact}</a></dd>` : nothing}
      ${others.length > 0 ? html`<dt>${t("fact-others")}</dt><dd>${others.map((o) => html`<span class="other">${o.call_sign} ${t(`assignment-${o.state}`)}</span>`)}</dd>` : nothing}
      ${c.medical ? html`<dt>120</dt><dd>${t(`medical-${c.medical.state}`)}${c.medical.eta_told_minutes !== null ? html` · ${t("medical-eta-told", { minutes: c.medical.eta_told_minutes })}` : nothing}</dd>` : nothing}</dl>
    <button class="button wide" @click=${() => openTab("map")}>${icons.map()} ${t("show-route")}</button></article>
    ${may(c, "note") || S.noteOpen ? html`<section class="card"><h2>${t("note-title")}</h2><textarea rows="2" aria-label=${t("note-title")} placeholder=${t("note-placeholder")} .value=${live(S.note)} @input=${(e: Event) => { S.note = (e.target as HTMLTextAreaElement).value; changed(); }}></textarea>
      <button class="button wide" ?disabled=${!S.note.trim()} @click=${() => { act(c, "note", { text: S.note.trim() }); S.note = ""; S.message = t("note-kept"); changed(); }}>${t("note-save")}</button></section>` : nothing}`;
}
function mapView(c: CallView) {
  const route = S.route?.id === c.id ? S.route.data : null;
  return html`<div class="map-box">${mapHost}${S.mapFailed ? html`<p class="map-failed">${t("map-failed")}</p>` : nothing}<p class="attribution">${S.mapInfo?.attribution ?? ""}</p>
      <div class="map-buttons"><button aria-label=${t("zoom-in")} @click=${() => S.map?.zoomBy(1)}>${icons.plus()}</button><button aria-label=${t("zoom-out")} @click=${() => S.map?.zoomBy(-1)}>${icons.minus()}</button><button aria-label=${t("fit-route")} @click=${fitRoute}>${icons.locate()}</button></div></div>
    <section class="card steps-card"><h1>${route ? html`${distanceText(route.metres)} · ${travelText(route.travel_ms)}` : t("route-none")}</h1>
      ${route ? html`<ol class="route-steps">${route.steps.map((s) => html`<li><span lang="zh-Hans">${s.street || t("street-unnamed")}</span><b>${distanceText(s.metres)}</b></li>`)}<li class="goal"><span lang="zh-Hans">${c.place.text}</span></li></ol>` : html`<p class="quiet">${t("route-none-text")}</p>`}</section>`;
}
function medicalView(c: CallView) {
  const m = c.medical;
  if (!m || m.state === "cancelled") {
    return html`<section class="card"><h1>${t("medical-request-title")}</h1><p class="quiet">${t("medical-request-text")}</p><div class="grid-2">${(["conscious", "unconscious", "bleeding", "other"] as const).map((k) => html`
      <button class="big plain-big" @click=${() => act(c, "medical/request", { condition: k })}>${t(`condition-${k}`)}</button>`)}</div></section>`;
  }
  const open = m.state === "requested" || m.state === "delayed";
  const list = S.hospitals?.id === c.id ? S.hospitals.list : null;
  const steps: [string, string | null][] = [["medical-step-requested", m.requested_at], ["medical-step-arrived", m.arrived_at], ["medical-step-decided", m.decided_at], ["medical-step-departed", m.departed_at], ["medical-step-handed", m.handed_over_at]];
  return html`<section class="card"><header class="plain-head"><h1>${t("medical-title")}</h1><span class="state-tag ${m.state}">${t(`medical-${m.state}`)}${unsent(c, "medical/request", "medical/eta", "medical/delayed", "medical/transport", "medical/depart", "medical/handover", "medical/ambulance-arrived") ? html`<em>${t("mark-unsent")}</em>` : nothing}</span></header>
      <p>${t(`condition-${m.condition}`)}${open ? html` · ${t("medical-waited")} <b class="num">${clockText(secondsSince(m.requested_at))}</b>` : nothing}${m.facility ? html` · <b>${m.facility}</b>` : nothing}</p>
      <ol class="clock-list">${steps.filter(([, at]) => at).map(([label, at]) => html`<li><span>${t(label)}</span><b class="num">${timeOfDay(at)}</b></li>`)}${m.handover_to ? html`<li><span>${t("medical-to", { to: m.handover_to })}</span></li>` : nothing}</ol></section>
    ${open ? html`<section class="card"><h2>${t("medical-eta-title")}</h2><p class="quiet">${m.eta_told_minutes !== null ? t("medical-eta-told", { minutes: m.eta_told_minutes }) : t("medical-eta-ask")}</p>
      <div class="chips">${[5, 10, 15, 20, 30, 45].map((n) => html`<button aria-pressed=${m.eta_told_minutes === n} @click=${() => act(c, "medical/eta", { minutes: n })}>${t("travel-minutes", { minutes: n })}</button>`)}</div>
      <div class="grid-2"><button class="big plain-big" ?disabled=${m.state === "delayed"} @click=${() => { act(c, "medical/delayed"); void readHospitals(); }}>${t("medical-delayed-button")}</button><button class="big plain-big" @click=${() => act(c, "medical/ambulance-arrived")}>${t("medical-arrived-button")}</button></div>
      <button class="button wide" @click=${() => act(c, "medical/cancel", { reason: t("medical-cancel-not-needed") })}>${t("medical-cancel")}</button></section>
    <section class="card"><h2>${t("hospitals-title")}</h2><p class="quiet">${t("hospitals-text")}</p>
      ${list === null ? html`<button class="button wide" @click=${() => readHospitals()}>${t("hospitals-show")}</button>` : list.length === 0 ? html`<p>${t("hospitals-none")}</p>` : html`<ul class="hospitals">${list.slice(0, 6).map((h) => html`<li><label><input type="radio" name="facility" .checked=${S.facility === h.name} @change=${() => { S.facility = h.name; changed(); }}>
        <span lang="zh-Hans">${h.name}</span><b>${travelText(h.travel_ms)}</b><small>${distanceText(h.metres)}</small></label></li>`)}</ul>
        <label class="check"><input type="checkbox" .checked=${S.advice} @change=${(e: Event) => { S.advice = (e.target as HTMLInputElement).checked; changed(); }}> ${t("medical-advice")}</label>
        <button class="big next wide" ?disabled=${!S.facility} @click=${() => { act(c, "medical/transport", { facility: S.facility, advice_sought: S.advice }); }}>${S.facility ? t("medical-transport", { facility: S.facility }) : t("medical-transport-choose")}</button>`}</section>` : nothing}
    ${m.state === "self_transport_decided" ? html`<section class="card"><button class="big next wide" @click=${() => act(c, "medical/depart")}>${t("medical-depart")}</button>
      <button class="button wide" @click=${() => act(c, "medical/ambulance-arrived")}>${t("medical-arrived-button")}</button></section>` : nothing}
    ${m.state === "en_route" || m.state === "ambulance_arrived" ? html`<section class="card"><h2>${m.state === "en_route" ? t("medical-handover-title") : t("medical-handover-crew")}</h2><label class="stack">${t("medical-handover-to")}<input .value=${live(S.handover)} placeholder=${m.state === "en_route" ? t("medical-handover-placeholder") : t("medical-crew-placeholder")} @input=${(e: Event) => { S.handover = (e.target as HTMLInputElement).value; changed(); }}></label>
      <button class="big next wide" ?disabled=${!S.handover.trim()} @click=${() => { act(c, "medical/handover", { to: S.handover.trim() }); S.handover = ""; }}>${t("medical-handover")}</button></section>` : nothing}`;
}
const RESULTS = ["settled", "mediated", "case_opened", "transferred", "unfounded", "medical"] as const;
function finishView(c: CallView) {
  const a = mine(c)!;
  if (isOpenAssignment(a)) {
    return html`<section class="card"><h1>${t("finish-not-yet")}</h1><p>${a.state === "on_scene" ? t("finish-on-scene") : t("finish-before-scene")}</p></section>`;
  }
  return html`<section class="card"><h1>${t("feedback-title")}</h1><p class="quiet">${t("feedback-text")}</p>
    <fieldset><legend>${t("feedback-result")}</legend><div class="grid-2 results">${RESULTS.map((r) => html`<label class=${S.result === r ? "on" : ""}><input type="radio" name="result" .checked=${S.result === r} @change=${() => { S.result = r; changed(); }}> ${t(`result-${r}`)}</label>`)}</div></fieldset>
    <label class="stack">${t("feedback-what")}<textarea rows="4" .value=${live(S.text)} placeholder=${t("feedback-placeholder")} @input=${(e: Event) => { S.text = (e.target as HTMLTextAreaElement).value; changed(); }}></textarea></label></section>`;
}
function sendFeedback(c: CallView): void {
  act(c, "feedback", { result: S.result, text: S.text.trim() });
  S.result = ""; S.text = ""; S.tab = "call"; S.message = t("feedback-kept");
}

// ---- Map and route ----
function openTab(tab: Tab): void {
  S.tab = tab;
  window.scrollTo(0, 0);
  if (tab === "map") void openMap();
  if (tab === "medical" && !S.hospitals) void readHospitals();
  changed();
}
async function openMap(): Promise<void> {
  void readRoute(true);
  if (S.map) { requestAnimationFrame(() => drawMap()); return; }
  try {
    S.mapInfo ??= await api.get<MapView>("/api/map");
    S.map = new LiveMap(mapHost, S.mapInfo, { theme: "light", now, zoom: 14, events: { ready: () => { drawMap(); fitRoute(); }, failed: () => { S.mapFailed = true; changed(); } } });
  } catch { S.mapFailed = true; }
  drawMap();
  changed();
}
function drawMap(): void {
  const c = current();
  if (!S.map || !c) return;
  S.map.setCalls([c]);
  S.map.setSelection(c.id, null);
  S.map.setRoutes(S.route?.id === c.id ? [{ id: boot.unit_id ?? "", kind: "own", points: S.route.data.points }] : []);
  S.map.setMarks([...(S.hospitals?.id === c.id && c.medical ? S.hospitals.list.slice(0, 3).map((h) => ({ kind: "hospital" as const, lon: h.lon, lat: h.lat, label: h.name })) : []),
    ...(S.place ? [{ kind: "self" as const, lon: S.place.lon, lat: S.place.lat, accuracy: S.place.accuracy }] : [])]);
}
function fitRoute(): void {
  const c = current();
  if (!c || !S.map) return;
  const points: [number, number][] = S.route?.id === c.id ? [...S.route.data.points] : [[c.place.lon, c.place.lat]];
  if (S.place) points.push([S.place.lon, S.place.lat]);
  S.map.fit(points, 48, 88);
}
let routeAt = 0;
async function readRoute(force = false): Promise<void> {
  const c = current();
  const a = c ? mine(c) : null;
  if (!c || !a || !boot.unit_id || a.state === "on_scene" || !isOpenAssignment(a) || !force && S.route?.id === c.id && Date.now() - routeAt < 30_000) return;
  routeAt = Date.now();
  try {
    S.route = { id: c.id, data: await api.get<RouteView>(`/api/calls/${c.id}/route/${boot.unit_id}`) };
    remember(); drawMap(); changed();
  } catch { /* the last one stays */ }
}
async function readHospitals(): Promise<void> {
  const c = current();
  if (!c) return;
  try { S.hospitals = { id: c.id, list: await api.get<Hospital[]>(`/api/calls/${c.id}/hospitals`) }; } catch { S.message = t("hospitals-failed"); }
  drawMap();
  changed();
}

// ---- Duty and position ----
async function setDuty(status: "available" | "break" | "off"): Promise<void> {
  if (S.dutyBusy || S.unit?.status === status) return;
  S.dutyBusy = true; changed();
  try {
    S.unit = await api.post<UnitView>("/api/duty", { status });
    S.message = "";
    watchPlace(); remember();
  } catch (error) {
    const code = error instanceof Problem ? error.code : "client";
    S.message = `${t("duty-failed")}${t("sentence-gap")}${hasText(`problem-${code}`) ? t(`problem-${code}`) : ""}`;
  }
  S.dutyBusy = false; changed();
}
let watch: number | null = null;
/** The position is read and sent on duty only, and only while this page is seen. */
function watchPlace(): void {
  const wanted = !S.ended && !!boot.unit_id && !!S.unit && S.unit.status !== "off" && !document.hidden;
  if (wanted && watch === null) {
    if (!("geolocation" in navigator)) { S.placeProblem = "none"; return; }
    watch = navigator.geolocation.watchPosition((p) => {
      S.place = { lon: p.coords.longitude, lat: p.coords.latitude, accuracy: p.coords.accuracy, at: p.timestamp };
      S.placeProblem = "";
      drawMap(); changed();
    }, (e) => { S.placeProblem = e.code === 1 ? "denied" : "none"; changed(); }, { enableHighAccuracy: true, maximumAge: 4000, timeout: 20_000 });
  } else if (!wanted && watch !== null) {
    navigator.geolocation.clearWatch(watch);
    watch = null;
    if (S.unit?.status === "off") { S.place = null; S.sentAt = 0; }
  }
}
let sending = false;
async function sendPlace(): Promise<void> {
  const p = S.place;
  if (!p || sending || watch === null || Date.now() - p.at > 60_000) return;
  sending = true;
  try {
    await api.post("/api/position", { lon: p.lon, lat: p.lat, accuracy: p.accuracy, age_seconds: Math.max(0, (Date.now() - p.at) / 1000) }, { tries: 1, timeoutMs: 4000 });
    S.sentAt = Date.now();
  } catch { /* only the newest counts; it goes out in five seconds */ }
  sending = false;
}

// ---- Start ----
/** A revoked device forgets everything. A session that ended by itself leaves what waits sealed, for whoever signs in here again. */
api.ended = (code) => {
  if (S.ended) return;
  S.ended = code; S.kept = outbox.waiting().length;
  stream?.close();
  if (code === "revoked") shelf.wipe(); else shelf.lock();
  outbox.read();
  S.calls.clear();
  S.unit = S.route = S.hospitals = S.place = null;
  S.note = S.text = S.handover = S.message = "";
  watchPlace();
  changed();
};
async function unlock(): Promise<void> {
  if (S.unlocked) return;
  await shelf.unlock((await api.get<{ key: string }>("/api/device-key")).key);
  S.unlocked = true;
  outbox.read();
  try {
    const saved = JSON.parse(shelf.getItem(`${keep}-view`) ?? "null") as { calls: CallView[]; unit: UnitView | null; route: typeof S.route; heard?: number } | null;
    if (saved) { S.lastHeard = saved.heard ?? Date.now(); S.calls = new Map(saved.calls.map((c) => [c.id, c])); S.unit = saved.unit; S.route = saved.route; }
  } catch { /* nothing saved */ }
  changed();
}
let stream: Stream | null = null;
async function readState(): Promise<number> {
  const state = await api.get<StateView>("/api/state");
  setServerNow(state.now);
  S.calls = new Map(state.calls.map((c) => [c.id, { ...c, contact: S.calls.get(c.id)?.contact ?? null }]));
  S.unit = state.units.find((u) => u.id === boot.unit_id) ?? null;
  S.loaded = true; S.problem = null; S.lastHeard = Date.now();
  watchPlace(); remember(); drawMap(); changed();
  void readRoute(); void readContact(); void flush();
  return state.seq;
}
async function start(): Promise<void> {
  let seq: number;
  try { await unlock(); seq = await readState(); } catch (error) {
    S.problem = error instanceof Problem ? error : new Problem("client", 0, String(error));
    changed();
    if (!S.ended) setTimeout(() => void start(), 6000);
    return;
  }
  const live = stream = new Stream(seq, {
    call: takeCall, positions: () => {}, now: setServerNow, reset: readState,
    unit: (u) => { if (u.id === boot.unit_id && (!S.unit || u.version >= S.unit.version)) { S.unit = u; watchPlace(); remember(); changed(); } },
    link: (state, heard) => { S.stale = state === "stale"; S.lastHeard = heard; if (!S.stale) void flush(); changed(); },
    refused: () => void api.get("/api/kinds").catch(() => {}),
  });
  setInterval(() => { if (!S.stale && S.lastHeard !== live.lastHeard) { S.lastHeard = live.lastHeard; remember(); } }, 5000);
}
changed();
setInterval(() => { void sendPlace(); if (S.tab === "map" || Date.now() - routeAt > 60_000) void readRoute(); }, 5000);
setInterval(changed, 1000);
document.addEventListener("visibilitychange", () => { watchPlace(); if (!document.hidden) void flush(); });
window.addEventListener("online", () => void flush());
void start();
