#!/bin/sh
# Generation side by side with transformers: both sides in turn, three times, medians and ratios as a Markdown table.
#   bench/generate.sh MODEL_FP32 MODEL_BF16 [FLAGS FOR BOTH SIDES]     such as --batches 1,16 --new-tokens 32
# The two folders hold one model in float32 and in bfloat16; '-' leaves one out.
# Environment: BENCH_ROUNDS (default 3); BENCH_PYTHON, a Python with bench/requirements.txt installed (default: bench/.venv, made here).
set -eu
[ $# -ge 2 ] || { sed -n '2,5s/^# //p' "$0" >&2; exit 2; }
home=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd -P)
fp32=$1 bf16=$2
shift 2

python=$("$home/bench/python.sh")
[ -f "$home/target/hone.jar" ] || "$home/hone" build
jdk=${HONE_JAVA_HOME:-$(HF_HUB_OFFLINE=1 "$home/hone" doctor --json | "$python" -c 'import json, sys; print(json.load(sys.stdin)["java"]["home"])')}

out=$home/target/bench
mkdir -p "$out"
classpath="$home/target/hone.jar:$home/target/lib/*"
"$jdk/bin/javac" -nowarn --add-modules=jdk.incubator.vector -cp "$classpath" -d "$out" "$home/bench/Generate.java" 2>"$out/javac.log" ||
    { cat "$out/javac.log" >&2; exit 1; }
results=$out/generate-$(date +%Y%m%d-%H%M%S).jsonl
: >"$results"

one=$fp32; [ "$one" != - ] || one=$bf16
prompts=$out/prompts.jsonl
"$python" "$home/bench/prompts.py" --model "$one" --output "$prompts"

# Runs one side and keeps its line; what it said beside that is shown only when it fails.
side() {   # NAME COMMAND...
    log=$out/$1.log
    shift
    "$@" >"$out/line.json" 2>"$log" || { cat "$log" >&2; exit 1; }
    tee -a "$results" <"$out/line.json" >&2
}
both() {   # MODEL DTYPE FLAGS...
    model=$1 dtype=$2
    shift 2
    side transformers "$python" "$home/bench/generate_transformers.py" --model "$model" --dtype "$dtype" --prompts "$prompts" "$@"
    side hone "$home/hone" run "$out" Generate --model "$model" --prompts "$prompts" "$@"
}
round=1
while [ "$round" -le "${BENCH_ROUNDS:-3}" ]; do
    [ "$fp32" = - ] || both "$fp32" float32 "$@"
    [ "$bf16" = - ] || both "$bf16" bfloat16 "$@"
    round=$((round + 1))
done
"$python" "$home/bench/generate_report.py" "$results"
printf '\n%s\n' "All lines: $results" >&2
