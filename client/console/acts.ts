// What the dispatcher does. Every act goes to the server first; the answer, not a guess, changes the screen.
import { Problem } from "../shared/api";
import { metresBetween } from "../shared/mercator";
import { kindText, reasonText, t } from "../shared/text";
import { now, travelText } from "../shared/time";
import { isOpenAssignment, may, newer, type CallView, type Created, type Duplicate, type FoundPlace, type PlaceAt, type Recommendation,
  type RouteView, type UnitView } from "../shared/types";
import { notify } from "./notify";
import { fits } from "./rules";
import { api, boot, call, changed, complain, emptyDraft, kindOf, readDetail, S, shortNumber, toast } from "./state";

/** Takes a newer view of a call from the stream or an answer. */
export function takeCall(view: CallView, fromStream = false): void {
  const old = S.calls.get(view.id);
  if (old && old.version > view.version) return;
  S.calls.set(view.id, newer(old, view));
  if (fromStream && !old && view.state === "classified") announceNew(view);
  if (fromStream && old && !old.backup_requested && view.backup_requested) {
    const who = view.assignments.filter(isOpenAssignment).map((a) => a.call_sign).join(t("list-comma"));
    S.announce = t("announce-backup", { number: shortNumber(view.number), units: who, place: view.place.text });
    toast({ kind: "error", text: S.announce, hint: t("announce-backup-hint") });
    notify(S.announce);
  }
  if (S.selected === view.id) {
    const changedNow = !old || old.version !== view.version;
    if (changedNow || fromStream) void readDetail(view.id);
    if (changedNow) void recommend();
  }
  drawMap();
  changed();
}
function announceNew(view: CallView): void {
  if (view.grade !== 1) return;
  S.announce = t("announce-grade-one", { kind: kindText(view.kind), place: view.place.text });
  notify(S.announce);
}
export function drawMap(): void {
  const map = S.map;
  if (!map) return;
  const c = call();
  map.setCalls([...S.calls.values()].filter((x) => x.state !== "closed" && x.state !== "merged" && x.state !== "accepted" || x.id === S.selected));
  map.setSelection(S.intake ? null : S.selected, S.selectedUnit);
  const d = S.draft;
  const rec = S.intake ? d.recommendation : S.recommendation?.id === S.selected ? S.recommendation?.data : null;
  map.setRanks(rec?.picks.slice(0, 5).map((p) => p.unit_id) ?? []);
  map.setMarks(S.intake && d.lon !== null && d.lat !== null ? [{ kind: "draft", lon: d.lon, lat: d.lat }] : []);
  const lines: { id: string; kind: "proposed" | "active"; points: [number, number][] }[] = [];
  if (c && !S.intake) {
    for (const a of c.assignments) {
      const route = S.routes.get(`${c.id}/${a.unit_id}`);
      if (route && isOpenAssignment(a) && a.state !== "on_scene") lines.push({ id: a.unit_id, kind: "active", points: route.points });
    }
    for (const id of teamIds()) {
      const route = S.routes.get(`${c.id}/${id}`);
      if (route && !lines.some((l) => l.id === id)) lines.push({ id, kind: "proposed", points: route.points });
    }
  }
  map.setRoutes(lines);
}

/** The units that one key would send: those picked by number, else the recommended team. */
export function teamIds(): string[] {
  const rec = S.recommendation?.id === S.selected ? S.recommendation?.data : null;
  const c = call();
  if (!rec || !c || !may(c, "dispatch")) return [];
  if (S.chosen) return S.chosen.filter((id) => rec.picks.some((p) => p.unit_id === id));
  // Where enough officers are on it already, one key must not send more: they have to be picked.
  const crew = c.assignments.filter(isOpenAssignment).reduce((sum, a) => sum + (S.units.get(a.unit_id)?.crew ?? 1), 0);
  if (!c.backup_requested && crew >= c.officers_needed) return [];
  return rec.picks.slice(0, Math.max(1, rec.team)).map((p) => p.unit_id);
}
export function togglePick(index: number): void {
  const pick = S.recommendation?.id === S.selected ? S.recommendation?.data?.picks[index] : undefined;
  if (!pick) return;
  const before = S.chosen ?? [];
  const next = before.includes(pick.unit_id) ? before.filter((id) => id !== pick.unit_id) : [...before, pick.unit_id];
  S.chosen = next.length > 0 ? next : null;
  void readRoutes();
  drawMap();
  changed();
}

