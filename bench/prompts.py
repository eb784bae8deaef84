"""Writes the token ids that both sides read: 64 prompts of 96 to 180 tokens (the first 138) and one of 2048 tokens.

    python bench/prompts.py --model MODEL --output prompts.jsonl

Text of made-up sentences from a fixed seed, cut to length after tokenizing: the same file for the same tokenizer on every machine.
"""
import argparse
import json
import random

from transformers import AutoTokenizer

SUBJECTS = ["the baker", "a tall engineer", "our neighbour", "the river", "her old bicycle", "a committee", "the telescope", "that song"]
VERBS = ["explains", "repairs", "crosses", "measures", "forgets", "paints", "answers", "carries", "compares", "remembers"]
OBJECTS = ["a broken clock", "the northern road", "seven letters", "the price of bread", "an unusual proof", "a glass of water",
           "the harbour at night", "two competing plans", "every second page"]
ENDINGS = ["before noon", "without saying why", "for the third time", "as carefully as possible", "in 1987", "near the station", "with a smile"]


def text(dice, sentences):
    made = []
    for _ in range(sentences):
        words = " ".join([dice.choice(SUBJECTS), dice.choice(VERBS), dice.choice(OBJECTS), dice.choice(ENDINGS)])
        made.append(words[0].upper() + words[1:] + dice.choice([".", ".", "!", "?"]))
    return " ".join(made)


def ids_of_length(tokenizer, dice, length):
    ids = tokenizer(text(dice, length // 4), add_special_tokens=False)["input_ids"]
    if len(ids) < length:
        raise SystemExit(f"only {len(ids)} tokens where {length} are needed")
    return ids[:length]


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--model", required=True, help="folder with the tokenizer")
    arguments.add_argument("--output", required=True)
    a = arguments.parse_args()
    tokenizer = AutoTokenizer.from_pretrained(a.model)
    dice = random.Random(20261122)
    lengths = [138] + [dice.randint(96, 180) for _ in range(63)]
    with open(a.output, "w", encoding="utf-8") as out:
        for length in lengths:
            out.write(json.dumps({"workload": "decode", "input_ids": ids_of_length(tokenizer, dice, length)}) + "\n")
        out.write(json.dumps({"workload": "prefill", "input_ids": ids_of_length(tokenizer, dice, 2048)}) + "\n")


if __name__ == "__main__":
    main()
