"""The Python client by itself: it repeats until it is answered, does nothing twice, tells refusals apart.

What it asks of a city: `web/api/test_examples.py`.
"""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from huying_client import Client, File, Problem, Request, Response, pages


class City:
    """Answers what it is told to, one after the other, and keeps what it was asked."""

    def __init__(self, *answers: Any) -> None:
        self.answers: Iterator[Any] = iter(answers)
        self.asked: list[Request] = []
        self.waited: list[float] = []

    def __call__(self, request: Request) -> Response:
        self.asked.append(request)
        answer = next(self.answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    @property
    def client(self) -> Client:
        return Client("https://city.example/", "hy_1", sending=self, waiting=self.waited.append)


def told(body: Any, status: int = 200, **headers: str) -> Response:
    return Response(status, {"content-type": "application/json", **headers}, json.dumps(body).encode())


def test_what_nobody_answered_is_sent_again_with_the_same_key_and_done_once() -> None:
    city = City(ConnectionResetError(), told({}, 503, **{"retry-after": "7"}), told({"number": "1"}, 201))
    assert city.client.file_case({"text": "灯不亮"})["number"] == "1"
    assert len({request.headers["Idempotency-Key"] for request in city.asked}) == 1
    assert len(city.asked) == 3
    assert city.waited[-1] == 7


def test_it_gives_up_in_the_end() -> None:
    city = City(*[ConnectionResetError()] * 4)
    with pytest.raises(ConnectionResetError):
        city.client.list_units()
    assert len(city.asked) == 4


def test_a_refusal_says_which_field_and_why() -> None:
    body = {
        "title": "Something is missing or wrong",
        "status": 422,
        "detail": "x",
        "errors": [{"at": "text", "says": "This is missing."}],
    }
    with pytest.raises(Problem) as refusal:
        City(told(body, 422)).client.note("1", {"text": ""})
    assert (refusal.value.status, refusal.value.errors) == (422, {"text": "This is missing."})


def test_what_a_step_is_asked_with() -> None:
    city = City(told({"state": "in_progress"}, etag='"3"'))
    client = city.client
    client.accept("261122-00000042-7", if_match='"2"', idempotency_key="k-1")
    (request,) = city.asked
    assert (request.method, request.url) == ("POST", "https://city.example/api/v1/cases/261122-00000042-7/accept")
    assert request.headers == {
        "Accept-Language": "zh-CN", "Authorization": "Bearer hy_1", "Content-Type": "application/json", "If-Match": '"2"',
        "Idempotency-Key": "k-1",
    }  # fmt: skip
    assert client.last
    assert client.last.headers["etag"] == '"3"'


def test_a_list_is_walked_page_after_page() -> None:
    city = City(told({"cases": [1, 2], "next": "c"}), told({"cases": [3], "next": None}))
    assert list(pages(city.client.list_cases, list="mine", late=True)) == [1, 2, 3]
    assert [request.url.partition("?")[2] for request in city.asked] == [
        "list=mine&late=true",
        "list=mine&late=true&after=c",
    ]


def test_a_file_goes_as_a_form() -> None:
    city = City(told({"token": "t"}, 201))
    assert city.client.upload(file=File('li"ght.jpg', b"\xff\xd8", "image/jpeg"))["token"] == "t"
    (request,) = city.asked
    boundary = request.headers["Content-Type"].partition("boundary=")[2].encode()
    head = b'Content-Disposition: form-data; name="file"; filename="li%22ght.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
    assert request.body == b"--" + boundary + b"\r\n" + head + b"\xff\xd8\r\n--" + boundary + b"--\r\n"
