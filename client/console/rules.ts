// What the console decides by itself, without page or server: ages, order, search, the command line.
import type { CallState, CallView, Grade, UnitView } from "../shared/types";

export type Level = "calm" | "amber" | "red";
/** Seconds in a state after which the clock of a call turns amber and red, by grade. The one table of the console. */
export const LIMITS: Partial<Record<CallState, Record<Grade, readonly [amber: number, red: number]>>> = {
  classified:   { 1: [30, 60],     2: [60, 120],    3: [180, 300],   4: [600, 1200] },
  dispatched:   { 1: [20, 40],     2: [30, 60],     3: [60, 120],    4: [120, 300] },
  acknowledged: { 1: [30, 60],     2: [60, 120],    3: [120, 240],   4: [300, 600] },
  en_route:     { 1: [300, 480],   2: [480, 720],   3: [900, 1500],  4: [1800, 2700] },
  on_scene:     { 1: [2400, 4800], 2: [2400, 4800], 3: [2700, 5400], 4: [3600, 7200] },
  diverted:     { 1: [30, 60],     2: [60, 120],    3: [180, 300],   4: [300, 900] },
  resolved:     { 1: [1800, 3600], 2: [1800, 3600], 3: [3600, 7200], 4: [7200, 14_400] },
  feedback:     { 1: [1800, 3600], 2: [1800, 3600], 3: [3600, 7200], 4: [7200, 14_400] },
};
export function levelOf(call: CallView, now: number): Level {
  const limits = LIMITS[call.state]?.[call.grade];
  if (!limits) return "calm";
  const seconds = (now - Date.parse(call.state_since)) / 1000;
  if (call.state === "en_route") {
    // With a promised arrival the clock goes by the promise: amber when it has passed, red two minutes later.
    const due = call.assignments.filter((a) => a.state === "en_route" && a.due_at).map((a) => Date.parse(a.due_at!));
    if (due.length > 0) { const late = (now - Math.min(...due)) / 1000; return late > 120 ? "red" : late > 0 ? "amber" : "calm"; }
  }
  return seconds >= limits[1] ? "red" : seconds >= limits[0] ? "amber" : "calm";
}

export type Filter = "all" | "waiting" | "active" | "closed";
export function groupOf(call: CallView): Exclude<Filter, "all"> {
  if (call.state === "closed" || call.state === "merged" || call.state === "accepted") return "closed";
  return call.state === "classified" || call.state === "diverted" || call.backup_requested ? "waiting" : "active";
}
export const inFilter = (call: CallView, filter: Filter): boolean => filter === "all" ? groupOf(call) !== "closed" : groupOf(call) === filter;
/** Waiting before running, the graver first, then the one that has waited longest. Closed: latest first. */
export function inOrder(calls: Iterable<CallView>): CallView[] {
  const place = { waiting: 0, active: 1, closed: 2 };
  const late = (c: CallView) => c.state === "resolved" || c.state === "feedback" ? 1 : 0;
  return [...calls].sort((a, b) => {
    const ga = groupOf(a), gb = groupOf(b);
    if (ga !== gb) return place[ga] - place[gb];
    if (ga === "closed") return Date.parse(b.state_since) - Date.parse(a.state_since);
    return late(a) - late(b) || a.grade - b.grade || Date.parse(a.received_at) - Date.parse(b.received_at);
  });
}

