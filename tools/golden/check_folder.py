"""Opens a converted SmolLM2 folder in transformers and compares it with the golden values.

    python3 tools/golden/check_folder.py FOLDER GOLDEN     (GOLDEN: the folder with model.json, tokenisation.json, slices.safetensors)
"""
import json
import pathlib
import sys
import torch
from safetensors import safe_open
from safetensors.torch import load_file
from transformers import AutoModelForCausalLM, AutoTokenizer

folder, golden = map(pathlib.Path, sys.argv[1:3])
tokenizer = AutoTokenizer.from_pretrained(folder)
model, info = AutoModelForCausalLM.from_pretrained(folder, output_loading_info=True, dtype=torch.float32)
print("loading:", {key: value for key, value in info.items() if value})
expected = json.loads((golden / "tokenisation.json").read_text())
wrong = [case["text"] for case in expected["cases"] if tokenizer(case["text"], add_special_tokens=False)["input_ids"] != case["ids"]]
undone = [case["text"] for case in expected["cases"] if tokenizer.decode(case["ids"]) != case["decoded"]
          or tokenizer.decode(case["ids"], skip_special_tokens=True) != case["decoded_skip_special"]]
print("tokenisation:", len(expected["cases"]), "cases,", len(wrong), "differ,", len(undone), "decode differently")
print("special:", [getattr(tokenizer, name + "_token") == expected[name] for name in ("bos", "eos", "pad", "unk")])
numbers = json.loads((golden / "model.json").read_text())
worst = 0
for prompt in numbers["prompts"]:
    with torch.no_grad():
        logits = model(torch.tensor([prompt["input_ids"]])).logits[0, -1]
    worst = max(worst, (logits[prompt["top20_ids"]] - torch.tensor(prompt["top20_logits"])).abs().max().item())
    assert logits.topk(20).indices.tolist()[:5] == prompt["top20_ids"][:5]
print("logits: largest difference", worst)