let recommending: AbortController | null = null;
export async function recommend(): Promise<void> {
  const c = call();
  recommending?.abort();
  if (!c || !may(c, "dispatch")) { S.recommendation = null; drawMap(); changed(); return; }
  const stop = recommending = new AbortController();
  if (S.recommendation?.id !== c.id) S.recommendation = { id: c.id, data: null, problem: null, at: now() };
  try {
    const data = await api.get<Recommendation>(`/api/calls/${c.id}/recommendation?k=5`, stop.signal);
    if (S.selected !== c.id) return;
    S.recommendation = { id: c.id, data, problem: null, at: now() };
    if (S.chosen) { S.chosen = S.chosen.filter((id) => data.picks.some((p) => p.unit_id === id)); if (S.chosen.length === 0) S.chosen = null; }
    void readRoutes();
  } catch (error) {
    if (stop.signal.aborted || S.selected !== c.id) return;
    const problem = error instanceof Problem ? error : new Problem("client", 0, String(error));
    S.recommendation = { id: c.id, data: S.recommendation?.data ?? null, problem, at: now() };
  }
  drawMap();
  changed();
}
async function readRoutes(): Promise<void> {
  const c = call();
  if (!c) return;
  const wanted = new Set([...teamIds(), ...c.assignments.filter((a) => isOpenAssignment(a) && a.state !== "on_scene").map((a) => a.unit_id)]);
  await Promise.all([...wanted].slice(0, 6).map(async (id) => {
    try {
      S.routes.set(`${c.id}/${id}`, await api.get<RouteView>(`/api/calls/${c.id}/route/${id}`));
      if (S.selected === c.id) { drawMap(); changed(); }
    } catch { /* the straight line stays */ }
  }));
}
async function readDuplicates(id: string): Promise<void> {
  try {
    const list = await api.get<Duplicate[]>(`/api/calls/${id}/duplicates`);
    if (S.selected === id) { S.duplicates = { id, list }; changed(); }
  } catch { /* a hint only */ }
}

export function select(id: string | null, move = true): void {
  if (S.selected !== id) {
    S.detail = null; S.duplicates = null; S.chosen = null; S.form = null; S.routes.clear(); S.passedOpen = false;
    S.selected = id;
    if (S.receipt && S.receipt.call.id !== id) S.receipt = null;
    const c = call();
    if (c && id) {
      void readDetail(id);
      if (may(c, "merge")) void readDuplicates(id);
      void recommend();
      void readRoutes();
    } else S.recommendation = null;
  }
  const c = call();
  if (c && move) S.map?.ensureVisible(c.place.lon, c.place.lat);
  drawMap();
  changed();
}
export async function openCall(id: string): Promise<void> {
  if (!S.calls.has(id)) await readDetail(id);
  if (S.calls.has(id)) { S.intake = false; select(id); } else complain(new Problem("not_found", 404, ""));
}
export function selectUnit(id: string | null): void {
  S.selectedUnit = id;
  const u = id ? S.units.get(id) : null;
  if (u && u.lon !== null && u.lat !== null) S.map?.ensureVisible(u.lon, u.lat);
  drawMap();
  changed();
}

/** Runs one act; a second press while it runs does nothing. */
export async function act<T = CallView>(name: string, path: string, body: Record<string, unknown>, about?: string): Promise<T | null> {
  if (S.busy.has(name)) return null;
  S.busy.add(name);
  changed();
  try {
    return await api.post<T>(path, body);
  } catch (error) {
    const c = call();
    if (error instanceof Problem && (error.code === "stale_version" || error.code === "wrong_state") && c) void readDetail(c.id);
    if (error instanceof Problem && error.code === "unit_taken") { S.chosen = null; void recommend(); }
    if (error instanceof Problem && error.code === "invalid" && error.field === "override_reason") {
      const ids = (body.units as string[] | undefined) ?? [];
      S.form = { name: "override", ids, callSign: ids.map((i) => S.units.get(i)?.call_sign ?? i).join(t("list-comma")) };
    } else complain(error, about);
    return null;
  } finally {
    S.busy.delete(name);
    changed();
  }
}
/** An act on a call with the version that is on the screen. */
export async function onCall(c: CallView, name: string, body: Record<string, unknown> = {}, about?: string): Promise<CallView | null> {
  const view = await act(name, `/api/calls/${c.id}/${name}`, { version: c.version, ...body }, about);
  if (view) { S.form = null; takeCall(view); }
  return view;
}

