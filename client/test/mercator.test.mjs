import assert from "node:assert/strict";
import test from "node:test";
import { load } from "./load.mjs";

const { toWorld, toDegrees, projector, metresBetween, metresPerPixel } = await load("shared/mercator.ts");
const near = (a, b, by) => assert.ok(Math.abs(a - b) <= by, `${a} is not ${b} ± ${by}`);

test("the corners and the middle of the world", () => {
  assert.deepEqual(toWorld(0, 0), { x: 0.5, y: 0.5 });
  near(toWorld(-180, 85.0511287798066).y, 0, 1e-9);
  near(toWorld(180, -85.0511287798066).y, 1, 1e-9);
  near(toWorld(0, 90).y, 0, 1e-9);
});
test("there and back", () => {
  for (let i = 0; i < 500; i++) {
    const lon = Math.random() * 360 - 180, lat = Math.random() * 168 - 84;
    const back = toDegrees(toWorld(lon, lat));
    near(back.lon, lon, 1e-9); near(back.lat, lat, 1e-9);
  }
});
test("the camera's place is the middle of the picture, east is right, north is up", () => {
  const put = projector({ lon: 119.945, lat: 31.7, zoom: 14, width: 800, height: 600 });
  const [x, y] = put(toWorld(119.945, 31.7));
  near(x, 400, 1e-6); near(y, 300, 1e-6);
  assert.ok(put(toWorld(119.95, 31.7))[0] > 400);
  assert.ok(put(toWorld(119.945, 31.71))[1] < 300);
});
test("pixels and metres agree", () => {
  const put = projector({ lon: 119.9, lat: 31.7, zoom: 13, width: 1000, height: 1000 });
  const [ax, ay] = put(toWorld(119.9, 31.7)), [bx, by] = put(toWorld(119.92, 31.71));
  const metres = Math.hypot(ax - bx, ay - by) * metresPerPixel(31.705, 13);
  near(metres / metresBetween(119.9, 31.7, 119.92, 31.71), 1, 0.003);
});
test("a degree of latitude is 111.195 km", () => near(metresBetween(120, 31, 120, 32), 111_195, 1));
