"""Writes src/test/resources/golden/lora/NAME: a PEFT adapter with random numbers on the golden model NAME, and what PEFT computes with it:
logits, logits of the merged model, the mean loss and its gradients.

    python3 tools/golden/lora_fixtures.py     (needs peft 0.21, transformers 5 and torch)
"""
import pathlib
import torch
from peft import LoraConfig, get_peft_model
from safetensors.torch import save_file
from transformers import AutoModelForCausalLM

GOLDEN = pathlib.Path(__file__).parents[2] / "src/test/resources/golden"
ADAPTERS = {
    "qwen2": dict(target_modules="all-linear", use_dora=True),                                # layers with a bias
    "phi3": dict(target_modules="all-linear", use_dora=True),                                 # several layers in one matrix
    "deepseek-v3": dict(target_modules=r".*self_attn\.\w+_(proj|mqa)", use_rslora=True),         # latent attention
    "mixtral": dict(target_modules=["q_proj", "v_proj"], modules_to_save=["lm_head", "norm"]),
    "gemma3-text": dict(target_modules=r".*layers\.[02].*_proj", rank_pattern={"q_proj": 2}, alpha_pattern={"mlp.up_proj": 24}),
}

for name, settings in ADAPTERS.items():
    torch.manual_seed(7)
    path = GOLDEN / "models" / name
    model = get_peft_model(AutoModelForCausalLM.from_pretrained(path, dtype=torch.float32),
                           LoraConfig(r=4, lora_alpha=8, task_type="CAUSAL_LM", **settings))
    with torch.no_grad():
        for parameter_name, parameter in model.named_parameters():
            if parameter.requires_grad:
                parameter.add_(0.1 * torch.randn_like(parameter))
    ids = torch.randint(3, model.config.vocab_size, (1, 12))
    outcome = model(input_ids=ids, labels=ids)
    outcome.loss.backward()
    loss = outcome.loss.item()
    recorded = {"input_ids": ids[0], "logits": outcome.logits[0].detach(), "loss": torch.tensor([loss])}
    for parameter_name, parameter in model.named_parameters():
        if parameter.requires_grad:
            short = parameter_name.removeprefix("base_model.model.").replace(".modules_to_save.default", "").replace(".default", "")
            recorded["grad." + short.replace("lora_magnitude_vector.weight", "lora_magnitude_vector")] = parameter.grad.clone()
    folder = GOLDEN / "lora" / name
    model.peft_config["default"].base_model_name_or_path = f"../../models/{name}"
    model.save_pretrained(folder)
    (folder / "README.md").unlink(missing_ok=True)
    recorded["merged_logits"] = model.merge_and_unload()(input_ids=ids).logits[0].detach()
    save_file(recorded, folder / "io.safetensors")
    print(name, len(recorded), loss)
