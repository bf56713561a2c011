// The base map (MapLibre) with everything that lives drawn on a 2D canvas above it.
import type { Map as BaseMap } from "maplibre-gl";
import { mapStyle, type Theme } from "./basemap";
import { metresPerPixel, projector, toWorld, type Camera, type World } from "./mercator";
import type { CallView, DutyStatus, Grade, MapView, Profile } from "./types";

interface Mover {
  id: string; index: number; callSign: string; profile: Profile; status: DutyStatus; callId: string | null; fixAt: number;
  from: World; to: World; start: number; length: number; heading: number; placed: boolean;
}
export interface MapUnit { id: string; call_sign: string; profile: Profile; status: DutyStatus; call_id: string | null; lon: number | null; lat: number | null; fix_at: string | null }
export interface MapRoute { id: string; points: [number, number][]; kind: "proposed" | "active" | "own" }
export interface MapMark { lon: number; lat: number; kind: "draft" | "hospital" | "self"; label?: string; accuracy?: number }
export interface MapEvents {
  unit?(id: string): void; call?(id: string): void; place?(lon: number, lat: number): void; ready?(): void; failed?(): void;
}
export const colours: Record<Theme, { status: Record<DutyStatus, string>; grade: Record<Grade, string>; ink: string; paper: string; route: string; draft: string }> = {
  dark: {
    status: { available: "#37c978", committed: "#4ea1ff", en_route: "#4ea1ff", on_scene: "#c08bff", break: "#8d9cab", off: "#5c6b79" },
    grade: { 1: "#ff5a52", 2: "#ffb02e", 3: "#e8d44d", 4: "#8fb3cf" }, ink: "#e8eef4", paper: "#0b1016", route: "#4ea1ff", draft: "#ffd21f",
  },
  light: {
    status: { available: "#0f7a43", committed: "#0b57a4", en_route: "#0b57a4", on_scene: "#6a3fc0", break: "#5d6f80", off: "#8a97a3" },
    grade: { 1: "#b3151f", 2: "#b35c00", 3: "#7d6b00", 4: "#3f6a8c" }, ink: "#13202e", paper: "#ffffff", route: "#0b57a4", draft: "#b35c00",
  },
};
const STALE_FIX_MS = 90_000;

export class LiveMap {
  private map: BaseMap | null = null;
  private readonly canvas = document.createElement("canvas");
  private readonly pen: CanvasRenderingContext2D;
  private movers: Mover[] = [];
  private byId = new Map<string, Mover>();
  private calls: CallView[] = [];
  private routes: { id: string; kind: MapRoute["kind"]; points: World[] }[] = [];
  private marks: MapMark[] = [];
  private ranks = new Map<string, number>();
  private selectedCall: string | null = null;
  private selectedUnit: string | null = null;
  /** Size of signs and letters against a common screen. */
  private readonly k = Math.max(1, parseFloat(getComputedStyle(document.documentElement).fontSize) / 16);
  private frame = 0;
  private lastPaint = 0;
  private moving = false;
  private frozen = false;
  private holes = false;
  private readonly still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  private readonly events: MapEvents;
  private readonly theme: Theme;
  private clock: () => number;

  constructor(readonly host: HTMLElement, private readonly info: MapView, options: { theme: Theme; now: () => number; events: MapEvents; zoom?: number }) {
    this.theme = options.theme; this.events = options.events; this.clock = options.now;
    this.canvas.className = "map-overlay";
    this.canvas.setAttribute("aria-hidden", "true");
    this.pen = this.canvas.getContext("2d")!;
    new ResizeObserver(() => this.resize()).observe(host);
    void this.load(options.zoom ?? 13);
  }

