"""Writes rows for evals.sh: `python3 evals_rows.py SUITE COUNT FOLDER` makes questions from a fixed seed in the columns of ARC, HellaSwag, MMLU or GSM8K, about as long as theirs.

`arc-easy/test`, `hellaswag/validation`, `mmlu/test` with the examples `mmlu/dev`, `gsm8k/test` with the examples `gsm8k/train`: the names under which `hone eval --data` looks for them.
"""
import json
import random
import sys
from pathlib import Path

suite, count, folder = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])
dice = random.Random(20261126)

CAPITALS = dict(pair.split(":") for pair in (
    "France:Paris Italy:Rome Spain:Madrid Portugal:Lisbon Germany:Berlin Austria:Vienna Poland:Warsaw Greece:Athens Norway:Oslo Sweden:Stockholm Finland:Helsinki Denmark:Copenhagen "
    "Ireland:Dublin Hungary:Budapest Japan:Tokyo China:Beijing India:Delhi Egypt:Cairo Kenya:Nairobi Peru:Lima Chile:Santiago Cuba:Havana Canada:Ottawa Russia:Moscow").split())
YOUNG = dict(pair.split(":") for pair in "dog:puppy cat:kitten cow:calf horse:foal sheep:lamb goat:kid pig:piglet bear:cub frog:tadpole duck:duckling hen:chick kangaroo:joey swan:cygnet owl:owlet".split())
CAUSES = {"water freezes": "its temperature falls below zero degrees", "ice melts": "it takes up warmth from the air around it", "a shadow appears": "something stands in the way of the light",
          "a plant bends to the window": "it grows towards the light that it needs", "day turns into night": "the Earth turns around its own axis", "iron rusts": "it reacts with water and oxygen",
          "a balloon rises": "warm air is lighter than cold air", "the tide comes in": "the Moon pulls at the water of the sea", "a ball falls": "the Earth pulls it towards its centre",
          "the seasons change": "the axis of the Earth is tilted", "a puddle disappears": "the water evaporates into the air", "thunder follows lightning": "light travels faster than sound"}
STORIES = {
    "Making tea": ["fills the kettle with fresh water from the tap and puts it on the stove", "waits until the water boils and steam comes out of the spout", "puts two spoons of tea leaves into the warm pot on the table",
                   "pours the boiling water over the leaves and puts the lid on", "lets the tea stand for four minutes and then pours it into the cups", "adds a little milk and carries the cups into the living room"],
    "Changing a tire": ["stops the car at the side of the road and takes the tools out of the trunk", "loosens the nuts of the flat tire with a long wrench", "lifts the car with the jack until the wheel hangs free",
                        "takes the flat tire off and leans it against the car", "puts the spare tire on and turns the nuts by hand", "lets the car down again and tightens all nuts with the wrench"],
    "Painting a wall": ["covers the floor with old newspapers and moves the chairs away", "puts tape along the edges of the window and the door", "stirs the paint in the bucket with a wooden stick",
                        "dips the roller into the paint and rolls it up and down the wall", "goes over the corners with a small brush", "pulls the tape off and looks at the wet wall from the other side of the room"],
    "Washing a dog": ["fills the tub with warm water and calls the dog into the bathroom", "lifts the dog into the tub while it tries to jump out", "wets the fur of the dog with a cup of water",
                      "rubs shampoo into the fur until there is a lot of foam", "rinses the foam off with the shower head", "wraps the dog in a large towel and rubs it dry"],
    "Baking bread": ["weighs flour and salt and mixes them in a big bowl", "adds yeast and lukewarm water and stirs with a wooden spoon", "kneads the dough on the table until it is smooth",
                     "covers the bowl with a cloth and lets the dough rise in a warm place", "forms a loaf and cuts the top with a sharp knife", "puts the loaf into the hot oven and takes it out when the crust is brown"],
    "Planting a tree": ["chooses a sunny place in the garden and takes a spade from the shed", "digs a hole that is twice as wide as the roots", "takes the young tree out of its pot and loosens the roots",
                        "sets the tree into the hole and holds it straight", "fills the hole with earth and steps on it carefully", "waters the tree with two full cans and ties it to a stake"]}
NAMES = "Anna Ben Clara David Emma Felix Grace Henry Ida Jonas Karen Leo Maria Nora Oscar Paula".split()
THINGS = "apples pencils marbles stamps books cookies shells tickets".split()
LETTERS = "ABCD"


