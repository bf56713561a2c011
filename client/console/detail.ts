import { html, nothing, type TemplateResult } from "lit-html";
import { classMap } from "lit-html/directives/class-map.js";
import { gradeIcon, icons, profileIcon } from "../shared/icons";
import { kindText, named, reasonText, t } from "../shared/text";
import { agoText, clockText, distanceText, now, secondsSince, timeOfDay, travelText } from "../shared/time";
import { isOpenAssignment, may, type AssignmentView, type CallView, type Grade, type TimelineEntry } from "../shared/types";
import { inOrder, levelOf } from "./rules";
import { age, call, changed, S, shortNumber, station, type FormName } from "./state";
import { closeCall, dispatch, focusSoon, merge, onCall, openCall, recall, recommend, select, selectUnit, teamIds, togglePick } from "./acts";

export const shortcut = (key: string) => html`<kbd>${key}</kbd>`;
function openForm(name: FormName, unit?: string): void {
  S.form = S.form?.name === name && S.form.unit === unit ? null : unit ? { name, unit } : { name };
  changed();
  if (S.form) focusSoon("[data-form] input:not([type=radio]), [data-form] textarea, [data-form] select");
}

export function detailView() {
  const c = call();
  if (!c) {
    return html`<section class="panel" id="panel" tabindex="-1" aria-label=${t("detail-title")}><div class="empty tall"><div class="empty-mark">${icons.list()}</div>
      <p>${t("nothing-selected")}</p><p class="quiet">${t("nothing-selected-hint")}</p></div></section>`;
  }
  const level = levelOf(c, now());
  return html`<section class="panel" id="panel" tabindex="-1" aria-label=${t("detail-title")}>
    <header class="detail-head g${c.grade} ${level}">${gradeIcon(c.grade, t(`grade-${c.grade}`))}
      <div class="grow"><h2>${kindText(c.kind)}</h2><p class="quiet"><span class="no">${c.number}</span> · ${t(`grade-${c.grade}`)}</p></div>
      <div class="detail-clock"><time class="age">${clockText(age(c.state_since))}</time><span class="state">${t(`state-${c.state}`)}</span></div>
      <button class="icon-button" title=${t("close-panel")} aria-label=${t("close-panel")} @click=${() => select(null)}>${icons.close()}</button></header>
    <div class="scroll" id="detail">
      ${S.receipt?.call.id === c.id ? receiptView() : nothing}
      <dl class="facts">
        <dt>${t("fact-place")}</dt><dd><button class="link strong" lang="zh-Hans" @click=${() => S.map?.goTo(c.place.lon, c.place.lat, 16)}>${c.place.text}</button></dd>
        ${c.contact ? html`<dt>${t("fact-contact")}</dt><dd class="num">${c.contact}</dd>` : nothing}
        <dt>${t("fact-received")}</dt><dd><span class="num">${timeOfDay(c.received_at)}</span> · ${t(`channel-${c.channel}`)}${c.station_id ? html` · ${station(c.station_id)}` : nothing}</dd>
      </dl>
      ${c.summary ? html`<p class="summary" lang="zh-Hans">${c.summary}</p>` : nothing}
      ${c.merged_into ? html`<p class="notice">${t("merged-into", { number: numberOf(c.merged_into) })} <button class="link" @click=${() => openCall(c.merged_into!)}>${t("open-it")}</button></p>` : nothing}
      ${duplicatesView(c)}
      ${S.form?.name === "override" ? overrideForm() : nothing}
      ${c.assignments.some(isOpenAssignment) && !c.backup_requested ? [assignmentsView(c), recommendationView(c)] : [recommendationView(c), assignmentsView(c)]}
      ${c.medical || may(c, "medical/request") && S.form?.name === "medical" ? medicalView(c) : nothing}
      ${actionsView(c)}
      ${timelineView(c)}
    </div></section>`;
}
const numberOf = (id: string): string => { const c = S.calls.get(id); return c ? shortNumber(c.number) : t("another-call"); };

