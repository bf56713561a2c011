"""OSRM (PyPI: osrm-bindings) in process, contraction hierarchies, its own car profile on the same extract."""

import shutil
from pathlib import Path

import cpu
import osrm
import program
from row import Row

NEAREST = 20


def _made(questions):
    """Extracts and contracts once."""
    folder = questions.folder / "osrm"
    network = folder / (questions.extract.name.split(".")[0] + ".osrm")
    done = folder / "done"
    if not done.exists():
        folder.mkdir(exist_ok=True)
        extract = shutil.copy(questions.extract, folder)
        installed = Path(osrm.__file__).parent
        program.run(installed / "bin/osrm-extract", "-p", installed / "share/profiles/car.lua", extract)
        program.run(installed / "bin/osrm-contract", network)
        done.touch()
    return network


def run(questions):
    engine = osrm.OSRM(storage_config=str(_made(questions)), use_shared_memory=False, algorithm="CH")
    units = [(float(lon), float(lat)) for lon, lat in questions.units]

    def table(call, candidates):
        places = [units[unit] for unit in candidates] + [tuple(map(float, questions.calls[call]))]
        asked = osrm.TableParameters(
            coordinates=places,
            sources=list(range(len(candidates))),
            destinations=[len(candidates)],
            annotations=["duration"],
            generate_hints=False,
        )
        times = [row[0] for row in engine.Table(asked)["durations"]]
        return sorted((time, unit) for time, unit in zip(times, candidates) if time is not None)[:3]

    everyone = list(range(len(units)))
    all_us, _ = cpu.mean(range(100), lambda call: table(call, everyone))
    some_us, _ = cpu.mean(range(500), lambda call: table(call, questions.straight_line(call, NEAREST)))
    return [
        Row("OSRM table, all units", "own speeds", all_us, 100, target=500),
        Row(f"OSRM table, straight-line top {NEAREST}", "own speeds, not exact", some_us, 500, target=50),
    ]