  private async load(zoom: number): Promise<void> {
    try {
      const library = await import("maplibre-gl");
      library.setWorkerUrl(new URL(MAP_WORKER, import.meta.url).href);
      const base = document.createElement("div");
      base.className = "map-base";
      this.host.append(base, this.canvas);
      const { bounds: b, centre } = this.info;
      const padX = (b.east - b.west) * 0.25, padY = (b.north - b.south) * 0.25;
      const map = new library.Map({
        container: base, style: mapStyle(this.theme, this.k), center: [centre.lon, centre.lat], zoom, minZoom: 8, maxZoom: 18.5,
        maxBounds: [b.west - padX, b.south - padY, b.east + padX, b.north + padY], attributionControl: false, dragRotate: false,
        pitchWithRotate: false, touchPitch: false, fadeDuration: 0, pixelRatio: softwareOnly() ? 0.75 : undefined,
        localIdeographFontFamily: "'Noto Sans CJK SC','PingFang SC','Microsoft YaHei',sans-serif",
      });
      map.touchZoomRotate.disableRotation();
      map.keyboard.disableRotation();
      map.on("move", () => this.paintSoon());
      map.on("resize", () => this.resize());
      // A tile that could not be had is no matter for the console of the browser: the link state tells, and it is asked for again.
      map.on("error", () => { this.holes = true; });
      map.on("click", (event) => this.clicked(event.point.x, event.point.y, event.lngLat.lng, event.lngLat.lat));
      map.on("mousemove", (event) => { map.getCanvas().classList.toggle("over-thing", this.hit(event.point.x, event.point.y) !== null); });
      map.once("load", () => { this.host.dataset.ready = "1"; this.events.ready?.(); });
      this.map = map;
      this.resize();
    } catch {
      this.host.dataset.failed = "1";
      this.events.failed?.();
    }
  }

  /** Units in the order of /api/state, which the position frames count in. */
  setUnits(units: readonly MapUnit[]): void {
    const old = this.byId;
    this.byId = new Map();
    this.movers = units.map((u, index) => {
      const before = old.get(u.id);
      const mover: Mover = before ?? {
        id: u.id, index, callSign: u.call_sign, profile: u.profile, status: u.status, callId: u.call_id, fixAt: 0,
        from: { x: 0, y: 0 }, to: { x: 0, y: 0 }, start: 0, length: 0, heading: NaN, placed: false,
      };
      mover.index = index;
      this.byId.set(u.id, mover);
      this.applyUnit(mover, u);
      return mover;
    });
    this.paintSoon();
  }
  setUnit(u: MapUnit): void { const m = this.byId.get(u.id); if (m) { this.applyUnit(m, u); this.paintSoon(); } }
  private applyUnit(m: Mover, u: MapUnit): void {
    m.status = u.status; m.callId = u.call_id; m.profile = u.profile; m.callSign = u.call_sign;
    const fix = u.fix_at ? Date.parse(u.fix_at) : 0;
    if (u.lon !== null && u.lat !== null && (fix > m.fixAt || !m.placed)) this.moveTo(m, u.lon, u.lat, fix);
  }
  /** One `positions` frame. */
  move(units: readonly [number, number, number, number][]): void {
    const at = this.clock();
    for (const [index, lon, lat, age] of units) {
      const m = this.movers[index];
      if (m) this.moveTo(m, lon / 1e6, lat / 1e6, at - age * 1000);
    }
    this.paintSoon();
  }
  private moveTo(m: Mover, lon: number, lat: number, fixAt: number): void {
    const now = performance.now();
    const to = toWorld(lon, lat);
    const here = m.placed ? this.whereAt(m, now) : to;
    const dx = to.x - here.x, dy = to.y - here.y;
    const far = Math.hypot(dx, dy) * 40_075_016 > 3000;
    if (Math.hypot(dx, dy) * 40_075_016 > 4) m.heading = Math.atan2(dx, -dy);
    m.length = !m.placed || far || this.still ? 0 : Math.min(6000, Math.max(900, now - m.start)) * 1.05;
    m.from = here; m.to = to; m.start = now; m.placed = true; m.fixAt = Math.max(m.fixAt, fixAt);
  }
  private whereAt(m: Mover, now: number): World {
    const part = m.length === 0 ? 1 : Math.min(1, (now - m.start) / m.length);
    return { x: m.from.x + (m.to.x - m.from.x) * part, y: m.from.y + (m.to.y - m.from.y) * part };
  }
  setCalls(calls: readonly CallView[]): void { this.calls = [...calls].sort((a, b) => b.grade - a.grade); this.paintSoon(); }
  setSelection(callId: string | null, unitId: string | null): void { this.selectedCall = callId; this.selectedUnit = unitId; this.paintSoon(); }
  /** The recommended units with the number of the key that picks them. */
  setRanks(unitIds: readonly string[]): void { this.ranks = new Map(unitIds.map((id, i) => [id, i + 1])); this.paintSoon(); }
  setRoutes(routes: readonly MapRoute[]): void {
    this.routes = routes.map((r) => ({ id: r.id, kind: r.kind, points: r.points.map(([lon, lat]) => toWorld(lon, lat)) }));
    this.paintSoon();
  }
  setMarks(marks: readonly MapMark[]): void { this.marks = [...marks]; this.paintSoon(); }
  /** With a silent link units keep their last place and are drawn pale. */
  setFrozen(frozen: boolean): void {
    this.frozen = frozen;
    if (!frozen && this.holes) { this.holes = false; this.map?.refreshTiles("base"); }
    this.paintSoon();
  }

