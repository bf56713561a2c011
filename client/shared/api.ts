import type { Boot } from "./types";

/** What the server answered instead of doing the act (RFC 9457), or that it did not answer at all. */
export class Problem extends Error {
  constructor(readonly code: string, readonly status: number, readonly title: string, readonly detail: string | null = null,
    readonly next: string | null = null, readonly field: string | null = null) {
    super(`${code}: ${title}`);
  }
  /** True when the request may not have arrived, or the server asked to come again. */
  get passing(): boolean { return this.status === 0 || this.status === 503 || this.status === 502 || this.status === 504 || this.status === 429 || this.status === 408; }
}

export function newKey(): string {
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  const b = crypto.getRandomValues(new Uint8Array(16));
  b[6] = (b[6]! & 0x0f) | 0x40; b[8] = (b[8]! & 0x3f) | 0x80;
  const hex = [...b].map((x) => x.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

async function problemOf(answer: Response): Promise<Problem> {
  const byStatus: Record<number, string> = {
    401: "signed_out", 403: "forbidden", 404: "not_found", 413: "too_large", 422: "invalid", 408: "busy", 429: "busy", 503: "busy",
  };
  const guess = byStatus[answer.status] ?? "server";
  if (!(answer.headers.get("content-type") ?? "").includes("json")) return new Problem(guess, answer.status, answer.statusText);
  const b = await answer.json().catch(() => ({})) as Record<string, string | undefined>;
  return new Problem(b.code ?? guess, answer.status, b.title ?? answer.statusText, b.detail ?? null, b.next ?? null, b.field ?? null);
}

const wait = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));

export interface PostOptions { key?: string; tries?: number; timeoutMs?: number }

export class Api {
  /** Called whenever an answer says that the session has ended. */
  ended: (code: string) => void = () => {};

  constructor(private readonly boot: Pick<Boot, "csrf">) {}

  /** Reading is repeated once after a network failure. */
  async get<T>(path: string, signal?: AbortSignal): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.once<T>(path, { headers: { accept: "application/json" }, signal: signal ?? null }, 15_000);
      } catch (error) {
        if (signal?.aborted || attempt >= 2 || !(error instanceof Problem) || !error.passing) throw error;
        await wait(600);
      }
    }
  }

  /** A changing request. Repeats carry the same key, so the server does the act once however often it hears of it. */
  async post<T>(path: string, body: unknown, options: PostOptions = {}): Promise<T> {
    const headers = {
      "accept": "application/json", "content-type": "application/json", "x-csrf-token": this.boot.csrf,
      "idempotency-key": options.key ?? newKey(),
    };
    const pauses = [400, 1200, 2500];
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.once<T>(path, { method: "POST", headers, body: JSON.stringify(body) }, options.timeoutMs ?? 10_000);
      } catch (error) {
        if (attempt >= (options.tries ?? 3) || !(error instanceof Problem) || !error.passing) throw error;
        await wait(pauses[attempt - 1] ?? 2500);
      }
    }
  }

  private async once<T>(path: string, init: RequestInit, timeoutMs: number): Promise<T> {
    const stop = new AbortController();
    const clock = setTimeout(() => stop.abort(), timeoutMs);
    const outer = init.signal;
    outer?.addEventListener("abort", () => stop.abort(), { once: true });
    let answer: Response;
    try {
      answer = await fetch(path, { ...init, credentials: "same-origin", cache: "no-store", redirect: "manual", signal: stop.signal });
    } catch {
      throw new Problem(outer?.aborted ? "cancelled" : "network", 0, "no answer");
    } finally {
      clearTimeout(clock);
    }
    if (answer.type === "opaqueredirect") { this.ended("signed_out"); throw new Problem("signed_out", 401, "signed out"); }
    if (!answer.ok) {
      const problem = await problemOf(answer);
      if (problem.status === 401) this.ended(problem.code);
      throw problem;
    }
    if (answer.status === 204) return undefined as T;
    return await answer.json() as T;
  }
}

export function readBoot(): Boot {
  return JSON.parse(document.getElementById("boot")!.textContent ?? "{}") as Boot;
}
