"""Files are taken in by what they are, and kept once under their hash."""

import io
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from PIL import ExifTags, Image

from huying.base.journal.refusals import Incomplete
from huying.cases import files
from huying.cases.models import Attachment
from tests import stories

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
NORTH_EAST = {ExifTags.GPS.GPSLatitudeRef: "N", ExifTags.GPS.GPSLongitudeRef: "E"}


@pytest.fixture(autouse=True)
def store(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def photo(encoding: str = "JPEG", size: tuple[int, int] = (40, 20), **saved: Any) -> io.BytesIO:
    written = io.BytesIO()
    Image.new("RGB", size, "orange").save(written, encoding, **saved)
    written.seek(0)
    return written


def exif(*, orientation: int = 1, place: dict[int, Any] | None = None) -> Image.Exif:
    tags = Image.Exif()
    tags[ExifTags.Base.Orientation] = orientation
    tags[ExifTags.Base.Artist] = "王敏"
    if place:
        tags.get_ifd(ExifTags.IFD.GPSInfo).update(place)
    return tags


def at(lat: tuple[float, ...], lon: tuple[float, ...], **refs: str) -> dict[int, Any]:
    named = {getattr(ExifTags.GPS, name): value for name, value in refs.items()}
    return NORTH_EAST | named | {ExifTags.GPS.GPSLatitude: lat, ExifTags.GPS.GPSLongitude: lon}


def stored(root: Path) -> list[Path]:
    return sorted(path for path in root.rglob("*") if path.is_file())


def refusal(name: str, content: io.BytesIO) -> dict[str, str]:
    with pytest.raises(Incomplete) as refused:
        files.take_in(name, content)
    return refused.value.fields


@pytest.mark.parametrize(("encoding", "kind"), [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp")])
def test_a_photo_is_known_by_its_content_whatever_it_is_called(encoding: str, kind: str, store: Path) -> None:
    taken = files.take_in("invoice.pdf", photo(encoding))
    with files.open_file(taken.attachment) as kept:
        content = kept.read()
    assert (taken.attachment.media_type, taken.attachment.size) == (kind, len(content))
    assert Image.open(io.BytesIO(content)).format == encoding
    sha256 = taken.attachment.sha256
    assert stored(store) == [store / sha256[:2] / sha256[2:4] / sha256]


def test_a_pdf_is_kept_as_it_came() -> None:
    taken = files.take_in("合同.pdf", io.BytesIO(PDF))
    assert (taken.attachment.media_type, taken.attachment.name, taken.point) == ("application/pdf", "合同.pdf", None)
    with files.open_file(taken.attachment) as kept:
        assert kept.read() == PDF


def test_the_same_picture_is_stored_once(store: Path) -> None:
    first, second = files.take_in("a.jpg", photo()), files.take_in("b.jpg", photo())
    assert first.attachment.sha256 == second.attachment.sha256
    assert len(stored(store)) == 1


def test_nothing_but_the_picture_is_left_of_a_photo() -> None:
    given = photo(exif=exif(place=at((30, 3, 0), (114, 3, 0))), comment=b"secret", icc_profile=b"profile")
    with files.open_file(files.take_in("a.jpg", given).attachment) as kept:
        image = Image.open(kept)
        assert dict(image.getexif()) == {}
        assert {"comment", "exif", "icc_profile", "xmp"} & image.info.keys() == set()


def test_a_photo_taken_on_its_side_is_kept_upright() -> None:
    with files.open_file(files.take_in("a.jpg", photo(size=(40, 20), exif=exif(orientation=6))).attachment) as kept:
        assert Image.open(kept).size == (20, 40)


@pytest.mark.parametrize(
    ("place", "point"),
    [
        (at((30, 3, 0), (114, 3, 36)), (114.06, 30.05)),
        (at((30, 3, 0), (114, 3, 36), GPSLatitudeRef="S", GPSLongitudeRef="W"), (-114.06, -30.05)),
        (at((0, 0, 0), (0, 0, 0)), None),
        (at((95, 0, 0), (114, 0, 0)), None),
        ({ExifTags.GPS.GPSLatitude: (30, 3, 0)}, None),
        (None, None),
    ],
)
def test_the_place_where_a_photo_was_taken_is_offered(place: Any, point: tuple[float, float] | None) -> None:
    assert files.take_in("a.jpg", photo(exif=exif(place=place))).point == point


def test_a_large_photo_is_scaled_down() -> None:
    with files.open_file(files.take_in("a.png", photo("PNG", (5000, 100))).attachment) as kept:
        assert Image.open(kept).size == (files.LONGEST_EDGE, 82)


def test_a_picture_that_would_unfold_into_more_than_memory_holds_is_refused(store: Path) -> None:
    for encoding, size in (
        ("PNG", (30_000, 3_000)),
        ("PNG", (5_000, 5_000)),
        ("WEBP", (5_000, 5_000)),
        ("JPEG", (9_000, 8_000)),
    ):
        bomb = io.BytesIO()
        Image.new("L", size).save(bomb, encoding)
        bomb.seek(0)
        assert set(refusal("a.png", bomb)) == {"file"}
    assert stored(store) == []


def test_what_a_telephone_takes_is_not_too_much() -> None:
    with files.open_file(files.take_in("a.jpg", photo(size=(8_000, 6_000))).attachment) as kept:
        assert max(Image.open(kept).size) <= files.LONGEST_EDGE


def test_a_picture_with_a_second_one_in_it_is_kept_without_it() -> None:
    """Telephones put a depth map or a clip behind the photo (MPO)."""
    hidden = [Image.new("RGB", (40, 20), "blue")]
    with files.open_file(files.take_in("a.jpg", photo("MPO", save_all=True, append_images=hidden)).attachment) as kept:
        image = Image.open(kept)
        assert (image.format, getattr(image, "n_frames", 1)) == ("JPEG", 1)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"MZ\x90\x00 a program",
        b"<html><script>alert(1)</script>",
        b"GIF89a" + bytes(100),
        b"\xff\xd8\xff\xe0 no picture behind it",
        b"%PDF-1.4 and no end",
        PDF + bytes(files.LARGEST),
    ],
)
def test_what_is_no_photo_and_no_document_is_refused_and_not_stored(content: bytes, store: Path) -> None:
    assert set(refusal("photo.jpg", io.BytesIO(content))) == {"file"}
    assert stored(store) == []


def test_every_reason_is_told_at_once() -> None:
    reason = refusal("a.zip", io.BytesIO(b"PK\x03\x04" + bytes(files.LARGEST)))["file"]
    assert len([sentence for sentence in reason.replace("。", ".").split(".") if sentence.strip()]) == 2


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("IMG 01.JPEG", "IMG 01.jpg"),
        ("../../etc/passwd", "passwd.jpg"),
        ("C:\\fotos\\门口.png", "门口.jpg"),
        ("a\u202egpj.exe", "agpj.jpg"),
        ('<b>"x"\r\n.jpg', "bx.jpg"),
        ("x" * 300 + ".jpg", "x" * 100 + ".jpg"),
    ],
)
def test_a_file_is_shown_under_a_name_that_can_do_no_harm(given: str, shown: str) -> None:
    assert files.display_name(given, "image/jpeg") == shown


@pytest.mark.django_db
def test_files_of_forms_that_nobody_sent_are_removed_after_a_day(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    sent, unsent, fresh = (tmp_path / name[:2] / name[2:4] / name for name in ("a" * 64, "b" * 64, "c" * 64))
    for path in (sent, unsent, fresh):
        path.parent.mkdir(parents=True)
        path.write_bytes(b"x")
    for path in (sent, unsent):
        os.utime(path, (0, 0))
    case = stories.received(stories.city())
    Attachment.objects.create(
        case=case,
        sha256=sent.name,
        name="a.jpg",
        media_type="image/jpeg",
        size=1,
        added_at=timezone.now(),
        added_by="x",
    )
    assert files.forget_unsent(timedelta(days=1)) == 1
    assert [path.exists() for path in (sent, unsent, fresh)] == [True, False, True]
