"""Writes the settings of TRL's trainers with their defaults: what docs/coming-from-trl.md is checked against.

    python tools/golden/trl_settings.py ppo_config.py > src/test/resources/golden/trl/settings.json

Made with trl 1.16.0 and transformers 5.23.0, and with PPO's configuration of trl 1.10.0 (trl/experimental/ppo/ppo_config.py, commit f2cd577), since later
versions have no PPO. A trainer's list has what it adds to transformers' TrainingArguments, or sets otherwise.
"""
import dataclasses
import enum
import importlib.util
import json
import os
import sys

os.environ["TRL_EXPERIMENTAL_SILENCE"] = "1"

import transformers
import trl
from trl.experimental.cpo import CPOConfig
from trl.experimental.orpo import ORPOConfig


def plain(value):
    if isinstance(value, enum.Enum):
        return value.value
    return value if isinstance(value, (type(None), bool, int, float, str, list, dict)) else str(value)


def settings(config):
    return {field.name: plain(field.default_factory() if field.default is dataclasses.MISSING and field.default_factory is not dataclasses.MISSING
                              else None if field.default is dataclasses.MISSING else field.default) for field in dataclasses.fields(config)}


def ppo(file):
    """The class of a file of another version, which imports from the package around it."""
    spec = importlib.util.spec_from_file_location("trl.experimental.ppo.ppo_config", file)
    sys.modules["trl.experimental.ppo"] = sys.modules["trl.experimental"]
    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.PPOConfig


shared = settings(transformers.TrainingArguments)
out = {"made with": {"trl": trl.__version__, "transformers": transformers.__version__}, "TrainingArguments": shared}
for config in (trl.SFTConfig, trl.DPOConfig, trl.KTOConfig, CPOConfig, ORPOConfig, trl.RewardConfig, trl.GRPOConfig, ppo(sys.argv[1])):
    out[config.__name__] = {name: value for name, value in settings(config).items() if name not in shared or value != shared[name]}
for config in (trl.ModelConfig, trl.ScriptArguments):
    out[config.__name__] = settings(config)
print(json.dumps(out, indent=1))
