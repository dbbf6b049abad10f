"""Requests for every public door: mostly nearly right, so that they get far; some nonsense from the first byte on."""

from collections.abc import Callable
from functools import cache
from typing import Any
from unittest import mock

from hypothesis import strategies as st

from . import junk
from .asking import Sent
from .ground import CSRF, Ground
from .junk import BOUNDARY, Fields, Strategy

FORM = "application/x-www-form-urlencoded"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY.decode()}"
METHODS = [
    "GET",
    "HEAD",
    "OPTIONS",
    "POST",
    "PUT",
    "PATCH",
    "DELETE",
    "TRACE",
    "CONNECT",
    "PROPFIND",
    "get",
    "",
    "A" * 300,
]


# -- forms


@cache
def _edits() -> Strategy:
    """Up to three changes to what a person would send."""
    kinds = st.sampled_from(["replace", "replace", "drop", "double", "add", "rename"])
    return st.lists(st.tuples(kinds, st.integers(0, 30), junk.text()), max_size=3)


def _edited(fields: Fields, edits: list[tuple[str, int, str]]) -> Fields:
    changed = list(fields)
    for kind, place, value in edits:
        at = place % max(len(changed), 1)
        name, typed = changed[at] if changed else ("text", "")
        changed[at : at + 1] = {
            "replace": [(name, value)], "drop": [], "double": [(name, typed), (name, value)],
            "add": [(name, typed), (value, value)], "rename": [(value, typed)],
        }[kind]  # fmt: skip
    return changed


@st.composite
def _form(draw: Any, ground: Ground, door: str, path: str, fields: Fields, upload: str = "") -> Sent:
    """A form, edited; in any encoding; with files if it takes some; now and then broken as a whole."""
    typed = [*_edited(fields, draw(_edits())), ("csrfmiddlewaretoken", CSRF)]
    kind, body = FORM, junk.urlencoded(typed)
    if draw(st.booleans()):
        kind = MULTIPART
        odd, quirk = draw(st.integers(0, 40)), draw(st.sampled_from(junk.QUIRKS))
        parts = [junk.part(name, junk.raw(value), quirk=quirk * (at == odd)) for at, (name, value) in enumerate(typed)]
        if upload:
            parts += draw(st.lists(_file(upload), max_size=2))
        body = junk.multipart(parts)
    if draw(st.integers(0, 7)) == 0:
        body = draw(junk.broken(body))
    headers = (("Content-Type", kind), ("Cookie", draw(_cookie(ground))), *draw(junk.headers()))
    return Sent(door, "POST", path, headers=headers, body=body)


@cache
def _file(name: str) -> Strategy:
    content = st.one_of(st.sampled_from(list(junk.pictures().values())), st.binary(max_size=40))
    return st.builds(junk.part, st.just(name), content, st.sampled_from(junk.FILE_NAMES), st.sampled_from(junk.QUIRKS))


@st.composite
def _cookie(draw: Any, ground: Ground) -> str:
    """The browser's own; seldom with something beside it, bitten, or another."""
    if draw(st.integers(0, 5)):
        return ground.cookie
    at, crumb = draw(st.integers(0, len(ground.cookie))), draw(junk.cookie())
    bitten = ground.cookie[:at] + "x" + ground.cookie[at + 1 :]
    return str(draw(st.sampled_from([f"{ground.cookie}; {crumb}", bitten, crumb])))


# -- pages


@st.composite
def _page(draw: Any, ground: Ground, door: str, paths: tuple[str, ...], methods: tuple[str, ...] = ("GET",)) -> Sent:
    """A page by its address, with anything behind it."""
    path = draw(st.sampled_from(paths))
    query = draw(st.one_of(st.just(""), st.sampled_from(QUERIES), junk.text(12)))
    headers = (("Cookie", draw(_cookie(ground))), *draw(junk.headers()))
    return Sent(
        door, draw(st.sampled_from(methods)), path, query, headers, draw(st.sampled_from([b"", b"a=1", b"\xff\x00"]))
    )


