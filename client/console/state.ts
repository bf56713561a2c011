// Everything the console knows, and the one place where it changes.
import { Api, Problem, readBoot } from "../shared/api";
import { hasText, named, t } from "../shared/text";
import { now } from "../shared/time";
import type { LiveMap } from "../shared/map";
import { newer } from "../shared/types";
import type { CallDetail, CallView, Created, Duplicate, DutyStatus, FoundPlace, KindView, MapView, Recommendation, RouteView, Station,
  TimelineEntry, UnitView } from "../shared/types";
import { inFilter, inOrder, type Filter } from "./rules";

export interface Toast { id: number; kind: "ok" | "error"; text: string; hint?: string; until: number; undo?: { label: string; run: () => void } }
export interface Draft {
  placeText: string; lon: number | null; lat: number | null; suggestions: FoundPlace[]; placeIndex: number; placeOpen: boolean;
  kindText: string; kind: string | null; kindIndex: number; kindOpen: boolean; summary: string; contact: string;
  channel: "phone" | "online" | "in_person"; officers: number | null; missing: boolean; saving: boolean;
  recommendation: Recommendation | null; recommending: boolean;
}
export const emptyDraft = (): Draft => ({
  placeText: "", lon: null, lat: null, suggestions: [], placeIndex: 0, placeOpen: false, kindText: "", kind: null, kindIndex: 0,
  kindOpen: false, summary: "", contact: "", channel: "phone", officers: null, missing: false, saving: false, recommendation: null,
  recommending: false,
});
export type FormName = "override" | "note" | "divert" | "merge" | "recall" | "reopen" | "recuse" | "classify" | "medical" | "medical-cancel" | "eta" | "close" | "duty";

export const boot = readBoot();
export const api = new Api(boot);

export const S = {
  loaded: false, failed: null as Problem | null, map: null as LiveMap | null, mapInfo: null as MapView | null, mapFailed: false,
  calls: new Map<string, CallView>(), units: new Map<string, UnitView>(), stations: new Map<string, Station>(), kinds: [] as KindView[],
  filter: "all" as Filter, selected: null as string | null, selectedUnit: null as string | null,
  detail: null as { id: string; timeline: TimelineEntry[]; merged: CallView[] } | null,
  duplicates: null as { id: string; list: Duplicate[] } | null,
  recommendation: null as { id: string; data: Recommendation | null; problem: Problem | null; at: number } | null,
  routes: new Map<string, RouteView>(), chosen: null as string[] | null,
  form: null as { name: FormName; unit?: string; ids?: string[]; callSign?: string } | null,
  busy: new Set<string>(), stale: false, lastHeard: Date.now(), toasts: [] as Toast[], announce: "",
  intake: false, draft: emptyDraft(), receipt: null as Created | null, help: false,
  unitFilter: "all" as "all" | DutyStatus, unitStation: "", unitSearch: "",
  line: "", lineOpen: false, lineIndex: 0, found: null as CallView[] | null,
  passedOpen: false, notify: false,
};

let queued = false;
let draw: () => void = () => {};
export const onChange = (then: () => void): void => { draw = then; };
/** Draws once in the next frame, however much changed before it. */
export function changed(): void {
  if (queued) return;
  queued = true;
  requestAnimationFrame(() => { queued = false; draw(); });
}

export const call = (): CallView | null => S.selected ? S.calls.get(S.selected) ?? null : null;
export const kindOf = (code: string): KindView | undefined => S.kinds.find((k) => k.code === code);
export const unitList = (): UnitView[] => [...S.units.values()];
export const visibleCalls = (): CallView[] => inOrder([...S.calls.values()].filter((c) => inFilter(c, S.filter)));
export const station = (id: string | null): string => id ? S.stations.get(id)?.name ?? "" : "";
export const isDesk = boot.account.role === "duty_desk";
export const shortNumber = (number: string): string => number.length > 6 ? number.slice(-4) : number;

let toastId = 0;
export function toast(entry: Omit<Toast, "id" | "until">, seconds = entry.kind === "error" ? 12 : entry.undo ? 10 : 5): void {
  const id = ++toastId;
  S.toasts = [...S.toasts.slice(-3), { ...entry, id, until: Date.now() + seconds * 1000 }];
  setTimeout(() => { S.toasts = S.toasts.filter((x) => x.id !== id); changed(); }, seconds * 1000);
  changed();
}
export const dismiss = (id: number): void => { S.toasts = S.toasts.filter((x) => x.id !== id); changed(); };
/** Says what went wrong and what to do about it. */
export function complain(error: unknown, about?: string): void {
  const problem = error instanceof Problem ? error : new Problem("client", 0, String(error));
  if (problem.code === "cancelled") return;
  const text = hasText(`problem-${problem.code}`) ? t(`problem-${problem.code}`) : problem.title;
  const hint = hasText(`problem-${problem.code}-next`) ? t(`problem-${problem.code}-next`) : problem.next ?? problem.detail ?? "";
  const field = problem.field ? `${named("field", problem.field)}${t("colon")}` : "";
  toast({ kind: "error", text: `${about ? `${about}${t("colon")}` : ""}${field}${text}`, hint });
}
export const age = (iso: string): number => (now() - Date.parse(iso)) / 1000;

export async function readDetail(id: string): Promise<void> {
  try {
    const d = await api.get<CallDetail>(`/api/calls/${id}`);
    if (S.selected === id) S.detail = { id, timeline: d.timeline, merged: d.merged };
    S.calls.set(id, newer(S.calls.get(id), d.call));
    changed();
  } catch (error) { if (S.selected === id && !S.detail) complain(error); }
}
