"""The same work with datatrove: `curate_datatrove.py dedup|filters ROWS.jsonl FOLDER [WORKERS]`.

dedup: MinHash with 14 buckets of 8 hashes over 5 words, its defaults: signatures, buckets, clusters, filter, written as JSON Lines.
filters: Gopher's quality and repetition rules and FineWeb's.
"""
import shutil
import sys
from pathlib import Path

from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.dedup import MinhashDedupCluster, MinhashDedupFilter, MinhashDedupSignature
from datatrove.pipeline.dedup.minhash import MinhashConfig, MinhashDedupBuckets
from datatrove.pipeline.filters import FineWebQualityFilter, GopherQualityFilter, GopherRepetitionFilter
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers import JsonlWriter


def run(pipeline, tasks, workers):
    LocalPipelineExecutor(pipeline=pipeline, tasks=tasks, workers=workers, skip_completed=False).run()


def main():
    kind, rows, folder = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    workers = int(sys.argv[4]) if len(sys.argv) > 4 else 2
    shutil.rmtree(folder, ignore_errors=True)

    def reader():
        return JsonlReader(str(rows), glob_pattern="*.jsonl")

    if kind == "filters":
        run([reader(), GopherRepetitionFilter(language="eng"), GopherQualityFilter(language="eng"), FineWebQualityFilter(language="eng"),
             JsonlWriter(str(folder / "out"), compression=None)], workers, workers)
        return
    config = MinhashConfig()
    part = {name: str(folder / name) for name in ("signatures", "buckets", "remove", "out")}
    run([reader(), MinhashDedupSignature(output_folder=part["signatures"], config=config, language="eng")], workers, workers)
    run([MinhashDedupBuckets(input_folder=part["signatures"], output_folder=part["buckets"], config=config)], config.num_buckets, workers)
    run([MinhashDedupCluster(input_folder=part["buckets"], output_folder=part["remove"], config=config)], 1, 1)
    run([reader(), MinhashDedupFilter(input_folder=part["remove"]), JsonlWriter(part["out"], compression=None)], workers, workers)


if __name__ == "__main__":
    main()