  zoomBy(step: number): void { this.map?.easeTo({ zoom: (this.map?.getZoom() ?? 13) + step, duration: this.still ? 0 : 200 }); }
  goTo(lon: number, lat: number, zoom?: number): void {
    const map = this.map;
    if (!map) return;
    map.easeTo({ center: [lon, lat], zoom: zoom ?? Math.max(map.getZoom(), 14), duration: this.still ? 0 : 350 });
  }
  /** Moves only when the place is not well in view. */
  ensureVisible(lon: number, lat: number): void {
    const map = this.map;
    if (!map) return;
    const p = map.project([lon, lat]);
    const { clientWidth: w, clientHeight: h } = this.host;
    if (p.x < w * 0.15 || p.x > w * 0.85 || p.y < h * 0.15 || p.y > h * 0.85 || map.getZoom() < 11.5) this.goTo(lon, lat);
  }
  fit(points: readonly [number, number][], padding = 60, right = padding): void {
    if (!this.map || points.length === 0) return;
    let [west, south, east, north] = [180, 90, -180, -90];
    for (const [lon, lat] of points) { west = Math.min(west, lon); east = Math.max(east, lon); south = Math.min(south, lat); north = Math.max(north, lat); }
    this.map.fitBounds([west, south, east, north], { padding: { top: padding, bottom: padding, left: padding, right }, maxZoom: 16, duration: this.still ? 0 : 350 });
  }

  private camera(): Camera {
    const c = this.map!.getCenter();
    return { lon: c.lng, lat: c.lat, zoom: this.map!.getZoom(), width: this.host.clientWidth, height: this.host.clientHeight };
  }
  private resize(): void {
    const ratio = Math.min(2, devicePixelRatio || 1);
    const { clientWidth: w, clientHeight: h } = this.host;
    if (this.canvas.width !== Math.round(w * ratio) || this.canvas.height !== Math.round(h * ratio)) {
      this.canvas.width = Math.round(w * ratio); this.canvas.height = Math.round(h * ratio);
      this.pen.setTransform(ratio, 0, 0, ratio, 0, 0);
      if (this.map) this.paint(performance.now());
    }
  }
  private clicked(x: number, y: number, lon: number, lat: number): void {
    const thing = this.hit(x, y);
    if (thing?.call) this.events.call?.(thing.call);
    else if (thing?.unit) this.events.unit?.(thing.unit);
    else this.events.place?.(lon, lat);
  }
  private hit(x: number, y: number): { call?: string; unit?: string } | null {
    if (!this.map) return null;
    const put = projector(this.camera());
    const now = performance.now();
    let best: { call?: string; unit?: string } | null = null;
    let bestDistance = 16 * this.k;
    for (const c of this.calls) {
      const [px, py] = put(toWorld(c.place.lon, c.place.lat));
      const d = Math.hypot(px - x, py - y) - 3;
      if (d < bestDistance) { bestDistance = d; best = { call: c.id }; }
    }
    for (const m of this.movers) {
      if (!m.placed || m.status === "off") continue;
      const [px, py] = put(this.whereAt(m, now));
      const d = Math.hypot(px - x, py - y);
      if (d < bestDistance) { bestDistance = d; best = { unit: m.id }; }
    }
    return best;
  }

