"""fast_paths (crates.io): contraction hierarchies, one pair at a time; measured by the program beside this folder."""

import json

from row import Row


def run(questions):
    told = json.loads((questions.folder / "fast_paths.json").read_text())
    name = f"fast_paths, {told['pairs']:.0f} pairs a call, not snapped"
    return [Row(name, "exact", told["query_us"], told["of"], (told["same"], told["of"]), target=10)]
