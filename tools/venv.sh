#!/usr/bin/env bash
# Creates .venv from the locked requirements, or says which package is missing.
# Usage: tools/venv.sh requirements.txt
set -euo pipefail
cd "$(dirname "$0")/.."

requirements=${1:?which requirements file?}

is_new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

find_python() {
    local candidate
    for candidate in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
        if command -v "$candidate" >/dev/null && is_new_enough "$candidate"; then
            echo "$candidate"
            return
        fi
    done
    return 1
}

if ! python=$(find_python); then
    {
        echo "Dugnad needs Python 3.11 or newer. Found: $(python3 --version 2>/dev/null || echo none)."
        echo "On Debian 12 or Ubuntu 24.04 and later: sudo apt-get install python3 python3-venv"
        echo "On Ubuntu 22.04:                        sudo apt-get install python3.11 python3.11-venv"
    } >&2
    exit 1
fi

# Debian ships the venv module without ensurepip, which only the -venv package brings.
if ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    {
        echo "Python $version is here, but its venv module is not."
        echo "On Debian or Ubuntu: sudo apt-get install python3-venv   (or python$version-venv)"
    } >&2
    exit 1
fi

# A half-made environment, or one whose Python is gone, is made anew.
if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    echo "Making .venv; the first time takes about a minute."
    rm -rf .venv
    "$python" -m venv .venv
fi

# The versions and their checksums are all in the file; nothing is resolved here. What is never
# imported need not be compiled, and the rest is when it is.
.venv/bin/python -m pip install --quiet --quiet --disable-pip-version-check --no-deps \
    --no-compile --require-hashes --requirement "$requirements"