def wrong(right, others, count=3):
    return dice.sample([other for other in others if other != right], count)


def placed(right, others):
    """The right one among three wrong ones, and where it is."""
    choices = wrong(right, others)
    place = dice.randrange(4)
    choices.insert(place, right)
    return choices, place


def arc(number):
    kind = number % 3
    if kind == 0:
        country, right = dice.choice(list(CAPITALS.items()))
        question, others = f"{dice.choice(NAMES)} writes a letter to the government of {country}. To which city, the capital of the country, must the letter be sent?", CAPITALS.values()
    elif kind == 1:
        animal, right = dice.choice(list(YOUNG.items()))
        question, others = f"On a trip with the class {dice.choice(NAMES)} sees a grown {animal} with its young. What is a young {animal} called?", YOUNG.values()
    else:
        event, right = dice.choice(list(CAUSES.items()))
        question, others = f"In a science class the students talk about what happens when {event}. Which is the best explanation for why {event}?", CAUSES.values()
    choices, place = placed(right, list(others))
    return {"question": question, "choices": {"text": choices, "label": list(LETTERS)}, "answerKey": LETTERS[place]}


def hellaswag(_):
    label = dice.choice(list(STORIES))
    steps, name = STORIES[label], dice.choice(NAMES)
    at = dice.randrange(2, len(steps))
    before = f"{name} is shown at home. {name} {steps[at - 2]}. Then {name} {steps[at - 1]}."
    others = [step for story, all_steps in STORIES.items() if story != label for step in all_steps]
    endings, place = placed(steps[at], others)
    return {"activity_label": label, "ctx_a": before, "ctx_b": name.lower(), "ctx": f"{before} {name}", "endings": [f"{ending}." for ending in endings],
            "label": str(place)}


def mmlu(number):
    if number % 2:
        country, right = dice.choice(list(CAPITALS.items()))
        choices, place = placed(right, list(CAPITALS.values()))
        return {"question": f"A delegation travels by train and ship to {country}, where it is received by the president in the capital of the country and stays for a week. Which city does it visit?",
                "subject": "high_school_geography", "choices": choices, "answer": place}
    name, thing, boxes, each, lost = dice.choice(NAMES), dice.choice(THINGS), dice.randint(3, 12), dice.randint(4, 15), dice.randint(2, 11)
    right = boxes * each - lost
    choices, place = placed(str(right), [str(right + off) for off in (-10, -3, -1, 1, 2, 5, 10)])
    return {"question": f"{name} has {boxes} boxes with {each} {thing} in each of them. On the way home {name} loses {lost} of the {thing}. How many {thing} does {name} have now?",
            "subject": "elementary_mathematics", "choices": choices, "answer": place}


def gsm8k(_):
    name, friend = dice.sample(NAMES, 2)
    thing, days, each, given, price = dice.choice(THINGS), dice.randint(3, 9), dice.randint(4, 20), dice.randint(2, 10), dice.randint(2, 9)
    made, left = days * each, days * each - given
    return {"question": f"{name} collects {each} {thing} on each of {days} days of the holidays and keeps all of them in a large wooden box. On the last day {name} gives {given} {thing} to {friend} and sells all "
                        f"that are left at the market for ${price} each. How much money does {name} get at the market?",
            "answer": f"In {days} days {name} collects {days}*{each} = <<{days}*{each}={made}>>{made} {thing}.\nAfter the gift {made}-{given} = <<{made}-{given}={left}>>{left} {thing} are left.\n"
                      f"At the market they bring {left}*{price} = $<<{left}*{price}={left * price}>>{left * price}.\n#### {left * price}"}


FILES = {"arc-easy": {"test": (arc, count)}, "hellaswag": {"validation": (hellaswag, count)}, "mmlu": {"dev": (mmlu, 10), "test": (mmlu, count)}, "gsm8k": {"train": (gsm8k, 5), "test": (gsm8k, count)}}
(folder / suite).mkdir(parents=True, exist_ok=True)
for split, (make, rows) in FILES[suite].items():
    made = [{"id": number, **make(number)} for number in range(rows)]
    made.sort(key=lambda row: row.get("subject", ""))       # MMLU's files have one subject after another
    (folder / suite / f"{split}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in made))
