#!/bin/sh
# Runs a command with a PostgreSQL server of its own, named by KAIMEN_TEST_POSTGRES; both are gone afterwards.
set -eu
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
[ -n "$bin" ] || { echo "PostgreSQL is not installed: apt-get install postgresql" >&2; exit 1; }
folder=$(mktemp -d "${TMPDIR:-/tmp}/kaimen-postgres.XXXXXX")
run() { "$@"; }
if [ "$(id -u)" = 0 ]; then
    # PostgreSQL refuses to run as root.
    chown postgres "$folder"
    run() { setpriv --reuid=postgres --regid=postgres --clear-groups "$@"; }
fi
stop() {
    run "$bin/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null 2>&1 || true
    rm -rf "$folder"
}
trap stop EXIT INT TERM
run "$bin/initdb" -D "$folder/data" -U kaimen --auth=trust --no-sync >/dev/null
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
run "$bin/pg_ctl" -D "$folder/data" -w -l "$folder/log" -o "-p $port -k $folder -c listen_addresses=127.0.0.1 -c max_connections=400" start >/dev/null
export KAIMEN_TEST_POSTGRES="postgres://kaimen@127.0.0.1:$port"
"$@"
