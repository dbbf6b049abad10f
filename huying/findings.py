"""What `huying doctor` says of one thing that it looked at."""

from dataclasses import dataclass
from typing import NamedTuple


class Said(NamedTuple):
    """A sentence in both languages."""

    zh: str
    en: str


@dataclass(frozen=True)
class Finding:
    """What one check found, and what to do when it is not well."""

    check: str
    well: bool
    found: Said
    mend: Said
