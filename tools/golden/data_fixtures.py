"""Data sets as the Python libraries write and read them, for dev.hone.data.

    python tools/golden/data_fixtures.py src/test/resources/golden/data

- *.parquet and rows.json: the same rows in each compression, in row groups of two; `datasets.parquet` as a hub data set lies there.
- slices.json: which rows `train[10%:]` and the like stand for.
- splits.json: which files of a folder belong to which split.

datasets 5.2.0, pyarrow 26.
"""
import json
import pathlib
import sys
import tempfile

import datasets
import pyarrow
import pyarrow.parquet
from datasets.data_files import DataFilesPatternsDict, get_data_patterns

ROWS = [
    {"id": 1, "messages": [{"role": "user", "content": "What is 2 + 3?"}, {"role": "assistant", "content": "5"}],
     "score": 0.5, "ok": True, "tags": ["sum", "Grüße 👋"], "info": {"source": "a", "size": 3}},
    {"id": 2, "messages": [{"role": "user", "content": ""}], "score": None, "ok": False, "tags": [], "info": {"source": None, "size": None}},
    {"id": 3, "messages": [{"role": "assistant", "content": None, "name": "f"}], "score": -1.0, "ok": None, "tags": None, "info": None},
    {"id": 4, "messages": [], "score": 1e-7, "ok": True, "tags": ["x" * 300], "info": {"source": "line\nbreak", "size": -1}},
    {"id": 5, "messages": [{"role": "user", "content": "end"}], "score": 3.0, "ok": True, "tags": [None, "y"], "info": {"source": "", "size": 0}},
]
MESSAGE = pyarrow.struct([("role", pyarrow.string()), ("content", pyarrow.string()), ("name", pyarrow.string())])
SCHEMA = pyarrow.schema([("id", pyarrow.int64()), ("messages", pyarrow.list_(MESSAGE)), ("score", pyarrow.float64()), ("ok", pyarrow.bool_()),
                         ("tags", pyarrow.list_(pyarrow.string())), ("info", pyarrow.struct([("source", pyarrow.string()), ("size", pyarrow.int32())]))])
SLICES = ["train", "train[:3]", "train[3:]", "train[-4:]", "train[:-4]", "train[2:5]", "train[:10%]", "train[10%:]", "train[-25%:]", "train[25%:75%]",
          "train[:1%]", "train[33%:66%]", "train[:1000]", "train[5:2]"]
FOLDERS = [
    ["train.jsonl", "test.jsonl"],
    ["data/train-00000-of-00002.parquet", "data/train-00001-of-00002.parquet", "data/test-00000-of-00001.parquet"],
    ["data/train_sft-00000-of-00001.parquet", "data/test_sft-00000-of-00001.parquet"],
    ["train/a.jsonl", "train/b.jsonl", "validation/a.jsonl"],
    ["my-train-file.csv", "my_dev_file.csv", "readme.csv"],
    ["a.json", "b.json"],
    ["training.jsonl", "eval.jsonl", "valid.jsonl"],
    ["main/train-00000-of-00001.parquet", "main/test-00000-of-00001.parquet"],
    ["constrained.jsonl", "trainer.jsonl"],
]


def parquet(folder):
    table = pyarrow.Table.from_pylist(ROWS, schema=SCHEMA)
    for codec in ["none", "snappy", "zstd", "gzip", "lz4"]:
        pyarrow.parquet.write_table(table, folder / f"{codec}.parquet", compression=codec, row_group_size=2,
                                    data_page_version="2.0" if codec == "gzip" else "1.0")
    pyarrow.parquet.write_table(table.slice(0, 0), folder / "no_rows.parquet")
    large = pyarrow.schema([("text", pyarrow.large_string()), ("ids", pyarrow.large_list(pyarrow.int32()))])
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist([{"text": "a", "ids": [1, 2]}], schema=large), folder / "large.parquet")
    hub = [{"messages": row["messages"]} for row in ROWS if row["messages"] and row["id"] != 3]
    datasets.Dataset.from_list(hub).to_parquet(folder / "datasets.parquet")
    write(folder / "rows.json", ROWS)


def slices(folder):
    cases = []
    for spec in SLICES:
        for rows in [1, 7, 10, 50, 1001]:
            [part] = datasets.ReadInstruction.from_spec(spec).to_absolute({"train": rows})
            cases.append({"split": spec, "rows": rows, "from": part.from_ or 0, "to": rows if part.to is None else part.to})
    write(folder / "slices.json", cases)


def splits(folder):
    cases = []
    for names in FOLDERS:
        with tempfile.TemporaryDirectory() as root:
            for name in names:
                file = pathlib.Path(root, name)
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text("")
            found = DataFilesPatternsDict.from_patterns(get_data_patterns(root)).resolve(base_path=root)
            found = {str(split): sorted({str(pathlib.Path(file).relative_to(root)) for file in files}) for split, files in found.items()}
        cases.append({"files": names, "splits": found})
    write(folder / "splits.json", cases)


def write(file, value):
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in value)
    file.write_text(f"[\n{lines}\n]\n", encoding="utf-8")


if __name__ == "__main__":
    out = pathlib.Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    parquet(out)
    slices(out)
    splits(out)
