#!/usr/bin/env bash
# Prove that the two commands of the README are enough on a fresh machine: a clone of the last commit, an empty home,
# the system's python3, nothing of this shell's environment but the settings pip needs to reach its packages.
set -euo pipefail
cd "$(dirname "$0")/.."

room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
mkdir "$room/home" "$room/tmp"

keep=(PATH=/usr/local/bin:/usr/bin:/bin TERM="${TERM:-dumb}" LANG=C.UTF-8 HOME="$room/home" TMPDIR="$room/tmp")
for name in PIP_CONFIG_FILE PIP_INDEX_URL PIP_FIND_LINKS PIP_EXTRA_INDEX_URL; do
    if [[ -n ${!name:-} ]]; then keep+=("$name=${!name}"); fi
done

rows=()
step() { # step LABEL COMMAND...
    local label=$1 start end
    shift
    echo "-- $label: $*"
    start=$(date +%s%N)
    if ! (cd "$room/wattstreet" && env -i "${keep[@]}" "$@" </dev/null); then
        echo "clean room: '$*' failed ($label)" >&2
        exit 1
    fi
    end=$(date +%s%N)
    rows+=("$(printf '%-24s %8d.%d s' "$label" $(((end - start) / 1000000000)) $(((end - start) / 100000000 % 10)))")
}

if [[ -n $(git status --porcelain) ]]; then echo "note: uncommitted changes are not part of the clone"; fi
git clone --quiet --no-local . "$room/wattstreet"

step "make run, first" make run
step "make run, second" make run
step "make test, first" make test

left=$(git -C "$room/wattstreet" status --porcelain)
if [[ -n $left ]]; then
    echo "clean room: the commands left files that git does not ignore:" >&2
    echo "$left" >&2
    exit 1
fi

echo
printf 'commit %s, %s, %s cores\n' "$(git rev-parse --short HEAD)" \
    "$(env -i "${keep[@]}" python3 --version)" "$(nproc)"
printf '%s\n' "${rows[@]}"
