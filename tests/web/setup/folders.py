"""Set-up folders to try things on."""

import shutil
from pathlib import Path
from typing import Any

from huying.base.places import geometry
from huying.base.places.models import Area

TOWN = Path(__file__).parent / "town"
"""A small town in canonical form: written out again, it is the same."""


def town(folder: Path) -> Path:
    """A copy of the small town below `folder`, to be edited."""
    return Path(shutil.copytree(TOWN, folder / "town"))


def edit(folder: Path, file: str, old: str, new: str) -> None:
    """Write `new` where `old` stands, once, in a file."""
    text = (folder / file).read_text()
    assert text.count(old) == 1, f"{file} holds {old!r} {text.count(old)} times"
    (folder / file).write_text(text.replace(old, new))


def content(folder: Path) -> dict[str, bytes]:
    """Every file of a folder and those in it."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def outline(code: str) -> Any:
    """The border of an area, as it is stored."""
    wkb = Area.objects.get(code=code).border
    assert wkb is not None
    return geometry.from_wkb(wkb)
