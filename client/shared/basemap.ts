// The map style over our own tiles. No glyph address: the library draws every sign from the fonts of the computer.
import type { StyleSpecification } from "maplibre-gl";

export type Theme = "dark" | "light";
interface Palette {
  land: string; residential: string; industrial: string; green: string; water: string; waterLine: string; building: string; rail: string;
  road: string; roadEdge: string; major: string; motorway: string; path: string; boundary: string;
  text: string; textStrong: string; halo: string; waterText: string; hospital: string; police: string;
}
export const palettes: Record<Theme, Palette> = {
  dark: {
    land: "#0f151d", residential: "#121a23", industrial: "#151a26", green: "#10211b", water: "#0c2338", waterLine: "#123250", building: "#18212c",
    rail: "#2c3440", road: "#253140", roadEdge: "#0f151d", major: "#33445a", motorway: "#4a5f7c", path: "#1d2732", boundary: "#4d6076",
    text: "#9fb0c1", textStrong: "#c9d5e0", halo: "#0b1016", waterText: "#6f9cc4", hospital: "#ff9b95", police: "#7cb8ff",
  },
  light: {
    land: "#f4f2ee", residential: "#edeae5", industrial: "#ebe8ee", green: "#d9ebd2", water: "#b9d9ee", waterLine: "#a5cce6", building: "#e2ddd5",
    rail: "#b5b1ad", road: "#ffffff", roadEdge: "#d5d0c8", major: "#ffe9ae", motorway: "#fbc97a", path: "#cfc8bc", boundary: "#94869b",
    text: "#4a5866", textStrong: "#25313d", halo: "#ffffff", waterText: "#2c5f88", hospital: "#b3151f", police: "#0b57a4",
  },
};
const widths = (...stops: number[]) => ["interpolate", ["exponential", 1.5], ["zoom"], ...stops] as unknown as number;
const MAJOR = ["trunk", "primary", "secondary"];
const MINOR = ["tertiary", "unclassified", "residential", "living_street", "service", "minor", "street"];
const WALK = ["path", "footway", "pedestrian", "steps", "track", "cycleway"];
const name = ["coalesce", ["get", "name_zh"], ["get", "name"]] as unknown as string;

