"""Valhalla (PyPI: pyvalhalla) in process, its own car costing on the same extract, its faster many-to-one matrix."""

import json
from pathlib import Path

import cpu
import program
import valhalla
from row import Row

NEAREST = 20


def _made(questions):
    """Builds its tiles once."""
    folder = questions.folder / "valhalla"
    done, settings = folder / "done", folder / "valhalla.json"
    if not done.exists():
        tiles = folder / "tiles"
        tiles.mkdir(parents=True, exist_ok=True)
        config = valhalla.get_config(tile_extract="", tile_dir=str(tiles), verbose=False)
        config["thor"]["source_to_target_algorithm"] = "timedistancematrix"
        config["mjolnir"]["concurrency"] = 1
        settings.write_text(json.dumps(config))
        build = Path(valhalla.__file__).parent / "bin/valhalla_build_tiles"
        program.run(build, "-c", settings, questions.extract)
        done.touch()
    return settings


def run(questions):
    actor = valhalla.Actor(str(_made(questions)))
    units = [{"lon": float(lon), "lat": float(lat)} for lon, lat in questions.units]

    def matrix(call, candidates):
        lon, lat = map(float, questions.calls[call])
        asked = {
            "sources": [units[unit] for unit in candidates],
            "targets": [{"lon": lon, "lat": lat}],
            "costing": "auto",
            "matrix_locations": 3,
        }
        return json.loads(actor.matrix(json.dumps(asked)))

    everyone = list(range(len(units)))
    all_us, _ = cpu.mean(range(20), lambda call: matrix(call, everyone))
    some_us, _ = cpu.mean(range(100), lambda call: matrix(call, questions.straight_line(call, NEAREST)))
    return [
        Row("Valhalla matrix, all units", "own speeds", all_us, 20, target=1000),
        Row(f"Valhalla matrix, straight-line top {NEAREST}", "own speeds, not exact", some_us, 100),
    ]
