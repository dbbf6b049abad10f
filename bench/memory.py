"""Whether the web processes stay as large as they are: 100,000 requests of all kinds, and their memory on the way.

    python bench/memory.py [--requests 100000] [--cases 100000] [--data DIR]

Filing, reading, lists as JSON and pages, from eight threads that wait for their answers. `grown` compares the last tenth with the second:
by then every process has loaded what it keeps. Prints JSON.
"""

# ruff: noqa: PLC0415 - Django is set up first

import os
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from typing import Annotated, Any

import asking
import city
import typer
from processes import MB
from result import told
from serving import served
from urllib3 import HTTPConnectionPool

from huying.startup import ready

CLIENTS, PARTS = 8, 10


def main(
    requests: Annotated[int, typer.Option()] = 100_000, cases: Annotated[int, typer.Option()] = 100_000,
    data: Annotated[Path | None, typer.Option()] = None,
) -> None:  # fmt: skip
    """Run the bench and print its figures as JSON."""
    os.environ |= {"HUYING_DATA": str(city.folder(cases, data)), "HUYING_LIMITS": "100000", "HUYING_MFA_ROLES": ""}
    os.environ.pop("DATABASE_URL", None)
    with ready(migrated=True):
        told("memory", "memory of the web processes over many requests", lambda: measured(requests))


def measured(n: int) -> dict[str, Any]:
    """MB of each process after every tenth of the requests."""
    from huying.cases.models import Case

    numbers = [*Case.objects.order_by("-pk").values_list("number", flat=True)[:1000]]
    staff, unit = asking.signed_in("supervisor"), asking.with_key("handler", "lighting")
    turn = count()
    with (
        served() as (server, port),
        HTTPConnectionPool("127.0.0.1", port, maxsize=CLIENTS) as pool,
        ThreadPoolExecutor(CLIENTS) as threads,
    ):

        def ask(_nth: int) -> int:
            at = next(turn)
            number = numbers[at % len(numbers)]
            match at % 10:
                case 0:
                    call = {"text": f"滨河路 {at} 号路灯不亮", "contact": {"phone": "13900001234"}}
                    return int(pool.request("POST", "/api/v1/cases", json=call, headers=dict(unit)).status)
                case 1 | 2:
                    return int(pool.request("GET", f"/desk/case/{number}/", headers=dict(staff)).status)
                case 3:
                    return int(pool.request("GET", "/desk/?list=mine", headers=dict(staff)).status)
                case 4 | 5:
                    return int(pool.request("GET", "/api/v1/cases?list=mine&size=50", headers=dict(unit)).status)
                case 6:
                    return int(pool.request("GET", "/").status)
                case _:
                    return int(pool.request("GET", "/report/").status)

        taken = []
        for _part in range(PARTS):
            statuses = [*threads.map(ask, range(n // PARTS))]
            assert max(statuses) < 300, max(statuses)
            taken.append([round(process.memory_full_info().uss / MB, 1) for process in server.children(recursive=True)])
    total = [sum(part) for part in taken]
    return {
        "cases": Case.objects.count(), "requests": n, "own memory of each web process after every tenth, MB": taken,
        "grown, MB": round(total[-1] - total[1], 1),
        "ratio": {"of": "memory at the end", "to": "memory after two tenths", "value": round(total[-1] / total[1], 3)},
    }  # fmt: skip


if __name__ == "__main__":
    typer.run(main)
