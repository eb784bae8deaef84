"""Hone's side of the training benchmark: one workload of workloads.py through the command, and one JSON line.

    python bench/train_hone.py sft --model MODEL --data FOLDER [--steps 2] [--batch 8] [--setting value ...]

Rows in the file's order, AdamW, a linear schedule to 0, clipping at 1. The first step is left out of the rate, as warm-up. Settings that
are not known here go to the command as they are.
"""
import argparse
import json
import pathlib
import resource
import subprocess
import tempfile
import time

import load
import workloads

HERE = pathlib.Path(__file__).resolve().parent
LORA = ["--use-peft", "true", "--lora-r", "16", "--lora-alpha", "32", "--lora-dropout", "0", "--lora-target-modules", "all-linear"]
DPO = ["--precompute-ref-log-probs", "false", "--health-prompts", "0"]    # the work of TRL's default
GRPO = ["--rewards", f"[{{name: java, arguments: {{source: {HERE / 'Digits.java'}}}}}]", "--num-generations", str(workloads.ANSWERS),
        "--max-completion-length", str(workloads.ANSWER_TOKENS), "--beta", "0.04"]


def command(work, a, output):
    rows = a.batch * (workloads.ANSWERS if work.command == "grpo" else 1)
    return [str(HERE.parent / "hone"), work.command, "--model-name-or-path", a.model, "--dataset-name", f"{a.data}/{work.rows}.jsonl",
            "--output-dir", output, "--max-steps", str(a.steps), "--per-device-train-batch-size", str(rows), "--learning-rate", work.rate,
            "--train-sampling-strategy", "sequential", "--logging-steps", "1", "--save-strategy", "no", "--report-to", "none",
            "--sample-prompts", "[]", "--quiet", "--force"] + (LORA if work.lora else []) + {"dpo": DPO, "grpo": GRPO}.get(work.command, [])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("workload", choices=workloads.WORKLOADS)
    parser.add_argument("--model", required=True)
    parser.add_argument("--data", required=True)
    parser.add_argument("--steps", type=int, default=2)
    parser.add_argument("--batch", type=int)
    a, more = parser.parse_known_args()
    work = workloads.WORKLOADS[a.workload]
    a.batch = a.batch or work.batch
    with tempfile.TemporaryDirectory() as folder:
        before, start = load.busy_seconds(), time.perf_counter()
        subprocess.run(command(work, a, folder + "/run") + more, check=True)
        seconds, busy = time.perf_counter() - start, load.busy_seconds() - before
        with open(folder + "/run/metrics.jsonl", encoding="utf-8") as file:
            steps = [row for row in map(json.loads, file) if "loss" in row]
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    own = used.ru_utime + used.ru_stime
    kept = steps[1:] or steps
    spent = sum(row["step_time"] for row in kept)
    tokens = steps[-1]["num_tokens"] - (steps[0]["num_tokens"] if len(steps) > 1 else 0)
    parts = {name: round(sum(row[name] for row in kept) / len(kept), 2) for name in kept[0] if name.startswith("seconds/") or name == "completions/mean_length"}
    print(json.dumps({
        "side": "hone", "workload": a.workload, "steps": len(steps), "batch": a.batch, "tokens": steps[-1]["num_tokens"],
        "s_per_step": round(spent / len(kept), 3), "tokens_per_s": round(tokens / spent, 1), "losses": [row["loss"] for row in steps], **parts,
        "whole_seconds": round(seconds, 1), "own_cpu": round(own / seconds, 2), "other_cpu": round(max(0.0, busy - own) / seconds, 2),
        "peak_rss_mib": used.ru_maxrss // 1024}))


if __name__ == "__main__":
    main()
