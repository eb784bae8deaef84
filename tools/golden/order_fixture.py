"""Writes src/test/resources/batch/order.json: in which order Hugging Face's trainers take the rows of an epoch.

    python3 tools/golden/order_fixture.py     (needs torch, transformers and accelerate; the fixture is from 2.13.0, 5.23.0 and 1.15.0)
"""
import json
import pathlib
import numpy as np
import torch
from accelerate.data_loader import SeedableRandomSampler
from transformers.trainer_pt_utils import get_length_grouped_indices

random = np.random.default_rng(5)
shuffled, grouped = [], []
for rows in [1, 2, 7, 100, 401]:
    for seed in [42, 7]:
        sampler = SeedableRandomSampler(range(rows), data_seed=seed)
        shuffled.append({"seed": seed, "rows": rows, "epochs": [list(sampler) for _ in range(3)]})
for rows, batch, longest in [(1, 4, 9), (5, 2, 3), (40, 2, 5), (120, 3, 90), (400, 2, 2000), (430, 1, 12)]:
    lengths = random.integers(1, longest + 1, rows).tolist()
    for seed in [42, 43]:
        generator = torch.Generator().manual_seed(seed)
        grouped.append({"seed": seed, "batch": batch, "lengths": lengths, "order": get_length_grouped_indices(lengths, batch, generator=generator)})
folder = pathlib.Path(__file__).parents[2] / "src/test/resources/batch"
folder.mkdir(parents=True, exist_ok=True)
(folder / "order.json").write_text(json.dumps({"shuffled": shuffled, "grouped": grouped}, separators=(",", ":")) + "\n")
