import { Problem } from "./api";
import type { AssignmentView, CallView } from "./types";

/** One act of the officer that waits on this phone until the server has answered it. */
export interface Parcel {
  key: string; callId: string | null; act: string; path: string; body: Record<string, unknown>; at: string;
  state: "waiting" | "rejected"; tries: number; problem: { code: string; title: string; next: string | null } | null;
  /** What went out with this key: a repeat must say the same, or the server takes it for another request. */
  sent?: Record<string, unknown>;
}
export interface Shelf { getItem(name: string): string | null; setItem(name: string, value: string): void }
export interface OutboxDoors {
  shelf: Shelf;
  send(path: string, body: Record<string, unknown>, key: string): Promise<unknown>;
  /** The freshest version of a call known here. */
  version(callId: string): number | undefined;
  /** Reads the call again from the server; answers its view. */
  refresh(callId: string): Promise<CallView>;
  may(call: CallView, act: string): boolean;
  sent(parcel: Parcel, answer: unknown): void;
  changed(): void;
  newKey(): string;
}

/**
 * Acts are written down first and sent second, in the order they were done. A failure of the line leaves them waiting; a refusal
 * is kept and shown until the officer puts it away. The acts that follow a refused one on the same call wait for that decision.
 */
export class Outbox {
  private parcels: Parcel[] = [];
  private busy = false;

  constructor(private readonly doors: OutboxDoors, private readonly name: string) {
    this.read();
  }
  /** Reads what is kept: nothing while the shelf is locked. */
  read(): void { try { this.parcels = JSON.parse(this.doors.shelf.getItem(this.name) ?? "[]") as Parcel[]; } catch { this.parcels = []; } }
  all(): readonly Parcel[] { return this.parcels; }
  waiting(): Parcel[] { return this.parcels.filter((p) => p.state === "waiting"); }
  rejected(): Parcel[] { return this.parcels.filter((p) => p.state === "rejected"); }

  add(parcel: Pick<Parcel, "callId" | "act" | "path" | "body" | "at">): void {
    this.parcels.push({ ...parcel, key: this.doors.newKey(), state: "waiting", tries: 0, problem: null });
    this.keep();
  }
  /** The officer has read the refusal. */
  dismiss(key: string): void { this.parcels = this.parcels.filter((p) => p.key !== key); this.keep(); }
  /** The officer wants it sent again as it is: a new act with a new key. */
  retry(key: string): void {
    const p = this.parcels.find((x) => x.key === key);
    if (p) { p.state = "waiting"; p.problem = null; this.renew(p); this.keep(); }
  }

  /** Sends what can be sent. Answers true when nothing is left waiting. */
  async flush(): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    try {
      for (;;) {
        const blocked = new Set(this.rejected().map((p) => p.callId));
        const next = this.parcels.find((p) => p.state === "waiting" && !(p.callId !== null && blocked.has(p.callId)));
        if (!next) return this.waiting().length === 0;
        if (!await this.sendOne(next)) return false;
      }
    } finally {
      this.busy = false;
    }
  }

  private async sendOne(p: Parcel): Promise<boolean> {
    try {
      if (!p.sent) {
        const version = p.callId === null ? undefined : this.doors.version(p.callId);
        p.sent = version === undefined ? p.body : { ...p.body, version };
        this.keep();
      }
      const answer = await this.doors.send(p.path, p.sent, p.key);
      this.parcels = this.parcels.filter((x) => x !== p);
      this.doors.sent(p, answer);
      this.keep();
      return true;
    } catch (error) {
      const problem = error instanceof Problem ? error : new Problem("network", 0, String(error));
      p.tries++;
      if (problem.passing || problem.status === 401 || problem.code === "csrf") { this.keep(); return false; }
      if (problem.code === "stale_version" && p.callId !== null && p.tries <= 4) {
        // Somebody else changed the call. The act stands when it may still be done: it goes out as a new request.
        try {
          const call = await this.doors.refresh(p.callId);
          if (this.doors.may(call, p.act)) { this.renew(p); this.keep(); return true; }
        } catch (again) {
          if (again instanceof Problem && again.passing) { this.keep(); return false; }
        }
      }
      p.state = "rejected";
      p.problem = { code: problem.code, title: problem.title, next: problem.next };
      this.keep();
      return true;
    }
  }
  private renew(p: Parcel): void { p.key = this.doors.newKey(); delete p.sent; }
  private keep(): void {
    this.doors.shelf.setItem(this.name, JSON.stringify(this.parcels));
    this.doors.changed();
  }
}

/** The call as it will be when the waiting acts have been accepted. */
export function applyWaiting(call: CallView, unitId: string | null, parcels: readonly Parcel[]): CallView {
  let view = call;
  for (const p of parcels) if (p.callId === call.id && p.state === "waiting") view = applyAct(view, unitId, p);
  return view;
}
const steps: Record<string, { state: AssignmentView["state"]; stamp: "acknowledged_at" | "en_route_at" | "on_scene_at" | "cleared_at" }> = {
  "acknowledge": { state: "acknowledged", stamp: "acknowledged_at" },
  "en-route": { state: "en_route", stamp: "en_route_at" },
  "on-scene": { state: "on_scene", stamp: "on_scene_at" },
  "resolve": { state: "cleared", stamp: "cleared_at" },
};
function applyAct(call: CallView, unitId: string | null, p: Parcel): CallView {
  const step = steps[p.act];
  if (step) {
    const assignments = call.assignments.map((a) => a.unit_id === unitId && a.state !== "recalled"
      ? { ...a, state: step.state, [step.stamp]: p.at } : a);
    return { ...call, assignments, state: p.act === "resolve" ? "resolved" : step.state as CallView["state"], state_since: p.at };
  }
  if (p.act === "backup") return { ...call, backup_requested: true };
  if (p.act === "feedback") return { ...call, state: "feedback" };
  const medical = call.medical;
  const body = p.body as { condition?: "conscious"; minutes?: number; facility?: string; to?: string };
  if (p.act === "medical/request") {
    return { ...call, medical: { state: "requested", condition: body.condition ?? "other", requested_at: p.at, eta_told_minutes: null,
      facility: null, decided_at: null, departed_at: null, arrived_at: null, handed_over_at: null, handover_to: null } };
  }
  if (!medical) return call;
  switch (p.act) {
    case "medical/eta": return { ...call, medical: { ...medical, eta_told_minutes: body.minutes ?? null } };
    case "medical/delayed": return { ...call, medical: { ...medical, state: "delayed" } };
    case "medical/ambulance-arrived": return { ...call, medical: { ...medical, state: "ambulance_arrived", arrived_at: p.at } };
    case "medical/transport":
      return { ...call, medical: { ...medical, state: "self_transport_decided", decided_at: p.at, facility: body.facility ?? null } };
    case "medical/depart": return { ...call, medical: { ...medical, state: "en_route", departed_at: p.at } };
    case "medical/handover":
      return { ...call, medical: { ...medical, state: "handed_over", handed_over_at: p.at, handover_to: body.to ?? null } };
    default: return call;
  }
}