  private paintSoon(): void {
    if (this.frame || !this.map) return;
    this.frame = requestAnimationFrame((now) => {
      this.frame = 0;
      // Half the frames are enough for cars while the camera is still.
      if (!this.map!.isMoving() && now - this.lastPaint < 30) { this.paintSoon(); return; }
      this.paint(now);
      if (this.moving) this.paintSoon();
    });
  }

  private paint(now: number): void {
    const { pen, canvas } = this;
    const c = colours[this.theme];
    const camera = this.camera();
    const put = projector(camera);
    this.lastPaint = now;
    this.moving = false;
    pen.clearRect(0, 0, canvas.width, canvas.height);
    pen.lineJoin = "round"; pen.lineCap = "round";
    for (const route of this.routes) this.paintRoute(route, put);
    for (const mark of this.marks) this.paintMark(mark, put, camera);
    // Straight lines from a unit on its way to its call, when no road line is known.
    const drawn = new Set(this.routes.map((r) => r.id));
    const places = new Map(this.calls.map((call) => [call.id, call] as const));
    pen.setLineDash([2, 5]); pen.lineWidth = 1.2; pen.strokeStyle = c.route; pen.globalAlpha = 0.55;
    for (const m of this.movers) {
      if (!m.callId || !m.placed || drawn.has(m.id) || (m.status !== "en_route" && m.status !== "committed")) continue;
      const call = places.get(m.callId);
      if (!call) continue;
      const [ax, ay] = put(this.whereAt(m, now)), [bx, by] = put(toWorld(call.place.lon, call.place.lat));
      pen.beginPath(); pen.moveTo(ax, ay); pen.lineTo(bx, by); pen.stroke();
    }
    pen.setLineDash([]); pen.globalAlpha = 1;
    const wall = this.clock();
    for (const m of this.movers) {
      if (!m.placed || (m.status === "off" && m.id !== this.selectedUnit)) continue;
      if (now - m.start < m.length && !this.frozen) this.moving = true;
      const [x, y] = put(this.whereAt(m, now));
      if (x < -30 || y < -30 || x > camera.width + 30 || y > camera.height + 30) continue;
      this.paintUnit(m, x, y, camera.zoom, wall);
    }
    for (const call of this.calls) {
      const [x, y] = put(toWorld(call.place.lon, call.place.lat));
      if (x > -40 && y > -40 && x < camera.width + 40 && y < camera.height + 40) this.paintCall(call, x, y);
    }
    this.paintScale(camera);
  }

  private paintRoute(route: { kind: MapRoute["kind"]; points: World[] }, put: (w: World) => [number, number]): void {
    const { pen } = this;
    const c = colours[this.theme];
    pen.beginPath();
    route.points.forEach((w, i) => { const [x, y] = put(w); if (i === 0) pen.moveTo(x, y); else pen.lineTo(x, y); });
    pen.setLineDash([]); pen.strokeStyle = c.paper; pen.globalAlpha = 0.7; pen.lineWidth = 6; pen.stroke();
    pen.globalAlpha = 1; pen.strokeStyle = c.route; pen.lineWidth = route.kind === "own" ? 4 : 2.6;
    pen.setLineDash(route.kind === "proposed" ? [7, 6] : []);
    pen.stroke(); pen.setLineDash([]);
  }

