"""Photos and documents: sent before the case they belong to, and read with it."""

from typing import Annotated, Any, BinaryIO, cast

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from ninja import File, Router, Schema
from ninja.files import UploadedFile
from pydantic import Field, PlainValidator

from huying.cases import files
from huying.cases.models import Attachment
from huying.web.attachments import handed_out, name_for
from huying.web.once import once

from .answers import WRITING, answer, problems
from .cases import found
from .given import FileNumber, IdempotencyKey, Number
from .keys import KEY, NO_KEY_NEEDED, SENDER, actor

router = Router(tags=["文件 · Files"])
SALT = "huying.web.api.files"
MOST = 9
"""Of one case that is filed."""


class Uploaded(Schema):
    """已上传 · A file that waits for its case."""

    token: str = Field(description="提交诉求时放进 files,一天内有效 · Goes into `files` of the case; good for a day")
    name: str
    media_type: str
    size: int
    point: list[float] | None = Field(
        description="照片拍摄处 WGS84 · Where the photo says it was taken; it is kept nowhere"
    )


@router.post(
    "/files", operation_id="upload", summary="上传文件 · Send a file ahead", auth=SENDER, openapi_extra=NO_KEY_NEEDED,
    response={201: Uploaded, **problems(*WRITING)},
)  # fmt: skip
def upload(request: HttpRequest, file: File[UploadedFile], key: IdempotencyKey = "") -> HttpResponse:
    """A photo or a PDF, for a case that is filed within a day. Its kind is told by its content; a photo keeps nothing but its picture."""

    def act() -> HttpResponse:
        taken = files.take_in(file.name or "", cast("BinaryIO", file.file))
        row = taken.attachment
        token = signing.dumps([row.sha256, row.name, row.media_type, row.size], salt=SALT)
        told = {"token": token, "name": row.name, "media_type": row.media_type, "size": row.size, "point": taken.point}
        return answer(told, 201)

    return once(request, key, act, caller=actor(request).ref)


def _sent(token: Any) -> Attachment:
    try:
        sha256, name, media_type, size = signing.loads(str(token), salt=SALT, max_age=files.NOT_SENT_AFTER)
    except signing.BadSignature:
        raise ValueError(_("This stands for no file that was sent within a day.")) from None
    return Attachment(sha256=sha256, name=name, media_type=media_type, size=size)


FileToken = Annotated[Attachment, PlainValidator(_sent, json_schema_input_type=Annotated[str, Field(max_length=1000)])]
"""What `upload` answered, for a file."""


@router.get(
    "/cases/{number}/files/{file}", operation_id="read_file", summary="读取文件 · Read a file", auth=KEY,
    response={200: bytes, **problems(401, 404, 422)},
)  # fmt: skip
def read_file(request: HttpRequest, number: Number, file: FileNumber) -> HttpResponseBase:
    """The content of a file that the case names in `files`."""
    case = found(request, number)
    attachment = Attachment.objects.filter(case=case, pk=file).first()
    if attachment is None:
        raise Http404
    attachment.name = name_for(actor(request), attachment, case)
    return handed_out(attachment)