/** How well a typed word fits: 0 not at all, higher is better. */
export function fits(query: string, ...texts: string[]): number {
  const q = query.trim().toLowerCase();
  if (!q) return 1;
  let best = 0;
  for (const text of texts) {
    for (const word of text.toLowerCase().split(/\s+/)) {
      if (word === q) best = Math.max(best, 5);
      else if (word.startsWith(q)) best = Math.max(best, 4);
      else if (word.includes(q)) best = Math.max(best, 2);
    }
    if (text.toLowerCase().startsWith(q)) best = Math.max(best, 4);
    else if (text.toLowerCase().includes(q)) best = Math.max(best, 2);
  }
  return best;
}
/** A unit by call sign: exact, else the only one that contains the word. */
export function findUnit(units: readonly UnitView[], word: string): UnitView | null {
  const w = word.trim().toLowerCase();
  if (!w) return null;
  const exact = units.find((u) => u.call_sign.toLowerCase() === w);
  if (exact) return exact;
  const some = units.filter((u) => u.call_sign.toLowerCase().includes(w));
  return some.length === 1 ? some[0]! : null;
}
/** A call by the end of its number; the newest when several end so. */
export function findCall(calls: Iterable<CallView>, word: string): CallView | null {
  const w = word.trim().replace(/^#/, "").toLowerCase();
  if (!w) return null;
  const some = [...calls].filter((c) => c.number.toLowerCase().endsWith(w));
  return some.sort((a, b) => Date.parse(b.received_at) - Date.parse(a.received_at))[0] ?? null;
}

export type Command =
  | { name: "new"; place: string; kind: string; summary: string } | { name: "dispatch"; targets: string[] }
  | { name: "status"; unit: string; status: string; reason: string } | { name: "unit"; unit: string } | { name: "call"; number: string }
  | { name: "merge"; into: string } | { name: "note"; text: string } | { name: "recall"; unit: string; reason: string }
  | { name: "close" } | { name: "help" } | { name: "unknown"; word: string };
/** The words after the slash. One letter, the English word or the Chinese word all do. */
export const COMMANDS: readonly { name: Exclude<Command["name"], "unknown">; words: readonly string[] }[] = [
  { name: "new", words: ["n", "new", "新警情"] }, { name: "dispatch", words: ["d", "dispatch", "派"] },
  { name: "status", words: ["s", "status", "状态"] }, { name: "unit", words: ["u", "unit", "警力"] },
  { name: "call", words: ["c", "call", "警情"] }, { name: "merge", words: ["m", "merge", "合并"] },
  { name: "note", words: ["t", "note", "记录"] }, { name: "recall", words: ["r", "recall", "撤回"] },
  { name: "close", words: ["close", "办结"] }, { name: "help", words: ["help", "h", "?", "帮助"] },
];
export function parseCommand(line: string): Command {
  const [head = "", ...rest] = line.trim().replace(/^\//, "").split(/[\s ]+/);
  const found = COMMANDS.find((c) => c.words.includes(head.toLowerCase()));
  switch (found?.name) {
    case "new": return { name: "new", place: rest[0] ?? "", kind: rest[1] ?? "", summary: rest.slice(2).join(" ") };
    case "dispatch": return { name: "dispatch", targets: rest.flatMap((w) => w.split(/[,,、]/)).filter(Boolean) };
    case "status": return { name: "status", unit: rest[0] ?? "", status: rest[1] ?? "", reason: rest.slice(2).join(" ") };
    case "unit": return { name: "unit", unit: rest[0] ?? "" };
    case "call": return { name: "call", number: rest[0] ?? "" };
    case "merge": return { name: "merge", into: rest[0] ?? "" };
    case "note": return { name: "note", text: rest.join(" ") };
    case "recall": return { name: "recall", unit: rest[0] ?? "", reason: rest.slice(1).join(" ") };
    case "close": return { name: "close" };
    case "help": return { name: "help" };
    default: return { name: "unknown", word: head };
  }
}
const STATUS_WORDS: Record<string, readonly string[]> = {
  available: ["available", "on", "a", "待命", "在岗", "可派"], break: ["break", "b", "休息", "用餐"], off: ["off", "o", "下班", "离岗", "退勤"],
};
export function statusOf(word: string): "available" | "break" | "off" | null {
  const w = word.toLowerCase();
  for (const [status, words] of Object.entries(STATUS_WORDS)) if (words.includes(w)) return status as "available" | "break" | "off";
  return null;
}
