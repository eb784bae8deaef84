"""What both sides train on, and how: the workloads of the training benchmark.

    python bench/workloads.py FOLDER      writes the files of rows; fixed seeds, so the same bytes each time

The texts are made-up English sentences, since speed depends on lengths and not on meaning. Lengths are lognormal, as in real chats.
"""
import dataclasses
import json
import math
import pathlib
import random
import sys

TOKENS_PER_WORD = 1.2   # of these texts with SmolLM2's tokenizer; only says how many words a length takes
TEMPLATE_TOKENS = 32    # of its chat template around one turn of the user, the default system text included


@dataclasses.dataclass(frozen=True)
class Workload:
    """One line of the table.

    batch: rows of a step; for grpo prompts, each answered 8 times. measures: heading, field of a side's JSON line, whether more is better.
    """
    command: str
    rows: str
    batch: int
    rate: str
    title: str
    lora: bool = False
    measures: tuple = (("seconds a step", "s_per_step", False),)


TOKENS = (("tokens/s", "tokens_per_s", True),)
PARTS = (("seconds a step", "s_per_step", False), ("of these: sampling", "seconds/sampling", False),
         ("the reference", "seconds/reference", False), ("learning", "seconds/learning", False))
WORKLOADS = {
    "sft": Workload("sft", "sft", 8, "2e-5", "8 chats a step (median 322 tokens, half of them learned)", measures=TOKENS),
    "sft-long": Workload("sft", "sft-long", 4, "2e-5", "4 long prompts a step (median 750 tokens, a tenth learned)", measures=TOKENS),
    "sft-lora": Workload("sft", "sft", 8, "2e-4", "8 chats a step, LoRA on all linear layers (r 16)", lora=True, measures=TOKENS),
    "dpo": Workload("dpo", "pairs", 4, "1e-6", "DPO, 4 pairs a step, the reference asked at each step"),
    "reward": Workload("reward", "pairs", 4, "1e-5", "reward model, 4 pairs a step"),
    "grpo": Workload("grpo", "grpo", 4, "1e-6", "GRPO, 4 prompts with 8 answers of at most 96 tokens, beta 0.04", measures=PARTS),
}
ANSWERS = 8          # to each prompt of grpo
ANSWER_TOKENS = 96   # of each at most

ADJECTIVES = ("small large quiet early late common narrow careful steady simple warm cold local central useful modern plain distant heavy"
              " light northern southern public private annual daily recent broad sharp gentle").split()
NOUNS = ("river market teacher engine garden letter window bridge student harbour farmer library doctor forest station village machine"
         " company winter summer method report school council valley road kitchen picture animal question answer number system record"
         " museum island captain theatre painter builder driver office").split()
VERBS = ("carries follows describes measures protects changes supports opens crosses studies repairs visits explains collects watches"
         " improves delivers compares replaces designs finds builds keeps leaves joins shows").split()
ADVERBS = "slowly often usually rarely carefully together again early quickly never always nearly mostly".split()
PREPOSITIONS = "near under behind across from with without before after beside around between over through".split()
CONJUNCTIONS = "because although while so and but since unless".split()
TASKS = ("Explain why the {a} {n} {v} the {n2} and give two examples.",
         "Summarise the text above in a few sentences.",
         "Write a short note about the {a} {n} for a reader who knows nothing about it.",
         "List the main differences between the {n} and the {n2}, with one reason for each.",
         "How would you plan a visit to the {n} {p} the {a} {n2}?",
         "Rewrite the paragraph so that a child can follow it.")


def clause(dice):
    words = ["the", dice.choice(ADJECTIVES), dice.choice(NOUNS), dice.choice(VERBS), "the", dice.choice(NOUNS)]
    if dice.random() < .5:
        words += [dice.choice(PREPOSITIONS), "the", dice.choice(ADJECTIVES), dice.choice(NOUNS)]
    if dice.random() < .3:
        words.append(dice.choice(ADVERBS))
    return words


def text(dice, tokens):
    """Sentences of about so many tokens, in paragraphs of some 90 words."""
    left, parts, paragraph = max(4, round(tokens / TOKENS_PER_WORD)), [], 0
    while left > 0:
        words = clause(dice)
        if dice.random() < .45:
            words += [dice.choice(CONJUNCTIONS)] + clause(dice)
        words = words[:max(4, left)]
        left -= len(words)
        paragraph += len(words)
        sentence = " ".join(words)
        parts.append(sentence[0].upper() + sentence[1:] + ".")
        if paragraph > 90:
            parts.append("\n\n")
            paragraph = 0
    return " ".join(parts).replace(" \n\n ", "\n\n").strip()


def length(dice, median, sigma, low, high):
    return int(min(high, max(low, math.exp(dice.gauss(math.log(median), sigma)))))


def user(dice, tokens):
    """A context and a task about it, of about so many tokens with the chat template's own."""
    task = dice.choice(TASKS).format(a=dice.choice(ADJECTIVES), n=dice.choice(NOUNS), n2=dice.choice(NOUNS), v=dice.choice(VERBS), p=dice.choice(PREPOSITIONS))
    context = tokens - TEMPLATE_TOKENS - len(task.split()) * TOKENS_PER_WORD
    return [{"role": "user", "content": text(dice, context) + "\n\n" + task if context > 8 else task}]


def assistant(dice, tokens):
    return [{"role": "assistant", "content": text(dice, tokens)}]


def chats(seed, count, asked, answered):
    dice = random.Random(seed)
    return [{"prompt": user(dice, length(dice, *asked)), "completion": assistant(dice, length(dice, *answered))} for _ in range(count)]


def pairs():
    dice = random.Random(13)
    return [{"prompt": user(dice, length(dice, 400, .35, 80, 800)), "chosen": assistant(dice, length(dice, 100, .45, 12, 300)),
             "rejected": assistant(dice, length(dice, 100, .45, 12, 300))} for _ in range(32)]


def problems():
    """Small sums behind a text. Their answers end by themselves, so lengths differ as they do in practice."""
    dice, rows = random.Random(14), []
    for _ in range(32):
        a, b = dice.randint(2, 40), dice.randint(2, 40)
        context = text(dice, length(dice, 85, .3, 30, 160))
        rows.append({"prompt": [{"role": "user", "content": f"{context}\n\nA {dice.choice(NOUNS)} has {a} boxes and gets {b} more. "
                                                              "How many boxes are there now? Answer briefly."}], "answer": str(a + b)})
        for _ in range(ANSWERS):
            dice.randint(8, 96)     # keeps the rows those of earlier measurements, which also drew a length for each answer
    return rows


def write(folder):
    folder.mkdir(parents=True, exist_ok=True)
    files = {"sft": chats(11, 64, (120, .6, 40, 700), (180, .6, 12, 900)), "sft-long": chats(12, 16, (700, .18, 350, 940), (60, .5, 8, 200)),
             "pairs": pairs(), "grpo": problems()}
    for name, rows in files.items():
        with open(folder / f"{name}.jsonl", "w", encoding="utf-8") as file:
            file.writelines(json.dumps(row) + "\n" for row in rows)


if __name__ == "__main__":
    write(pathlib.Path(sys.argv[1]))
