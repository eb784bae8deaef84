"""The same work with datatrove: `curate_datatrove.py dedup|filters|decontamination ROWS FOLDER ITEMS.jsonl [WORKERS]`.

dedup: MinHash with 14 buckets of 8 hashes over 5 words, its defaults: signatures, buckets, clusters, filter, written as JSON Lines.
filters: Gopher's quality and repetition rules and FineWeb's.
decontamination: texts go that have 8 words in a row in common with an item. The index is written here, as its own indexer starts lighteval.
"""
import json
import shutil
import sys
from pathlib import Path

import numpy as np
from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.decont import NGramsDecontConfig, NGramsDecontFilter
from datatrove.pipeline.dedup import MinhashDedupCluster, MinhashDedupFilter, MinhashDedupSignature
from datatrove.pipeline.dedup.minhash import MinhashConfig, MinhashDedupBuckets
from datatrove.pipeline.filters import FineWebQualityFilter, GopherQualityFilter, GopherRepetitionFilter
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers import JsonlWriter
from datatrove.utils.text import ngrams, simplify_text


def index(items, folder, decontaminate):
    """The hashes of all groups of words of the items, as the filter makes them of texts."""
    hashes = set()
    for line in items.read_text().splitlines():
        words = decontaminate.tokenizer.word_tokenize(simplify_text(json.loads(line)["question"], decontaminate.config.norm_config))
        hashes.update(decontaminate.hash_func(" ".join(group)) for group in ngrams(words, decontaminate.config.n_grams))
    folder.mkdir(parents=True)
    np.array(list(hashes), dtype=decontaminate.config.hash_config.np_descr).tofile(folder / "items.index.hashes")


def main():
    kind, rows, folder, items = sys.argv[1], *map(Path, sys.argv[2:5])
    workers = int(sys.argv[5]) if len(sys.argv) > 5 else 2
    shutil.rmtree(folder, ignore_errors=True)

    def run(pipeline, tasks, workers):
        LocalPipelineExecutor(pipeline=pipeline, tasks=tasks, workers=workers, skip_completed=False, logging_dir=str(folder / "logs")).run()

    def reader():
        return JsonlReader(str(rows), glob_pattern="*.jsonl")

    if kind == "filters":
        run([reader(), GopherRepetitionFilter(language="eng"), GopherQualityFilter(language="eng"), FineWebQualityFilter(language="eng"),
             JsonlWriter(str(folder / "out"), compression=None)], workers, workers)
        return
    if kind == "decontamination":
        decontaminate = NGramsDecontFilter(str(folder / "index"), config=NGramsDecontConfig(n_grams=8), language="eng")
        index(items, folder / "index", decontaminate)
        run([reader(), decontaminate, JsonlWriter(str(folder / "out"), compression=None)], workers, workers)
        return
    config = MinhashConfig()
    part = {name: str(folder / name) for name in ("signatures", "buckets", "remove", "out")}
    run([reader(), MinhashDedupSignature(output_folder=part["signatures"], config=config, language="eng")], workers, workers)
    run([MinhashDedupBuckets(input_folder=part["signatures"], output_folder=part["buckets"], config=config)], config.num_buckets, workers)
    run([MinhashDedupCluster(input_folder=part["buckets"], output_folder=part["remove"], config=config)], 1, 1)
    run([reader(), MinhashDedupFilter(input_folder=part["remove"]), JsonlWriter(part["out"], compression=None)], workers, workers)


if __name__ == "__main__":
    main()
