"""Turns the lines of generate.sh into a Markdown table: medians, their range, and Hone's share of transformers and of the floor.

    python bench/generate_report.py results.jsonl
"""
import json
import statistics
import sys

QUIET = 0.1     # cores that other processes may take before a run counts as disturbed


def values(lines, side, dtype, *path):
    found = []
    for line in lines:
        if line["side"] == side and line["dtype"] == dtype:
            for key in path:
                line = (line or {}).get(key)
            if line is not None:
                found.append(line)
    return found


def shown(numbers):
    if not numbers:
        return "-"
    middle, low, high = statistics.median(numbers), min(numbers), max(numbers)
    digits = 0 if middle >= 100 else 1
    return f"{middle:.{digits}f} ({low:.{digits}f} to {high:.{digits}f})"


def ratio(ours, theirs):
    return f"{statistics.median(ours) / statistics.median(theirs):.2f}" if ours and theirs else "-"


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        lines = [json.loads(line) for line in file if line.strip()]
    print(f"{lines[0]['cpu']}, {lines[0]['threads']} threads; medians (lowest to highest)\n")
    print("| dtype | workload | transformers | Hone | ratio | Hone: share of the memory floor |")
    print("| --- | --- | --- | --- | --- | --- |")
    batches = sorted({int(key[5:]) for line in lines for key in line if key.startswith("batch")})
    for dtype in ("float32", "bfloat16"):
        if not any(line["dtype"] == dtype for line in lines):
            continue
        floor = values(lines, "hone", dtype, "floor_ms_per_step")

        def row(name, path, share=""):
            theirs, ours = (values(lines, side, dtype, *path) for side in ("transformers", "hone"))
            print(f"| {dtype} | {name} | {shown(theirs)} | {shown(ours)} | {ratio(ours, theirs)} | {share} |")

        row("prefill, tokens/s", ("prefill", "tokens_per_s"))
        for batch in batches:
            steps = values(lines, "hone", dtype, f"batch{batch}", "ms_per_step")
            share = f"{100 * statistics.median(floor) / statistics.median(steps):.0f} %" if floor and steps else ""
            row(f"decode at batch {batch}, tokens/s", (f"batch{batch}", "decode_tokens_per_s"), share)
            row(f"whole run at batch {batch}, tokens/s", (f"batch{batch}", "tokens_per_s"))
        row("peak memory, MiB (lower is better)", ("peak_rss_mib",))
    bandwidth = [line["memory_gb_per_s"] for line in lines if "memory_gb_per_s" in line]
    if bandwidth:
        print(f"\nMemory reads, GB/s: {shown(bandwidth)}")
    for line in lines:
        if line["other_cpu"] > QUIET:
            print(f"Disturbed: {line['side']} {line['dtype']}, other processes took {line['other_cpu']} cores; repeat the measurement")


if __name__ == "__main__":
    main()
