"""Hone's side of the comparison with TRL: `hone sft`, `hone dpo`, `hone reward` or `hone grpo` on a file of rows, and one JSON line with what TRL's side prints too.

    python bench/train_hone.py [--command sft] --model MODEL --data sft.jsonl --steps 8 --batch 8 [--learning-rate 2e-5] [--setting value ...]

AdamW, a linear schedule to 0, clipping at 1, rows in the file's order. The first step is left out of the rate, as warm-up.
With grpo a batch is of prompts, each answered 8 times with at most 96 tokens, beta 0.04, and `Digits.java` is the reward.
Settings that are not known here go to the command as they are, such as --use-peft true --lora-target-modules all-linear.
"""
import argparse
import json
import os
import pathlib
import resource
import subprocess
import tempfile
import time

HONE = pathlib.Path(__file__).resolve().parent.parent / "hone"


def busy_seconds():
    """CPU seconds that all processes of the machine have used since boot."""
    with open("/proc/stat", encoding="ascii") as stat:
        user, nice, system, _, _, irq, softirq = (int(x) for x in stat.readline().split()[1:8])
    return (user + nice + system + irq + softirq) / os.sysconf("SC_CLK_TCK")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--command", choices=["sft", "dpo", "reward", "grpo"], default="sft")
    parser.add_argument("--model", required=True)
    parser.add_argument("--data", required=True)
    parser.add_argument("--steps", type=int, default=8)
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--learning-rate", default="2e-5")
    known, more = parser.parse_known_args()
    answers = 8 if known.command == "grpo" else 1
    if known.command == "grpo":
        reward = pathlib.Path(__file__).resolve().parent / "Digits.java"
        more += ["--rewards", "[{name: java, arguments: {source: %s}}]" % reward, "--num-generations", "8", "--max-completion-length", "96", "--beta", "0.04"]
    with tempfile.TemporaryDirectory() as folder:
        command = [str(HONE), known.command, "--model-name-or-path", known.model, "--dataset-name", known.data, "--output-dir", folder + "/run",
                   "--max-steps", str(known.steps), "--per-device-train-batch-size", str(answers * known.batch), "--learning-rate", known.learning_rate,
                   "--train-sampling-strategy", "sequential", "--logging-steps", "1", "--save-strategy", "no", "--report-to", "none",
                   "--sample-prompts", "[]", "--quiet", "--force", *more]
        before, start = busy_seconds(), time.perf_counter()
        subprocess.run(command, check=True)
        seconds, busy = time.perf_counter() - start, busy_seconds() - before
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        with open(folder + "/run/metrics.jsonl", encoding="utf-8") as file:
            steps = [row for row in map(json.loads, file) if "loss" in row]
    tokens = [row["num_tokens"] for row in steps]
    kept = steps[1:] or steps
    counted = tokens[-1] - (tokens[0] if len(steps) > 1 else 0)
    own = used.ru_utime + used.ru_stime
    split = {name: round(sum(row[name] for row in kept) / len(kept), 2) for name in kept[0] if name.startswith("seconds/") or name == "completions/mean_length"}
    print(json.dumps({
        "side": "hone", "command": known.command, "steps": len(steps), "tokens": tokens[-1], "tokens_per_s": round(counted / sum(row["step_time"] for row in kept), 1),
        "s_per_step": round(sum(row["step_time"] for row in kept) / len(kept), 3), "pairs_or_rows_per_s": round(known.batch * len(kept) / sum(row["step_time"] for row in kept), 3),
        "tokens_per_s_all": round(tokens[-1] / sum(row["step_time"] for row in steps), 1), "first_loss": steps[0]["loss"], "last_loss": steps[-1]["loss"],
        "whole_seconds": round(seconds, 1), "own_cpu": round(own / seconds, 2), "other_cpu": round(max(0.0, busy - own) / seconds, 2),
        "peak_rss_mib": used.ru_maxrss // 1024, **split}))


if __name__ == "__main__":
    main()