/** `scale` enlarges the names, for wall screens whose letters are larger everywhere. */
export function mapStyle(theme: Theme, scale = 1): StyleSpecification {
  const style = plainStyle(theme);
  if (scale === 1) return style;
  for (const layer of style.layers) {
    const layout = layer.type === "symbol" ? layer.layout as Record<string, unknown> | undefined : undefined;
    const size = layout?.["text-size"];
    if (layout && size !== undefined) layout["text-size"] = Array.isArray(size) ? size.map((v, i) => i > 3 && i % 2 === 0 ? (v as number) * scale : v) : (size as number) * scale;
  }
  return style;
}
function plainStyle(theme: Theme): StyleSpecification {
  const c = palettes[theme];
  const inClass = (list: string[]) => ["match", ["get", "class"], list, true, false] as never;
  const fill = (id: string, color: string, minzoom = 8) =>
    ({ id, type: "fill" as const, source: "base", "source-layer": id, minzoom, paint: { "fill-color": color, "fill-antialias": id !== "building" } });
  const line = (id: string, filter: never, color: string, width: number, more: Record<string, unknown> = {}, minzoom = 8) => ({
    id, type: "line" as const, source: "base", "source-layer": "road", filter, minzoom,
    layout: { "line-cap": "round" as const, "line-join": "round" as const }, paint: { "line-color": color, "line-width": width, ...more },
  });
  const halo = { "text-halo-color": c.halo, "text-halo-width": 1.4 };
  return {
    version: 8,
    sources: { base: { type: "vector", tiles: [`${location.origin}/tiles/{z}/{x}/{y}`], minzoom: 8, maxzoom: 14 } },
    layers: [
      { id: "land", type: "background", paint: { "background-color": c.land } },
      fill("residential", c.residential, 10), fill("industrial", c.industrial, 10), fill("green", c.green), fill("water", c.water),
      { id: "waterway", type: "line", source: "base", "source-layer": "waterway", minzoom: 10,
        paint: { "line-color": c.waterLine, "line-width": widths(10, 0.6, 16, 5) } },
      fill("building", c.building, 14),
      { id: "boundary", type: "line", source: "base", "source-layer": "boundary",
        paint: { "line-color": c.boundary, "line-width": 1, "line-dasharray": [4, 3] } },
      line("road-path", inClass(WALK), c.path, widths(13, 0.5, 18, 3), { "line-dasharray": [2, 1.5] }, 14),
      { id: "railway", type: "line", source: "base", "source-layer": "railway", minzoom: 11,
        paint: { "line-color": c.rail, "line-width": widths(11, 0.6, 16, 2.4) } },
      line("road-minor-edge", inClass(MINOR), c.roadEdge, widths(13, 1.2, 18, 17), {}, 14),
      line("road-major-edge", inClass(MAJOR), c.roadEdge, widths(9, 1.4, 14, 6, 18, 27), {}, 11),
      line("road-minor", inClass(MINOR), c.road, widths(12, 0.5, 14, 1.8, 18, 14), {}, 12),
      line("road-major", inClass(MAJOR), c.major, widths(8, 0.5, 12, 1.8, 14, 4, 18, 23)),
      line("road-motorway", inClass(["motorway"]), c.motorway, widths(8, 0.9, 12, 2.4, 14, 5, 18, 25)),
      line("road-link", inClass(["motorway_link", "trunk_link", "primary_link", "secondary_link", "tertiary_link"]), c.major,
        widths(12, 0.6, 14, 2, 18, 12), {}, 12),
      { id: "road-name", type: "symbol", source: "base", "source-layer": "road", minzoom: 13,
        filter: ["all", ["has", "name"], ["!", inClass(WALK)]] as never,
        layout: { "symbol-placement": "line", "symbol-spacing": 320, "text-field": name, "text-font": ["Noto Sans Regular"],
          "text-size": widths(13, 11, 18, 15), "text-max-angle": 30, "text-padding": 6 },
        paint: { "text-color": c.text, ...halo } },
      { id: "water-name", type: "symbol", source: "base", "source-layer": "waterway", minzoom: 12, filter: ["has", "name"],
        layout: { "symbol-placement": "line", "text-field": name, "text-font": ["Noto Sans Regular"], "text-size": 12 },
        paint: { "text-color": c.waterText, ...halo } },
      { id: "landmark", type: "symbol", source: "base", "source-layer": "landmark", minzoom: 12,
        layout: { "text-field": name, "text-font": ["Noto Sans Regular"], "text-size": 12, "text-padding": 4, "text-max-width": 9 },
        paint: { "text-color": ["match", ["get", "kind"], "hospital", c.hospital, "police", c.police, c.text] as never, ...halo } },
      { id: "place-small", type: "symbol", source: "base", "source-layer": "place", minzoom: 11,
        filter: ["!", ["match", ["get", "kind"], ["city", "town"], true, false]] as never,
        layout: { "text-field": name, "text-font": ["Noto Sans Regular"], "text-size": widths(11, 11, 16, 15),
          "symbol-sort-key": ["coalesce", ["get", "rank"], 9] as never },
        paint: { "text-color": c.text, ...halo } },
      { id: "place-large", type: "symbol", source: "base", "source-layer": "place", maxzoom: 16,
        filter: ["match", ["get", "kind"], ["city", "town"], true, false] as never,
        layout: { "text-field": name, "text-font": ["Noto Sans Regular"], "text-size": widths(8, 12, 14, 18), "text-letter-spacing": 0.06,
          "symbol-sort-key": ["coalesce", ["get", "rank"], 9] as never },
        paint: { "text-color": c.textStrong, "text-halo-color": c.halo, "text-halo-width": 1.6 } },
    ],
  };
}