function receiptView() {
  const r = S.receipt!;
  return html`<div class="receipt" role="status"><p>${t("receipt-read")}</p>
    <dl><div><dt>${t("receipt-no")}</dt><dd>${r.receipt_no}</dd></div><div><dt>${t("receipt-code")}</dt><dd>${r.verify_code}</dd></div></dl>
    <button class="button small" @click=${() => { S.receipt = null; changed(); }}>${t("receipt-told")}</button></div>`;
}
function duplicatesView(c: CallView) {
  const list = S.duplicates?.id === c.id ? S.duplicates.list.filter((d) => d.call.id !== c.id) : [];
  if (list.length === 0 || !may(c, "merge")) return nothing;
  return html`<div class="notice"><p class="notice-title">${t("duplicates-title")}</p>${list.slice(0, 3).map((d) => html`<div class="duplicate">
    <button class="link" @click=${() => openCall(d.call.id)}>${shortNumber(d.call.number)} ${kindText(d.call.kind)}</button>
    <span class="quiet">${distanceText(d.metres)} · ${agoText(d.seconds)}</span>
    <button class="button small" ?disabled=${S.busy.has("merge")} @click=${() => merge(c, d.call.id)}>${t("merge-into-it")}</button></div>`)}</div>`;
}

export function recommendationView(c: CallView) {
  if (!may(c, "dispatch")) return nothing;
  const r = S.recommendation?.id === c.id ? S.recommendation : null;
  const team = teamIds();
  const signs = team.map((id) => S.units.get(id)?.call_sign ?? id);
  const picks = r?.data?.picks.filter((p) => team.includes(p.unit_id)) ?? [];
  const eta = picks.length > 0 ? Math.min(...picks.map((p) => p.eta_ms)) : null;
  const already = c.assignments.some(isOpenAssignment);
  return html`<section class="recommend" aria-label=${t("recommend-title")}>
    <header class="sub-head"><h3>${already ? t("recommend-more") : t("recommend-title")}</h3><span class="quiet">${t("officers-needed", { count: c.officers_needed })}</span>
      <button class="link" @click=${() => recommend()}>${t("again")}</button></header>
    ${!r || (!r.data && !r.problem) ? html`<div class="skeleton line"></div><div class="skeleton line"></div>` : nothing}
    ${r?.problem && !r.data ? html`<p class="notice red">${t("recommend-failed")}</p>` : nothing}
    ${r?.data ? html`
      ${r.data.shortfall.length > 0 ? html`<div class="notice amber">${icons.warn()}<div>${r.data.shortfall.map((s) => html`<p>${reasonText(s)}</p>`)}</div></div>` : nothing}
      <ol class="picks">${r.data.picks.slice(0, 5).map((p, i) => html`<li><button class=${classMap({ pick: true, chosen: team.includes(p.unit_id) })}
        aria-pressed=${team.includes(p.unit_id)} @click=${() => togglePick(i)} @mouseenter=${() => { if (S.selectedUnit !== p.unit_id) selectUnitQuietly(p.unit_id); }}>
        <kbd>${i + 1}</kbd><span class="sign">${profileIcon(p.profile)}${p.call_sign}</span><span class="why">${p.reasons.map(reasonText).join(" · ")}</span>
        <span class="eta">${travelText(p.eta_ms)}</span></button></li>`)}</ol>
      ${team.length > 0 ? html`<button class="button send primary" ?disabled=${S.busy.has("dispatch")} @click=${() => dispatch(team)}>
        ${S.busy.has("dispatch") ? t("sending") : html`<span class="send-text">${t("send-team", { units: signs.join(t("list-comma")) })}</span>
        ${eta !== null ? html`<span class="send-eta">${t("eta-short", { time: travelText(eta) })}</span>` : nothing}<kbd>D</kbd>`}</button>
        ${S.stale ? html`<p class="stale-note">${t("stale-dispatch", { age: agoText((Date.now() - S.lastHeard) / 1000) })}</p>` : nothing}` : nothing}
      ${r.data.passed_over.length > 0 ? html`<button class="fold" aria-expanded=${S.passedOpen} @click=${() => { S.passedOpen = !S.passedOpen; changed(); }}>
        ${t("passed-over", { count: r.data.passed_over.length })}</button>
        ${S.passedOpen ? html`<ul class="passed">${r.data.passed_over.map((p) => html`<li><span class="sign">${p.call_sign}</span><span class="why">${reasonText(p.reason)}</span>
          <span class="eta">${p.eta_ms === null ? "—" : travelText(p.eta_ms)}</span>
          <button class="button small" @click=${() => dispatch([p.unit_id])}>${t("send-anyway")}</button></li>`)}</ul>` : nothing}` : nothing}` : nothing}
  </section>`;
}
function selectUnitQuietly(id: string): void { S.map?.setSelection(S.selected, id); }

