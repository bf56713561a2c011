import { FluentBundle, FluentResource } from "@fluent/bundle";
import type { Reason } from "./types";

export type Language = "zh-CN" | "en";
export type Args = Record<string, string | number>;

let bundle = new FluentBundle("zh-CN");
let language: Language = "zh-CN";

export function setTexts(lang: Language, sources: Record<Language, string[]>): void {
  language = lang === "en" ? "en" : "zh-CN";
  bundle = new FluentBundle(language, { useIsolating: false });
  for (const source of sources[language]) bundle.addResource(new FluentResource(source), { allowOverrides: true });
}
export const lang = (): Language => language;
export const hasText = (id: string): boolean => bundle.hasMessage(id);

/** The text of a message. A missing one shows its id, so that it is noticed. */
export function t(id: string, args?: Args): string {
  const message = bundle.getMessage(id);
  if (!message?.value) return id;
  return bundle.formatPattern(message.value, args ?? null, []);
}
/** An attribute of a message (search words of a kind), or nothing. */
export function attribute(id: string, name: string): string {
  const pattern = bundle.getMessage(id)?.attributes[name];
  return pattern ? bundle.formatPattern(pattern, null, []) : "";
}
/** A code that comes from the server: its text, or the code itself when this client is older than the server. */
export const named = (prefix: string, code: string): string => hasText(`${prefix}-${code}`) ? t(`${prefix}-${code}`) : code.replaceAll("_", " ");

export const kindText = (code: string): string => named("kind", code);
export function reasonText(reason: Reason): string {
  if (!hasText(`reason-${reason.code}`)) return reason.code.replaceAll("_", " ");
  const args: Args = {};
  for (const [name, value] of Object.entries(reason)) {
    if (name === "skill" || name === "skills") args[name] = String(value).split(/[,\s]+/).map((s) => named("skill", s)).join(t("list-comma"));
    else if (name === "why") args[name] = named("why", String(value));
    else if (name === "handicap_ms") args.handicap = Math.max(1, Math.round(Number(value) / 60_000));
    else if (name === "age_seconds") { args.ahead = Number(value) < 0 ? 1 : 0; args.age = Math.max(1, Math.round(Math.abs(Number(value)) / 60)); }
    else args[name] = value;
  }
  return t(`reason-${reason.code}`, args);
}
