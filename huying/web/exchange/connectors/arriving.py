"""What waits at the other side of a connector: parcels of records, each with a header, its rows and an end."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from huying.base import wording
from huying.base.journal import clock
from huying.base.journal.refusals import Refused
from huying.cases.models import Connector, Exchanged, Parcel
from huying.web.exchange.cases import reading
from huying.web.exchange.cases.reading import Row

from . import addresses, applying, drops, pages, reasons
from .drops import DONE, REFUSED, TAKEN, Files
from .pages import Page

Opened = tuple[list[str], Iterator[Row]]
Transport = Connector.Transport


class Arrival:
    """A parcel that came. `begun_before`: a round that was killed began it. `asked`: we asked for it, it was not sent."""

    begun_before = False
    asked = False
    in_one = False
    """It is applied in one transaction, with its end."""

    def __init__(self, parcel: Parcel) -> None:
        self.parcel = parcel

    def opened(self) -> AbstractContextManager[Opened]:
        """Header and rows. Raises `Refused` where it cannot be read."""
        raise NotImplementedError

    def end(self) -> None:
        """All of it is accounted for."""
        self.parcel.ended_at = clock.now()
        self.parcel.save(update_fields=["ended_at", "reason", "why"])

    def refuse(self, why: Refused) -> None:
        """It is refused as a whole."""
        self.parcel.reason, self.parcel.why = str(why)[:300], wording.of(why)
        self.end()


@contextmanager
def opened(connector: Connector, address: Any, known: Any) -> Iterator[Iterator[Arrival]]:
    """What waits, one after the other. Raises `Away`."""
    if connector.transport in (Transport.FOLDER, Transport.SFTP):
        with drops.opened(address, connector.secret) as files:
            yield _files(connector, files, address.still, known)
        return
    connector.parcels.filter(ended_at=None).delete()  # of a round that was killed: nothing of it was applied
    columns = applying.columns(known)
    ask = pages.asked if isinstance(address, addresses.Http) else pages.read
    yield (APage(connector, columns, page) for page in ask(address, connector.secret, columns, connector.cursor))


# -- files


class AFile(Arrival):
    """A file that was taken out of the folder, and lies in `taken` until its end."""

    def __init__(self, parcel: Parcel, files: Files, known: Any, *, begun_before: bool) -> None:
        super().__init__(parcel)
        self.files, self.known, self.begun_before = files, known, begun_before
        self.place = f"{TAKEN}/{_taken_as(parcel)}"

    @contextmanager
    def opened(self) -> Iterator[Opened]:
        with self.files.local(self.place) as path, reading.opened(path, self.known) as (header, lines):
            yield header, lines

    def end(self) -> None:
        """First the account is closed, then the file is moved; a round that is killed between the two moves it the next time."""
        self._tell_reasons()
        super().end()
        self.move()

    def move(self) -> None:
        """To where files end, under a name that tells parcels apart."""
        self.files.move(self.place, f"{REFUSED if self.parcel.reason else DONE}/{_taken_as(self.parcel)}")

    def _tell_reasons(self) -> None:
        """Beside the refused: a file with line and reason of each, or with the reason of all."""
        name = f"{REFUSED}/{_taken_as(self.parcel)}"
        if self.parcel.reason:
            self.files.write(f"{name}.txt", f"{self.parcel.reason}\n".encode())
            return
        refused = self.parcel.records.filter(state=Exchanged.State.REFUSED)
        if why := dict(refused.values_list("place", "reason")):
            with self.opened() as (header, lines):
                self.files.write(f"{name}.refused.csv", reasons.written(header, lines, why))


def _files(connector: Connector, files: Files, still: int, known: Any) -> Iterator[AFile]:
    yield from _left(connector, files, known)
    for name in drops.complete(files, still):
        parcel = Parcel.objects.create(connector=connector, name=name, began_at=clock.now())
        files.move(name, f"{TAKEN}/{_taken_as(parcel)}")
        yield AFile(parcel, files, known, begun_before=False)


def _left(connector: Connector, files: Files, known: Any) -> Iterator[AFile]:
    """What a round that was killed had taken. A parcel whose file it had not taken yet was none."""
    lying = {entry.name for entry in files.listed(TAKEN)}
    numbers = {int(name.partition("-")[0]) for name in lying if name.partition("-")[0].isdigit()}
    for parcel in connector.parcels.filter(pk__in=numbers).order_by("pk"):
        file = AFile(parcel, files, known, begun_before=True)
        if _taken_as(parcel) not in lying:
            continue
        if parcel.ended_at:
            file.move()
        else:
            yield file
    connector.parcels.filter(ended_at=None, records=None).exclude(pk__in=numbers).delete()


def _taken_as(parcel: Parcel) -> str:
    return f"{parcel.pk}-{parcel.name}"


# -- pages


class APage(Arrival):
    """Some records that were asked for. It is applied together with how far that was."""

    asked = in_one = True

    def __init__(self, connector: Connector, columns: list[str], page: Page) -> None:
        super().__init__(Parcel(connector=connector, name=page.name[:200], began_at=clock.now()))
        self.columns, self.page = columns, page

    @contextmanager
    def opened(self) -> Iterator[Opened]:
        if self.page.rows:
            self.parcel.save()
        yield self.columns, (Row(place, cells) for place, cells in enumerate(self.page.rows, start=1))

    def end(self) -> None:
        connector = self.parcel.connector
        connector.cursor = self.page.cursor
        connector.save(update_fields=["cursor"])
        if self.parcel.pk and self.parcel.records.exists():
            super().end()
        elif self.parcel.pk:
            self.parcel.delete()  # nothing in it was new

    def refuse(self, why: Refused) -> None:
        raise why
