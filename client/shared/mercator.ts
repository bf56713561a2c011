// Web-Mercator on a world 512 pixels wide at zoom 0, as the map library counts it.
export interface World { x: number; y: number }
export interface Camera { lon: number; lat: number; zoom: number; width: number; height: number }

const MAX_LAT = 85.0511287798066;
/** Degrees to a world of size 1 by 1, north-west corner at 0, 0. */
export function toWorld(lon: number, lat: number): World {
  const s = Math.sin(Math.max(-MAX_LAT, Math.min(MAX_LAT, lat)) * Math.PI / 180);
  return { x: lon / 360 + 0.5, y: 0.5 - Math.log((1 + s) / (1 - s)) / (4 * Math.PI) };
}
export function toDegrees(w: World): { lon: number; lat: number } {
  return { lon: (w.x - 0.5) * 360, lat: Math.atan(Math.sinh(Math.PI * (1 - 2 * w.y))) * 180 / Math.PI };
}
export const worldSize = (zoom: number): number => 512 * 2 ** zoom;

/** A function from world places to pixels of the picture, for one camera looking straight down, north up. */
export function projector(camera: Camera): (w: World) => [number, number] {
  const size = worldSize(camera.zoom);
  const c = toWorld(camera.lon, camera.lat);
  const left = camera.width / 2 - c.x * size;
  const top = camera.height / 2 - c.y * size;
  return (w) => [w.x * size + left, w.y * size + top];
}
/** Ground metres of one picture pixel. */
export const metresPerPixel = (lat: number, zoom: number): number => 40_075_016.686 * Math.cos(lat * Math.PI / 180) / worldSize(zoom);

/** Metres between two places, good to a thousandth over a district. */
export function metresBetween(aLon: number, aLat: number, bLon: number, bLat: number): number {
  const k = Math.PI / 180;
  const dLat = (bLat - aLat) * k, dLon = (bLon - aLon) * k;
  const h = Math.sin(dLat / 2) ** 2 + Math.cos(aLat * k) * Math.cos(bLat * k) * Math.sin(dLon / 2) ** 2;
  return 2 * 6_371_008.8 * Math.asin(Math.min(1, Math.sqrt(h)));
}
