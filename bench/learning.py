"""How well a model learns: real messages and requests, split by ourselves, near duplicates on one side.

    python bench/learning.py --messages messages_labelled.csv.gz [--seeds 5]
    python bench/learning.py --requests boston_311_2011_jul_oct.csv.gz

Messages: CSV with text,label. Five folds for every seed, and models of 495 texts examined on all others. Requests: CSV of
Boston's 311; July and August teach, September and October ask, with what is known at receipt only. No database. Prints JSON.
"""

import csv
import gzip
import io
import json
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer

from huying.cases.learning import examining, training
from huying.cases.learning.scoring import Card
from huying.cases.learning.training import Example

FEW = 495
FIGURES = ("accuracy", "macro_f1", "calibration_error", "among_three")
KNOWN_AT_RECEIPT = ("type", "neighborhood", "pwd_district", "source")
AUTUMN = "2011-09-01"
MOST = 2**31 - 1


def main(
    messages: Annotated[Path | None, typer.Option(exists=True)] = None,
    requests: Annotated[Path | None, typer.Option(exists=True)] = None,
    seeds: Annotated[int, typer.Option()] = 5,
) -> None:
    """Run what was asked for."""
    csv.field_size_limit(min(sys.maxsize, MOST))
    told: dict[str, Any] = {}
    if messages:
        examples = [Example(row["text"], row["label"]) for row in rows(messages)]
        told["messages"] = {"examples": len(examples), **of_messages(examples, seeds)}
    if requests:
        told["requests"] = of_requests(list(rows(requests)))
    typer.echo(json.dumps(told, ensure_ascii=False, indent=1))


def of_messages(examples: list[Example], seeds: int) -> dict[str, Any]:
    """Figures of every seed with their means: five folds of everything, and models of a few texts."""
    began = time.process_time()
    all_of_them = [training.train(examples, seed=seed).card for seed in range(seeds)]
    seconds = (time.process_time() - began) / seeds
    few = [of_few(examples, seed) for seed in range(seeds)]
    return {"five_folds": table(all_of_them), f"of_{FEW}": table(few), "cpu_seconds_a_training": round(seconds, 1)}


def of_few(examples: list[Example], seed: int) -> Card:
    """A model of `FEW` texts asked about all others that are not nearly the same as one of them."""
    n_folds = len(examples) // FEW
    others, few = training.folds(examples, seed, n_folds)[0]
    model = training.train([examples[at] for at in few[:FEW]], seed=seed).model
    return examining.examine(model, [examples[at] for at in others])


def table(cards: list[Card]) -> dict[str, Any]:
    """Each figure for every seed, and its mean."""
    return {
        name: {"mean": round(statistics.mean(each), 4), "seeds": each}
        for name in FIGURES
        if (each := [getattr(card, name) for card in cards])
    }


def of_requests(given: list[dict[str, str]]) -> dict[str, Any]:
    """Department and queue, from what is known at receipt."""
    told: dict[str, Any] = {}
    for label in ("department", "queue"):
        examples = [(request(row, label), row["open_dt"] < AUTUMN) for row in given]
        began = time.process_time()
        taught = training.often([example for example, is_old in examples if is_old])
        asked = [example for example, is_old in examples if not is_old]
        trained = training.train(taught)
        took = time.process_time() - began
        card = examining.examine(trained.model, asked)
        told[label] = {
            "taught": len(taught), "labels": len(trained.model.labels), "cpu_seconds": round(took, 1),
            "places": len(trained.model.known), **examining.brief(card),
        }  # fmt: skip
    return told


def request(row: dict[str, str], label: str) -> Example:
    """What is known when a request is filed: what for, where, by which channel."""
    plain = {name: row[name].replace("\xa0", " ").strip() for name in (*KNOWN_AT_RECEIPT, "location")}
    facts = {name: plain[name] for name in KNOWN_AT_RECEIPT}
    return Example(f"{plain['type']} {plain['location']}", row[label], facts)


def rows(file: Path) -> Iterator[dict[str, str]]:
    content = file.read_bytes()
    plain = gzip.decompress(content) if file.suffix == ".gz" else content
    return csv.DictReader(io.StringIO(plain.decode(), newline=""))


if __name__ == "__main__":
    np.seterr(all="raise", under="ignore")
    typer.run(main)
