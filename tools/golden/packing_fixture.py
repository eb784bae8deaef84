"""Writes src/test/resources/batch/packing.json: what TRL packs into each row.

    python3 tools/golden/packing_fixture.py     (needs trl, datasets and numpy; the fixture is from trl 1.16.0)
"""
import json
import pathlib
import numpy as np
import trl
from datasets import Dataset
from trl.data_utils import pack_dataset

WIDE = 1 << 20     # a token says which example it is from and where it stood there: example * WIDE + place
random = np.random.default_rng(11)


def pieces(row):
    """Runs of tokens that follow each other in an example, as [example, from, to]."""
    found = []
    for token in row:
        example, place = divmod(token, WIDE)
        if found and found[-1][0] == example and found[-1][2] == place:
            found[-1][2] = place + 1
        else:
            found.append([example, place, place + 1])
    return found


def case(lengths, room, strategy):
    lengths = [int(length) for length in lengths]
    data = Dataset.from_dict({"input_ids": [[example * WIDE + place for place in range(length)] for example, length in enumerate(lengths)]})
    packed = pack_dataset(data, seq_length=room, strategy=strategy)
    rows = [pieces(row) for row in packed["input_ids"]]
    if strategy != "wrapped":
        assert [[to - start for _, start, to in row] for row in rows] == packed["seq_lengths"]
    return {"strategy": strategy, "room": room, "lengths": lengths, "rows": rows}


cases = []
for strategy in ["bfd", "bfd_split", "wrapped"]:
    cases.append(case([5, 2, 3, 1], 4, strategy))
    cases.append(case([4, 4, 4], 4, strategy))
    cases.append(case([3, 0, 1, 0, 9], 4, strategy))
    cases.append(case([1] * 7, 1, strategy))
    cases.append(case(random.integers(1, 60, 200), 64, strategy))
    cases.append(case(random.integers(1, 4, 90), 7, strategy))
    cases.append(case(random.integers(0, 150, 60), 50, strategy))
    cases.append(case(random.integers(1, 20, 1100), 160, strategy))     # TRL packs 1000 examples at a time
folder = pathlib.Path(__file__).parents[2] / "src/test/resources/batch"
folder.mkdir(parents=True, exist_ok=True)
(folder / "packing.json").write_text(json.dumps({"trl": trl.__version__, "cases": cases}, separators=(",", ":")) + "\n")
