#!/usr/bin/env bash
# Curation side by side with datatrove: near duplicates, rules of quality, and decontamination, on generated texts.
#   bench/curate.sh [ROWS]        100000 unless said otherwise
# The first run makes a virtual environment in target/bench/curate-venv; BENCH_PYTHON=/path/to/python uses one that has datatrove and spacy.
# BENCH_ROUNDS (3) rounds alternate the sides; each line says seconds, seconds of processor, peak memory in MiB of the largest process, the load before, and rows kept.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
rows=${1:-100000}
work=$here/../target/bench/curate
hone=${BENCH_HONE:-$here/../hone}
data=$work/rows-$rows
items=$work/items-$rows.jsonl
python=${BENCH_PYTHON:-}
if [ -z "$python" ]; then
    python=$here/../target/bench/curate-venv/bin/python
    [ -x "$python" ] || { python3 -m venv "$(dirname "$(dirname "$python")")"; "$python" -m pip -q install 'datatrove[processing]==0.10.1' spacy orjson; }
fi
[ -e "$items" ] || { mkdir -p "$data"; python3 "$here/curate_rows.py" "$rows" "$data" "$items.part"; mv "$items.part" "$items"; }

measured() {    # NAME KEPT-FILES COMMAND...
    local name=$1 kept=$2
    shift 2
    PYTHONPATH=$here python3 - "$name" "$kept" "$work/log" "$@" <<'PY'
import glob, sys
from measured import line, measured
name, kept, log, command = sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4:]
took = measured(command, log)
lines = sum(1 for file in glob.glob(kept) for _ in open(file))
print(f"{line(name, *took)}  kept {lines}", flush=True)
PY
}

curate() {      # NAME STEPS
    measured "hone $1" "$work/hone-$1/data/train.jsonl" "$hone" curate --dataset-name "$data" --steps "$2" --output-dir "$work/hone-$1" --overwrite --quiet
}

trove() {       # NAME
    measured "datatrove $1" "$work/trove-$1/out/*.jsonl" "$python" "$here/curate_datatrove.py" "$1" "$data" "$work/trove-$1" "$items"
}

cat "$data"/*.jsonl | wc -c | awk '{print $1 / 1e6 " MB"}'
for _ in $(seq "${BENCH_ROUNDS:-3}"); do
    curate dedup '[near_duplicates]'
    trove dedup
    curate filters '[gopher_repetition, gopher_quality, fineweb_quality]'
    trove filters
    curate decontamination "[{decontaminate: {against: [$items]}}]"
    trove decontamination
done