function overrideForm() {
  const f = S.form!;
  return html`<form class="inline-form stacked strong-form" data-form @submit=${(e: SubmitEvent) => {
    e.preventDefault();
    void dispatch(f.ids ?? [], String(new FormData(e.target as HTMLFormElement).get("reason")).trim());
  }}><p><b>${t("override-title", { units: f.callSign ?? "" })}</b> ${t("override-text")}</p>
    <input class="field" name="reason" list="override-reasons" required minlength="2" placeholder=${t("override-placeholder")} aria-label=${t("reason")}>
    <datalist id="override-reasons">${["override-a", "override-b", "override-c"].map((id) => html`<option value=${t(id)}></option>`)}</datalist>
    <div class="button-row"><button class="button primary" ?disabled=${S.busy.has("dispatch")}>${t("send-with-reason")}</button>${cancel()}</div></form>`;
}
const cancel = () => html`<button type="button" class="button" @click=${() => { S.form = null; changed(); }}>${t("cancel")}</button>`;

function assignmentsView(c: CallView) {
  if (c.assignments.length === 0) return nothing;
  const steps: [keyof AssignmentView, string][] = [["dispatched_at", "step-dispatched"], ["acknowledged_at", "step-acknowledged"], ["en_route_at", "step-en-route"], ["on_scene_at", "step-on-scene"], ["cleared_at", "step-cleared"]];
  return html`<section class="block"><header class="sub-head"><h3>${t("assignments-title")}</h3></header>${[...c.assignments].sort((a, b) => Number(isOpenAssignment(b)) - Number(isOpenAssignment(a))).map((a) => {
    const due = a.due_at && isOpenAssignment(a) && a.state !== "on_scene" ? (Date.parse(a.due_at) - now()) / 1000 : null;
    return html`<div class=${classMap({ assignment: true, ended: !isOpenAssignment(a) })}>
      <div class="assignment-top"><button class="link strong sign" @click=${() => selectUnit(a.unit_id)}>${a.call_sign}</button><span class="tag ${a.state}">${t(`assignment-${a.state}`)}</span>
        <span class="grow"></span>${due !== null ? html`<span class=${classMap({ num: true, late: due < 0 })}>${due >= 0 ? t("due-in", { time: clockText(due) }) : t("late-by", { time: clockText(-due) })}</span>` : nothing}
        ${isOpenAssignment(a) && may(c, "recall") ? html`<button class="button small" @click=${() => openForm("recall", a.unit_id)}>${t("recall")}</button>` : nothing}</div>
      <ol class="clocks">${steps.map(([field, label]) => html`<li class=${a[field] ? "done" : ""}><span>${t(label)}</span><b class="num">${timeOfDay(a[field] as string | null)}</b></li>`)}</ol>
      ${a.override_reason ? html`<p class="quiet">${t("override-was", { reason: a.override_reason })}</p>` : nothing}
      ${S.form?.name === "recall" && S.form.unit === a.unit_id && isOpenAssignment(a) ? textForm("reason", t("recall-reason"), t("recall"), (text) => recall(c, a.unit_id, text), "recall") : nothing}
    </div>`;
  })}</section>`;
}
function textForm(label: string, placeholder: string, button: string, run: (text: string) => unknown, busy: string, multi = false) {
  const field = multi ? html`<textarea class="field" name="text" rows="3" required placeholder=${placeholder} aria-label=${t(label)}
      @keydown=${(e: KeyboardEvent) => { if (e.key === "Enter" && (e.ctrlKey || e.metaKey)) { e.preventDefault(); (e.target as HTMLTextAreaElement).form?.requestSubmit(); } }}></textarea>`
    : html`<input class="field" name="text" required placeholder=${placeholder} aria-label=${t(label)}>`;
  return html`<form class="inline-form stacked" data-form @submit=${(e: SubmitEvent) => {
    e.preventDefault(); run(String(new FormData(e.target as HTMLFormElement).get("text")).trim());
  }}>${field}<div class="button-row"><button class="button small primary" ?disabled=${S.busy.has(busy)}>${button}</button>${cancel()}</div></form>`;
}

