"""Runs every program that is installed on the same units and calls, and prints what each costs beside ours.

compare.py FOLDER EXTRACT: the folder that scripts/peers filled, the OpenStreetMap extract that it came from.
"""

import importlib
import sys

import straight_line
from questions import Questions
from row import Row

PEERS = {
    "fast_paths": "fast_paths",
    "pandana": "pandana_pois",
    "OSRM": "osrm_table",
    "Valhalla": "valhalla_matrix",
    "pgRouting": "pgrouting",
    "PostGIS": "postgis",
    "Redis": "redis_geo",
}


def rows(questions):
    ours = questions.ours
    count = len(questions.calls)
    yield Row("kaimen, snapped", "exact", ours["query_us"], count, (count, count), ours["move_us"])
    batch = f"kaimen, all {ours['junctions']:,} junctions in a row"
    yield Row(batch, "exact, junctions", ours["batch_us"], ours["junctions"])
    for name, module in PEERS.items():
        try:
            yield from importlib.import_module(f"peer.{module}").run(questions)
        # Whatever is wrong with one of them, the others are compared.
        except Exception as error:
            print(f"skipped: {name}: {type(error).__name__}: {error}")


def number(value):
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 1 else f"{value:.2f}"


def show(table, ours):
    print(f"{'program':<46}{'answer':<24}{'CPU us a query':>15}{'x ours':>9}{'target':>9}{'same':>12}{'us a move':>11}")
    for row in table:
        ratio = row.query_us / ours["query_us"]
        met = "" if row.target is None else f"{row.target:g}" + ("" if ratio >= row.target else " no")
        same = "" if row.same is None else f"{row.same[0]}/{row.same[1]}"
        move = "" if row.move_us is None else number(row.move_us)
        print(f"{row.name:<46}{row.answer:<24}{number(row.query_us):>15}{number(ratio):>9}{met:>9}{same:>12}{move:>11}")


def main():
    questions = Questions(*sys.argv[1:])
    table = list(rows(questions))
    print()
    ours = questions.ours
    print(f"{len(questions.units)} units, three nearest; ours p50 {ours['p50_us']:.1f} us, p99 {ours['p99_us']:.1f} us")
    show(table, ours)
    print()
    straight_line.report(questions)


if __name__ == "__main__":
    main()
