#!/usr/bin/env bash
# The same number of steps on raw, filtered, best-of-K and distilled rows, and how many held-out sums each model gets right.
set -euo pipefail
cd "$(dirname "$0")"
hone=${HONE:-../../hone}
steps=${STEPS:-300}

learned() {     # ROWS NAME STEPS: a model that learned these rows
    "$hone" sft --model-name-or-path out/base --dataset-name "$1" --output-dir "out/model-$2" --max-steps "$3" --per-device-train-batch-size 16 \
        --assistant-only-loss true --eos-token "<|im_end|>" --learning-rate 1e-3 --lr-scheduler-type cosine --save-strategy no --sample-prompts '[]' --overwrite --quiet
}

score() {       # NAME: of the model, on held-out sums
    "$hone" generate --model "out/model-$1" --input out/held-out.jsonl --output "out/answers-$1.jsonl" --keep --greedy --max-new-tokens 64 --quiet
    echo "$1: $("$hone" grade --reward java --argument source=../03-grpo/RightSum.java --input "out/answers-$1.jsonl" --output "out/verdicts-$1.jsonl" --json)"
}

"$hone" curate corpus --output out/corpus
"$hone" run . Prepare.java
learned out/raw.jsonl raw "$steps"
"$hone" curate run.yaml --overwrite
learned out/filtered filtered "$steps"
"$hone" curate best-of.yaml --overwrite
learned out/best-of best-of "$steps"
learned out/clean.jsonl teacher $((4 * steps))
"$hone" curate distilled.yaml --overwrite
learned out/distilled distilled "$steps"
for name in raw filtered best-of distilled teacher; do score $name; done
