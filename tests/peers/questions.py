"""The network and the questions that all programs are given, as our side wrote them."""

import csv
import json
from pathlib import Path

import numpy

BEST = 3


def _table(path):
    with open(path, newline="") as file:
        rows = list(csv.reader(file))
    return rows[0], rows[1:]


class Questions:
    """Units, calls, our answers, and every unit's time to every call."""

    def __init__(self, folder, extract):
        self.folder, self.extract = Path(folder), Path(extract)
        self.ours = json.loads((self.folder / "ours.json").read_text())
        self.units, self.unit_junctions = self._places("units.csv")
        self.calls, self.call_junctions = self._places("calls.csv")
        rows = _table(self.folder / "answers.csv")[1]
        self.answers = {
            standing: [
                [(int(row[4]), int(row[3])) for row in three]
                for three in _in_threes(row for row in rows if row[0] == standing)
            ]
            for standing in ("road", "junction")
        }
        with open(self.folder / "times.csv", newline="") as file:
            self.times = numpy.array([[float(ms or "inf") for ms in row] for row in csv.reader(file)])

    def _places(self, name):
        """Longitude and latitude, and the junction where the road begins."""
        rows = _table(self.folder / name)[1]
        return numpy.array([[float(row[1]), float(row[2])] for row in rows]), [int(row[5]) for row in rows]

    def edges(self):
        """One direction a row: from, to, milliseconds; those open to cars."""
        rows = _table(self.folder / "edges.csv")[1]
        return [(int(row[0]), int(row[1]), int(row[3].replace(".", ""))) for row in rows if row[3]]

    def nodes(self):
        """Longitude and latitude by node."""
        rows = _table(self.folder / "nodes.csv")[1]
        return {int(row[0]): (float(row[1]), float(row[2])) for row in rows}

    def straight_line(self, call, most):
        """The units nearest in a straight line."""
        off = (self.units - self.calls[call]) * [numpy.cos(numpy.radians(self.calls[call][1])), 1.0]
        square = (off * off).sum(axis=1)
        near = numpy.argpartition(square, most)[:most]
        return [int(unit) for unit in near[numpy.argsort(square[near])]]


def _in_threes(rows):
    rows = list(rows)
    return [rows[start : start + BEST] for start in range(0, len(rows), BEST)]
