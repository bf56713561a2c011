import { html, nothing } from "lit-html";
import { classMap } from "lit-html/directives/class-map.js";
import { repeat } from "lit-html/directives/repeat.js";
import { live } from "lit-html/directives/live.js";
import { profileIcon } from "../shared/icons";
import { named, t } from "../shared/text";
import { agoText, clockText, secondsSince } from "../shared/time";
import { may, type DutyStatus, type UnitView } from "../shared/types";
import { fits } from "./rules";
import { call, changed, isDesk, S, shortNumber, station, unitList } from "./state";
import { dispatch, openCall, selectUnit, setDuty } from "./acts";

const STATUSES: DutyStatus[] = ["available", "committed", "en_route", "on_scene", "break", "off"];
const STALE_FIX_S = 90;

export function boardView() {
  const all = unitList();
  const near = all.filter((u) => (!S.unitStation || u.station_id === S.unitStation)
    && (!S.unitSearch || fits(S.unitSearch, u.call_sign, u.name, ...u.skills.map((s) => named("skill", s))) > 0));
  const order = (u: UnitView) => STATUSES.indexOf(u.status);
  const list = near.filter((u) => S.unitFilter === "all" ? u.status !== "off" || S.unitSearch : u.status === S.unitFilter)
    .sort((a, b) => order(a) - order(b) || a.call_sign.localeCompare(b.call_sign, "zh-CN", { numeric: true }));
  const count = (s: DutyStatus) => near.filter((u) => u.status === s).length;
  const stations = [...S.stations.values()];
  return html`<section class="board" aria-label=${t("board-title")}>
    <header class="section-head"><h2>${t("board-title")}</h2>
      <input class="field slim" type="search" placeholder=${t("board-search")} aria-label=${t("board-search")} .value=${live(S.unitSearch)}
        @input=${(e: Event) => { S.unitSearch = (e.target as HTMLInputElement).value; changed(); }}>
      ${stations.length > 1 ? html`<select class="field slim" aria-label=${t("board-station")}
        @change=${(e: Event) => { S.unitStation = (e.target as HTMLSelectElement).value; changed(); }}>
        <option value="">${t("board-all-stations")}</option>${stations.map((s) => html`<option value=${s.id} ?selected=${s.id === S.unitStation}>${s.name}</option>`)}
      </select>` : nothing}</header>
    <div class="tabs wrap" role="tablist" aria-label=${t("board-title")}>
      <button role="tab" aria-selected=${S.unitFilter === "all"} @click=${() => { S.unitFilter = "all"; changed(); }}>${t("board-on-duty")} <b>${near.filter((u) => u.status !== "off").length}</b></button>
      ${STATUSES.map((s) => html`<button role="tab" aria-selected=${S.unitFilter === s} @click=${() => { S.unitFilter = s; changed(); }}>
        <i class="dot ${s}"></i>${t(`duty-${s}`)} <b>${count(s)}</b></button>`)}</div>
    <div class="scroll" id="units">${!S.loaded ? [1, 2, 3, 4].map(() => html`<div class="skeleton line"></div>`)
      : list.length === 0 ? html`<p class="empty-line">${S.units.size === 0 ? t("empty-units") : t("empty-units-filter")}</p>`
      : repeat(list, (u) => u.id, unitRow)}</div>
  </section>`;
}
function unitRow(u: UnitView) {
  const chosen = S.selectedUnit === u.id;
  const c = u.call_id ? S.calls.get(u.call_id) : undefined;
  const fixAge = u.fix_at ? secondsSince(u.fix_at) : null;
  const lost = u.status !== "off" && (fixAge === null || fixAge > STALE_FIX_S);
  return html`<div class=${classMap({ unit: true, chosen })}>
    <button class="unit-line" aria-expanded=${chosen} data-unit=${u.id} @click=${() => selectUnit(chosen ? null : u.id)}>
      <i class="dot ${u.status}"></i><span class="sign">${profileIcon(u.profile)}${u.call_sign}</span>
      <span class="unit-state ${u.status}">${t(`duty-${u.status}`)}</span>
      <span class="unit-note">${c ? html`${shortNumber(c.number)} <span lang="zh-Hans">${c.place.text}</span>` : station(u.station_id)}</span>
      ${lost ? html`<span class="lost" title=${t("fix-lost-title")}>${fixAge === null ? t("fix-none") : clockText(fixAge)}</span>` : nothing}</button>
    ${chosen ? more(u, fixAge) : nothing}</div>`;
}
function more(u: UnitView, fixAge: number | null) {
  const c = call();
  const own = u.call_id ? S.calls.get(u.call_id) : undefined;
  return html`<div class="unit-more">
    <p>${u.name} · ${t(`profile-${u.profile}`)} · ${t("crew", { count: u.crew })} · ${station(u.station_id)}</p>
    ${u.skills.length > 0 ? html`<p>${u.skills.map((s) => html`<span class="chip">${named("skill", s)}</span> `)}</p>` : nothing}
    <p class="quiet">${fixAge === null ? t("fix-never") : t("fix-age", { age: agoText(fixAge) })}</p>
    <div class="button-row">
      ${c && may(c, "dispatch") && !S.intake ? html`<button class="button small" @click=${() => dispatch([u.id])}>${t("send-to-call", { number: shortNumber(c.number) })}</button>` : nothing}
      ${own ? html`<button class="button small" @click=${() => openCall(own.id)}>${t("show-its-call")}</button>` : nothing}
      ${isDesk && S.form?.name !== "duty" ? html`<button class="button small" @click=${() => { S.form = { name: "duty", unit: u.id }; changed(); }}>${t("set-duty")}</button>` : nothing}</div>
    ${isDesk && S.form?.name === "duty" && S.form.unit === u.id ? html`<form class="inline-form" data-form @submit=${(e: SubmitEvent) => {
      e.preventDefault();
      const f = new FormData(e.target as HTMLFormElement);
      void setDuty(u, String(f.get("status")) as "available", String(f.get("reason")).trim());
    }}><select class="field" name="status" aria-label=${t("set-duty")}>${(["available", "break", "off"] as const).map((s) => html`<option value=${s}>${t(`duty-${s}`)}</option>`)}</select>
      <input class="field" name="reason" required placeholder=${t("reason")} aria-label=${t("reason")}>
      <button class="button small primary" ?disabled=${S.busy.has("duty")}>${t("save")}</button></form>` : nothing}
  </div>`;
}
