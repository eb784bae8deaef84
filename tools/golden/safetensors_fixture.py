"""Writes src/test/resources/safetensors/python.safetensors, the bytes that Hone's writer must reproduce.

    python3 tools/golden/safetensors_fixture.py     (needs torch and safetensors; the fixture is from safetensors 0.8.0)
"""
import pathlib
import torch
from safetensors.torch import save_file

folder = pathlib.Path(__file__).parents[2] / "src/test/resources/safetensors"
folder.mkdir(parents=True, exist_ok=True)
kinds = dict(boolean=torch.bool, uint8=torch.uint8, int8=torch.int8, int16=torch.int16, int32=torch.int32, int64=torch.int64,
             float16=torch.float16, bfloat16=torch.bfloat16, float32=torch.float32, float64=torch.float64)
tensors = {f"b.{name}": (torch.arange(6) % 2 if kind is torch.bool else torch.arange(6)).to(kind).reshape(2, 3) for name, kind in kinds.items()}
tensors |= {"a.\u00e4\U0001d11e\uffee\"\\\n": torch.arange(3).float(), "scalar": torch.tensor(7.0), "none": torch.zeros(0, 4)}
save_file(tensors, folder / "python.safetensors", metadata={"format": "pt"})
