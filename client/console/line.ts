// The line at the top: `/` commands with completion, and plain search.
import { html, nothing } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { icons } from "../shared/icons";
import { kindText, t } from "../shared/text";
import { may, type CallView } from "../shared/types";
import { COMMANDS, findCall, findUnit, fits, inOrder, parseCommand, statusOf } from "./rules";
import { api, call, changed, complain, S, shortNumber, toast, unitList } from "./state";
import { bestKind, closeCall, dispatch, draftFromCommand, merge, onCall, openCall, recall, recommend, selectUnit, setDuty, teamIds, togglePick } from "./acts";

interface Option { label: string; note: string; fill?: string; run?: () => void }

function options(): Option[] {
  const line = S.line;
  if (!line.trim()) return [];
  if (!line.startsWith("/")) {
    const calls = inOrder(S.calls.values()).filter((c) => fits(line, c.number, c.place.text, kindText(c.kind)) > 0).slice(0, 6);
    const units = unitList().filter((u) => fits(line, u.call_sign, u.name) > 0).slice(0, 6);
    const found = (S.found ?? []).filter((c) => !S.calls.has(c.id)).slice(0, 6);
    return [
      ...calls.map((c) => ({ label: `${shortNumber(c.number)} ${kindText(c.kind)}`, note: `${c.place.text} · ${t(`state-${c.state}`)}`, run: () => void openCall(c.id) })),
      ...units.map((u) => ({ label: u.call_sign, note: `${u.name} · ${t(`duty-${u.status}`)}`, run: () => selectUnit(u.id) })),
      ...found.map((c) => ({ label: `${c.number} ${kindText(c.kind)}`, note: `${c.place.text} · ${t(`state-${c.state}`)}`, run: () => void openCall(c.id) })),
    ];
  }
  const words = line.slice(1).split(/[\s ]+/);
  const head = words[0] ?? "";
  if (words.length === 1) {
    return COMMANDS.filter((c) => c.words.some((w) => w.startsWith(head.toLowerCase())))
      .map((c) => ({ label: t(`command-${c.name}`), note: t(`command-${c.name}-note`), fill: `/${c.words[0]} ` }));
  }
  const command = COMMANDS.find((c) => c.words.includes(head.toLowerCase()))?.name;
  const last = words[words.length - 1] ?? "";
  const before = line.slice(0, line.length - last.length);
  const unitOptions = (): Option[] => unitList().filter((u) => fits(last, u.call_sign, u.name) > 0).slice(0, 8)
    .map((u) => ({ label: u.call_sign, note: `${u.name} · ${t(`duty-${u.status}`)}`, fill: `${before}${u.call_sign}` }));
  const callOptions = (): Option[] => inOrder(S.calls.values()).filter((c) => fits(last, c.number, c.place.text) > 0).slice(0, 8)
    .map((c) => ({ label: shortNumber(c.number), note: `${kindText(c.kind)} · ${c.place.text}`, fill: `${before}${shortNumber(c.number)}` }));
  if (command === "unit" || command === "recall" && words.length === 2 || command === "status" && words.length === 2) return unitOptions();
  if (command === "dispatch") {
    const picks = S.recommendation?.data?.picks.map((p, i) => ({ label: `${i + 1}`, note: p.call_sign, fill: `${before}${i + 1}` })) ?? [];
    return last ? unitOptions() : picks;
  }
  if (command === "status" && words.length === 3) return (["available", "break", "off"] as const).filter((s) => fits(last, s, t(`duty-${s}`)) > 0)
    .map((s) => ({ label: t(`duty-${s}`), note: s, fill: `${before}${s} ` }));
  if (command === "call" || command === "merge") return callOptions();
  if (command === "new" && words.length === 3) return S.kinds.filter((k) => fits(last, kindText(k.code), k.code) > 0).slice(0, 8)
    .map((k) => ({ label: kindText(k.code), note: t(`grade-${k.grade}`), fill: `${before}${kindText(k.code)} ` }));
  const usage = COMMANDS.find((c) => c.name === command);
  return usage ? [{ label: t(`command-${usage.name}`), note: t(`command-${usage.name}-note`) }] : [];
}