export async function dispatch(ids: string[], overrideReason?: string): Promise<void> {
  const c = call();
  if (!c) return;
  // Nobody is sent unseen: the key waits until the recommendation stands on the screen.
  if (ids.length === 0 && may(c, "dispatch") && !S.recommendation?.data) { toast({ kind: "error", text: t("recommend-wait"), hint: t("recommend-wait-next") }, 4); return; }
  if (ids.length === 0) { toast({ kind: "error", text: t("pick-first"), hint: t("pick-first-next") }, 5); return; }
  if (!may(c, "dispatch")) { toast({ kind: "error", text: t("cannot-dispatch"), hint: t("cannot-dispatch-next") }); return; }
  const passed = S.recommendation?.data?.passed_over.filter((p) => ids.includes(p.unit_id)) ?? [];
  const signs = ids.map((id) => S.units.get(id)?.call_sign ?? id).join(t("list-comma"));
  if (passed.length > 0 && !overrideReason) { S.form = { name: "override", ids, callSign: signs }; changed(); focusSoon("[data-form] input"); return; }
  const view = await onCall(c, "dispatch", overrideReason ? { units: ids, override_reason: overrideReason } : { units: ids }, signs);
  if (!view) return;
  S.chosen = null;
  toast({ kind: "ok", text: t("sent-units", { units: signs, number: shortNumber(view.number) }),
    undo: { label: t("undo-recall"), run: () => void undoDispatch(view.id, ids) } });
}
async function undoDispatch(callId: string, ids: string[]): Promise<void> {
  for (const id of ids) {
    const c = S.calls.get(callId);
    if (!c?.assignments.some((a) => a.unit_id === id && isOpenAssignment(a))) continue;
    const view = await act(`recall-${id}`, `/api/calls/${callId}/recall`, { version: c.version, unit_id: id, reason: t("undo-recall-reason") });
    if (view) { takeCall(view); toast({ kind: "ok", text: t("recalled-unit", { unit: S.units.get(id)?.call_sign ?? id }) }); }
  }
}
export async function recall(c: CallView, unitId: string, reason: string): Promise<void> {
  const view = await onCall(c, "recall", { unit_id: unitId, reason });
  if (view) toast({ kind: "ok", text: t("recalled-unit", { unit: S.units.get(unitId)?.call_sign ?? unitId }) });
}
export async function merge(c: CallView, into: string): Promise<void> {
  const view = await onCall(c, "merge", { into });
  if (!view) return;
  const target = S.calls.get(into);
  select(into);
  toast({ kind: "ok", text: t("merged-done", { from: shortNumber(c.number), into: target ? shortNumber(target.number) : "" }), undo: {
    label: t("undo-unmerge"), run: () => void (async () => {
      const fresh = S.calls.get(c.id) ?? view;
      const back = await act("unmerge", `/api/calls/${c.id}/unmerge`, { version: fresh.version });
      if (back) { takeCall(back); select(c.id); toast({ kind: "ok", text: t("unmerged-done", { number: shortNumber(c.number) }) }); }
    })(),
  } });
}
export async function closeCall(c: CallView): Promise<void> {
  const view = await onCall(c, "close");
  if (!view) return;
  toast({ kind: "ok", text: t("closed-done", { number: shortNumber(c.number) }), undo: { label: t("undo-reopen"), run: () => void (async () => {
    const fresh = S.calls.get(c.id) ?? view;
    const back = await act("reopen", `/api/calls/${c.id}/reopen`, { version: fresh.version, reason: t("undo-reopen-reason") });
    if (back) { takeCall(back); select(c.id); }
  })() } });
}
export async function setDuty(unit: UnitView, status: "available" | "break" | "off", reason: string): Promise<void> {
  const view = await act<UnitView>("duty", `/api/units/${unit.id}/duty`, { status, reason }, unit.call_sign);
  if (!view) return;
  S.form = null;
  S.units.set(view.id, view);
  S.map?.setUnit(view);
  toast({ kind: "ok", text: t("duty-set", { unit: view.call_sign, status: t(`duty-${view.status}`) }) });
}

