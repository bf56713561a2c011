import { html, nothing, render } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";
import consoleEn from "../../locales/en/console.ftl";
import sharedEn from "../../locales/en/shared.ftl";
import consoleZh from "../../locales/zh-CN/console.ftl";
import sharedZh from "../../locales/zh-CN/shared.ftl";
import { Problem } from "../shared/api";
import { icons } from "../shared/icons";
import { LiveMap } from "../shared/map";
import { Stream } from "../shared/stream";
import { attribute, setTexts, t } from "../shared/text";
import { agoText, dateText, now, setServerNow, timeOfDay } from "../shared/time";
import { may, type DutyStatus, type KindView, type MapView, type PositionsFrame, type StateView, type UnitView } from "../shared/types";
import { boardView } from "./board";
import { detailView, printSheet } from "./detail";
import { intakeView } from "./intake";
import { lineView } from "./line";
import { queueView } from "./queue";
import { COMMANDS, groupOf } from "./rules";
import { api, boot, call, changed, dismiss, isDesk, onChange, S, toast, unitList, visibleCalls } from "./state";
import { closeIntake, dispatch, drawMap, focusSoon, openCall, openIntake, pickOnMap, recommend, saveDraft, select, selectUnit, setKindWords, takeCall, teamIds, togglePick } from "./acts";
import { toggleNotify } from "./notify";

setTexts(boot.lang, { "zh-CN": [sharedZh, consoleZh], "en": [sharedEn, consoleEn] });
setKindWords((code) => attribute(`kind-${code}`, "words"));
const app = document.getElementById("app")!;
const mapHost = document.createElement("div");
mapHost.className = "map-host";
let stream: Stream | null = null;
let unitOrder: string[] = [];

