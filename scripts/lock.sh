#!/usr/bin/env bash
# Pin every package with its hashes for Python 3.11 on Linux x86_64. The files name no index and no path.
set -euo pipefail
cd "$(dirname "$0")/.."

command -v uv >/dev/null || { echo "scripts/lock.sh needs uv on PATH" >&2; exit 1; }

pins=$(mktemp)
trap 'rm -f "$pins"' EXIT
# jax is held at one version, which every golden number was made with; hatchling and editables
# build the package itself, since it is installed without build isolation.
printf '%s\n' 'jax==0.9.2' 'jaxlib==0.9.2' 'hatchling' 'editables' >"$pins"

lock() { # lock FILE [more arguments of uv]
    local file=$1
    shift
    uv pip compile --quiet pyproject.toml "$pins" "$@" \
        --python-version 3.11 --python-platform x86_64-manylinux_2_28 --generate-hashes \
        --no-emit-index-url --no-emit-find-links --no-header --no-annotate --output-file "$file" "${upgrade[@]}"
    echo "$file: $(grep -c '^[a-z]' "$file") packages"
}

# Without --upgrade the versions already pinned are kept where they still fit.
upgrade=("$@")
lock requirements.lock
lock requirements-dev.lock --extra test --extra check --constraint requirements.lock

if grep -nE '://' requirements.lock requirements-dev.lock; then
    echo "a lock names an address" >&2
    exit 1
fi
