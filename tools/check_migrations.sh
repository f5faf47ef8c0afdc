#!/usr/bin/env bash
# Fails when the models and the migrations have drifted apart.
set -euo pipefail
cd "$(dirname "$0")/.."

# An environment of its own: the check must not depend on, or touch, anybody's database.
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export INSTANCE_PATH=$scratch DATABASE_URL="sqlite:///$scratch/check.sqlite" DUGNAD_ENV=development

.venv/bin/flask --app app db upgrade >/dev/null
.venv/bin/flask --app app db check