// ---- Page ----
function page() {
  const list = [...S.calls.values()];
  const units = unitList();
  const waiting = list.filter((c) => groupOf(c) === "waiting").length;
  const graveWaiting = list.filter((c) => groupOf(c) === "waiting" && c.grade === 1).length;
  const figure = (value: number | string, label: string, cls = "", of?: number) => html`<div class="figure ${cls}"><b>${value}${of !== undefined ? html`<small> / ${of}</small>` : nothing}</b><span>${label}</span></div>`;
  const role = boot.account.role;
  return html`
    <header class="bar"><a class="brand" href=${boot.home}>${icons.shield()}<span>${t("brand")}</span></a>${lineView()}
      <div class="figures" aria-label=${t("figures")}>${figure(graveWaiting, t("figure-grave"), graveWaiting > 0 ? "red" : "")}${figure(waiting, t("figure-waiting"), waiting > 0 ? "amber" : "")}
        ${figure(units.filter((u) => u.status === "available").length, t("figure-free"), "green", units.filter((u) => u.status !== "off").length)}</div>
      <button class="link-state ${S.stale ? "bad" : "good"}" @click=${() => { if (S.stale) stream?.again(); }}><i></i>${S.stale ? t("link-stale") : S.loaded ? t("link-live") : t("link-opening")}</button>
      <div class="clock"><b class="num">${timeOfDay(now())}</b><span>${dateText(now())}</span></div>
      <div class="who"><b lang="zh-Hans">${boot.account.name}</b><span>${t(`role-${role}`)}</span></div>
      <button class="icon-button" title=${t(S.notify ? "notify-is-on" : "notify-is-off")} aria-label=${t(S.notify ? "notify-is-on" : "notify-is-off")} aria-pressed=${S.notify} @click=${toggleNotify}>${S.notify ? icons.bell() : icons.bellOff()}</button>
      <button class="icon-button" title=${t("help-title")} aria-label=${t("help-title")} @click=${() => { S.help = !S.help; changed(); }}>${icons.help()}</button>
      <a class="language" href=${boot.other_language} hreflang=${boot.lang === "en" ? "zh-CN" : "en"}>${boot.lang === "en" ? "中文" : "EN"}</a>
      <a class="account" href="${boot.home}/work">${t("my-work")}</a>
      <a class="account" href="${boot.home}/account">${t("account")}</a><form class="sign-out" method="post" action="${boot.home}/sign-out"><button class="link">${t("sign-out")}</button></form></header>
    ${S.stale ? html`<div class="stale-banner" role="alert">${icons.warn()}<b>${t("stale-title", { age: agoText((Date.now() - S.lastHeard) / 1000) })}</b><span>${t("stale-text", { time: timeOfDay(S.lastHeard) })}</span>
      <button class="button small" @click=${() => stream?.again()}>${t("connect-again")}</button></div>` : nothing}
    ${S.failed ? html`<div class="stale-banner" role="alert">${icons.warn()}<b>${t("load-failed")}</b><span>${S.failed.status === 401 ? t(`problem-${S.failed.code}-next`) : t("load-failed-text")}</span><button class="button small" @click=${() => location.reload()}>${t("reload")}</button></div>` : nothing}
    <main class="desk"><h1 class="sr-only">${t("page-title")}</h1>${queueView()}
      <section class="map-area" aria-label=${t("map-title")}>${mapHost}
        ${S.intake ? html`<p class="map-hint">${t("map-pick-hint")}</p>` : nothing}
        ${S.mapFailed ? html`<p class="map-hint">${t("map-failed")}</p>` : nothing}
        <div class="map-buttons"><button class="icon-button" aria-label=${t("zoom-in")} title=${t("zoom-in")} @click=${() => S.map?.zoomBy(1)}>${icons.plus()}</button><button class="icon-button" aria-label=${t("zoom-out")} title=${t("zoom-out")} @click=${() => S.map?.zoomBy(-1)}>${icons.minus()}</button>
          <button class="icon-button" aria-label=${t("fit-call")} title=${t("fit-call")} @click=${fitCall}>${icons.locate()}</button></div>
        ${legend()}
        <p class="attribution">${S.mapInfo?.attribution ?? ""}</p></section>
      <div class="side">${S.intake ? intakeView() : detailView()}${boardView()}</div></main>
    <div class="toasts" aria-live="polite">${repeat(S.toasts, (x) => x.id, (x) => html`<div class="toast ${x.kind}" role=${x.kind === "error" ? "alert" : "status"}>
      ${x.kind === "error" ? icons.warn() : icons.check()}<div class="grow"><p>${x.text}</p>${x.hint ? html`<p class="quiet">${x.hint}</p>` : nothing}</div>
      ${x.undo ? html`<button class="button small" @click=${() => { dismiss(x.id); x.undo!.run(); }}>${x.undo.label} <span class="num">${Math.max(1, Math.ceil((x.until - Date.now()) / 1000))}</span> <kbd>Z</kbd></button>` : nothing}
      <button class="icon-button" aria-label=${t("dismiss")} @click=${() => dismiss(x.id)}>${icons.close()}</button></div>`)}</div>
    <div class="sr-only" aria-live="assertive">${S.announce}</div>
    ${S.help ? helpSheet() : nothing}${printSheet()}`;
}
function legend() {
  const dot = (s: DutyStatus) => html`<span><i class="dot ${s}"></i>${t(`duty-${s}`)}</span>`;
  return html`<div class="legend" aria-hidden="true">${dot("available")}${dot("committed")}${dot("en_route")}${dot("on_scene")}
    <span><svg class="legend-shape" viewBox="-8 -8 16 16"><path d="M0-7 5.500 6.500 0 3.500-5.500 6.500z"/></svg>${t("profile-car")}</span>
    <span><svg class="legend-shape" viewBox="-8 -8 16 16"><path d="M0-6.500 5.500 0 0 6.500-5.500 0z"/></svg>${t("profile-ebike")}</span>
    <span><svg class="legend-shape" viewBox="-8 -8 16 16"><circle r="5"/></svg>${t("profile-foot")}</span></div>`;
}
function helpSheet() {
  const keys: [string, string][] = [["J / K", "key-move"], ["Enter", "key-open"], ["D", "key-dispatch"], ["1 – 5", "key-pick"], ["N", "key-new"], ["Ctrl ↵", "key-save"], ["Ctrl ⇧ ↵", "key-save-send"],
    ["Z", "key-undo"], ["F", "key-fit"], ["/", "key-line"], ["?", "key-help"], ["Esc", "key-escape"]];
  return html`<div class="veil" @click=${(e: Event) => { if (e.target === e.currentTarget) { S.help = false; changed(); } }}><section class="help" role="dialog" aria-modal="true" aria-label=${t("help-title")}>
    <div class="detail-head"><div class="grow"><h2>${t("help-title")}</h2></div><button class="icon-button" id="help-close" aria-label=${t("close-panel")} @click=${() => { S.help = false; changed(); }}>${icons.close()}</button></div>
    <div class="help-columns"><div><h3>${t("help-keys")}</h3><dl>${keys.filter(([, id]) => isDesk || !["key-new", "key-save", "key-save-send"].includes(id)).map(([k, id]) => html`<dt><kbd>${k}</kbd></dt><dd>${t(id)}</dd>`)}</dl></div>
      <div><h3>${t("help-commands")}</h3><dl>${COMMANDS.map((c) => html`<dt><code>${t(`command-${c.name}-note`)}</code></dt><dd>${t(`command-${c.name}`)}</dd>`)}</dl></div></div>
  </section></div>`;
}
function fitCall(): void {
  const c = call();
  if (!c) { const m = S.mapInfo; if (m) S.map?.goTo(m.centre.lon, m.centre.lat, 13); return; }
  const ids = new Set([...teamIds(), ...c.assignments.filter((a) => !a.cleared_at).map((a) => a.unit_id)]);
  const points = [...ids].map((id) => S.units.get(id)).filter((u): u is UnitView => !!u && u.lon !== null && u.lat !== null).map((u): [number, number] => [u.lon!, u.lat!]);
  S.map?.fit([[c.place.lon, c.place.lat], ...points], 90);
}