export function lineView() {
  const list = S.lineOpen ? options().slice(0, 10) : [];
  return html`<div class="line"><div class="with-icon line-box">${icons.search()}
    <input id="line" role="combobox" aria-expanded=${list.length > 0} aria-controls="line-list" aria-label=${t("line-label")} placeholder=${t("line-placeholder")} autocomplete="off" spellcheck="false"
      .value=${live(S.line)} @input=${(e: Event) => { S.line = (e.target as HTMLInputElement).value; S.lineIndex = 0; S.lineOpen = true; S.found = null; changed(); }}
      @focus=${() => { S.lineOpen = true; changed(); }} @blur=${() => setTimeout(() => { S.lineOpen = false; changed(); }, 150)} @keydown=${keys}><kbd>/</kbd></div>
    ${S.lineOpen && S.line.trim() ? html`<ul class="options" id="line-list" role="listbox">
      ${list.map((o, i) => html`<li role="option" aria-selected=${i === S.lineIndex} @mousedown=${(e: Event) => { e.preventDefault(); choose(o); }}><span>${o.label}</span><small>${o.note}</small></li>`)}
      ${list.length === 0 ? html`<li class="none">${S.found ? t("search-none") : t("search-enter")}</li>` : nothing}</ul>` : nothing}</div>`;
}
function choose(o: Option): void {
  if (o.fill) { S.line = o.fill; S.lineIndex = 0; changed(); return; }
  o.run?.();
  leave();
}
function leave(): void {
  S.line = ""; S.lineOpen = false; S.found = null;
  document.getElementById("line")?.blur();
  changed();
}
function keys(e: KeyboardEvent): void {
  if (e.isComposing) return;
  const list = options().slice(0, 10);
  if (e.key === "ArrowDown") { e.preventDefault(); S.lineIndex = Math.min(list.length - 1, S.lineIndex + 1); changed(); }
  else if (e.key === "ArrowUp") { e.preventDefault(); S.lineIndex = Math.max(0, S.lineIndex - 1); changed(); }
  else if (e.key === "Tab" && list[S.lineIndex]?.fill) { e.preventDefault(); choose(list[S.lineIndex]!); }
  else if (e.key === "Escape") { e.stopPropagation(); leave(); }
  else if (e.key === "Enter") {
    e.preventDefault();
    const line = S.line.trim();
    if (line.startsWith("/")) {
      const only = !line.slice(1).includes(" ") && parseCommand(line).name === "unknown" ? list[S.lineIndex] : undefined;
      if (only) { choose(only); return; }
      leave();
      void run(line);
    } else if (list[S.lineIndex]) choose(list[S.lineIndex]!);
    else if (line) void search(line);
  }
}
async function search(q: string): Promise<void> {
  try { S.found = await api.get<CallView[]>(`/api/calls?q=${encodeURIComponent(q)}`); changed(); } catch (error) { complain(error); }
}
const bad = (text: string) => toast({ kind: "error", text, hint: t("command-see-help") });

async function run(line: string): Promise<void> {
  const command = parseCommand(line);
  const c = call();
  switch (command.name) {
    case "help": S.help = true; changed(); return;
    case "new":
      if (command.kind && !bestKind(command.kind)) bad(t("command-no-kind", { word: command.kind }));
      await draftFromCommand(command.place, command.kind, command.summary);
      return;
    case "dispatch": {
      if (!c) { bad(t("command-no-call")); return; }
      if (!S.recommendation?.data) await recommend();
      if (command.targets.length === 0) { await dispatch(teamIds()); return; }
      const ids: string[] = [];
      for (const word of command.targets) {
        const pick = /^[1-9]$/.test(word) ? S.recommendation?.data?.picks[Number(word) - 1]?.unit_id : findUnit(unitList(), word)?.id;
        if (!pick) { bad(t("command-no-unit", { word })); return; }
        ids.push(pick);
      }
      await dispatch(ids);
      return;
    }
    case "status": {
      const unit = findUnit(unitList(), command.unit);
      const status = statusOf(command.status);
      if (!unit) bad(t("command-no-unit", { word: command.unit }));
      else if (!status) bad(t("command-no-status", { word: command.status }));
      else if (!command.reason) bad(t("command-no-reason"));
      else await setDuty(unit, status, command.reason);
      return;
    }
    case "unit": {
      const unit = findUnit(unitList(), command.unit);
      if (unit) selectUnit(unit.id); else bad(t("command-no-unit", { word: command.unit }));
      return;
    }
    case "call": case "merge": {
      const word = command.name === "call" ? command.number : command.into;
      const target = findCall(S.calls.values(), word);
      if (command.name === "merge") {
        if (!c || !target) bad(c ? t("command-no-such-call", { word }) : t("command-no-call"));
        else await merge(c, target.id);
      } else if (target) await openCall(target.id);
      else {
        try {
          const found = await api.get<CallView[]>(`/api/calls?q=${encodeURIComponent(word)}`);
          if (found[0]) await openCall(found[0].id); else bad(t("command-no-such-call", { word }));
        } catch (error) { complain(error); }
      }
      return;
    }
    case "note": if (c && command.text) await onCall(c, "note", { text: command.text }); else bad(c ? t("command-no-text") : t("command-no-call")); return;
    case "recall": {
      const unit = findUnit(unitList(), command.unit);
      if (!c) bad(t("command-no-call"));
      else if (!unit) bad(t("command-no-unit", { word: command.unit }));
      else if (!command.reason) bad(t("command-no-reason"));
      else await recall(c, unit.id, command.reason);
      return;
    }
    case "close": if (c && may(c, "close")) await closeCall(c); else bad(c ? t("cannot-close") : t("command-no-call")); return;
    case "unknown": bad(t("command-unknown", { word: command.word })); return;
  }
}
export { togglePick };
