import { lang, t } from "./text";

let offset = 0;
/** The server's clock rules: ages are counted from it, not from a wrongly set computer. */
export function setServerNow(iso: string): void {
  const at = Date.parse(iso);
  if (Number.isFinite(at)) offset = at - Date.now();
}
export const now = (): number => Date.now() + offset;
export const secondsSince = (iso: string | null): number => iso ? Math.max(0, Math.floor((now() - Date.parse(iso)) / 1000)) : 0;

const two = (n: number) => String(n).padStart(2, "0");
/** 04:07, 1:02:09: a running clock. */
export function clockText(seconds: number): string {
  const s = Math.max(0, Math.floor(seconds));
  const h = Math.floor(s / 3600);
  return h > 0 ? `${h}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}` : `${two(Math.floor(s / 60))}:${two(s % 60)}`;
}
/** Whole minutes, never zero: what a person would say. */
export function travelText(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (ms < 60_000) return t("travel-under-minute");
  return minutes < 60 ? t("travel-minutes", { minutes }) : t("travel-hours", { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
}
export function agoText(seconds: number): string {
  if (seconds < 60) return t("ago-seconds", { seconds: Math.floor(seconds) });
  if (seconds < 3600) return t("ago-minutes", { minutes: Math.floor(seconds / 60) });
  return t("ago-hours", { hours: Math.floor(seconds / 3600) });
}
export const distanceText = (metres: number): string => metres < 950
  ? t("metres", { metres: Math.max(10, Math.round(metres / 10) * 10) })
  : t("kilometres", { km: (metres / 1000).toFixed(metres < 9950 ? 1 : 0) });

export function timeOfDay(iso: string | number | null, withSeconds = true): string {
  if (iso === null) return "—";
  return new Date(iso).toLocaleTimeString("zh-CN", { hour12: false, hour: "2-digit", minute: "2-digit", ...(withSeconds ? { second: "2-digit" } : {}) });
}
export function dateText(at: number): string {
  const english = lang() === "en";
  return new Date(at).toLocaleDateString(english ? "en-GB" : "zh-CN", english
    ? { weekday: "short", day: "numeric", month: "short", year: "numeric" }
    : { year: "numeric", month: "long", day: "numeric", weekday: "short" });
}
