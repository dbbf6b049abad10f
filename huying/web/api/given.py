"""What programs may send: the types that fields are made of. Codes become rows of the registers as they are read."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Annotated, Any

from django.utils.translation import gettext as _
from ninja import Header, Path
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, PlainValidator

from huying.base.catalogue import register as catalogue
from huying.base.catalogue.models import Category, Kind
from huying.base.places import register as places
from huying.base.places.models import Area
from huying.base.units import register as units
from huying.base.units.models import Unit

NO_NUL = r"^[^\x00]*$"  # PostgreSQL stores no NUL
FAR = datetime(2200, 1, 1, tzinfo=UTC)


class Given(BaseModel):
    """A body. A field that is not known here is refused, so that a slip of the pen does not pass unseen.

    pydantic's own model: that of ninja checks through a wrapper that costs more than the checks.
    """

    model_config = ConfigDict(extra="forbid")


Code = Annotated[str, Field(max_length=40, pattern=NO_NUL)]
Line = Annotated[str, Field(max_length=300, pattern=NO_NUL)]
Words = Annotated[str, Field(max_length=10_000, pattern=NO_NUL)]
Reason = Annotated[Code, Field(min_length=1)]
Said = Annotated[Words, Field(min_length=1)]


def _in(register: Callable[[], Mapping[str, Any]]) -> PlainValidator:
    """The row of `register` with the code that was sent."""

    def known(code: Any) -> Any:
        row = register().get(code) if isinstance(code, str) else None
        if row is None:
            raise ValueError(_("There is no “%(code)s” in the register.") % {"code": code})
        return row

    return PlainValidator(known, json_schema_input_type=Code)


UnitCode = Annotated[Unit, _in(lambda: units.current().by_code)]
AreaCode = Annotated[Area, _in(lambda: places.current().by_code)]
CategoryCode = Annotated[Category, _in(lambda: catalogue.current().by_code)]
KindCode = Annotated[Kind, _in(lambda: catalogue.current().kinds)]

Moment = Annotated[AwareDatetime, Field(lt=FAR)]
Day = Annotated[date, Field(lt=FAR.date())]
Answer = Line | bool | int | Annotated[float, Field(allow_inf_nan=False)] | Annotated[list[Line], Field(max_length=50)]

Number = Annotated[str, Path(max_length=30, description="诉求编号 · The case's number, however it is written")]
FileNumber = Annotated[
    int, Path(ge=1, le=2**63 - 1, description="文件 id · `id` of the file, from `files` of the case")
]
IdempotencyKey = Annotated[
    str,
    Header(
        alias="Idempotency-Key", max_length=80, pattern=r"^[\x21-\x7e]+$",
        description="同一键、同一内容只办理一次 · The same key and body are acted on once, and get the same answer for two days",
    ),
]  # fmt: skip
