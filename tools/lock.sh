#!/usr/bin/env bash
# Writes requirements.txt and requirements-dev.txt anew: every version with its checksums.
set -euo pipefail
cd "$(dirname "$0")/.."

tool=$(mktemp -d)
trap 'rm -rf "$tool"' EXIT
python3 -m venv "$tool"
"$tool/bin/pip" install --quiet --disable-pip-version-check uv
# No header and no index line: a lock file names versions and checksums, not where they came from.
lock="$tool/bin/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate --python-version 3.11"
$lock pyproject.toml --output-file requirements.txt "$@"
$lock pyproject.toml --extra dev --output-file requirements-dev.txt "$@"
