#!/bin/sh
# Prints the Python that has bench/requirements.txt: BENCH_PYTHON, or that of bench/.venv, which it makes.
set -eu
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd -P)
python=${BENCH_PYTHON:-$here/.venv/bin/python}
if [ ! -x "$python" ]; then
    python3 -m venv "$here/.venv" >&2
    "$python" -m pip install --quiet -r "$here/requirements.txt" >&2
fi
printf '%s\n' "$python"
