"""The forms of the exchange desk: a connector, with the fields that its transport needs, and what the other side says of a day."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as lazy

from huying.base.journal import audit
from huying.base.units import register as units
from huying.cases.models import Connector

from .connectors import picking, starters

Transport = Connector.Transport
OPTIONAL = {"still", "port", "folder_there", "records", "next", "cursor", "header", "schema", "changed"}
KEY = forms.Textarea({"rows": 2, "spellcheck": "false"})

PLACES: dict[str, dict[str, tuple[Any, Any]]] = {
    Transport.FOLDER: {
        "folder": (lazy("Folder"), lazy("Its name below the exchange folder of this server, such as water.")),
        "still": (
            lazy("Seconds of stillness"),
            lazy("A file counts as complete when it has not changed for so long; 10."),
        ),
    },
    Transport.SFTP: {
        "host": (lazy("Server"), ""),
        "port": (lazy("Port"), lazy("22 where nothing is said.")),
        "user": (lazy("User name"), ""),
        "folder": (lazy("Folder"), lazy("As the server names it, such as outgoing/huying.")),
        "host_key": (lazy("Key of the server"), lazy("As ssh-keyscan prints it; no other server is trusted.")),
        "still": (
            lazy("Seconds of stillness"),
            lazy("A file counts as complete when it has not changed for so long; 10."),
        ),
    },
    Transport.HTTP: {
        "url": (lazy("Address"), lazy("Such as https://system.example.org/calls.")),
        "records": (lazy("List of records"), lazy("Where it lies in the answer, such as data.items; records.")),
        "next": (lazy("Where it goes on"), lazy("Where the answer says from where to ask the next time; next.")),
        "cursor": (lazy("Parameter"), lazy("In which that is asked for; cursor.")),
        "header": (lazy("Header of the secret"), lazy("Authorization where nothing is said.")),
    },
    Transport.TABLE: {
        "host": (lazy("Server"), ""),
        "port": (lazy("Port"), lazy("5432 where nothing is said.")),
        "database": (lazy("Database"), ""),
        "user": (lazy("User name"), ""),
        "schema": (lazy("Schema"), lazy("public where nothing is said.")),
        "table": (lazy("Table or view"), ""),
        "key": (lazy("Key column"), lazy("What tells its rows apart.")),
        "changed": (lazy("Time column"), lazy("When a row was written; a table that is given to needs none.")),
    },
}
"""Field → its label and what helps to fill it in, by transport."""
NUMBERS = {"port", "still"}


class New(forms.Form):
    """What is to be exchanged, and how; the form of the connector depends on both."""

    takes = forms.ChoiceField(label=lazy("What is exchanged"), choices=Connector.Takes.choices)
    transport = forms.ChoiceField(label=lazy("How"), choices=Connector.Transport.choices)


class ConnectorForm(forms.Form):
    """A connector. What is checked stands in `connectors/configuring.py`."""

    use_required_attribute = False

    name = forms.CharField(label=lazy("Name of the system"), max_length=60)
    slug = forms.CharField(
        label=lazy("Short name"), max_length=40, help_text=lazy("Small letters, digits and hyphens; it never changes."),
        widget=forms.TextInput({"spellcheck": "false"}),
    )  # fmt: skip
    unit = forms.ChoiceField(label=lazy("Unit"), help_text=lazy("It acts as this unit's own system."))
    content = forms.CharField(
        label=lazy("What is exchanged, in words"),
        max_length=300,
        help_text=lazy("Everybody can read it in the data catalogue."),
    )
    basis = forms.CharField(
        label=lazy("Legal basis"), max_length=300, help_text=lazy("A law, a rule, an agreement, with its number.")
    )
    every = forms.IntegerField(label=lazy("Minutes between two rounds"), min_value=1, max_value=1440, initial=5)

    def __init__(self, takes: str, transport: str, *given: Any, known: Connector | None = None, **more: Any) -> None:
        super().__init__(*given, **more)
        self.takes, self.transport = takes, transport
        choices = [
            (unit.code, f"{unit} · {unit.code}") for unit in units.current().by_code.values() if not unit.retired
        ]
        self.fields["unit"].choices = choices  # type: ignore[attr-defined]
        if known:
            del self.fields["slug"]
        for name, (label, help_text) in PLACES[transport].items():
            widget = KEY if name == "host_key" else forms.TextInput({"spellcheck": "false"})
            made = forms.IntegerField if name in NUMBERS else forms.CharField
            self.fields[name] = made(
                label=label, help_text=help_text, required=name not in OPTIONAL, **_drawn(made, widget)
            )
        if transport != Transport.FOLDER:
            self.fields["secret"] = forms.CharField(
                label=lazy("Password, key or token"), required=False, strip=False,
                help_text=lazy("Kept encrypted and never shown. Left empty: the one that is known."),
                widget=forms.Textarea({"rows": 2, "spellcheck": "false", "autocomplete": "off"}),
            )  # fmt: skip
        self.fields["mapping"] = forms.CharField(
            label=lazy("What the columns mean"), help_text=lazy("In YAML; the preview shows at once what it makes of real records."),
            initial=starters.STARTERS[takes], widget=forms.Textarea({"rows": 16, "spellcheck": "false", "class": "hy-code"}),
        )  # fmt: skip

    def described(self, known: Connector | None = None) -> dict[str, Any]:
        """The connector as a file would describe it."""
        said = self.cleaned_data
        place = {name: said[name] for name in PLACES[self.transport] if said.get(name) not in (None, "")}
        names = ("name", "unit", "content", "basis", "every", "mapping")
        return {name: said[name] for name in names} | {
            "slug": known.slug if known else said["slug"], "takes": self.takes, self.transport: place,
            "secret": said.get("secret", "").strip(),
        }  # fmt: skip

    def lacks(self, wrong: dict[str, str]) -> None:
        """Put the sentences of what checked it beside the fields; what belongs to none stands above."""
        for name, sentence in wrong.items():
            field = name.rpartition(".")[2]
            self.add_error(field if field in self.fields else None, sentence)


def _drawn(made: type[forms.Field], widget: forms.Widget) -> dict[str, Any]:
    return {} if made is forms.IntegerField else {"widget": widget}


def initial(connector: Connector) -> dict[str, Any]:
    """What stands in the form of one that is there."""
    names = ("name", "content", "basis", "every", "mapping")
    return {name: getattr(connector, name) for name in names} | connector.address | {"unit": connector.unit.code}


class Pickers(forms.Form):
    """For each field of a mapping the column that it is read from, among those of the real records."""

    use_required_attribute = False

    def __init__(self, takes: str, mapping: str, header: Sequence[str]) -> None:
        super().__init__(prefix="column")
        for field, column in picking.chosen(takes, mapping).items():
            names = [*dict.fromkeys([column, *header] if column else header)]
            self.fields[field] = forms.ChoiceField(
                label=picking.FIELDS[takes][field], required=False, initial=column,
                choices=[("", "–"), *((name, name) for name in names)], widget=forms.Select({"translate": "no"}),
            )  # fmt: skip


class Statement(forms.Form):
    """What the other side says of a day."""

    use_required_attribute = False

    day = forms.DateField(
        label=lazy("Day"), widget=forms.DateInput({"type": "date"}), initial=lambda: audit.today().isoformat()
    )
    records = forms.IntegerField(label=lazy("Different records"), min_value=0)
    digest = forms.CharField(
        label=lazy("Hash of the day"), max_length=64, widget=forms.TextInput({"spellcheck": "false"})
    )