QUERIES = [
    "lang=en", "lang=zh-hans", "lang=%00", "lang=../../en", "lang=en&lang=fr", "lang", "number=%ED%A0%80", "number=" + "1" * 3000, "a=%",
    "a[]=1;b=2", "number=261122-00000001-1", "next=//evil.example", "next=javascript:alert(1)", "page=-1", "q=%00", "&&&==",
    "code=A&format=xml", "%",
]  # fmt: skip


@st.composite
def _anywhere(draw: Any, ground: Ground) -> Sent:
    """No address of ours, or one with something odd in it; any method."""
    path = draw(
        st.one_of(
            st.sampled_from(PLACES),
            st.tuples(st.sampled_from(PLACES), junk.text(8)).map("/".join),
            st.text(st.sampled_from("/%.\\0aF?#;:@\x00é"), max_size=20).map(lambda said: "/" + said),
        )
    )
    headers = (("Cookie", draw(_cookie(ground))), ("X-CSRFToken", CSRF), *draw(junk.headers()))
    body = draw(st.sampled_from([b"", b"a=1", b"\xff" * 50, junk.BODIES[13]]))
    return Sent("anywhere", draw(st.sampled_from(METHODS)), path, draw(junk.text(8)), headers, body)


PLACES = [
    "/", "/healthz", "/readyz", "/healthz/", "/static/", "/static/huying.svg", "/static/../huying/settings.py",
    "/static/%2e%2e/%2e%2e/etc/passwd", "/static/built/manifest.json", "/static/a%00b", "/.well-known/security.txt", "/.env",
    "/wp-login.php", "/api/v1", "/api/", "/api/v2/cases", "/areas.geojson", "/charter/", "/desk/", "/desk/cases/", "/accounts/signup/",
    "/field/", "/screen/", "/metrics", "/open311/v2/requests.json", "//evil.example", "/track//", "/report//photos/", "/%2F",
    "/%ED%A0%80", "/" + "a/" * 300, "/" + "长" * 300, "*", "http://127.0.0.1/",
]  # fmt: skip


# -- the API without a key


@st.composite
def _api_body(draw: Any, ground: Ground) -> Sent:
    """A call whose JSON is none, or none of ours."""
    path = draw(
        st.sampled_from(["/api/v1/cases", f"/api/v1/track/{ground.number}", f"/api/v1/cases/{ground.number}/accept"])
    )
    body = draw(st.one_of(st.sampled_from(junk.BODIES), st.binary(max_size=30)))
    if draw(st.integers(0, 3)) == 0:
        body = draw(junk.broken(b'{"text": "a", "place": {"lon": 114.05, "lat": 30.05}, "contact": {"phone": "139"}}'))
    kind = draw(
        st.sampled_from(
            ["application/json"] * 3 + ["application/json; charset=utf-16", "text/plain", FORM, MULTIPART, ""]
        )
    )
    return Sent("api", "POST", path, headers=(("Content-Type", kind), *draw(junk.headers())), body=body)


@cache
def _document() -> list[Any]:
    """The operations that need no key, as schemathesis reads the document. With keys: `tests/web/api/test_schemathesis.py`."""
    import schemathesis
    from django.core.wsgi import get_wsgi_application

    schema: Any = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    operations = [found.ok() for found in schema.get_all_operations()]
    return [known for known in operations if {} in known.definition.raw.get("security", [{}])]


@st.composite
def _operation(draw: Any, ground: Ground) -> Sent:
    """An operation of the API as its document has it, or on purpose not."""
    from schemathesis import GenerationMode

    operation = draw(st.sampled_from(_document()))
    takes = operation.body or operation.path_parameters or operation.query or operation.headers
    modes = [GenerationMode.POSITIVE, GenerationMode.NEGATIVE] if takes else [GenerationMode.POSITIVE]
    case = draw(operation.as_strategy(generation_mode=draw(st.sampled_from(modes))))
    if "number" in case.path_parameters and draw(st.booleans()):
        case.path_parameters["number"] = ground.number
    return _of_schemathesis(case)


