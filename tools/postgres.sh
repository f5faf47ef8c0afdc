#!/usr/bin/env bash
# A throw-away PostgreSQL server for tests: on a Unix socket, in a folder of its own.
#
#   tools/postgres.sh available    exit 0 where the server's programs are installed
#   tools/postgres.sh start        start it (does nothing where it already runs)
#   tools/postgres.sh url          print its address for SQLAlchemy
#   tools/postgres.sh stop         stop it and remove its folder
#   tools/postgres.sh run COMMAND  start a fresh one, run COMMAND with
#                                  DUGNAD_TEST_DATABASE_URL set, stop it again
#
# DUGNAD_POSTGRES_DIR says where it lives; short, since a socket's path has a limit.
set -euo pipefail

folder=${DUGNAD_POSTGRES_DIR:-/tmp/dugnad-postgres-$(id -u)}

find_programs() {
    local newest
    newest=$(find /usr/lib/postgresql -path '*/bin/initdb' 2>/dev/null | sort -V | tail -n 1)
    newest=${newest:-$(command -v initdb || true)}
    [ -n "$newest" ] && dirname "$(readlink -f "$newest")"
}

# PostgreSQL refuses to run as root, as it should; Debian's package made a user for it.
as_owner() {
    if [ "$(id -u)" -eq 0 ]; then
        (cd "$folder" && setpriv --reuid=postgres --regid=postgres --init-groups "$@")
    else
        "$@"
    fi
}

is_running() {
    [ -f "$folder/data/postmaster.pid" ] && as_owner "$programs/pg_ctl" -D "$folder/data" status >/dev/null
}

start() {
    if is_running; then return; fi
    rm -rf "$folder"
    mkdir -p -m 755 "$folder"
    if [ "$(id -u)" -eq 0 ]; then chown postgres "$folder"; fi
    as_owner "$programs/initdb" -D "$folder/data" --username=dugnad --auth=trust \
        --encoding=UTF8 --locale=C.UTF-8 --no-sync >"$folder/initdb.log" 2>&1 ||
        { cat "$folder/initdb.log" >&2; exit 1; }
    # Nothing here outlives the tests, so it need not survive a power cut.
    cat >>"$folder/data/postgresql.conf" <<CONF
listen_addresses = ''
unix_socket_directories = '$folder'
unix_socket_permissions = 0777
max_connections = 200
fsync = off
full_page_writes = off
CONF
    as_owner "$programs/pg_ctl" -D "$folder/data" -l "$folder/data/server.log" -w -t 60 start >/dev/null ||
        { cat "$folder/data/server.log" >&2; exit 1; }
    as_owner "$programs/createdb" -h "$folder" -U dugnad dugnad
}

stop() {
    if is_running; then as_owner "$programs/pg_ctl" -D "$folder/data" -m immediate -w stop >/dev/null; fi
    rm -rf "$folder"
}

url() {
    echo "postgresql+psycopg://dugnad@/dugnad?host=$folder"
}

run() {
    folder=$(mktemp -d /tmp/dugnad-postgres-XXXXXX)
    trap stop EXIT
    trap 'exit 130' INT TERM
    start
    DUGNAD_TEST_DATABASE_URL=$(url) "$@"
}

if ! programs=$(find_programs); then
    [ "${1:-}" = available ] || echo "No PostgreSQL server here: sudo apt-get install postgresql" >&2
    exit 1
fi

case "${1:-}" in
    available) ;;
    start | stop | url) "$1" ;;
    run) shift && run "$@" ;;
    *) sed -n '2,/^$/s/^# \{0,1\}//p' "$0" >&2 && exit 2 ;;
esac
