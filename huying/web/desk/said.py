"""What the audit log keeps as codes and numbers, in words for whoever reads it."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy as in_log

DOERS = {
    "staff": lazy("Account %(number)s"),
    "key": lazy("Key %(number)s"),
    "connector": lazy("Connector %(number)s"),
    "console": lazy("Console, system user %(number)s"),
    "import": lazy("Earlier system"),
    "system": lazy("Huying"),
    "stranger": lazy("nobody known"),
}
FACTS = {
    "account": in_log("audit", "account"),
    "accounts": in_log("audit", "accounts"),
    "active": in_log("audit", "active"),
    "after": in_log("audit", "after"),
    "article": in_log("audit", "article"),
    "before": in_log("audit", "before"),
    "connector": in_log("audit", "connector"),
    "contacts": in_log("audit", "contacts"),
    "deed": in_log("audit", "deed"),
    "files": in_log("audit", "files"),
    "format": in_log("audit", "format"),
    "key": in_log("audit", "key"),
    "key_role": in_log("audit", "role of the key"),
    "key_unit": in_log("audit", "unit of the key"),
    "key_purpose": in_log("audit", "purpose of the key"),
    "list": in_log("audit", "list"),
    "n": in_log("audit", "number"),
    "network": in_log("audit", "source"),
    "password": in_log("audit", "password"),
    "purpose": in_log("audit", "purpose"),
    "read": in_log("audit", "read"),
    "refused": in_log("audit", "refused"),
    "rows": in_log("audit", "rows"),
    "since": in_log("audit", "from"),
    "subscription": in_log("audit", "subscription"),
    "type": in_log("audit", "kind"),
    "unit": in_log("audit", "unit"),
    "unreadable": in_log("audit", "unreadable"),
    "until": in_log("audit", "until"),
    "version": in_log("audit", "version"),
    "ways": in_log("audit", "by"),
    "what": in_log("audit", "act"),
    "why": in_log("audit", "why"),
    "written": in_log("audit", "written"),
}


def doer(ref: str) -> str:
    """Who, by number; names are with the security officer."""
    kind, _colon, number = ref.partition(":")
    return str(DOERS[kind]) % {"number": number} if kind in DOERS else ref


def facts(known: dict[str, Any]) -> list[tuple[str, str]]:
    """Each fact with its name; what is not there is left out."""
    return [
        (str(FACTS.get(name, name)), _value(value)) for name, value in known.items() if value not in (None, "", [], {})
    ]


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict):
        return _(", ").join(f"{name} {_value(each)}" for name, each in value.items())
    if isinstance(value, list):
        return _(", ").join(map(_value, value))
    return str(value)
