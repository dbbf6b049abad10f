"""The names and words that answers of the API have in common."""

from functools import cache
from typing import Any

from django.utils import translation
from ninja import Schema

from huying.base.places import register as places
from huying.base.units import register as units
from huying.cases import statuses


class Named(Schema):
    """登记项 · A row of a register."""

    code: str
    zh: str
    en: str


def named(row: Any) -> dict[str, str] | None:
    """`Named`, of a row of any register."""
    return {"code": row.code, "zh": row.zh, "en": row.en} if row else None


def unit(pk: int | None) -> dict[str, str] | None:
    return named(units.current().by_id.get(pk or 0))


def area(pk: int | None) -> dict[str, str] | None:
    return named(places.by_id(pk or 0))


@cache
def status(code: str, reader: str) -> dict[str, str]:
    words = {"code": code}
    for name, language in (("zh", "zh-hans"), ("en", "en")):
        with translation.override(language):
            words[name] = str(getattr(statuses.STATUSES[code], reader))
    return words


def columns(row: Any, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}