def _of_schemathesis(case: Any) -> Sent:
    from werkzeug.test import EnvironBuilder

    with mock.patch("werkzeug.test.random", return_value=0.5):  # the mark between parts, else another each time
        environ = EnvironBuilder(**case.as_transport_kwargs()).get_environ()
    headers = [(name[5:].replace("_", "-"), value) for name, value in environ.items() if name.startswith("HTTP_")]
    headers = [
        (name, value.encode("latin-1", "replace").decode("utf-8", "replace"))
        for name, value in headers
        if name != "HOST"
    ]
    headers.append(("Content-Type", environ.get("CONTENT_TYPE", "")))
    path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace")
    return Sent("api", case.method, path, environ["QUERY_STRING"], tuple(headers), environ["wsgi.input"].read())


# -- all of them

ACCOUNTS = ("/accounts/", "/accounts/presence/", "/accounts/2fa/keys/login/", "/accounts/provider/city/login/")


def doors(ground: Ground) -> dict[str, Strategy]:
    """Door → what is sent to it."""
    contact = [("name", "王敏"), ("phone", "13900001234"), ("email", ""), ("confidentiality", "normal")]
    where = [("area", "11"), ("area", "111"), ("address", "滨河路 12 号"), ("lat", "30.05"), ("lon", "114.05")]
    what = [
        ("text", "路灯不亮"),
        ("category", "0203"),
        ("kind", "help"),
        ("token", ground.token),
        ("file", ground.kept),
    ]
    case = f"/track/{ground.number}/"
    form: Callable[..., Strategy] = lambda *given: _form(ground, *given)  # noqa: E731 - a shorthand
    steps = [form("report", "/report/", [("to", step), *what, *where, *contact], "photos") for step in "12344"]
    deeds = [form("deed", f"{case}{verb}/", _deed(verb), f"{verb}-photos") for verb in DEEDS]
    track = [
        form("track", "/track/", [("number", ground.number), ("code", "AAAA-BBBB-CCCC")]),
        form("track", "/track/", [("number", ground.number), ("code", ground.code)]),
        form("track", "/track/leave/", []),
        form("code", "/track/code/", [("number", ground.number), ("address", "13900001234")]),
        form("track", "/track/code/enter/", [("number", ground.number), ("code", "12345678")]),
    ]
    looked = (
        "/", "/report/", "/track/", "/track/code/", "/track/code/enter/", case, f"{case}files/{ground.file}/",
        f"{case}files/99999999999999999999/", f"{case}copy/", f"/report/photos/{ground.kept}/", f"/report/photos/{ground.kept[:-1]}/",
        "/report/photos/\ud800:a:b/", "/accounts/login/", "/track/%00/",
    )  # fmt: skip
    signing = [
        form("sign_in", "/accounts/login/", [("login", "handler"), ("password", "wrong")]), form("sign_in", "/accounts/logout/", []),
        form("sign_in", "/accounts/2fa/authenticate/", [("code", "123456")]),
        form("sign_in", "/accounts/2fa/keys/login/", [("credential", "{}")]),
        form("sign_in", "/accounts/password/change/", [("oldpassword", "a"), ("password1", "b"), ("password2", "c")]),
        _page(ground, "sign_in", ACCOUNTS, ("GET", "POST")),
    ]  # fmt: skip
    return {
        "report": st.one_of(steps), "deed": st.one_of(deeds), "track": st.one_of(track),
        "page": _page(ground, "page", looked, ("GET", "GET", "HEAD", "OPTIONS", "POST", "PUT", "DELETE")),
        "sign_in": st.one_of(signing), "api": st.one_of(_api_body(ground), _operation(ground)), "anywhere": _anywhere(ground),
    }  # fmt: skip


DEEDS = (
    "urge",
    "attach",
    "correct",
    "withdraw",
    "answer_resident",
    "follow_up",
    "review",
    "correct_contact",
    "request_erasure",
    "message",
    "accept",
    "\x00",
)


def _deed(verb: str) -> Fields:
    said = {
        "version": "4", "key": "k" * 20, "text": "又坏了", "address": "滨河路", "reason": "好了", "answer": "是", "decision": "yes",
        "satisfied": "5", "contacted": "true", "phone": "13900001235", "name": "", "email": "", "what": "text",
    }  # fmt: skip
    return [(f"{verb}-{name}", value) for name, value in said.items()]
