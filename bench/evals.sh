#!/usr/bin/env bash
# Evaluation side by side with lm-evaluation-harness: the same model and the same generated questions, in the formats of ARC, HellaSwag, MMLU and GSM8K, float32, on the processor.
#   bench/evals.sh MODEL [SUITE=ITEMS ...]      arc-easy=200 hellaswag=100 mmlu=60 gsm8k=32 unless said otherwise
# The first run makes a virtual environment in target/bench/evals-venv (several GB); BENCH_PYTHON=/path/to/python uses one that has lm-eval, torch and transformers.
# BENCH_ROUNDS (3) rounds alternate the sides; BENCH_BATCH (16) is the harness's batch, BENCH_NEW_TOKENS (128) the longest answer of gsm8k.
# Each line says seconds of the whole command, seconds of processor, peak memory in MiB of the largest process, the load before, items, items a second, and the score; then on how many items both agree.
set -euo pipefail
[ $# -ge 1 ] || { sed -n '2,6s/^# //p' "$0" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
model=$1
shift
[ $# -gt 0 ] || set -- arc-easy=200 hellaswag=100 mmlu=60 gsm8k=32
work=$here/../target/bench/evals
hone=${BENCH_HONE:-$here/../hone}
new_tokens=${BENCH_NEW_TOKENS:-128}
export HF_HUB_OFFLINE=1
python=${BENCH_PYTHON:-}
if [ -z "$python" ]; then
    python=$here/../target/bench/evals-venv/bin/python
    [ -x "$python" ] || { python3 -m venv "$(dirname "$(dirname "$python")")"; "$python" -m pip -q install -r "$here/requirements.txt" 'lm-eval[hf]==0.4.13'; }
fi
mkdir -p "$work"

measured() {    # NAME RESULTS COMMAND...
    local name=$1 results=$2
    shift 2
    PYTHONPATH=$here python3 - "$name" "$results" "$work/log" "$@" <<'PY'
import json, sys
from measured import line, measured
name, results, log, command = sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4:]
took = measured(command, log)
rows = [json.loads(row) for row in open(results)]
right = sum(row["right"] if "right" in row else row["strict"] if "strict" in row else row["chosen"] == row["gold"] for row in rows)
print(f"{line(name, *took)}  {len(rows):4} items  {len(rows) / took[0]:6.2f} items/s  right {right}", flush=True)
PY
}

agreement() {   # HARNESS.jsonl HONE.jsonl
    python3 - "$@" <<'PY'
import json, sys
harness, hone = ({str(row["id"]): row for row in map(json.loads, open(file))} for file in sys.argv[1:])
both = [(harness[key], hone[key]) for key in harness]
if "answer" in both[0][0]:
    print(f"{'':24} {sum(one['right'] != other['strict'] for one, other in both)} of {len(both)} verdicts differ; {sum(one['answer'] != other['answer'] for one, other in both)} answers differ")
else:
    apart = max(abs(a - b) for one, other in both for a, b in zip(one["log_likelihoods"], other["log_likelihoods"], strict=True))
    print(f"{'':24} {sum(one['right'] != (other['chosen'] == other['gold']) for one, other in both)} of {len(both)} verdicts differ; {sum(one['context'] != other['context'] for one, other in both)} prompts differ; "
          f"log-likelihoods at most {apart:.1e} apart")
PY
}

for _ in $(seq "${BENCH_ROUNDS:-3}"); do
    for asked in "$@"; do
        suite=${asked%=*} items=${asked#*=}
        rows=$work/rows-$items
        python3 "$here/evals_rows.py" "$suite" "$items" "$rows"
        measured "lm-eval $suite" "$work/lm-eval-$suite.jsonl" "$python" "$here/evals_harness.py" "$suite" "$model" "$rows" "$work/lm-eval-$suite.jsonl" "${BENCH_BATCH:-16}" "$new_tokens"
        rm -rf "$work/hone-$suite"
        measured "hone $suite" "$work/hone-$suite/$suite.jsonl" "$hone" eval "$suite" --model "$model" --data "$rows" --output "$work/hone-$suite" --max-new-tokens "$new_tokens" --quiet
        agreement "$work/lm-eval-$suite.jsonl" "$work/hone-$suite/$suite.jsonl"
    done
done
