"""Both sides of the training benchmark in turn, and the table of medians. Called by bench/run.

    python bench/train.py --model MODEL [--workloads sft,dpo] [--rounds 3] [--write]

Each run is a process of its own. All lines stay in target/bench; the table goes to standard output, with --write also between the marks of
docs/benchmarks.md.
"""
import argparse
import datetime
import importlib.metadata
import json
import pathlib
import platform
import re
import statistics
import subprocess
import sys

import load
import workloads

HOME = pathlib.Path(__file__).resolve().parent.parent
QUIET = 0.1      # cores that other processes may take before a run counts as disturbed
PAGE, BEGIN, END = HOME / "docs/benchmarks.md", "<!-- bench/run: begin -->\n", "<!-- bench/run: end -->\n"


def line(side, workload, a):
    """The JSON line of one side, run once."""
    command = [sys.executable, str(HOME / f"bench/train_{side}.py"), workload, "--model", a.model, "--data", str(a.data), "--steps", str(a.steps)]
    if a.batch:
        command += ["--batch", str(a.batch)]
    if side == "trl":
        command += ["--trl", a.trl]
    out = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
    return json.loads(out.splitlines()[-1])


def measured(a, kept):
    lines = []
    with open(kept, "w", encoding="utf-8") as file:
        for _ in range(a.rounds):
            for workload in a.workloads:
                for side in ("trl", "hone"):
                    lines.append(line(side, workload, a))
                    file.write(json.dumps(lines[-1]) + "\n")
                    file.flush()
                    print(lines[-1], file=sys.stderr)
    return lines


def shown(values):
    digits = 0 if min(values) >= 300 else 1
    middle, low, high = (f"{value:.{digits}f}" for value in (statistics.median(values), min(values), max(values)))
    return middle if len(values) == 1 else f"{middle} ({low} to {high})"


def row(title, field, more_is_better, lines):
    theirs, ours = ([each[field] for each in lines if each["side"] == side] for side in ("trl", "hone"))
    ratio = statistics.median(ours) / statistics.median(theirs)
    return f"| {title} | {shown(theirs)} | {shown(ours)} | **{ratio if more_is_better or field == 'peak_rss_mib' else 1 / ratio:.2f}** |"


def table(lines):
    yield "| workload | TRL | Hone | ratio |"
    yield "| --- | --- | --- | --- |"
    for name in dict.fromkeys(each["workload"] for each in lines):
        work, own = workloads.WORKLOADS[name], [each for each in lines if each["workload"] == name]
        for i, (heading, field, more_is_better) in enumerate(work.measures):
            yield row(f"{work.title}: {heading}" if i == 0 else heading, field, more_is_better, own)
        yield row("peak memory, MiB", "peak_rss_mib", False, own)


def checks(lines):
    """What a reader has to know before believing a ratio: whether both did the same, and who else was at work."""
    for name in dict.fromkeys(each["workload"] for each in lines):
        theirs, ours = (next(each for each in lines if each["side"] == side and each["workload"] == name) for side in ("trl", "hone"))
        yield (f"- {name}: tokens {theirs['tokens']} and {ours['tokens']}; losses {', '.join(f'{x:.5f}' for x in theirs['losses'])}"
               f" and {', '.join(f'{x:.5f}' for x in ours['losses'])}")
    disturbed = [f"{each['side']} {each['workload']} ({each['other_cpu']} cores)" for each in lines if each["other_cpu"] > QUIET]
    if disturbed:
        yield "- **Disturbed by other processes, so not to be believed**: " + ", ".join(disturbed)


def head(a):
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in ("trl", "transformers", "torch"))
    revision = subprocess.run(["git", "-C", str(HOME), "rev-parse", "--short", "HEAD"], stdout=subprocess.PIPE, text=True).stdout.strip()
    with open("/proc/meminfo", encoding="ascii") as info:
        memory = round(int(re.search(r"MemTotal:\s*(\d+)", info.read()).group(1)) / 2 ** 20)
    return (f"{datetime.date.today()}, {load.cpu()}, {memory} GiB, Linux {platform.release()}; {versions}, TRL's setting `{a.trl}`; Hone {revision}. "
            f"Rounds in turn: {a.rounds}, of {a.steps} steps, the first left out{f'; rows of a step: {a.batch}' if a.batch else ''}. Medians (lowest to highest). More is better for the ratio, less for that of memory.")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", required=True, help="folder with weights in float32")
    parser.add_argument("--workloads", default=",".join(workloads.WORKLOADS), type=lambda names: names.split(","))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--steps", type=int, default=2)
    parser.add_argument("--batch", type=int, help="rows of a step, for a quick look")
    parser.add_argument("--trl", choices=["fast", "default"], default="fast", help="TRL's setting, see train_trl.py")
    parser.add_argument("--write", action="store_true", help="put the table into docs/benchmarks.md")
    a = parser.parse_args()
    for name in a.workloads:
        if name not in workloads.WORKLOADS:
            parser.error(f"--workloads has {name}; expected {', '.join(workloads.WORKLOADS)}")
    out = HOME / "target/bench"
    a.data = out / "rows"
    workloads.write(a.data)
    kept = out / f"train-{datetime.datetime.now():%Y%m%d-%H%M%S}.jsonl"
    lines = measured(a, kept)
    text = "\n".join([head(a), "", *table(lines), "", "Both sides' tokens and losses, TRL's first:", *checks(lines)]) + "\n"
    print(text)
    print(f"All lines: {kept}", file=sys.stderr)
    if a.write:
        page = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(page[:page.index(BEGIN) + len(BEGIN)] + text + page[page.index(END):], encoding="utf-8")


if __name__ == "__main__":
    main()
