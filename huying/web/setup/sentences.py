"""What pydantic finds in an entry, in words for the person who wrote the file."""

from django.utils.translation import gettext_lazy as _
from pydantic_core import ErrorDetails

_NUMBER = _("“%(given)s” is not a number.")
_DAY = _("“%(given)s” is not a day such as 2026-11-22.")
_TIME = _("“%(given)s” is not a time such as 08:30.")
_BOOLEAN = _("“%(given)s” is neither true nor false.")
_CHOICE = _("“%(given)s” is not one of: %(known)s.")

SENTENCES = {
    "missing": _("“%(field)s” is missing."),
    "extra_forbidden": _("There is no field “%(field)s” here."),
    "string_type": _("“%(field)s” must be text; put it in quotes."),
    "string_too_short": _("“%(field)s” is empty."),
    "string_pattern_mismatch": _("“%(given)s” cannot be used as “%(field)s”: no spaces, commas or other signs."),
    "enum": _CHOICE,
    "literal_error": _CHOICE,
    "date_from_datetime_parsing": _DAY,
    "date_from_datetime_inexact": _DAY,
    "date_parsing": _DAY,
    "date_type": _DAY,
    "time_parsing": _TIME,
    "time_type": _TIME,
    "int_parsing": _NUMBER,
    "int_type": _NUMBER,
    "int_from_float": _NUMBER,
    "float_parsing": _NUMBER,
    "float_type": _NUMBER,
    "finite_number": _NUMBER,
    "bool_parsing": _BOOLEAN,
    "bool_type": _BOOLEAN,
    "list_type": _("“%(field)s” must be a list."),
    "dict_type": _("“%(field)s” must be fields with their values."),
}
_OTHER = _("“%(given)s” cannot be used as “%(field)s”: %(fault)s.")


def sentence(error: ErrorDetails) -> str:
    """Why this value cannot be taken."""
    context = error.get("ctx", {})
    if error["type"] == "value_error":  # one of our own, in `rows`
        return str(context["error"])
    known = str(context.get("expected", "")).replace("'", "").replace(" or ", ", ")
    field = error["loc"][0] if error["loc"] else ""
    words = {"field": field, "given": error["input"], "known": known, "fault": error["msg"]}
    return str(SENTENCES.get(error["type"], _OTHER)) % words
