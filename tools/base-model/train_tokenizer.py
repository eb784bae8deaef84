#!/usr/bin/env python3
"""Trains the base model's tokenizer: byte-level BPE, every digit a token of its own.

    pip install tokenizers==0.22.1
    ./hone curate corpus --output corpus
    python3 tools/base-model/train_tokenizer.py corpus/pretrain.jsonl src/main/resources/dev/hone/base-model
"""
import json
import pathlib
import sys

from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

VOCABULARY = 2048
END, PAD, TURN, TURN_END = "<|endoftext|>", "<|pad|>", "<|im_start|>", "<|im_end|>"

# ChatML on one line: as in the texts, every word has a space before it, so that it is the same token wherever it stands.
# What stands between generation and endgeneration is the assistant's
TEMPLATE = """{% for message in messages %}{{ '<|im_start|>' + message['role'] + ':' }}{% if message['role'] == 'assistant' %}\
{% generation %}{{ ' ' + message['content'] | trim + '<|im_end|>' }}{% endgeneration %}{% else %}{{ ' ' + message['content'] + '<|im_end|>' }}{% endif %}\
{{ '\\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant:' }}{% endif %}
"""


def main(corpus: str, folder: str) -> None:
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(r"\d"), behavior="isolated"),
        pre_tokenizers.ByteLevel(add_prefix_space=False)])
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(vocab_size=VOCABULARY, special_tokens=[END, PAD, TURN, TURN_END],
                                  initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()), show_progress=False)
    with open(corpus, encoding="utf-8") as rows:
        tokenizer.train_from_iterator((json.loads(row)["text"] for row in rows), trainer)

    target = pathlib.Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(target / "tokenizer.json"))
    settings = {"tokenizer_class": "PreTrainedTokenizerFast", "eos_token": END, "pad_token": PAD, "model_max_length": 512,
                "clean_up_tokenization_spaces": False}
    (target / "tokenizer_config.json").write_text(json.dumps(settings, indent=2) + "\n", encoding="utf-8")
    (target / "chat_template.jinja").write_text(TEMPLATE, encoding="utf-8")
    print(f"{tokenizer.get_vocab_size()} entries in {target}")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
