"""The middle of an area: where something is shown that shall be placed no more exactly than that."""

from functools import lru_cache

from . import geometry, register
from .models import Area


def middle(area: Area) -> tuple[float, float] | None:
    """Longitude and latitude (WGS84 degrees) of a point well inside `area`, or inside what lies around it; None without borders."""
    return _middle(register.current(), area.pk)


@lru_cache(maxsize=4096)
def _middle(edition: register.Register, pk: int) -> tuple[float, float] | None:
    """Kept with the edition of the register, which is another one as soon as a border changes."""
    for area in reversed(register.path(edition.by_id[pk])) if pk in edition.by_id else []:
        border = Area.objects.values_list("border", flat=True).get(pk=area.pk)
        if border is not None:
            inside = geometry.from_wkb(border).representative_point()
            return round(inside.x, 6), round(inside.y, 6)
    return None
