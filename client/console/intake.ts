import { html, nothing } from "lit-html";
import { classMap } from "lit-html/directives/class-map.js";
import { live } from "lit-html/directives/live.js";
import { gradeIcon, icons, profileIcon } from "../shared/icons";
import { kindText, reasonText, t } from "../shared/text";
import { clockText, distanceText, travelText } from "../shared/time";
import type { Grade } from "../shared/types";
import { age, changed, emptyDraft, kindOf, S, shortNumber } from "./state";
import { closeIntake, draftChanged, drawMap, focusSoon, kindMatches, nearDraft, officersFor, openCall, pickKind, pickPlace, saveDraft, typeKind, typePlace } from "./acts";

export function intakeView() {
  const d = S.draft;
  const kinds = d.kindOpen ? kindMatches().slice(0, 9) : [];
  const kind = d.kind ? kindOf(d.kind) : undefined;
  const near = nearDraft();
  return html`<section class="panel intake" id="panel" tabindex="-1" aria-label=${t("intake-title")}>
    <header class="detail-head">${icons.plus()}<div class="grow"><h2>${t("intake-title")}</h2><p class="quiet">${t("intake-hint")}</p></div>
      <button class="icon-button" title=${t("close-panel")} aria-label=${t("close-panel")} @click=${closeIntake}>${icons.close()}</button></header>
    <form class="scroll intake-form" autocomplete="off" @submit=${(e: SubmitEvent) => { e.preventDefault(); void saveDraft(false); }}>
      <div class=${classMap({ combo: true, wrong: d.missing && d.lon === null })}><label for="intake-place">${t("field-place")} <em>${t("required")}</em></label>
        <div class="with-icon"><input class="field" id="intake-place" role="combobox" aria-expanded=${d.placeOpen && d.suggestions.length > 0} aria-controls="place-list" aria-autocomplete="list"
          placeholder=${t("place-placeholder")} .value=${live(d.placeText)} @input=${(e: Event) => typePlace((e.target as HTMLInputElement).value)} @keydown=${placeKey}
          @blur=${() => setTimeout(() => { d.placeOpen = false; changed(); }, 150)}>
          <span class=${classMap({ "field-mark": true, ok: d.lon !== null })}>${d.lon !== null ? icons.check() : icons.locate()}</span></div>
        ${d.placeOpen && d.suggestions.length > 0 ? html`<ul class="options" id="place-list" role="listbox">${d.suggestions.map((p, i) => html`<li role="option" aria-selected=${i === d.placeIndex}
          @mousedown=${(e: Event) => { e.preventDefault(); pickPlace(p); focusSoon("#intake-kind"); }}><span lang="zh-Hans">${p.name}</span><small>${t(`place-${p.kind}`)}${p.within ? html` · <span lang="zh-Hans">${p.within}</span>` : nothing}</small></li>`)}</ul>` : nothing}
        <p class="hint">${d.missing && d.lon === null ? t("place-missing") : d.lon !== null ? t("place-set") : t("place-or-map")}</p></div>

      <div class=${classMap({ combo: true, wrong: d.missing && !d.kind })}><label for="intake-kind">${t("field-kind")} <em>${t("required")}</em></label>
        <div class="with-icon"><input class="field" id="intake-kind" role="combobox" aria-expanded=${kinds.length > 0} aria-controls="kind-list" aria-autocomplete="list" placeholder=${t("kind-placeholder")}
          .value=${live(d.kindText)} @input=${(e: Event) => typeKind((e.target as HTMLInputElement).value)} @keydown=${kindKey} @focus=${() => { d.kindOpen = true; changed(); }}
          @blur=${() => setTimeout(() => { d.kindOpen = false; changed(); }, 150)}>${kind ? html`<span class="field-mark">${gradeIcon(kind.grade, t(`grade-${kind.grade}`))}</span>` : nothing}</div>
        ${kinds.length > 0 ? html`<ul class="options" id="kind-list" role="listbox">${kinds.map((k, i) => html`<li role="option" aria-selected=${i === d.kindIndex}
          @mousedown=${(e: Event) => { e.preventDefault(); pickKind(k.code); focusSoon("#intake-summary"); }}>${gradeIcon(k.grade as Grade, t(`grade-${k.grade}`))}<span>${k.text}</span></li>`)}</ul>` : nothing}
        ${d.missing && !d.kind ? html`<p class="hint">${t("kind-missing")}</p>` : kind ? html`<p class="hint">${t(`class-${kind.class}`)} · ${t(`grade-${kind.grade}`)}</p>` : nothing}</div>

      ${near.length > 0 ? html`<div class="notice"><p class="notice-title">${t("near-title")}</p>${near.map((n) => html`<div class="duplicate"><button type="button" class="link" @click=${() => openCall(n.call.id)}>${shortNumber(n.call.number)} ${kindText(n.call.kind)}</button>
        <span class="quiet">${distanceText(n.metres)} · ${t(`state-${n.call.state}`)} · ${clockText(age(n.call.received_at))}</span></div>`)}</div>` : nothing}

      <label class="stack">${t("field-summary")}<textarea class="field" id="intake-summary" rows="3" placeholder=${t("summary-placeholder")} .value=${live(d.summary)} @input=${(e: Event) => { d.summary = (e.target as HTMLTextAreaElement).value; }}></textarea></label>
      <div class="pair"><label class="stack">${t("fact-contact")}<input class="field" inputmode="tel" placeholder=${t("contact-placeholder")} .value=${live(d.contact)} @input=${(e: Event) => { d.contact = (e.target as HTMLInputElement).value; }}></label>
        <div class="stack"><span id="officers-label">${t("field-officers")}</span><div class="segments" role="group" aria-labelledby="officers-label">${[1, 2, 3, 4, 6].map((n) => html`<button type="button" aria-pressed=${officersFor() === n} @click=${() => { d.officers = n; draftChanged(); }}>${n}</button>`)}</div></div></div>
      <div class="stack"><span id="channel-label">${t("field-channel")}</span><div class="segments" role="group" aria-labelledby="channel-label">${(["phone", "in_person", "online"] as const).map((c) => html`<button type="button" aria-pressed=${d.channel === c} @click=${() => { d.channel = c; changed(); }}>${t(`channel-${c}`)}</button>`)}</div></div>
      ${draftRecommendation()}
    </form>
    <footer class="intake-foot"><button class="button primary" ?disabled=${d.saving} @click=${() => saveDraft(true)}>${icons.send()}<span>${d.saving ? t("saving") : t("save-and-send")}</span><kbd>Ctrl ⇧ ↵</kbd></button>
      <button class="button" ?disabled=${d.saving} @click=${() => saveDraft(false)}><span>${t("save-call")}</span><kbd>Ctrl ↵</kbd></button>
      <button class="button quiet-button" @click=${() => { S.draft = emptyDraft(); drawMap(); changed(); focusSoon("#intake-place"); }}>${t("clear-form")}</button></footer>
  </section>`;
}
function draftRecommendation() {
  const d = S.draft;
  const r = d.recommendation;
  return html`<section class="recommend"><header class="sub-head"><h3>${t("recommend-live")}</h3>${d.recommending ? html`<span class="quiet">${t("working")}</span>` : nothing}</header>
    ${!r ? html`<p class="quiet">${d.recommending ? "" : t("recommend-needs")}</p>` : html`
      ${r.shortfall.length > 0 ? html`<div class="notice amber">${icons.warn()}<div>${r.shortfall.map((s) => html`<p>${reasonText(s)}</p>`)}</div></div>` : nothing}
      <ol class="picks">${r.picks.slice(0, 4).map((p, i) => html`<li><div class=${classMap({ pick: true, chosen: i < Math.max(1, r.team) })}><kbd>${i + 1}</kbd><span class="sign">${profileIcon(p.profile)}${p.call_sign}</span>
        <span class="why">${p.reasons.map(reasonText).join(" · ")}</span><span class="eta">${travelText(p.eta_ms)}</span></div></li>`)}</ol>`}</section>`;
}
function placeKey(e: KeyboardEvent): void {
  const d = S.draft;
  if (e.key === "ArrowDown") { e.preventDefault(); d.placeIndex = Math.min(d.suggestions.length - 1, d.placeIndex + 1); changed(); }
  else if (e.key === "ArrowUp") { e.preventDefault(); d.placeIndex = Math.max(0, d.placeIndex - 1); changed(); }
  else if ((e.key === "Enter" || e.key === "Tab" && !e.shiftKey) && !e.ctrlKey && !e.metaKey && !e.isComposing) {
    const p = d.placeOpen ? d.suggestions[d.placeIndex] : undefined;
    if (p) pickPlace(p);
    if (e.key === "Enter") { e.preventDefault(); focusSoon("#intake-kind"); }
  } else if (e.key === "Escape" && d.placeOpen && d.suggestions.length > 0) { e.stopPropagation(); d.placeOpen = false; changed(); }
}
function kindKey(e: KeyboardEvent): void {
  const d = S.draft;
  const list = kindMatches();
  if (e.key === "ArrowDown") { e.preventDefault(); d.kindOpen = true; d.kindIndex = Math.min(Math.min(8, list.length - 1), d.kindIndex + 1); changed(); }
  else if (e.key === "ArrowUp") { e.preventDefault(); d.kindIndex = Math.max(0, d.kindIndex - 1); changed(); }
  else if ((e.key === "Enter" || e.key === "Tab" && !e.shiftKey && d.kindText) && !e.ctrlKey && !e.metaKey && !e.isComposing) {
    const k = list[d.kindIndex];
    if (k && d.kind !== k.code) pickKind(k.code);
    if (e.key === "Enter") { e.preventDefault(); focusSoon("#intake-summary"); }
  } else if (e.key === "Escape" && d.kindOpen) { e.stopPropagation(); d.kindOpen = false; changed(); }
}
