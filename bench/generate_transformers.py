"""transformers' side of the generation benchmark: prefill of 2048 tokens, then 1, 16 and 64 prompts with 64 new tokens each.

    python bench/generate_transformers.py --model MODEL --prompts prompts.jsonl --dtype bfloat16

Prints one JSON line; Generate.java prints the same fields. A step is timed by a stopping criterion, which transformers calls once
after each token of the batch, so one run gives the time to the first token and the time of each later step.
"""
import argparse
import json
import os
import resource
import statistics
import time

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

import torch
import transformers

import load

WARM_UP_STEPS = 8
WARM_UP_PROMPT = 16


class Load:
    """Cores that this process and others kept busy while the block ran."""

    def __enter__(self):
        self.wall, self.own, self.all = time.perf_counter(), time.process_time(), load.busy_seconds()
        return self

    def __exit__(self, *_):
        wall = time.perf_counter() - self.wall
        own = time.process_time() - self.own
        self.fields = {"seconds": round(wall, 1), "own_cpu": round(own / wall, 2),
                       "other_cpu": round(max(0.0, load.busy_seconds() - self.all - own) / wall, 2)}


class Clock(transformers.StoppingCriteria):
    """Notes when each token of the batch was there, and never stops."""

    def __init__(self):
        self.marks = []

    def __call__(self, input_ids, scores, **_):
        self.marks.append(time.perf_counter())
        return torch.zeros(input_ids.shape[0], dtype=torch.bool)


def left_padded(rows):
    width = max(len(row) for row in rows)
    ids = torch.zeros(len(rows), width, dtype=torch.long)
    mask = torch.zeros_like(ids)
    for i, row in enumerate(rows):
        ids[i, width - len(row):] = torch.tensor(row)
        mask[i, width - len(row):] = 1
    return ids, mask


def generated(model, rows, new_tokens):
    ids, mask = left_padded(rows)
    clock = Clock()
    start = time.perf_counter()
    out = model.generate(input_ids=ids, attention_mask=mask, do_sample=True, temperature=1.0, top_k=0, top_p=1.0, pad_token_id=0,
                         max_new_tokens=new_tokens, stopping_criteria=transformers.StoppingCriteriaList([clock]))
    end = time.perf_counter()
    assert out.shape[1] == ids.shape[1] + new_tokens, "an answer ended early"
    return end - start, clock.marks[0] - start, clock.marks[-1] - clock.marks[0]


def decode(model, rows, new_tokens, repeats):
    generated(model, [row[:WARM_UP_PROMPT] for row in rows], min(WARM_UP_STEPS, new_tokens))
    runs = [generated(model, rows, new_tokens) for _ in range(repeats)]
    whole, prefill, steps = (statistics.median(column) for column in zip(*runs))
    count = len(rows)
    return {"prompt_tokens": sum(len(row) for row in rows), "seconds": round(whole, 3), "prefill_s": round(prefill, 3),
            "tokens_per_s": round(count * new_tokens / whole, 1), "ms_per_step": round(1e3 * steps / (new_tokens - 1), 2),
            "decode_tokens_per_s": round(count * (new_tokens - 1) / steps, 1)}


def prefill(model, ids, repeats):
    ids = torch.tensor([ids])
    times = []
    for _ in range(1 + repeats):
        start = time.perf_counter()
        model(ids, logits_to_keep=1)
        times.append(time.perf_counter() - start)
    seconds = statistics.median(times[1:])
    return {"seconds": round(seconds, 3), "tokens_per_s": round(ids.shape[1] / seconds, 1)}


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--model", required=True)
    arguments.add_argument("--prompts", required=True)
    arguments.add_argument("--dtype", choices=["float32", "bfloat16"], default="float32")
    arguments.add_argument("--attn", default="sdpa", help="attn_implementation")
    arguments.add_argument("--batches", default="1,16,64")
    arguments.add_argument("--new-tokens", type=int, default=64)
    arguments.add_argument("--prefill", type=int, default=2048, help="tokens; 0 leaves it out")
    arguments.add_argument("--repeats", type=int, default=1, help="runs of each workload in this process; the median is printed")
    arguments.add_argument("--threads", type=int, default=os.cpu_count())
    a = arguments.parse_args()
    if a.new_tokens < 2:
        arguments.error("--new-tokens is below 2; a step is timed between two tokens")

    torch.set_num_threads(a.threads)
    torch.set_grad_enabled(False)
    with open(a.prompts, encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    prompts = [row["input_ids"] for row in rows if row["workload"] == "decode"]
    long_prompt = next(row["input_ids"] for row in rows if row["workload"] == "prefill")
    model = transformers.AutoModelForCausalLM.from_pretrained(
        a.model, dtype=getattr(torch, a.dtype), attn_implementation=a.attn).eval()
    model.generation_config.eos_token_id = None     # every answer gets its full length

    line = {"side": "transformers", "dtype": a.dtype}
    with Load() as measured:
        if a.prefill:
            line["prefill"] = prefill(model, long_prompt[:a.prefill], a.repeats)
        for batch in (int(size) for size in a.batches.split(",") if size):
            line[f"batch{batch}"] = decode(model, prompts[:batch], a.new_tokens, a.repeats)
    line |= measured.fields
    line |= {"peak_rss_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, "threads": a.threads, "cpu": load.cpu(),
             "torch": torch.__version__, "transformers": transformers.__version__}
    print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()
