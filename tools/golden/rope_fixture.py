"""Rotary frequencies as transformers computes them, for RopeScalingTest.

    python tools/golden/rope_fixture.py src/test/resources/golden/rope.json

Each case holds the settings as config.json has them, and what transformers makes of them: inverse frequencies and the factor
on cosine and sine; for longrope also the frequencies of long sequences. transformers 5.23.0, torch 2.13.0.
"""
import json
import sys

import torch
import transformers
from transformers import LlamaConfig
from transformers.modeling_rope_utils import ROPE_INIT_FUNCTIONS

SCALINGS = {
    "linear": {"rope_type": "linear", "factor": 3.0},
    "dynamic": {"rope_type": "dynamic", "factor": 2.0},
    "llama3, Llama 3.1": {"rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
                          "original_max_position_embeddings": 8192},
    "yarn": {"rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 32768},
    "yarn, DeepSeek V3": {"rope_type": "yarn", "factor": 40, "beta_fast": 32, "beta_slow": 1, "mscale": 1.0, "mscale_all_dim": 1.0,
                          "original_max_position_embeddings": 4096},
    "yarn, DeepSeek V2": {"rope_type": "yarn", "factor": 40, "beta_fast": 32, "beta_slow": 1, "mscale": 0.707, "mscale_all_dim": 0.9,
                          "original_max_position_embeddings": 4096},
    "yarn, not truncated": {"rope_type": "yarn", "factor": 32.0, "beta_fast": 16.0, "beta_slow": 2.0, "truncate": False,
                            "original_max_position_embeddings": 4096},
    "yarn, own factor": {"rope_type": "yarn", "factor": 4.0, "attention_factor": 1.25, "original_max_position_embeddings": 2048},
    "longrope": {"rope_type": "longrope", "original_max_position_embeddings": 4096,
                 "short_factor": [1.0 + 0.01 * i for i in range(32)], "long_factor": [1.0 + 0.9 * i for i in range(32)]},
}


def case(name, scaling, theta):
    config = LlamaConfig(hidden_size=256, num_attention_heads=4, head_dim=64, max_position_embeddings=131072,
                         rope_parameters={"rope_theta": theta, **scaling})
    compute = ROPE_INIT_FUNCTIONS[scaling["rope_type"]]
    frequencies, factor = compute(config, torch.device("cpu"))
    out = {"name": name, "config": {"max_position_embeddings": 131072, "rope_parameters": {"rope_theta": theta, **scaling}},
           "head_dim": 64, "inverse_frequencies": frequencies.tolist(), "attention_factor": factor}
    if scaling["rope_type"] == "longrope":
        out["long_inverse_frequencies"] = compute(config, torch.device("cpu"), seq_len=4097)[0].tolist()
    return out


cases = [case(f"{name}, theta {theta:g}", scaling, theta) for name, scaling in SCALINGS.items() for theta in (10000.0, 500000.0)]
with open(sys.argv[1], "w") as file:
    json.dump({"versions": {"torch": torch.__version__, "transformers": transformers.__version__}, "cases": cases}, file, indent=1)
    file.write("\n")
