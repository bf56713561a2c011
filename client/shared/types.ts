// The views of docs/openapi.json.
export type Grade = 1 | 2 | 3 | 4;
export type CallState = "classified" | "diverted" | "accepted" | "dispatched" | "acknowledged" | "en_route" | "on_scene"
  | "resolved" | "feedback" | "closed" | "merged";
export type DutyStatus = "available" | "committed" | "en_route" | "on_scene" | "break" | "off";
export type Profile = "car" | "ebike" | "foot";
export type Role = "duty_desk" | "community_officer" | "station_chief" | "bureau_command";
export interface Place { text: string; lon: number; lat: number }
export interface AssignmentView {
  id: string; unit_id: string; call_sign: string;
  state: "dispatched" | "acknowledged" | "en_route" | "on_scene" | "cleared" | "recalled";
  eta_ms: number | null; due_at: string | null; override_reason: string | null;
  dispatched_at: string; acknowledged_at: string | null; en_route_at: string | null; on_scene_at: string | null;
  cleared_at: string | null;
}
export type MedicalState = "requested" | "delayed" | "ambulance_arrived" | "self_transport_decided" | "en_route"
  | "handed_over" | "closed" | "cancelled";
export type Condition = "conscious" | "unconscious" | "bleeding" | "other";
export interface MedicalView {
  state: MedicalState; condition: Condition; requested_at: string; eta_told_minutes: number | null;
  facility: string | null; decided_at: string | null; departed_at: string | null; arrived_at: string | null;
  handed_over_at: string | null; handover_to: string | null;
}
export interface CallView {
  id: string; number: string; version: number; state: CallState; kind: string; grade: Grade; place: Place; summary: string;
  channel: "phone" | "online" | "in_person"; station_id: string | null; received_at: string; state_since: string;
  reopened: boolean; merged_into: string | null; officers_needed: number; backup_requested: boolean;
  contact: string | null; assignments: AssignmentView[]; medical: MedicalView | null; seq: number; acts: string[];
}
export interface UnitView {
  id: string; call_sign: string; name: string; station_id: string; profile: Profile; crew: number; skills: string[];
  status: DutyStatus; version: number; call_id: string | null; lon: number | null; lat: number | null; fix_at: string | null;
}
export interface Reason { code: string; [argument: string]: string | number }
export interface Pick {
  unit_id: string; call_sign: string; profile: string; eta_ms: number; handicap_ms: number; reasons: Reason[];
}
export interface PassedOver { unit_id: string; call_sign: string; eta_ms: number | null; reason: Reason }
export interface Recommendation { picks: Pick[]; team: number; passed_over: PassedOver[]; shortfall: Reason[] }
export interface TimelineEntry { seq: number; at: string; actor: string; act: string; detail: Record<string, unknown> }
export interface Station { id: string; name: string; lon: number; lat: number }
export interface StateView { seq: number; now: string; calls: CallView[]; units: UnitView[]; stations: Station[] }
export interface KindView { code: string; class: "report" | "help" | "complaint"; grade: Grade; officers_needed: number }
export interface MapView {
  name: string; attribution: string; bounds: { west: number; south: number; east: number; north: number };
  centre: { lon: number; lat: number }; min_zoom: number; max_zoom: number;
  landmarks: { kind: "police" | "hospital"; name: string; lon: number; lat: number }[];
}
export interface FoundPlace { name: string; kind: string; lon: number; lat: number; within: string | null }
export interface PlaceAt { street: string | null; near: string | null; lon: number; lat: number }
export interface RouteView {
  points: [number, number][]; metres: number; travel_ms: number; steps: { street: string; metres: number }[];
}
export interface Hospital { name: string; lon: number; lat: number; travel_ms: number; metres: number }
export interface Duplicate { call: CallView; metres: number; seconds: number }
export interface CallDetail { call: CallView; timeline: TimelineEntry[]; merged: CallView[] }
export interface Created { call: CallView; receipt_no: string; verify_code: string }
export interface PositionsFrame { now: string; units: [number, number, number, number][] }
export interface Boot {
  csrf: string; lang: "zh-CN" | "en"; account: { id: string; name: string; role: Role };
  unit_id: string | null; station_id: string | null; home: string; other_language: string;
}

/** The view to keep of a call: the one of the higher version. The contact comes with a call read by itself only, so it stays known. */
export function newer(old: CallView | undefined, view: CallView): CallView {
  if (!old) return view;
  if (old.version > view.version) return old;
  return { ...view, contact: view.contact ?? old.contact };
}
/** Whether the viewer may do an act now. Names are compared without regard to `-`, `_` and `/`. */
export function may(call: CallView, act: string): boolean {
  const plain = (name: string) => name.replace(/[-_/]/g, "");
  return call.acts.some((name) => plain(name) === plain(act));
}
export const isOpenAssignment = (a: AssignmentView): boolean => a.state !== "cleared" && a.state !== "recalled";
export const isFinished = (c: CallView): boolean => c.state === "closed" || c.state === "merged" || c.state === "accepted";