function medicalView(c: CallView) {
  const m = c.medical;
  if (!m) {
    return html`<section class="block medical"><header class="sub-head"><h3>${icons.cross()} ${t("medical-title")}</h3></header><p>${t("medical-ask-condition")}</p>
      <div class="button-row">${(["conscious", "unconscious", "bleeding", "other"] as const).map((k) => html`<button class="button small" ?disabled=${S.busy.has("medical/request")}
        @click=${() => onCall(c, "medical/request", { condition: k })}>${t(`condition-${k}`)}</button>`)}${cancel()}</div></section>`;
  }
  const waiting = m.state === "requested" || m.state === "delayed";
  const steps: [string, string | null][] = [["medical-step-requested", m.requested_at], ["medical-step-arrived", m.arrived_at], ["medical-step-decided", m.decided_at], ["medical-step-departed", m.departed_at], ["medical-step-handed", m.handed_over_at]];
  return html`<section class="block medical"><header class="sub-head"><h3>${icons.cross()} ${t("medical-title")}</h3><span class="tag ${m.state}">${t(`medical-${m.state}`)}</span></header>
    <p>${t(`condition-${m.condition}`)}${m.eta_told_minutes !== null ? html` · ${t("medical-eta-told", { minutes: m.eta_told_minutes })}` : nothing}${m.facility ? html` · ${m.facility}` : nothing}${m.handover_to ? html` · ${t("medical-to", { to: m.handover_to })}` : nothing}</p>
    <ol class="clocks">${steps.filter(([, at]) => at).map(([label, at]) => html`<li class="done"><span>${t(label)}</span><b class="num">${timeOfDay(at)}</b></li>`)}
      ${waiting ? html`<li><span>${t("medical-waited")}</span><b class="num">${clockText(secondsSince(m.requested_at))}</b></li>` : nothing}</ol>
    <div class="button-row">${waiting && may(c, "medical/eta") ? html`<button class="button small" @click=${() => openForm("eta")}>${t("medical-eta")}</button>` : nothing}
      ${m.state === "requested" && may(c, "medical/delayed") ? html`<button class="button small" ?disabled=${S.busy.has("medical/delayed")} @click=${() => onCall(c, "medical/delayed")}>${t("medical-mark-delayed")}</button>` : nothing}
      ${may(c, "medical/cancel") ? html`<button class="button small" @click=${() => openForm("medical-cancel")}>${t("medical-cancel")}</button>` : nothing}</div>
    ${S.form?.name === "medical-cancel" ? textForm("reason", t("medical-cancel-reason"), t("medical-cancel"), (reason) => onCall(c, "medical/cancel", { reason }), "medical/cancel") : nothing}
    ${S.form?.name === "eta" ? html`<form class="inline-form" data-form @submit=${(e: SubmitEvent) => { e.preventDefault(); void onCall(c, "medical/eta", { minutes: Number(new FormData(e.target as HTMLFormElement).get("minutes")) }); }}>
      <input class="field slim" type="number" name="minutes" min="1" max="180" required aria-label=${t("medical-eta-minutes")} placeholder=${t("medical-eta-minutes")}><button class="button small primary">${t("save")}</button>${cancel()}</form>` : nothing}
  </section>`;
}

