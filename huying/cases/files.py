"""Photos and documents: taken in by what they are, not by what they are called, and kept once under their hash."""

import hashlib
import io
import os
import tempfile
import time
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO

import puremagic
from django.apps import apps
from django.conf import settings
from django.utils.translation import gettext as _
from PIL import ExifTags, Image, ImageOps

from huying.base.journal.refusals import Incomplete

from .models import Attachment

LARGEST = 20 * 1024 * 1024
"""Bytes of one file."""
MOST_PIXELS = {"image/jpeg": 64_000_000, "image/png": 24_000_000, "image/webp": 24_000_000}
"""Of one photo; a small file can unfold into more than memory holds. JPEG is made smaller while it is read, the others after."""
LONGEST_EDGE = 4096
"""Pixels a photo is kept at; larger ones are scaled down."""
NOT_SENT_AFTER = timedelta(days=1)
"""A file that no case has after this time was taken in for a form that nobody sent."""
SUFFIXES = {"image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp", "application/pdf": ".pdf"}
"""What is taken in. Not HEIC, which Pillow does not read; telephones send JPEG where a form asks for it."""
PHOTOS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
BOMB = (Image.DecompressionBombError, Image.DecompressionBombWarning)
BROKEN = (OSError, ValueError, SyntaxError)
"""What Pillow raises at pictures that are none."""


@dataclass(frozen=True)
class Taken:
    """A file that lies in the store, as a row that belongs to no case yet, and where the photo says it was taken."""

    attachment: Attachment
    point: tuple[float, float] | None = None
    """Longitude, latitude in WGS84 degrees; read before it was stripped, for the door to offer as the place."""