  private paintMark(mark: MapMark, put: (w: World) => [number, number], camera: Camera): void {
    const { pen } = this;
    const c = colours[this.theme];
    const [x, y] = put(toWorld(mark.lon, mark.lat));
    if (mark.kind === "draft") {
      pen.strokeStyle = c.draft; pen.lineWidth = 2.5;
      pen.beginPath(); pen.arc(x, y, 13, 0, Math.PI * 2);
      pen.moveTo(x - 20, y); pen.lineTo(x - 7, y); pen.moveTo(x + 7, y); pen.lineTo(x + 20, y);
      pen.moveTo(x, y - 20); pen.lineTo(x, y - 7); pen.moveTo(x, y + 7); pen.lineTo(x, y + 20); pen.stroke();
    } else if (mark.kind === "self") {
      const radius = Math.min(90, (mark.accuracy ?? 0) / metresPerPixel(camera.lat, camera.zoom));
      pen.fillStyle = c.route; pen.globalAlpha = 0.15; pen.beginPath(); pen.arc(x, y, Math.max(14, radius), 0, Math.PI * 2); pen.fill();
      pen.globalAlpha = 1; pen.beginPath(); pen.arc(x, y, 8, 0, Math.PI * 2); pen.fill();
      pen.lineWidth = 3; pen.strokeStyle = "#fff"; pen.stroke();
    } else {
      pen.fillStyle = c.grade[1]; pen.fillRect(x - 9, y - 9, 18, 18);
      pen.fillStyle = "#fff"; pen.fillRect(x - 6, y - 2, 12, 4); pen.fillRect(x - 2, y - 6, 4, 12);
    }
    if (mark.label) this.label(mark.label, x, y - 18, c.ink, 600);
  }

  private paintUnit(m: Mover, x: number, y: number, zoom: number, wall: number): void {
    const { pen } = this;
    const c = colours[this.theme];
    const rank = this.ranks.get(m.id);
    const chosen = m.id === this.selectedUnit;
    const scale = this.k * (zoom < 12 ? 0.75 : zoom > 15 ? 1.25 : 1) * (rank !== undefined || chosen ? 1.25 : 1);
    const old = this.frozen || wall - m.fixAt > STALE_FIX_MS;
    const colour = c.status[m.status];
    const hollow = m.status === "committed" || m.status === "break" || m.status === "off";
    pen.save();
    pen.translate(x, y);
    if (rank !== undefined || chosen) {
      pen.strokeStyle = chosen ? c.ink : c.route; pen.lineWidth = 2;
      pen.beginPath(); pen.arc(0, 0, 14 * this.k, 0, Math.PI * 2); pen.stroke();
    }
    pen.scale(scale, scale);
    pen.globalAlpha = old ? 0.4 : 1;
    pen.beginPath();
    if (m.profile === "car") {
      pen.rotate(Number.isNaN(m.heading) ? 0 : m.heading);
      pen.moveTo(0, -8); pen.lineTo(5.6, 7); pen.lineTo(0, 3.6); pen.lineTo(-5.6, 7);
    } else if (m.profile === "ebike") {
      pen.moveTo(0, -7); pen.lineTo(5.4, 0); pen.lineTo(0, 7); pen.lineTo(-5.4, 0);
    } else pen.arc(0, 0, 5, 0, Math.PI * 2);
    pen.closePath();
    pen.lineWidth = 3.4; pen.strokeStyle = c.paper; pen.stroke();
    if (hollow) { pen.fillStyle = c.paper; pen.fill(); pen.lineWidth = 1.8; pen.strokeStyle = colour; pen.stroke(); }
    else { pen.fillStyle = colour; pen.fill(); }
    pen.restore();
    if (rank !== undefined) this.label(`${rank} ${m.callSign}`, x, y - 20 * this.k, c.ink, 700);
    else if (chosen || zoom >= 15) this.label(m.callSign, x, y - (chosen ? 20 : 13) * this.k, old ? c.status.break : c.ink, chosen ? 700 : 500);
  }

