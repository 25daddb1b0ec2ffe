#!/bin/sh
# Runs a command with DATABASE_URL set to a throw-away PostgreSQL cluster, and removes the cluster afterwards.
#   sh tests/with_postgres.sh .venv/bin/python -m pytest
# With FSYNC=on it puts every commit on disc, as a real one does; without, tests run quicker.
set -eu

bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
[ -n "$bin" ] || { echo "No PostgreSQL server programs under /usr/lib/postgresql: install the package postgresql." >&2; exit 1; }

dir=$(mktemp -d "${TMPDIR:-/tmp}/tanxin-postgres-XXXXXX")
port=$((20000 + $$ % 20000))

# PostgreSQL refuses to run as root.
as_server() {
    if [ "$(id -u)" = 0 ]; then
        setpriv --reuid=nobody --regid=nogroup --clear-groups -- "$@"
    else
        "$@"
    fi
}

stop() {
    as_server "$bin/pg_ctl" -D "$dir/data" -m fast -w stop >/dev/null 2>&1 || true
    rm -rf "$dir"
}
trap stop EXIT INT TERM

[ "$(id -u)" != 0 ] || chown nobody:nogroup "$dir"
cd_before=$(pwd)
cd "$dir"
as_server "$bin/initdb" -D "$dir/data" -U tanxin -A trust -E UTF8 --locale=C.UTF-8 >/dev/null
as_server "$bin/pg_ctl" -D "$dir/data" -w -l "$dir/log" \
    -o "-p $port -k $dir -c listen_addresses=127.0.0.1 -c fsync=${FSYNC:-off}" start >/dev/null
as_server "$bin/createdb" -h "$dir" -p "$port" -U tanxin tanxin
cd "$cd_before"

DATABASE_URL="postgres://tanxin@127.0.0.1:$port/tanxin" "$@"