// ---- Keys ----
function keys(e: KeyboardEvent): void {
  if (e.isComposing) return;
  const target = e.target as HTMLElement;
  const typing = target.matches("input, textarea, select, [contenteditable]");
  if (S.intake && e.key === "Enter" && (e.ctrlKey || e.metaKey)) { e.preventDefault(); void saveDraft(e.shiftKey); return; }
  if (e.key === "Escape") {
    if (S.help) S.help = false;
    else if (S.form) S.form = null;
    else if (S.intake) { closeIntake(); return; }
    else if (typing) target.blur();
    else if (S.selectedUnit) { selectUnit(null); return; }
    else if (S.selected) { select(null); return; }
    changed();
    return;
  }
  if (typing || e.ctrlKey || e.metaKey || e.altKey) return;
  const list = visibleCalls();
  const at = list.findIndex((c) => c.id === S.selected);
  const go = (i: number) => {
    const c = list[Math.max(0, Math.min(list.length - 1, i))];
    if (!c) return;
    S.intake = false;
    select(c.id);
    requestAnimationFrame(() => requestAnimationFrame(() => document.querySelector(`[data-call="${CSS.escape(c.id)}"]`)?.scrollIntoView({ block: "nearest" })));
  };
  const done = () => e.preventDefault();
  switch (e.key) {
    case "j": case "ArrowDown": if (e.key === "ArrowDown" && target.closest(".side")) return; done(); go(at + 1); return;
    case "k": case "ArrowUp": if (e.key === "ArrowUp" && target.closest(".side")) return; done(); go(at < 0 ? 0 : at - 1); return;
    case "n": if (isDesk) { done(); openIntake(); } return;
    case "d": done(); if (!S.intake) void dispatch(teamIds()); return;
    case "Enter": if (target.id === "panel" && !S.intake) { done(); void dispatch(teamIds()); } return;
    case "f": done(); fitCall(); return;
    case "/": done(); S.line = "/"; changed(); focusSoon("#line"); return;
    case "?": done(); S.help = true; changed(); focusSoon("#help-close"); return;
    case "z": { const last = [...S.toasts].reverse().find((x) => x.undo); if (last) { done(); dismiss(last.id); last.undo!.run(); } return; }
    default: if (/^[1-5]$/.test(e.key) && !S.intake) { done(); togglePick(Number(e.key) - 1); }
  }
}

