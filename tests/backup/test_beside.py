"""Files come back with their cases; what was erased by request does not."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from huying.backup import beside
from huying.backup.folder import Folder
from huying.base.journal import clock
from huying.base.journal.memory import Event
from huying.base.journal.verify import verify
from huying.base.units.roles import Actor
from huying.cases import files, forgetting, intake
from huying.cases.models import Attachment, Case, CaseText, Contact
from tests import stories

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path, settings: Settings) -> Folder:
    settings.DATA, settings.MEDIA_ROOT = tmp_path / "data", tmp_path / "data" / "files"
    return Folder(tmp_path / "backups").made()


def attached(case: Case, data: bytes) -> str:
    sha256 = files.keep(data)
    more = {"media_type": "application/pdf", "size": len(data), "added_at": clock.now(), "added_by": "resident"}
    Attachment.objects.create(case=case, sha256=sha256, name="a.pdf", **more)
    return sha256


def test_files_that_were_lost_come_back(folder: Folder) -> None:
    case = stories.received(stories.city())
    there, nowhere = attached(case, b"there"), attached(case, b"nowhere")
    files.place(nowhere).unlink()
    assert beside.copy_files(folder) == (2, 1, [nowhere])
    assert beside.copy_files(folder) == (2, 0, [nowhere])
    files.place(there).unlink()
    assert beside.bring_files(folder) == (2, 1, [nowhere])
    assert files.place(there).read_bytes() == b"there"


def test_a_file_that_no_case_has_any_more_is_put_aside_and_still_there_for_an_older_database(folder: Folder) -> None:
    case = stories.received(stories.city())
    kept, gone = attached(case, b"kept"), attached(case, b"gone")
    beside.copy_files(folder)
    files.place(gone).unlink()
    last = Attachment.objects.get(sha256=gone)
    last.delete()
    assert (beside.retire(folder, "2026-11-22"), beside.retire(folder, "2026-11-22")) == (1, 0)
    assert [path.name for path in folder.files.glob("??/??/*")] == [kept]
    last.save()  # as the older database has it
    assert beside.bring_files(folder) == (2, 1, [])
    assert files.place(gone).read_bytes() == b"gone"


def test_what_was_erased_by_request_after_the_moment_goes_again(folder: Folder) -> None:
    city = stories.city()
    early, late, kept = (stories.received(city) for _ in range(3))
    moment = datetime.now(UTC)
    for case, at in ((early, moment - timedelta(days=1)), (late, moment + timedelta(hours=1))):
        with clock.at(at):
            _erased(city, case)
    assert beside.note_erased(folder, None) == 2
    assert beside.note_erased(folder, None) == 0
    for case in (early, late):  # as the older database has them
        Contact.objects.create(case=case, name="李", phone="13800000000")
        CaseText.objects.filter(case=case).update(body="said before")
    with folder.erased.open("a") as lines:
        lines.write('{"case": 1, "cut o')
    assert beside.erase_again(folder, moment) == 1
    assert set(Contact.objects.values_list("case", flat=True)) == {early.pk, kept.pk}
    assert CaseText.objects.get(case=late).body == forgetting.ERASED
    assert Event.objects.get(life="audit", verb="erased").facts["again"] == [late.pk]
    assert verify().findings == []


def _erased(city: stories.City, case: Case) -> None:
    """Withdrawn, and then words and contact erased at the resident's request."""
    resident = Actor.resident(case.pk)
    intake.withdraw(case, by=resident)
    forgetting.request_erasure(case, by=resident, what=["contact", "text"], reason="不再需要")
    forgetting.decide_erasure(case, by=city.actor("supervisor"), decision="granted")
