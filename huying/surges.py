"""The command `huying surges`: what a day showed, for analysts; with `--propose` also for those who decide."""

from datetime import datetime, timedelta
from typing import Annotated, Any

import typer

from huying import console
from huying.startup import ready


def surges(
    at: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="默认昨天 · Yesterday by default.")] = None,
    rate: Annotated[float | None, typer.Option(min=0.1, max=1000, help="每月误报上限 · False alarms a month.")] = None,
    propose: Annotated[bool, typer.Option("--propose", help="同时提出建议 · Propose it, too.")] = False,
    as_json: console.Json = False,
) -> None:
    """查找某日突增和反复的问题(未诉先办);默认只看不记 · What surged on a day and what recurs; writes nothing by itself."""
    with ready():
        from django.conf import settings

        from huying.base.journal import audit
        from huying.insight import cells, proposing

        day = at.date() if at else audit.today() - timedelta(days=1)
        allowed = rate or settings.FALSE_ALARMS
        with console.progress("查找突增", "surges", 2) as done:
            found = cells.surging(day, allowed)
            done(1)
            found += cells.returning(day, allowed)
            done(1)
        for one in found:
            told = _told(one)
            console.say(
                *(str(told[name]) for name in ("sign", "since", "until", "place", "category", "seen", "expected"))
            )
        made = len(proposing.find(day)) if propose else 0
        summary: dict[str, Any] = {"at": day, "rate": allowed, "read": len(found), "written": made}
        console.summary(summary | {"found": [_told(one) for one in found]} if as_json else summary, as_json)


def _told(one: Any) -> dict[str, Any]:
    from huying.base.catalogue import register as catalogue
    from huying.base.places import register as places

    area, category = places.by_id(one.area), catalogue.current().categories[one.category]
    return {
        "sign": str(one.sign), "since": one.since, "until": one.until, "place": one.address or (area.code if area else ""),
        "category": category.code, "seen": one.seen, "expected": one.expected, **one.why,
    }  # fmt: skip
