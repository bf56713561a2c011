"""Redis (Debian): GEOSEARCH, the nearest in a straight line within a radius that is just enough for every call."""

import subprocess
import tempfile
import time
from pathlib import Path

import cpu
import redis
from questions import BEST
from row import Row

ROUNDS = 5


def run(questions):
    with tempfile.TemporaryDirectory() as folder:
        socket = Path(folder) / "socket"
        command = ["redis-server", "--port", "0", "--unixsocket", socket, "--save", "", "--dir", folder]
        server = subprocess.Popen(list(map(str, command)), stdout=subprocess.DEVNULL)
        try:
            while not socket.exists():
                if server.poll() is not None:
                    raise RuntimeError("redis-server does not start")
                time.sleep(0.05)
            return _rows(questions, redis.Redis(unix_socket_path=str(socket)), lambda: cpu.of(server.pid))
        finally:
            server.terminate()
            server.wait()


def _rows(questions, client, clock):
    calls = [tuple(map(float, call)) for call in questions.calls]
    for unit, place in enumerate(questions.units):
        client.geoadd("unit", (*map(float, place), unit))
    radius = 1.0

    def nearest(call):
        lon, lat = calls[call]
        return client.geosearch("unit", longitude=lon, latitude=lat, radius=radius, unit="km", sort="ASC", count=BEST)

    while any(len(nearest(call)) < BEST for call in range(len(calls))):
        radius += 1.0

    def move(call):
        client.geoadd("unit", (*calls[call], call % len(questions.units)))

    query_us, _ = cpu.mean(range(len(calls)), nearest, clock, ROUNDS)
    move_us, _ = cpu.mean(range(len(calls)), move, clock, ROUNDS)
    return [Row(f"Redis, GEOSEARCH within {radius:.0f} km", "straight line", query_us, len(calls), move_us=move_us)]
