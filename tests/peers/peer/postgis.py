"""PostGIS (Debian): the nearest in a straight line."""

import cpu
from peer.postgres import connect
from questions import BEST
from row import Row

ROUNDS = 5


def run(questions):
    session, clock = connect("postgis")
    session.execute("CREATE TABLE unit (unit integer PRIMARY KEY, place geography(Point))")
    make = "ST_SetSRID(ST_MakePoint(%s, %s), 4326)::geography"
    with session.cursor() as cursor:
        units = [(unit, *map(float, place)) for unit, place in enumerate(questions.units)]
        cursor.executemany(f"INSERT INTO unit VALUES (%s, {make})", units)
    session.execute("CREATE INDEX ON unit USING gist (place)")
    session.execute("VACUUM ANALYZE unit")

    def nearest(call):
        asked = f"SELECT unit FROM unit ORDER BY place <-> {make} LIMIT {BEST}"
        return [unit for (unit,) in session.execute(asked, tuple(map(float, questions.calls[call])))]

    def move(call):
        place = tuple(map(float, questions.calls[call]))
        session.execute(f"UPDATE unit SET place = {make} WHERE unit = %s", (*place, call % len(questions.units)))

    calls = range(len(questions.calls))
    prepared_us, found = cpu.mean(calls, nearest, clock, ROUNDS)
    move_us, _ = cpu.mean(calls, move, clock, ROUNDS)
    session.prepare_threshold = None
    parsed_us, _ = cpu.mean(calls, nearest, clock, ROUNDS)
    same = sum(found[call] == questions.straight_line(call, BEST) for call in range(len(found)))
    print(f"PostGIS: its three are the straight line's of the table below for {same} of {len(found)} calls")
    return [
        Row("PostGIS, statement prepared", "straight line", prepared_us, len(found), move_us=move_us, target=2.5),
        Row("PostGIS, statement parsed each time", "straight line", parsed_us, len(found)),
    ]
