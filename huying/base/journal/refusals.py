"""Why a step was not taken, in the words of whoever asked."""

from collections.abc import Mapping

from django.utils.translation import gettext as _


class Refused(Exception):
    """The step is not possible; `reasons` are sentences for the person who asked."""

    def __init__(self, *reasons: str) -> None:
        self.reasons = [str(reason) for reason in reasons]
        super().__init__(" ".join(self.reasons))


class Incomplete(Refused):
    """The step lacks something; `fields` says what, by name."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        self.fields = {name: str(reason) for name, reason in fields.items()}
        super().__init__(*self.fields.values())


class Faster(Refused):
    """The thing moved after it was read."""

    def __init__(self) -> None:
        super().__init__(_("Somebody else was faster. Look again before you go on."))
