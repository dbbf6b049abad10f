"""What a suggestion costs: milliseconds of CPU a message, and megabytes that a model holds.

    python bench/suggest.py [--labels 200] [--examples 20000] [--messages 2000]

Made-up messages of 200 signs out of 3,000, each label with words of its own. No database yet. Prints JSON.
"""

import json
import random
import time
from typing import Annotated, Any

import numpy as np
import psutil
import typer

from huying.cases.learning import training
from huying.cases.learning.training import Example

SIGNS = [chr(0x4E00 + at) for at in range(3000)]
LONG, OWN_WORDS = 200, 12
MB = 2**20


def main(
    labels: Annotated[int, typer.Option()] = 200,
    examples: Annotated[int, typer.Option()] = 20_000,
    messages: Annotated[int, typer.Option()] = 2_000,
) -> None:
    """Train on made-up messages, then read others one by one."""
    chance = random.Random(7)
    own = [["".join(chance.sample(SIGNS, 2)) for _ in range(OWN_WORDS)] for _ in range(labels)]
    taught = [Example(message(chance, own[at % labels]), f"{at % labels:04d}") for at in range(examples)]
    began = time.process_time()
    model = training.fitted(taught)
    told: dict[str, Any] = {"cpu_seconds_training": round(time.process_time() - began, 1)}
    asked = [message(chance, own[at % labels]) for at in range(messages)]
    told |= {"read": taken(model.read, asked)}
    told |= {"read_and_words": taken(lambda text: model.words(text, model.read(text)[0].label), asked)}
    held = sum(part.nbytes for part in (model.known, model.worth, model.weights, model.bias)) / MB
    rss = psutil.Process().memory_info().rss / MB
    typer.echo(
        json.dumps(
            told | {"labels": labels, "places": len(model.known), "model_mb": round(held, 1), "rss_mb": round(rss)}
        )
    )


def message(chance: random.Random, own: list[str]) -> str:
    """A message with three words of its label somewhere in it."""
    noise = "".join(chance.choices(SIGNS, k=LONG))
    at = chance.randrange(LONG)
    return noise[:at] + "".join(chance.sample(own, 3)) + noise[at:]


def taken(read: Any, asked: list[str]) -> dict[str, float]:
    """Milliseconds of CPU a message: median and 95th percentile."""
    each = []
    for text in asked:
        began = time.process_time_ns()
        read(text)
        each.append((time.process_time_ns() - began) / 1e6)
    return {"median_ms": round(float(np.median(each)), 3), "p95_ms": round(float(np.percentile(each, 95)), 3)}


if __name__ == "__main__":
    typer.run(main)
