"""pandana (PyPI): contraction hierarchies with buckets; knows junctions only and builds all buckets anew for a move."""

import cpu
import numpy
import pandana
import pandas
from questions import BEST
from row import Row

# Longer than any way in the district.
SECONDS = 20_000


def run(questions):
    edges = questions.edges()
    places = questions.nodes()
    used = sorted({node for edge in edges for node in edge[:2]})
    lon, lat = (pandas.Series([places[node][axis] for node in used], index=used) for axis in (0, 1))
    # Turned round, because it searches from the call to the units.
    start, end, ms = (pandas.Series(column) for column in zip(*edges))
    # It cuts seconds off to milliseconds, so half of one keeps ours whole.
    network = pandana.Network(lon, lat, end, start, pandas.DataFrame({"seconds": (ms + 0.5) / 1000}), twoway=False)
    x, y = (pandas.Series([places[node][axis] for node in questions.unit_junctions]) for axis in (0, 1))

    def place(_):
        network.set_pois("unit", SECONDS, BEST, x, y)

    def nearest(_):
        return network.nearest_pois(SECONDS, "unit", num_pois=BEST, include_poi_ids=False)

    move_us, _ = cpu.mean(range(20), place)
    all_us, given = cpu.mean(range(3), nearest)
    found = given[0].loc[questions.call_junctions].to_numpy()
    ours = numpy.array([[ms / 1000 for ms, _ in three] for three in questions.answers["junction"]])
    same = int((numpy.abs(found - ours) < 0.0005).all(axis=1).sum())
    name = f"pandana, all {len(used):,} junctions in one batch"
    return [Row(name, "exact, junctions", all_us / len(used), len(used), (same, len(ours)), move_us, target=1)]
