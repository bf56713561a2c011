// Notices on the desktop.
import { t } from "../shared/text";
import { S, toast } from "./state";

/** Tells the desktop, without a sound, where the dispatcher asked for it. */
export function notify(text: string): void {
  if (!S.notify || !("Notification" in window) || Notification.permission !== "granted") return;
  try { new Notification(t("brand"), { body: text, silent: true, tag: text }); } catch { /* phones only notify from a worker */ }
}

export async function toggleNotify(): Promise<void> {
  if (!("Notification" in window)) { toast({ kind: "error", text: t("notify-unsupported") }); return; }
  if (!S.notify && Notification.permission !== "granted" && await Notification.requestPermission() !== "granted") {
    toast({ kind: "error", text: t("notify-denied"), hint: t("notify-denied-next") });
    return;
  }
  S.notify = !S.notify;
  toast({ kind: "ok", text: t(S.notify ? "notify-on" : "notify-off") });
}