function actionsView(c: CallView) {
  const b = (act: string, form: FormName | null, label: string, run?: () => unknown): TemplateResult | typeof nothing => may(c, act)
    ? html`<button class="button small" aria-expanded=${form ? S.form?.name === form : nothing} ?disabled=${S.busy.has(act)} @click=${() => form ? openForm(form) : run?.()}>${t(label)}</button>` : nothing;
  const f = S.form?.name;
  return html`<section class="block"><div class="button-row actions">
      ${b("divert-accepted", null, "act-accepted-button", () => onCall(c, "divert-accepted"))}${b("divert-bounced", null, "act-bounced-button", () => onCall(c, "divert-bounced"))}
      ${b("note", "note", "act-note-button")}${b("classify", "classify", "act-classify-button")}${b("divert", "divert", "act-divert-button")}${b("merge", "merge", "act-merge-button")}
      ${b("unmerge", null, "act-unmerge-button", () => onCall(c, "unmerge"))}${!c.medical ? b("medical/request", "medical", "act-medical-button") : nothing}
      ${b("recuse", "recuse", "act-recuse-button")}
      ${b("close", null, "act-close-button", () => closeCall(c))}${b("reopen", "reopen", "act-reopen-button")}
      <button class="button small" @click=${() => window.print()}>${icons.print()}${t("print-sheet")}</button></div>
    ${f === "note" ? textForm("note", t("note-placeholder"), t("save"), (text) => onCall(c, "note", { text }), "note", true) : nothing}
    ${f === "reopen" ? textForm("reason", t("reopen-reason"), t("act-reopen-button"), (reason) => onCall(c, "reopen", { reason }), "reopen") : nothing}
    ${f === "recuse" ? html`<form class="inline-form stacked" data-form @submit=${(e: SubmitEvent) => { e.preventDefault(); const d = new FormData(e.target as HTMLFormElement);
      void onCall(c, "recuse", { units: [String(d.get("unit"))], reason: String(d.get("reason")).trim() }); }}>
      <p class="quiet">${t("recuse-hint")}</p><select class="field" name="unit" required aria-label=${t("recuse-unit")}><option value="">${t("recuse-unit")}</option>${[...S.units.values()].map((u) => html`<option value=${u.id}>${u.call_sign} ${u.name}</option>`)}</select>
      <input class="field" name="reason" required maxlength="500" aria-label=${t("recuse-reason")} placeholder=${t("recuse-reason")}>
      <div class="button-row"><button class="button small primary" ?disabled=${S.busy.has("recuse")}>${t("act-recuse-button")}</button>${cancel()}</div></form>` : nothing}
    ${f === "classify" ? html`<form class="inline-form" data-form @submit=${(e: SubmitEvent) => { e.preventDefault(); const d = new FormData(e.target as HTMLFormElement);
      void onCall(c, "classify", { kind: d.get("kind"), grade: Number(d.get("grade")) }); }}>
      <select class="field" name="kind" aria-label=${t("field-kind")}>${S.kinds.map((k) => html`<option value=${k.code} ?selected=${k.code === c.kind}>${kindText(k.code)}</option>`)}</select>
      <select class="field" name="grade" aria-label=${t("field-grade")}>${([1, 2, 3, 4] as Grade[]).map((g) => html`<option value=${g} ?selected=${g === c.grade}>${t(`grade-${g}`)}</option>`)}</select>
      <button class="button small primary" ?disabled=${S.busy.has("classify")}>${t("save")}</button>${cancel()}</form>` : nothing}
    ${f === "divert" ? html`<form class="inline-form stacked" data-form @submit=${(e: SubmitEvent) => { e.preventDefault(); const d = new FormData(e.target as HTMLFormElement);
      void onCall(c, "divert", { to: String(d.get("to")).trim(), mode: d.get("mode") }); }}>
      <p class="quiet">${t("divert-hint")}</p><input class="field" name="to" required value="12345" aria-label=${t("divert-to")}>
      <div class="choices">${(["transfer", "three_way", "push"] as const).map((m, i) => html`<label><input type="radio" name="mode" value=${m} ?checked=${i === 0}> ${t(`divert-${m}`)}</label>`)}</div>
      <div class="button-row"><button class="button small primary" ?disabled=${S.busy.has("divert")}>${t("act-divert-button")}</button>${cancel()}</div></form>` : nothing}
    ${f === "merge" ? html`<form class="inline-form stacked" data-form @submit=${(e: SubmitEvent) => { e.preventDefault(); void merge(c, String(new FormData(e.target as HTMLFormElement).get("into"))); }}>
      <p class="quiet">${t("merge-hint")}</p><select class="field" name="into" required aria-label=${t("act-merge-button")}><option value="">${t("merge-choose")}</option>
      ${inOrder(S.calls.values()).filter((x) => x.id !== c.id && x.state !== "closed" && x.state !== "merged").map((x) => html`<option value=${x.id}>${shortNumber(x.number)} ${kindText(x.kind)} ${x.place.text}</option>`)}</select>
      <div class="button-row"><button class="button small primary" ?disabled=${S.busy.has("merge")}>${t("act-merge-button")}</button>${cancel()}</div></form>` : nothing}
  </section>`;
}

