"""pgRouting (Debian): Dijkstra from all units to the call over our edges; reads the whole table for each query."""

import cpu
from peer.postgres import connect
from questions import BEST
from row import Row

CALLS = 20


def run(questions):
    session, clock = connect("pgrouting")
    session.execute("CREATE TABLE edge (id bigserial PRIMARY KEY, source bigint, target bigint, cost float8)")
    with session.cursor().copy("COPY edge (source, target, cost) FROM STDIN") as copy:
        for edge in questions.edges():
            copy.write_row(edge)
    session.execute("VACUUM ANALYZE edge")
    asked = f"""SELECT agg_cost FROM pgr_dijkstraNear('SELECT id, source, target, cost FROM edge',
        %s::bigint[], %s::bigint, directed => true, cap => {BEST}) WHERE edge = -1 ORDER BY agg_cost"""

    def nearest(call):
        places = (questions.unit_junctions, questions.call_junctions[call])
        return [round(ms) for (ms,) in session.execute(asked, places)]

    query_us, found = cpu.mean(range(CALLS), nearest, clock)
    answers = [[ms for ms, _ in three] for three in questions.answers["junction"]]
    same = sum(found[call] == answers[call] for call in range(CALLS))
    return [Row("pgRouting, pgr_dijkstraNear", "exact, junctions", query_us, CALLS, (same, CALLS), target=1000)]
