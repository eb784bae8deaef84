"""Prints the rates that PlateauTest has: PyTorch's ReduceLROnPlateau after each of a few evaluations.

    python3 tools/golden/plateau_fixture.py     (needs torch; the numbers are from 2.13.0)
"""
import torch
from torch.optim.lr_scheduler import ReduceLROnPlateau

runs = [
    (dict(patience=1), [3.0, 2.0, 2.0, 1.9999, 1.5, 1.6, 1.6, 1.6, 1.6]),
    (dict(mode="max", factor=0.5, patience=0, cooldown=2, threshold=0.1, threshold_mode="abs", min_lr=2e-4), [0.1, 0.15, 0.15, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3]),
]
for kwargs, metrics in runs:
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1e-3)
    schedule = ReduceLROnPlateau(optimizer, **kwargs)
    rates = []
    for metric in metrics:
        schedule.step(metric)
        rates.append(optimizer.param_groups[0]["lr"])
    print(kwargs, metrics, rates)