function timelineView(c: CallView) {
  const d = S.detail?.id === c.id ? S.detail : null;
  return html`<section class="block"><header class="sub-head"><h3>${t("timeline-title")}</h3></header>
    ${!d ? html`<div class="skeleton line"></div><div class="skeleton line"></div>` : html`<ol class="timeline">${[...d.timeline].reverse().map((e) => html`<li><time class="num">${timeOfDay(e.at)}</time>
      <div><b>${named("act", e.act.replace(/[_/]/g, "-"))}</b> <span class="quiet">${e.actor}</span>${timelineDetail(e)}</div></li>`)}</ol>`}
    ${d && d.merged.length > 0 ? html`<header class="sub-head"><h3>${t("merged-title")}</h3></header>${d.merged.map((m) => html`<p class="merged-row"><button class="link" @click=${() => openCall(m.id)}>${shortNumber(m.number)} ${kindText(m.kind)}</button>
      <span class="quiet num">${timeOfDay(m.received_at, false)}</span><span lang="zh-Hans">${m.summary}</span></p>`)}` : nothing}</section>`;
}
export function timelineDetail(e: TimelineEntry) {
  const parts = Object.entries(e.detail ?? {}).map(([key, value]) => detailText(key, value)).filter(Boolean);
  return parts.length > 0 ? html`<p class="entry-detail">${parts.join(" · ")}</p>` : nothing;
}
function detailText(key: string, value: unknown): string {
  if (value === null || value === undefined || value === "" || typeof value === "object" && !Array.isArray(value)) return "";
  const one = (v: unknown): string => {
    const s = String(v);
    if (key === "kind" || key === "from_kind" || key === "to_kind") return kindText(s);
    if (key === "grade" || key === "from_grade" || key === "to_grade") return t(`grade-${s}`);
    if (key === "mode") return named("divert", s);
    if (key === "condition") return named("condition", s);
    if (key === "result") return named("result", s);
    if (key === "state") return named("state", s);
    if (key === "advice_sought") return t(v === true ? "medical-advice-yes" : "medical-advice-no");
    if (key === "minutes") return t("travel-minutes", { minutes: Number(s) });
    const unit = S.units.get(s);
    const other = S.calls.get(s);
    return unit ? unit.call_sign : other ? shortNumber(other.number) : s;
  };
  if (["by", "number", "version", "seq", "lon", "lat", "place", "station_id"].includes(key) || key.endsWith("_ms")) return "";
  if (Array.isArray(value) && value.length === 2 && (key === "kind" || key === "grade")) {
    const [from, to] = value.map(one);
    return from === to ? to! : `${from} → ${to}`;
  }
  return (Array.isArray(value) ? value : [value]).map(one).join(t("list-comma"));
}

/** The sheet that is printed: hidden on the screen. */
export function printSheet() {
  const c = call();
  if (!c) return nothing;
  const d = S.detail?.id === c.id ? S.detail : null;
  return html`<article class="sheet"><header><h1>${t("sheet-title")}</h1><p>${c.number} · ${t("sheet-printed", { time: new Date(now()).toLocaleString("zh-CN", { hour12: false }) })}</p></header>
    <table><tbody><tr><th>${t("field-kind")}</th><td>${kindText(c.kind)}</td><th>${t("field-grade")}</th><td>${t(`grade-${c.grade}`)}</td></tr>
      <tr><th>${t("fact-place")}</th><td colspan="3">${c.place.text}</td></tr>
      <tr><th>${t("fact-received")}</th><td>${new Date(c.received_at).toLocaleString("zh-CN", { hour12: false })}</td><th>${t("field-state")}</th><td>${t(`state-${c.state}`)}</td></tr>
      ${c.contact ? html`<tr><th>${t("fact-contact")}</th><td colspan="3">${c.contact}</td></tr>` : nothing}
      <tr><th>${t("field-summary")}</th><td colspan="3">${c.summary || "—"}</td></tr></tbody></table>
    <h2>${t("assignments-title")}</h2><table><thead><tr><th>${t("board-title")}</th><th>${t("step-dispatched")}</th><th>${t("step-acknowledged")}</th><th>${t("step-en-route")}</th><th>${t("step-on-scene")}</th><th>${t("step-cleared")}</th></tr></thead>
      <tbody>${c.assignments.map((a) => html`<tr><td>${a.call_sign}</td>${[a.dispatched_at, a.acknowledged_at, a.en_route_at, a.on_scene_at, a.cleared_at].map((x) => html`<td>${timeOfDay(x)}</td>`)}</tr>`)}</tbody></table>
    ${d ? html`<h2>${t("timeline-title")}</h2><table><tbody>${d.timeline.map((e) => html`<tr><td>${timeOfDay(e.at)}</td><td>${named("act", e.act.replace(/[_/]/g, "-"))}</td><td>${e.actor}</td><td>${timelineDetail(e)}</td></tr>`)}</tbody></table>` : nothing}
  </article>`;
}
