#!/usr/bin/env bash
# Three recipes on SmolLM2-135M-Instruct: rows are curated and learned, and held-out prompts are answered before and after.
set -euo pipefail
cd "$(dirname "$0")"
hone=${HONE:-../../hone}
model=HuggingFaceTB/SmolLM2-135M-Instruct
steps=${STEPS:-40}

answered() {    # NAME PROMPTS TOKENS: what a model says, to out/PROMPTS-NAME.jsonl
    local folder=$model
    [ "$1" = before ] || folder=out/model-$1
    "$hone" generate --model "$folder" --input "$2" --output "out/$(basename "$2" .jsonl)-$1.jsonl" --keep --greedy --max-new-tokens "$3" --quiet
}

counted() {     # NAME: new names, and right answers to other questions
    for prompts in asked-anew control; do
        answered "$1" ../02-identity/$prompts.jsonl 64
        "$hone" run ../02-identity ../02-identity/Count.java ../02-identity/$prompts.jsonl "out/$prompts-$1.jsonl"
    done
}

added() {       # NAME: right sums
    answered "$1" ../03-grpo/sums-held-out.jsonl 20
    echo "$1: $("$hone" grade --reward java --argument source=../03-grpo/RightSum.java --input "out/sums-held-out-$1.jsonl" --output "out/verdicts-$1.jsonl" --json)"
}

learned() {     # NAME: a model that learned these rows
    "$hone" sft --model-name-or-path $model --dataset-name "out/$1" --output-dir "out/model-$1" --max-steps "$steps" --per-device-train-batch-size 8 \
        --learning-rate 2e-5 --lr-scheduler-type cosine --logging-steps 10 --save-strategy no --sample-prompts '[]' --overwrite
    added "$1"
}

mkdir -p out
echo "Best of K"
added before
"$hone" curate right-sums.yaml --overwrite
learned right-sums

echo "Distillation"
"$hone" curate taught-sums.yaml --overwrite
learned taught-sums

echo "Identity"
counted before
"$hone" curate itself.yaml --overwrite
"$hone" curate others.yaml --overwrite
"$hone" dpo ../02-identity/run.yaml --datasets '[{path: out/itself}, {path: out/others}]' --output-dir out/model-identity --max-steps 40 --sample-prompts '[]' --overwrite
counted identity

echo "For comparison: answers that nobody checked"
"$hone" curate any-sums.yaml --overwrite
learned any-sums
