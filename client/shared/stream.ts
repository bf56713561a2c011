import type { CallView, PositionsFrame, UnitView } from "./types";

export const STALE_AFTER_MS = 12_000;

export interface StreamHandlers {
  call(view: CallView): void;
  unit(view: UnitView): void;
  positions(frame: PositionsFrame): void;
  now(serverNow: string): void;
  /** The server no longer holds what was missed: read everything again, then answer the new number to go on from. */
  reset(): Promise<number>;
  /** Called when the link is found silent, and again when it speaks. */
  link(state: "live" | "stale", lastHeard: number): void;
  /** The stream was refused (signed out, forbidden or the server is down). */
  refused?(): void;
}

/** The live stream: resumes after the last numbered event, watches for silence, opens again by hand when the browser gave up. */
export class Stream {
  private source: EventSource | null = null;
  private after: number;
  private tries = 0;
  private timer = 0;
  private closed = false;
  private stale = false;
  lastHeard = Date.now();

  constructor(after: number, private readonly on: StreamHandlers, private readonly url = "/api/stream") {
    this.after = after;
    this.open();
    setInterval(() => this.watch(), 1000);
    window.addEventListener("online", () => this.again());
    document.addEventListener("visibilitychange", () => { if (!document.hidden && this.stale) this.again(); });
  }

  close(): void { this.closed = true; clearTimeout(this.timer); this.source?.close(); }
  /** Opens at once, for a person who pressed "connect again". */
  again(): void { this.tries = 0; clearTimeout(this.timer); this.timer = 0; this.open(); }

  private open(): void {
    if (this.closed) return;
    this.source?.close();
    const source = new EventSource(`${this.url}?after=${this.after}`);
    this.source = source;
    const listen = <T>(name: string, then: (data: T) => void) => {
      source.addEventListener(name, (event) => {
        const message = event as MessageEvent<string>;
        this.heard();
        const seq = Number(message.lastEventId);
        if (message.lastEventId && Number.isFinite(seq) && seq > this.after) this.after = seq;
        then(JSON.parse(message.data) as T);
      });
    };
    listen<CallView>("call", (view) => this.on.call(view));
    listen<UnitView>("unit", (view) => this.on.unit(view));
    listen<PositionsFrame>("positions", (frame) => { this.on.now(frame.now); this.on.positions(frame); });
    listen<{ now: string }>("hello", (data) => this.on.now(data.now));
    listen<{ now: string }>("beat", (data) => this.on.now(data.now));
    listen("reset", () => {
      source.close();
      this.on.reset().then((seq) => { this.after = seq; this.open(); }, () => this.later());
    });
    // The session has ended: the page asks anew at once, and is told why.
    listen("ended", () => { source.close(); this.on.refused?.(); this.later(); });
    source.onopen = () => { this.tries = 0; };
    source.onerror = () => { if (source.readyState === 2 && source === this.source) { this.on.refused?.(); this.later(); } };
  }

  private later(): void {
    clearTimeout(this.timer);
    const pause = Math.min(15_000, 500 * 2 ** this.tries++) * (0.75 + Math.random() / 2);
    this.timer = window.setTimeout(() => { this.timer = 0; this.open(); }, pause);
  }

  private heard(): void {
    this.lastHeard = Date.now();
    if (this.stale) { this.stale = false; this.on.link("live", this.lastHeard); }
  }

  private watch(): void {
    const silent = Date.now() - this.lastHeard;
    if (silent < STALE_AFTER_MS) return;
    if (!this.stale) { this.stale = true; this.on.link("stale", this.lastHeard); }
    // A connection that is open but silent is dead too: replace it every so often.
    if (this.timer === 0 && silent % 20_000 < 1000) this.open();
  }
}
