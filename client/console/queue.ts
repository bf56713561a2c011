import { html, nothing } from "lit-html";
import { classMap } from "lit-html/directives/class-map.js";
import { repeat } from "lit-html/directives/repeat.js";
import { gradeIcon, icons } from "../shared/icons";
import { kindText, t } from "../shared/text";
import { clockText, now, timeOfDay } from "../shared/time";
import { isOpenAssignment, type CallView } from "../shared/types";
import { groupOf, inFilter, levelOf, type Filter } from "./rules";
import { age, changed, isDesk, S, shortNumber, station, visibleCalls } from "./state";
import { openIntake, select } from "./acts";

const FILTERS: Filter[] = ["all", "waiting", "active", "closed"];
const filterLabel = (f: Filter): string =>
  f === "all" ? t("filter-all") : f === "waiting" ? t("filter-waiting") : f === "active" ? t("filter-active") : t("filter-closed");

/** How many calls were joined to each. */
let merged = new Map<string, number>();

export function queueView() {
  const list = visibleCalls();
  const all = [...S.calls.values()];
  merged = new Map();
  for (const c of all) if (c.merged_into) merged.set(c.merged_into, (merged.get(c.merged_into) ?? 0) + 1);
  return html`<section class="queue" aria-label=${t("queue-title")}>
    <header class="section-head"><h2>${t("queue-title")}</h2>
      ${isDesk ? html`<button class="button small primary" @click=${openIntake}>${icons.plus()}<span>${t("new-call")}</span><kbd>N</kbd></button>` : nothing}</header>
    <div class="tabs" role="tablist" aria-label=${t("queue-title")}>${FILTERS.map((f) => html`<button role="tab" aria-selected=${S.filter === f}
      @click=${() => { S.filter = f; changed(); }}>${filterLabel(f)} <b>${all.filter((c) => inFilter(c, f)).length}</b></button>`)}</div>
    <div class="scroll" id="queue" role="listbox" tabindex="-1" aria-label=${t("queue-title")}>
      ${!S.loaded ? [1, 2, 3, 4, 5].map(() => html`<div class="skeleton row"></div>`)
        : list.length === 0 ? empty(S.filter) : repeat(list, (c) => c.id, row)}
    </div>
  </section>`;
}
function empty(f: Filter) {
  const text = f === "closed" ? t("empty-closed") : f === "active" ? t("empty-active") : t("empty-waiting");
  return html`<div class="empty"><div class="empty-mark">${icons.check()}</div><p>${text}</p>
    ${isDesk && f !== "closed" ? html`<p class="quiet">${t("empty-hint")}</p>` : nothing}</div>`;
}
function row(c: CallView) {
  const level = levelOf(c, now());
  const units = c.assignments.filter(isOpenAssignment);
  const closed = groupOf(c) === "closed";
  const also = merged.get(c.id) ?? 0;
  return html`<div class=${classMap({ call: true, [`g${c.grade}`]: true, [level]: true, selected: S.selected === c.id, closed, waiting: groupOf(c) === "waiting" })}
    role="option" aria-selected=${S.selected === c.id} tabindex="0" data-call=${c.id}
    @click=${() => { S.intake = false; select(c.id); }} @keydown=${(e: KeyboardEvent) => { if (e.key === "Enter") { e.stopPropagation(); S.intake = false; select(c.id); document.getElementById("panel")?.focus(); } }}>
    ${gradeIcon(c.grade, t(`grade-${c.grade}`))}
    <div class="call-main">
      <div class="call-top"><strong>${kindText(c.kind)}</strong><time class="age">${closed ? timeOfDay(c.state_since, false) : clockText(age(c.state_since))}</time></div>
      <div class="call-mid"><span class="where" lang="zh-Hans">${c.place.text}</span><span class="state">${c.backup_requested ? t("wants-backup") : t(`state-${c.state}`)}</span></div>
      <div class="call-low"><span class="no">${shortNumber(c.number)}</span><span class="who">${units.length > 0 ? units.map((a) => a.call_sign).join(" ") : station(c.station_id)}</span>
        ${c.backup_requested ? html`<span class="chip red">${t("chip-backup")}</span>` : nothing}
        ${c.medical && c.medical.state !== "closed" && c.medical.state !== "cancelled" ? html`<span class="chip medical">120</span>` : nothing}
        ${also > 0 ? html`<span class="chip" title=${t("chip-merged", { count: also })}>×${also + 1}</span>` : nothing}
        ${c.reopened ? html`<span class="chip amber">${t("chip-reopened")}</span>` : nothing}
        ${c.channel === "online" ? html`<span class="chip">${t("channel-online")}</span>` : nothing}</div>
    </div></div>`;
}
