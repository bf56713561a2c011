"""One line of the result."""

from dataclasses import dataclass


@dataclass
class Row:
    name: str
    # What kind of answer: "exact", "exact, junctions", "own speeds", "straight line".
    answer: str
    query_us: float
    # Calls over which the time was taken.
    calls: int
    # How often the answer is ours, where it must be: (same, of).
    same: tuple[int, int] | None = None
    move_us: float | None = None
    # How many times ours it should cost at least.
    target: float | None = None