  private paintCall(call: CallView, placeX: number, placeY: number): void {
    const { pen } = this;
    const x = 0, y = 0;
    pen.save();
    pen.translate(placeX, placeY);
    pen.scale(this.k, this.k);
    const c = colours[this.theme];
    const colour = c.grade[call.grade];
    const chosen = call.id === this.selectedCall;
    const waiting = call.state === "classified" || call.backup_requested;
    if (chosen || (waiting && call.grade <= 2)) {
      pen.strokeStyle = colour; pen.lineWidth = chosen ? 2.5 : 1.5; pen.globalAlpha = chosen ? 1 : 0.7;
      pen.beginPath(); pen.arc(x, y, chosen ? 19 : 16, 0, Math.PI * 2); pen.stroke();
      pen.globalAlpha = 0.16; pen.fillStyle = colour; pen.fill(); pen.globalAlpha = 1;
    }
    pen.beginPath();
    if (call.grade === 1) for (let i = 0; i < 6; i++) pen.lineTo(x + 12 * Math.cos(Math.PI / 3 * i), y + 12 * Math.sin(Math.PI / 3 * i));
    else if (call.grade === 2) pen.roundRect(x - 9.5, y - 9.5, 19, 19, 3);
    else pen.arc(x, y, call.grade === 3 ? 10 : 9, 0, Math.PI * 2);
    pen.closePath();
    pen.lineWidth = 3; pen.strokeStyle = c.paper; pen.stroke();
    if (call.grade === 4) { pen.fillStyle = c.paper; pen.fill(); pen.lineWidth = 2; pen.strokeStyle = colour; pen.stroke(); }
    else { pen.fillStyle = colour; pen.fill(); }
    pen.fillStyle = call.grade === 4 ? colour : this.theme === "dark" ? "#12161b" : "#fff";
    pen.font = "700 12px Inter, Arial, sans-serif"; pen.textAlign = "center"; pen.textBaseline = "middle";
    pen.fillText(String(call.grade), x, y + 0.5);
    pen.restore();
  }

  private label(text: string, x: number, y: number, colour: string, weight: number): void {
    const { pen } = this;
    pen.font = `${weight} ${Math.round(12 * this.k)}px Inter, "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif`;
    pen.textAlign = "center"; pen.textBaseline = "middle"; pen.lineWidth = 3.5;
    pen.strokeStyle = colours[this.theme].paper; pen.strokeText(text, x, y);
    pen.fillStyle = colour; pen.fillText(text, x, y);
  }

  private paintScale(camera: Camera): void {
    const { pen } = this;
    const per = metresPerPixel(camera.lat, camera.zoom);
    const want = 110 * this.k * per;
    const base = 10 ** Math.floor(Math.log10(want));
    const metres = [5, 2, 1].map((k) => k * base).find((m) => m <= want) ?? base;
    const width = metres / per;
    const x = camera.width - width - 14, y = camera.height - 30;
    pen.strokeStyle = colours[this.theme].ink; pen.globalAlpha = 0.75; pen.lineWidth = 1.5;
    pen.beginPath(); pen.moveTo(x, y - 5); pen.lineTo(x, y); pen.lineTo(x + width, y); pen.lineTo(x + width, y - 5); pen.stroke();
    pen.globalAlpha = 1;
    this.label(metres >= 1000 ? `${metres / 1000} km` : `${metres} m`, x + width / 2, y - 9 * this.k, colours[this.theme].ink, 500);
  }
}

/** True where pictures are drawn by the processor: then the base map is drawn with fewer pixels. */
function softwareOnly(): boolean {
  try {
    const gl = document.createElement("canvas").getContext("webgl2");
    const ext = gl?.getExtension("WEBGL_debug_renderer_info");
    return ext ? /SwiftShader|llvmpipe|Basic Render/i.test(String(gl!.getParameter(ext.UNMASKED_RENDERER_WEBGL))) : false;
  } catch { return false; }
}