// ---- Intake ----
let placeTimer = 0, recTimer = 0;
let placeStop: AbortController | null = null, recStop: AbortController | null = null;
export function openIntake(): void {
  if (!isDeskRole()) return;
  S.intake = true; S.help = false; S.receipt = null;
  drawMap(); changed();
  focusSoon("#intake-place");
}
const isDeskRole = () => boot.account.role === "duty_desk";
export function closeIntake(): void {
  S.intake = false;
  if (S.draft.placeText || S.draft.summary || S.draft.kindText) toast({ kind: "ok", text: t("draft-kept") }, 3);
  drawMap(); changed();
}
export function typePlace(text: string): void {
  const d = S.draft;
  d.placeText = text; d.lon = d.lat = null; d.placeOpen = true; d.placeIndex = 0; d.recommendation = null;
  clearTimeout(placeTimer);
  placeTimer = window.setTimeout(() => void suggest(text), 120);
  drawMap(); changed();
}
async function suggest(text: string): Promise<FoundPlace[]> {
  placeStop?.abort();
  if (text.trim().length < 1) { S.draft.suggestions = []; changed(); return []; }
  const stop = placeStop = new AbortController();
  try {
    const list = await api.get<FoundPlace[]>(`/api/places?q=${encodeURIComponent(text.trim())}`, stop.signal);
    if (!stop.signal.aborted) { S.draft.suggestions = list; changed(); }
    return list;
  } catch (error) { if (!stop.signal.aborted) complain(error); return []; }
}
export function pickPlace(p: FoundPlace): void {
  const d = S.draft;
  // What was typed after the street (house number, floor) is worth more than the name alone.
  const typed = d.placeText.trim();
  d.placeText = typed.startsWith(p.name) && typed.length > p.name.length ? typed : p.name;
  d.lon = p.lon; d.lat = p.lat; d.placeOpen = false; d.suggestions = [];
  S.map?.goTo(p.lon, p.lat, 14);
  draftChanged();
}
export async function pickOnMap(lon: number, lat: number): Promise<void> {
  const d = S.draft;
  d.lon = lon; d.lat = lat; d.placeOpen = false;
  draftChanged();
  try {
    const at = await api.get<PlaceAt>(`/api/places/at?lon=${lon.toFixed(6)}&lat=${lat.toFixed(6)}`);
    if (d.lon === lon && !d.placeText.trim()) {
      d.placeText = [at.street, at.near ? t("place-near", { place: at.near }) : ""].filter(Boolean).join(" ") || t("place-on-map");
    }
    changed();
  } catch (error) { complain(error); }
}
export function kindMatches(): { code: string; text: string; grade: number }[] {
  return S.kinds.map((k) => ({ code: k.code, text: kindText(k.code), grade: k.grade,
    fit: S.draft.kind === k.code && S.draft.kindText === kindText(k.code) ? 9 : fits(S.draft.kindText, kindText(k.code), k.code.replaceAll("_", " "), kindWords(k.code)) }))
    .filter((k) => k.fit > 0).sort((a, b) => b.fit - a.fit || a.grade - b.grade);
}
let kindWords: (code: string) => string = () => "";
export const setKindWords = (words: (code: string) => string): void => { kindWords = words; };
export function bestKind(word: string): string | null {
  const list = S.kinds.map((k) => ({ code: k.code, fit: fits(word, kindText(k.code), k.code.replaceAll("_", " "), kindWords(k.code)) }))
    .filter((k) => k.fit > 0).sort((a, b) => b.fit - a.fit);
  return word && list[0] ? list[0].code : null;
}
export function typeKind(text: string): void {
  const d = S.draft;
  d.kindText = text; d.kind = null; d.kindOpen = true; d.kindIndex = 0;
  const exact = S.kinds.find((k) => kindText(k.code) === text.trim());
  if (exact) d.kind = exact.code;
  draftChanged();
}
export function pickKind(code: string): void {
  const d = S.draft;
  d.kind = code; d.kindText = kindText(code); d.kindOpen = false;
  draftChanged();
}
export function draftChanged(): void {
  const d = S.draft;
  clearTimeout(recTimer);
  if (d.lon !== null && d.kind) recTimer = window.setTimeout(() => void recommendDraft(), 150);
  else d.recommendation = null;
  drawMap(); changed();
}
async function recommendDraft(): Promise<void> {
  const d = S.draft;
  recStop?.abort();
  const stop = recStop = new AbortController();
  d.recommending = true; changed();
  try {
    const rec = await api.get<Recommendation>(`/api/recommendation?lon=${d.lon}&lat=${d.lat}&kind=${d.kind}&k=5`, stop.signal);
    if (!stop.signal.aborted && S.draft === d) {
      if (!d.recommendation && d.lon !== null && d.lat !== null) {
        const near = rec.picks.slice(0, 3).map((p) => S.units.get(p.unit_id)).filter((u) => u && u.lon !== null && u.lat !== null);
        S.map?.fit([[d.lon, d.lat], ...near.map((u): [number, number] => [u!.lon!, u!.lat!])], 110);
      }
      d.recommendation = rec;
    }
  } catch (error) { if (!stop.signal.aborted) complain(error); }
  if (recStop === stop) d.recommending = false;
  drawMap(); changed();
}
/** Open calls close to the place being typed: perhaps the same matter. */
export function nearDraft(): { call: CallView; metres: number }[] {
  const d = S.draft;
  if (d.lon === null || d.lat === null) return [];
  return [...S.calls.values()].filter((c) => c.state !== "closed" && c.state !== "merged" && c.state !== "accepted")
    .map((c) => ({ call: c, metres: metresBetween(d.lon!, d.lat!, c.place.lon, c.place.lat) }))
    .filter((n) => n.metres < 300).sort((a, b) => a.metres - b.metres).slice(0, 3);
}
export async function saveDraft(send: boolean): Promise<void> {
  const d = S.draft;
  if (d.saving) return;
  if (!d.kind && d.kindText.trim()) { const k = bestKind(d.kindText.trim()); if (k) pickKind(k); }
  if (d.lon === null && d.placeText.trim()) {
    const list = d.suggestions.length > 0 ? d.suggestions : await suggest(d.placeText);
    if (list[0]) pickPlace(list[0]);
  }
  if (d.lon === null || d.lat === null || !d.kind) {
    d.missing = true; changed();
    focusSoon(d.lon === null ? "#intake-place" : "#intake-kind");
    return;
  }
  d.saving = true; changed();
  const body: Record<string, unknown> = { place: { text: d.placeText.trim() || t("place-on-map"), lon: d.lon, lat: d.lat }, kind: d.kind, channel: d.channel };
  if (d.summary.trim()) body.summary = d.summary.trim();
  if (d.contact.trim()) body.contact = d.contact.trim();
  if (d.officers !== null) body.officers_needed = d.officers;
  if (send) body.dispatch_nearest = true;
  try {
    const made = await api.post<Created>("/api/calls", body);
    takeCall(made.call);
    S.draft = emptyDraft(); S.intake = false; S.filter = "all";
    select(made.call.id);
    S.receipt = made;
    const sent = made.call.assignments.filter(isOpenAssignment);
    if (send && sent.length > 0) {
      toast({ kind: "ok", text: t("saved-and-sent", { units: sent.map((a) => a.call_sign).join(t("list-comma")), eta: travelText(sent[0]!.eta_ms ?? 0) }),
        undo: { label: t("undo-recall"), run: () => void undoDispatch(made.call.id, sent.map((a) => a.unit_id)) } });
    } else if (send) toast({ kind: "error", text: t("saved-not-sent"), hint: t("saved-not-sent-next") });
    focusSoon("#panel");
  } catch (error) { complain(error); } finally { d.saving = false; changed(); }
}
export async function draftFromCommand(place: string, kind: string, summary: string): Promise<void> {
  S.draft = emptyDraft();
  openIntake();
  S.draft.summary = summary;
  if (kind) { const k = bestKind(kind); if (k) pickKind(k); else S.draft.kindText = kind; }
  if (place) {
    S.draft.placeText = place;
    const list = await suggest(place);
    if (list[0]) pickPlace(list[0]);
    focusSoon(list[0] ? S.draft.kind ? "#intake-summary" : "#intake-kind" : "#intake-place");
  }
}
export const officersFor = (): number => S.draft.officers ?? (S.draft.kind ? kindOf(S.draft.kind)?.officers_needed ?? 1 : 1);

export function focusSoon(selector: string): void {
  requestAnimationFrame(() => requestAnimationFrame(() => document.querySelector<HTMLElement>(selector)?.focus()));
}
export { reasonText };
