"""PostgreSQL with PostGIS and pgRouting (Debian), over a local connection; CPU time is that of the server's process."""

import os

import cpu
import psycopg


def connect(extension):
    """A session without helpers, so that all its work is in one process, and the clock of that process."""
    address = os.environ.get("KAIMEN_TEST_POSTGRES")
    if not address:
        raise RuntimeError("PostgreSQL is not installed")
    session = psycopg.connect(f"{address}/postgres", autocommit=True, prepare_threshold=1)
    session.execute("SET max_parallel_workers_per_gather = 0")
    session.execute(f"CREATE EXTENSION IF NOT EXISTS {extension} CASCADE")
    return session, lambda: cpu.of(session.info.backend_pid)
