"""TRL's side of the training benchmark: one workload of workloads.py, and one JSON line with the fields of train_hone.py.

    python bench/train_trl.py sft --model MODEL --data FOLDER [--steps 2] [--batch 8] [--trl fast|default]

`fast` is the fastest setting found on processors without bfloat16 instructions: float32, no gradient checkpointing, micro-batches without padding
(one row; eight answers in GRPO). `default` is TRL as it comes: bfloat16 autocast, gradient checkpointing, micro-batches of eight.
"""
import argparse
import collections
import json
import logging
import os
import resource
import tempfile
import time
import warnings

warnings.filterwarnings("ignore")
os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
os.environ.setdefault("TRL_EXPERIMENTAL_SILENCE", "1")

import datasets
import transformers
import trl
from peft import LoraConfig
from trl.extras import profiling

import load
import workloads

MICRO_BATCH = 8         # TRL's default, in rows or answers
CONFIGS = {"sft": trl.SFTConfig, "dpo": trl.DPOConfig, "reward": trl.RewardConfig, "grpo": trl.GRPOConfig}
TRAINERS = {"sft": trl.SFTTrainer, "dpo": trl.DPOTrainer, "reward": trl.RewardTrainer, "grpo": trl.GRPOTrainer}


class Steps(transformers.TrainerCallback):
    """Notes when each step ended, its log line, and what TRL's own profiler had counted by then."""

    def __init__(self):
        self.marks, self.logs, self.spent, self.parts = [], [], collections.Counter(), []

    def on_train_begin(self, *_, **__):
        self.marks.append(time.perf_counter())

    def on_step_end(self, *_, **__):
        self.marks.append(time.perf_counter())
        self.parts.append(collections.Counter(self.spent))
        self.spent.clear()

    def on_log(self, args, state, control, logs=None, **_):
        if "loss" in (logs or {}):
            self.logs.append(dict(logs))

    def seconds(self):
        return [b - a for a, b in zip(self.marks, self.marks[1:])]


def settings(work, a, output):
    answers = workloads.ANSWERS if work.command == "grpo" else 1
    given = dict(output_dir=output, max_steps=a.steps, learning_rate=float(work.rate), logging_steps=1, save_strategy="no", report_to="none", disable_tqdm=True,
                 use_cpu=True, seed=42, train_sampling_strategy="sequential", per_device_train_batch_size=min(MICRO_BATCH, a.batch * answers))
    if a.trl == "fast":
        given |= dict(bf16=False, gradient_checkpointing=False, per_device_train_batch_size=answers)
    given["gradient_accumulation_steps"] = a.batch * answers // given["per_device_train_batch_size"]
    if work.command == "grpo":
        given |= dict(num_generations=workloads.ANSWERS, max_completion_length=workloads.ANSWER_TOKENS, beta=0.04, shuffle_dataset=False)
    else:
        given |= dict(max_length=1024)
    return CONFIGS[work.command](**given)


def reward(completions, answer, **_):
    """That of Digits.java."""
    texts = [completion[0]["content"] for completion in completions]
    return [float(right in text) - len(text) / 10_000 for right, text in zip(answer, texts)]


def trainer(work, a, output, steps):
    with open(f"{a.data}/{work.rows}.jsonl", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    more = dict(reward_funcs=reward) if work.command == "grpo" else {}
    if work.lora:
        more["peft_config"] = LoraConfig(r=16, lora_alpha=32, lora_dropout=0.0, target_modules="all-linear", task_type="CAUSAL_LM")
    made = TRAINERS[work.command](model=a.model, processing_class=transformers.AutoTokenizer.from_pretrained(a.model), train_dataset=datasets.Dataset.from_list(rows),
                                  args=settings(work, a, output), **more)
    for callback in list(made.callback_handler.callbacks):
        if isinstance(callback, (transformers.trainer_callback.PrinterCallback, transformers.trainer_callback.ProgressCallback)):
            made.remove_callback(callback)
    made.add_callback(steps)
    profiling.ProfilingContext._log_metrics = lambda context, duration: steps.spent.update({context.name.split(".", 1)[1]: duration})
    return made


def counting(trainer):
    """The tokens of each micro-batch that goes through the model, padding left out."""
    counts, original = [], trainer.training_step

    def step(model, inputs, *rest, **named):
        if isinstance(inputs, dict) and "attention_mask" in inputs:
            counts.append(int(inputs["attention_mask"].sum()))
        return original(model, inputs, *rest, **named)

    trainer.training_step = step
    return counts


def parts(steps, kept):
    """Sampling, all else before learning (the reference and the reward), and learning, in seconds a step."""
    sampling = [part["transformers.generate"] + part["transformers.generate_batch"] for part in steps.parts[kept]]
    prepared = [part["_prepare_inputs"] for part in steps.parts[kept]]
    whole = steps.seconds()[kept]
    mean = lambda values: round(sum(values) / len(values), 2)
    return {"seconds/sampling": mean(sampling), "seconds/reference": mean([p - s for p, s in zip(prepared, sampling)]),
            "seconds/learning": mean([w - p for w, p in zip(whole, prepared)]), "completions/mean_length": mean([log["completions/mean_length"] for log in steps.logs[kept]])}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("workload", choices=workloads.WORKLOADS)
    parser.add_argument("--model", required=True)
    parser.add_argument("--data", required=True)
    parser.add_argument("--steps", type=int, default=2)
    parser.add_argument("--batch", type=int)
    parser.add_argument("--trl", choices=["fast", "default"], default="fast")
    a = parser.parse_args()
    work = workloads.WORKLOADS[a.workload]
    a.batch = a.batch or work.batch
    datasets.disable_progress_bars()
    transformers.logging.disable_progress_bar()
    logging.disable(logging.WARNING)
    steps = Steps()
    with tempfile.TemporaryDirectory() as folder:
        trained = trainer(work, a, folder, steps)
        counts = counting(trained)
        before, start, own = load.busy_seconds(), time.perf_counter(), time.process_time()
        trained.train()
        wall, own = time.perf_counter() - start, time.process_time() - own
        busy = load.busy_seconds() - before
    kept = slice(1, None) if a.steps > 1 else slice(None)
    seconds = steps.seconds()[kept]
    each = len(counts) // a.steps
    tokens = [sum(counts[i * each:(i + 1) * each]) for i in range(a.steps)] if work.command != "grpo" else [steps.logs[-1]["num_tokens"] / a.steps] * a.steps
    print(json.dumps({
        "side": "trl", "workload": a.workload, "trl": a.trl, "steps": a.steps, "batch": a.batch, "tokens": int(sum(tokens)),
        "s_per_step": round(sum(seconds) / len(seconds), 3), "tokens_per_s": round(sum(tokens[kept]) / sum(seconds), 1), "losses": [log["loss"] for log in steps.logs],
        **(parts(steps, kept) if work.command == "grpo" else {}),
        "whole_seconds": round(wall, 1), "own_cpu": round(own / wall, 2), "other_cpu": round(max(0.0, busy - own) / wall, 2),
        "peak_rss_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}))


if __name__ == "__main__":
    main()
