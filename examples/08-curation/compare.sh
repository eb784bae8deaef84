#!/usr/bin/env bash
# The same number of steps on raw, filtered, best-of-K and distilled rows, and how many held-out sums each model gets right; once for each seed.
set -euo pipefail
cd "$(dirname "$0")"
hone=${HONE:-../../hone}
steps=${STEPS:-300}

learned() {     # ROWS NAME STEPS: a model that learned these rows, and how many held-out sums it gets right
    "$hone" sft --model-name-or-path out/base --dataset-name "$1" --output-dir "out/model-$2" --max-steps "$3" --seed "$seed" --per-device-train-batch-size 16 \
        --assistant-only-loss true --eos-token "<|im_end|>" --learning-rate 1e-3 --lr-scheduler-type cosine --save-strategy no --sample-prompts '[]' --overwrite --quiet
    "$hone" generate --model "out/model-$2" --input out/held-out.jsonl --output out/answers.jsonl --greedy --max-new-tokens 64 --keep --quiet
    echo "seed $seed, $2: $("$hone" grade --reward java --argument source=../03-grpo/RightSum.java --input out/answers.jsonl --output "out/verdicts-$2-$seed.jsonl" --json)"
}

"$hone" curate corpus --output out/corpus
"$hone" run . Prepare.java
"$hone" curate run.yaml --overwrite
for seed in ${SEEDS:-1 2 3}; do
    learned out/raw.jsonl raw "$steps"
    learned out/raw.jsonl raw-longer $((4 * steps))
    learned out/filtered filtered "$steps"
    "$hone" curate best-of.yaml --overwrite
    learned out/best-of best-of "$steps"
    learned out/clean.jsonl teacher $((4 * steps))
    "$hone" curate distilled.yaml --overwrite
    learned out/distilled distilled "$steps"
done
