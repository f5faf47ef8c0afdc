#!/usr/bin/env bash
# Starts Dugnad with a sample: migrates, loads, serves, and runs the worker beside it.
# Safe to run again: the database is kept and nothing is loaded twice.
set -euo pipefail
cd "$(dirname "$0")/.."

# The database holds people's names and the secret signs them in: for the owner's eyes alone.
umask 077

export PORT=${PORT:-5000} BIND_ADDRESS=127.0.0.1
export INSTANCE_PATH=${INSTANCE_PATH:-$PWD/instance}
export BASE_URL=${BASE_URL:-http://127.0.0.1:$PORT}
flask=".venv/bin/flask --app app"

if .venv/bin/python -c "import socket; socket.create_connection(('127.0.0.1', $PORT), 1)" 2>/dev/null; then
    echo "Something already answers on port $PORT. Stop it, or choose another: make demo PORT=5001" >&2
    exit 1
fi

# Made once, so that a restart signs nobody out.
if [ -z "${SECRET_KEY:-}" ]; then
    secret=$INSTANCE_PATH/secret_key
    mkdir -p "$INSTANCE_PATH"
    [ -s "$secret" ] || .venv/bin/python -c 'import secrets; print(secrets.token_hex(32))' >"$secret"
    SECRET_KEY=$(cat "$secret")
    export SECRET_KEY
fi

.venv/bin/python tools/translations.py compile >/dev/null
export LOG_LEVEL=${LOG_LEVEL:-WARNING}
$flask db upgrade
$flask sample load

children=()
stop() {
    trap - INT TERM EXIT
    [ ${#children[@]} -eq 0 ] || kill -TERM "${children[@]}" 2>/dev/null || true
    wait
}
trap 'stop; exit 0' INT TERM
trap stop EXIT

.venv/bin/gunicorn "app:create_app()" &
children+=($!)
$flask worker &
children+=($!)

.venv/bin/python - "http://127.0.0.1:$PORT/isready" <<'PYTHON'
import sys, time, urllib.request

for _ in range(150):
    try:
        urllib.request.urlopen(sys.argv[1], timeout=3).close()
        break
    except OSError:
        time.sleep(0.2)
else:
    sys.exit("Dugnad did not start within 30 seconds; see the messages above.")
PYTHON

echo
echo "Dugnad is ready at http://127.0.0.1:$PORT"
echo "Sign in with an address and the password above. Ctrl-C stops it."

# Ends when either of the two ends, so that a broken half is noticed.
wait -n || { echo "Dugnad stopped: the server or the worker ended by itself." >&2; exit 1; }
