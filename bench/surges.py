"""What is found of surges planted in the history of Boston, and how many alarms its months raise as they are, at several rates.

    python bench/surges.py [--every 1]

Reads ../shared/data; without it there is nothing to measure. On two days a cell that expects three reports or more on both tells of
2, 3 and 5 times what it expects, one surge at a time, on each `--every`-th day from 12 August on. Prints a table in Markdown.
"""

import sys
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

sys.path.insert(0, str(Path(__file__).parents[1]))  # the history is read as the tests read it
from tests.insight import boston

RATES = (5, 10, 15, 20, 30)
TIMES = (2, 3, 5)
SINCE = date(2011, 8, 12)


def main(every: Annotated[int, typer.Option(min=1)] = 1) -> None:
    """Run the bench and print its table."""
    heads = ["false alarms a month, at most", "alarms in August (from the 12th)", "September", "October"]
    print("|", " | ".join([*heads, *(f"{times} × found within two days" for times in TIMES)]), "|")
    print("| --- " * (len(heads) + len(TIMES)) + "|")
    for rate in RATES:
        alarms = boston.alarms(rate, since=SINCE)
        found = [boston.recall(times, rate, every=every) for times in TIMES]
        shares = [f"{seen} of {planted} ({seen / planted:.0%})" for seen, planted in found]
        print("|", " | ".join([str(rate), *(str(alarms[month]) for month in (8, 9, 10)), *shares]), "|")


if __name__ == "__main__":
    typer.run(main)
