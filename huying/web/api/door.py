"""`/api/v1`: the door for programs, and its document."""

from functools import cache
from typing import Any

import orjson
from django.http import HttpRequest
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.parser import Parser

from . import ageing, bulk, calls, disputes, examples, figures, files, preview, public, registers, tracking, webhooks
from .answers import tell_in

ADDRESS = "api/v1"

ABOUT = """\
诉求的提交、查询与办理。时间为 UTC,坐标为 WGS84;拒绝为 `application/problem+json`,语言随 `Accept-Language`。

File, track and handle cases. Times are UTC, places WGS84 unless a request says otherwise. A refusal is
`application/problem+json` with the rule's sentence in the language of `Accept-Language`. Every POST that does something takes
an `Idempotency-Key`, every step an `If-Match`. Keys come from `huying key create` and are sent as `Authorization: Bearer …`.
`RateLimit` says how often one may come yet, `Deprecation` and `Sunset` what will go (`docs/reference/api-changelog.md`).
A client in Python: `clients/python`.
"""


class Strict(Parser):
    """JSON as the standard has it: no NaN, no lone surrogates."""

    def parse_body(self, request: HttpRequest) -> Any:
        return orjson.loads(request.body)


class Door(NinjaAPI):
    """A ninja API whose document says of its refusals what they are."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.documents: dict[str, OpenAPISchema] = {}

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """As ninja makes it, with examples, and every answer of 400 and above as `application/problem+json`.

        Made once: everybody may ask for it.
        """
        prefix = self.get_root_path(path_params or {}) if path_prefix is None else path_prefix
        if prefix not in self.documents:
            self.documents[prefix] = _with_problems(super().get_openapi_schema(path_prefix=prefix))
            examples.laid_in(self.documents[prefix])
        return self.documents[prefix]


def _with_problems(schema: OpenAPISchema) -> OpenAPISchema:
    for operations in schema["paths"].values():
        for operation in operations.values():
            if operation["operationId"] in ageing.GOING:
                operation["deprecated"] = True
            for status, response in operation["responses"].items():
                content = response.get("content", {})
                if int(status) >= 400:
                    response["content"] = {"application/problem+json": content["application/json"]}
                elif content and content["application/json"]["schema"].get("format") == "binary":
                    response["content"] = {"*/*": content["application/json"]}
    return schema


door = Door(title="呼应 Huying", version="1.0.0", description=ABOUT, urls_namespace="api", parser=Strict())
ROUTERS = (
    calls.router, bulk.router, preview.router, files.router, tracking.router, public.router, figures.router,
    registers.router, webhooks.router, disputes.router,
)  # fmt: skip
for router in ROUTERS:
    door.add_router("", router)
tell_in(door)


@cache
def operations() -> dict[str, dict[str, str]]:
    """Route, as `urls.py` resolves it → method → the name of the operation."""
    return {
        ADDRESS + path.replace("{", "<").replace("}", ">"): {
            method: str(operation.operation_id) for operation in view.operations for method in operation.methods
        }
        for router in ROUTERS
        for path, view in router.path_operations.items()
    }


@cache
def taken() -> dict[str, frozenset[str]]:
    """Operation → the kinds of content that it takes, as the document says; none for those that take nothing."""
    schema = door.get_openapi_schema(path_prefix=f"/{ADDRESS}/")
    return {
        operation["operationId"]: frozenset(operation.get("requestBody", {}).get("content", ()))
        for path in schema["paths"].values() for operation in path.values()
    }  # fmt: skip


def fits(request: HttpRequest, operation: str) -> bool:
    """Whether what is sent is of a kind that the operation takes; what is not sent fits anywhere."""
    sent = request.headers.get("Content-Length", "0") not in ("", "0")
    return not sent or not taken()[operation] or request.content_type in taken()[operation]