// ---- Data ----
async function readState(): Promise<number> {
  const state = await api.get<StateView>("/api/state");
  setServerNow(state.now);
  S.calls = new Map(state.calls.map((c) => [c.id, { ...c, contact: S.calls.get(c.id)?.contact ?? null }]));
  S.units = new Map(state.units.map((u) => [u.id, u]));
  S.stations = new Map(state.stations.map((s) => [s.id, s]));
  unitOrder = state.units.map((u) => u.id);
  S.loaded = true; S.failed = null; S.lastHeard = Date.now();
  S.map?.setUnits(state.units);
  drawMap();
  changed();
  return state.seq;
}
function positions(frame: PositionsFrame): void {
  S.map?.move(frame.units);
  for (const [index, lon, lat, seconds] of frame.units) {
    const u = S.units.get(unitOrder[index] ?? "");
    if (u) { u.lon = lon / 1e6; u.lat = lat / 1e6; u.fix_at = new Date(now() - seconds * 1000).toISOString(); }
  }
}
app.replaceChildren();
onChange(() => { document.body.classList.toggle("stale", S.stale); render(page(), app); });
window.addEventListener("keydown", keys);
async function start(): Promise<void> {
  changed();
  const [kinds, mapInfo] = [api.get<KindView[]>("/api/kinds"), api.get<MapView>("/api/map")];
  kinds.then((list) => { S.kinds = list; changed(); }, () => toast({ kind: "error", text: t("kinds-failed"), hint: t("reload") }));
  let seq: number;
  try { seq = await readState(); } catch (error) {
    S.failed = error instanceof Problem ? error : new Problem("client", 0, String(error));
    changed();
    if (S.failed.status !== 401) setTimeout(() => void start(), 5000);
    return;
  }
  // From the page of a matter, with its call open.
  const wanted = /^#call-([0-9a-f-]{36})$/.exec(location.hash)?.[1];
  if (wanted) { history.replaceState(null, "", location.pathname); void openCall(wanted); }
  stream = new Stream(seq, {
    call: (view) => takeCall(view, true),
    unit: (view) => { const old = S.units.get(view.id); if (old && old.version > view.version) return; S.units.set(view.id, view); S.map?.setUnit(view); changed(); },
    positions, now: setServerNow, reset: readState,
    link: (state, heard) => {
      S.stale = state === "stale"; S.lastHeard = heard;
      S.map?.setFrozen(S.stale);
      if (!S.stale) void recommend();
      changed();
    },
    refused: () => void api.get("/api/kinds").catch((e: unknown) => { if (e instanceof Problem && e.status === 401) { S.failed = e; changed(); } }),
  });
  setInterval(() => { if (stream && !S.stale) S.lastHeard = stream.lastHeard; tick(); }, 1000);
  try {
    S.mapInfo = await mapInfo;
    S.map = new LiveMap(mapHost, S.mapInfo, { theme: "dark", now, events: {
      call: (id) => { if (!S.intake) void openCall(id); }, unit: (id) => { if (!S.intake) selectUnit(id); else { const u = S.units.get(id); if (u?.lon && u.lat) void pickOnMap(u.lon, u.lat); } },
      place: (lon, lat) => { if (S.intake) void pickOnMap(lon, lat); }, failed: () => { S.mapFailed = true; changed(); },
    } });
    S.map.setUnits(unitOrder.map((id) => S.units.get(id)!).filter(Boolean));
    drawMap();
  } catch { S.mapFailed = true; }
  changed();
}
let beats = 0;
function tick(): void {
  beats++;
  const c = call();
  // Units move on: ask again every ten seconds while a decision is open.
  if (beats % 10 === 0 && c && may(c, "dispatch") && !S.stale && !document.hidden && !S.busy.has("dispatch") && !S.chosen) void recommend();
  const waiting = [...S.calls.values()].filter((x) => groupOf(x) === "waiting").length;
  document.title = `${waiting > 0 ? `(${waiting}) ` : ""}${t("page-title")}`;
  changed();
}
void start();
