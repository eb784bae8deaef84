"""The same work with lm-evaluation-harness: `evals_harness.py SUITE MODEL ROWS OUT.jsonl BATCH NEW_TOKENS`.

The harness's own task for each suite, with its own prompts; only where the rows come from, how long an answer may be and which examples stand before a question (the first) are set. Float32.
Writes a line for each question: what the model read, and how likely each choice was or what it answered.
"""
import json
import sys
from pathlib import Path

import datasets
import lm_eval
from lm_eval.models.huggingface import HFLM
from lm_eval.tasks import TaskManager
from lm_eval.tasks._yaml_loader import load_yaml

suite, model, rows, out, batch, new_tokens = sys.argv[1], sys.argv[2], Path(sys.argv[3]) / sys.argv[1], sys.argv[4], int(sys.argv[5]), int(sys.argv[6])
CHANGES = {
    "arc-easy": {"training_split": None, "validation_split": None},
    "hellaswag": {"training_split": None},
    "mmlu": {"num_fewshot": 5},
    "gsm8k": {"fewshot_config": {"sampler": "first_n"}, "generation_kwargs": {"until": ["Question:", "</s>", "<|im_end|>"], "do_sample": False, "max_gen_toks": new_tokens}},
}


def read(file):
    return [json.loads(line) for line in file.read_text().splitlines()]


def task(name, own_rows):
    """The harness's task of that name over these rows."""
    config = load_yaml(manager.task_index[name].yaml_path, resolve_func=True)
    tables = {split: datasets.Dataset.from_list(some) for split, some in own_rows.items()}
    return {**config, "dataset_path": None, "dataset_name": None, "custom_dataset": lambda **_: tables, **CHANGES[suite]}


manager = TaskManager()
splits = {file.stem: read(file) for file in rows.glob("*.jsonl")}
if suite == "mmlu":     # one task for each subject
    subjects = sorted({row["subject"] for row in splits["test"]})
    tasks = [task(f"mmlu_{subject}", {split: [row for row in some if row["subject"] == subject] for split, some in splits.items()}) for subject in subjects]
else:
    tasks = [task(suite.replace("-", "_"), splits)]
loaded = HFLM(model, device="cpu", dtype="float32", batch_size=batch)
found = lm_eval.simple_evaluate(loaded, tasks=tasks, task_manager=manager, bootstrap_iters=0, apply_chat_template=suite == "gsm8k", fewshot_as_multiturn=False)
samples = [sample for some in found["samples"].values() for sample in some if sample["filter"] in ("none", "strict-match")]

with open(out, "w") as lines:
    for sample in samples:
        said = {"answer": sample["resps"][0][0]} if suite == "gsm8k" else {"log_likelihoods": [log_likelihood for log_likelihood, _ in sample["filtered_resps"]]}
        lines.write(json.dumps({"id": sample["doc"]["id"], "context": sample["arguments"][0][0], **said, "right": bool(sample["exact_match" if suite == "gsm8k" else "acc"])}) + "\n")
