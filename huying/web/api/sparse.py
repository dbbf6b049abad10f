"""Answers with no more than was asked for: `?fields=number,state`."""

from typing import Annotated, Any

from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import AfterValidator, RootModel, WithJsonSchema


class Part(RootModel[dict[str, Any]]):
    """部分字段 · Those fields of it that `fields` named."""


def fields_of(schema: type[Schema]) -> Any:
    """The parameter `fields`, for answers made of `schema`: names with commas between, or nothing for all."""
    names = "|".join(schema.model_fields)

    def known(said: str) -> str:
        if not set(chosen(said)) <= schema.model_fields.keys():
            raise ValueError(_("There is no such field."))
        return said

    about = {
        "type": "string",
        "pattern": f"^(({names})(,({names}))*)?$",
        "description": "只要这些字段,逗号分隔 · No more than these fields, with commas between; all when left out",
    }
    return Annotated[str, AfterValidator(known), WithJsonSchema(about)]


def chosen(said: str) -> tuple[str, ...]:
    return tuple(name for name in said.split(",") if name)


def picked(row: dict[str, Any], said: str) -> dict[str, Any]:
    """The fields of `row` that `said` names, in that order; all when it names none."""
    return {name: row[name] for name in chosen(said)} if said else row
