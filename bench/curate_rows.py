"""Writes rows for curate.sh: `python3 curate_rows.py ROWS FOLDER ITEMS.jsonl` makes plain texts from a fixed seed, in four files that workers can share, and 2,000 items of an evaluation.

Words follow Zipf's law over 30,000 made-up ones and the little words of English. Every tenth text is a copy of an earlier one with a few words changed, every twentieth repeats
its own sentences, every fiftieth ends with an item, so that duplicates, repetition and contamination are there to be found. The mean text has some 1,500 characters.
"""
import itertools
import json
import random
import sys

rows, folder, items_file = int(sys.argv[1]), sys.argv[2], sys.argv[3]
FILES = 4
dice = random.Random(20261126)
little = "the be to of and that have with a in it is was for on as at by he she they".split()
made = ["".join(dice.choice("bcdfghjklmnprstvwz") + dice.choice("aeiou") for _ in range(dice.randint(1, 4))) for _ in range(30_000)]
words = little * 3 + made
totals = list(itertools.accumulate(1 / (rank + 10) for rank in range(len(words))))


def sentence():
    return " ".join(dice.choices(words, cum_weights=totals, k=dice.randint(6, 18))).capitalize() + "."


def text():
    return "\n".join(" ".join(sentence() for _ in range(dice.randint(2, 5))) for _ in range(dice.randint(3, 8)))


items = [" ".join(sentence() for _ in range(3)) for _ in range(2_000)]
with open(items_file, "w") as out:
    out.writelines(json.dumps({"question": item}) + "\n" for item in items)

earlier = []
for file in range(FILES):
    with open(f"{folder}/part-{file}.jsonl", "w") as out:
        for row in range(rows * file // FILES, rows * (file + 1) // FILES):
            if row % 10 == 9 and earlier:
                copied = dice.choice(earlier).split(" ")
                for _ in range(max(1, len(copied) // 100)):
                    copied[dice.randrange(len(copied))] = dice.choice(made)
                made_text = " ".join(copied)
            elif row % 20 == 5:
                made_text = "\n".join([sentence() + " " + sentence()] * 5)
            elif row % 50 == 3:
                made_text = text() + "\n" + dice.choice(items)
            else:
                made_text = text()
                if len(earlier) < 5_000:
                    earlier.append(made_text)
            out.write(json.dumps({"text": made_text}) + "\n")