def take_in(name: str, content: BinaryIO) -> Taken:
    """Check and store a file. Photos are turned upright and written anew, so that nothing but the picture is left of them.

    Raises `Incomplete` under `file`, with everything that is wrong with it, and stores nothing then.
    """
    data = content.read(LARGEST + 1)
    media_type, wrong = _media_type(data), []
    if len(data) > LARGEST:
        wrong.append(_("The file is larger than %(n)d MB.") % {"n": LARGEST // 1024 // 1024})
    if not data:
        wrong.append(_("The file is empty."))
    elif media_type not in SUFFIXES:
        wrong.append(_("Only photos (JPEG, PNG, WebP) and PDF documents can be taken."))
    if wrong:
        raise Incomplete({"file": " ".join(wrong)})
    data, point = _document(data) if media_type == "application/pdf" else _photo(data, media_type)
    sha256 = keep(data)
    shown = display_name(name, media_type)
    return Taken(Attachment(sha256=sha256, name=shown, media_type=media_type, size=len(data)), point)


def open_file(attachment: Attachment) -> BinaryIO:
    """Its content, to read. Raises FileNotFoundError when it was erased."""
    return place(attachment.sha256).open("rb")


def display_name(name: str, media_type: str) -> str:
    """What the file is called on pages and in downloads: no path, no invisible signs, the ending of what it is."""
    last = name.replace("\\", "/").rpartition("/")[2]
    stem = last.rpartition(".")[0] or last
    kept = "".join(sign for sign in unicodedata.normalize("NFC", stem) if _harmless(sign))
    fallback = _("document") if media_type == "application/pdf" else _("photo")
    return (kept.strip(" .")[:100] or fallback) + SUFFIXES[media_type]


def _harmless(sign: str) -> bool:
    return (sign not in '<>:"|?*%&' and unicodedata.category(sign)[0] not in "CZ") or sign == " "


def _media_type(data: bytes) -> str:
    try:
        return str(puremagic.from_string(data[:4096], mime=True))
    except (puremagic.PureError, ValueError):
        return ""


def _document(data: bytes) -> tuple[bytes, None]:
    """As it came: it is only ever handed out as a download."""
    if b"%%EOF" not in data:
        raise Incomplete({"file": _("The document cannot be read; it may be damaged.")})
    return data, None


# -- photos


def _photo(data: bytes, media_type: str) -> tuple[bytes, tuple[float, float] | None]:
    """The picture alone, encoded anew, and the point in its EXIF."""
    try:
        image = Image.open(io.BytesIO(data), formats=[PHOTOS[media_type]])
        if image.width * image.height > MOST_PIXELS[media_type]:
            raise Image.DecompressionBombError
        point = _point(image)
        return _encoded(image), point
    except BOMB as wrong:
        too_many = _("The photo has more than %(n)d million pixels.") % {"n": MOST_PIXELS[media_type] // 10**6}
        raise Incomplete({"file": too_many}) from wrong
    except BROKEN as wrong:
        raise Incomplete({"file": _("The photo cannot be read; it may be damaged.")}) from wrong


def _encoded(image: Image.Image) -> bytes:
    encoding = str(image.format)
    image.draft("RGB", (LONGEST_EDGE, LONGEST_EDGE))
    upright = ImageOps.exif_transpose(image)
    clear = upright.has_transparency_data and encoding != "JPEG"
    bare = upright.convert("RGBA" if clear else "RGB")
    bare.info = {}
    bare.thumbnail((LONGEST_EDGE, LONGEST_EDGE))
    written = io.BytesIO()
    bare.save(written, encoding, **({} if encoding == "PNG" else {"quality": 88}))
    return written.getvalue()


def _point(image: Image.Image) -> tuple[float, float] | None:
    place = image.getexif().get_ifd(ExifTags.IFD.GPSInfo)
    try:
        lon = _degrees(place[ExifTags.GPS.GPSLongitude], place[ExifTags.GPS.GPSLongitudeRef] == "W")
        lat = _degrees(place[ExifTags.GPS.GPSLatitude], place[ExifTags.GPS.GPSLatitudeRef] == "S")
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None
    on_earth = -180 <= lon <= 180 and -90 <= lat <= 90
    return (lon, lat) if on_earth and (lon, lat) != (0, 0) else None


def _degrees(parts: tuple[float, float, float], negative: bool) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    size = round(degrees + minutes / 60 + seconds / 3600, 7)
    return -size if negative else size


# -- the store


def place(sha256: str) -> Path:
    """Where the content with this hash lies, if it does."""
    return Path(settings.MEDIA_ROOT) / sha256[:2] / sha256[2:4] / sha256


def keep(data: bytes) -> str:
    """Write the content unless it is there; return its hash. A file is whole under its name, or not there."""
    sha256 = hashlib.sha256(data).hexdigest()
    path = place(sha256)
    if path.exists():
        path.touch()  # somebody may be about to send it: `forget` waits a day
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(data, path)
    return sha256


def _write(data: bytes, path: Path) -> None:
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".new-", delete=False) as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)  # the name, too, outlives a power cut
    finally:
        os.close(folder)


def forget(hashes: Iterable[str]) -> int:
    """Remove those of these files that belong to no case any more; return how many.

    One that was taken in within the last day may stand in a form that is not sent yet; the nightly job looks again.
    """
    return _remove([path for sha256 in set(hashes) if (path := place(sha256)).exists()], NOT_SENT_AFTER)


def forget_unsent(older_than: timedelta = NOT_SENT_AFTER) -> int:
    """Remove files that were taken in for a form that nobody sent, and those of erased cases; return how many."""
    return _remove(Path(settings.MEDIA_ROOT).glob("??/??/*"), older_than)


def _kept(hashes: list[str]) -> set[str]:
    """Those that some row holds: a file of a case, of a dispute, of whatever keeps files here under their hash."""
    holding = (
        model for model in apps.get_models() if any(field.name == "sha256" for field in model._meta.concrete_fields)
    )
    return {
        name
        for model in holding
        for name in model._default_manager.filter(sha256__in=hashes).values_list("sha256", flat=True)
    }


def _remove(paths: Iterable[Path], older_than: timedelta) -> int:
    before = time.time() - older_than.total_seconds()
    old = [path for path in paths if path.stat().st_mtime < before]
    kept = _kept([path.name for path in old])
    gone = [path for path in old if path.name not in kept]
    for path in gone:
        path.unlink(missing_ok=True)
    return len(gone)
