"""`docs/reference/openapi.json`, made from the operations."""

import orjson

from .door import door

NAME = "openapi.json"


def text() -> str:
    """The document as it is committed: sorted, so that a difference shows what changed."""
    schema = door.get_openapi_schema(path_prefix="/api/v1/")
    return (
        orjson.dumps(schema, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS).decode()
        + "\n"
    )
