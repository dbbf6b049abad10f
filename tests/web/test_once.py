"""Asked twice, done once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.test import RequestFactory
from django.utils import timezone

from huying.base.journal.refusals import Refused
from huying.cases.models import Answered
from huying.web.once import forget, once

pytestmark = pytest.mark.django_db


class Deed:
    """Something that counts how often it was done."""

    def __init__(self, answer: Callable[[int], HttpResponse]) -> None:
        self.answer, self.times = answer, 0

    def __call__(self) -> HttpResponse:
        self.times += 1
        return self.answer(self.times)


def counted(times: int) -> HttpResponse:
    return HttpResponse(f"no. {times}", status=201, content_type="text/plain")


def post(body: Any = b'{"text": 1}', path: str = "/report/", **more: Any) -> HttpRequest:
    return RequestFactory().post(path, body, **({"content_type": "application/json"} | more))


def form(**said: Any) -> HttpRequest:
    return RequestFactory().post("/report/", said)


def test_the_same_request_again_gets_the_same_bytes() -> None:
    deed = Deed(counted)
    first, second = once(post(), "k", deed), once(post(), "k", deed)
    assert (first.content, second.content, deed.times) == (b"no. 1", b"no. 1", 1)
    assert (second.status_code, second["Content-Type"], second["Idempotent-Replayed"]) == (201, "text/plain", "true")


def test_a_redirect_is_given_again_as_one() -> None:
    deed = Deed(lambda times: HttpResponseRedirect(f"/thanks/{times}/"))
    answers = [once(form(text="灯"), "k", deed) for _ in range(2)]
    assert [(answer.status_code, answer["Location"]) for answer in answers] == [(302, "/thanks/1/")] * 2


def test_without_a_key_every_request_counts() -> None:
    deed = Deed(counted)
    assert [once(post(), "", deed).content for _ in range(2)] == [b"no. 1", b"no. 2"]


@pytest.mark.parametrize("other", [post(b'{"text": 2}'), post(path="/other/"), form(text="1")])
def test_a_key_is_for_one_request_only(other: HttpRequest) -> None:
    once(post(), "k", Deed(counted))
    deed = Deed(counted)
    with pytest.raises(Refused):
        once(other, "k", deed)
    assert deed.times == 0


def test_two_callers_may_use_the_same_key() -> None:
    deed = Deed(counted)
    assert [once(post(), "k", deed, caller=caller).content for caller in ("key:1", "key:2")] == [b"no. 1", b"no. 2"]


def test_a_form_sent_twice_is_the_same_though_its_boundary_and_token_differ() -> None:
    deed = Deed(counted)
    for token in ("one", "two"):
        photo = SimpleUploadedFile("light.jpg", b"\xff\xd8 light", "image/jpeg")
        once(form(text="路灯不亮", photo=photo, csrfmiddlewaretoken=token), "k", deed)
    assert deed.times == 1


def test_a_form_with_another_photo_is_another_request() -> None:
    deed = Deed(counted)
    once(form(photo=SimpleUploadedFile("light.jpg", b"one")), "k", deed)
    with pytest.raises(Refused):
        once(form(photo=SimpleUploadedFile("light.jpg", b"two")), "k", deed)


def test_files_can_still_be_read_by_the_deed() -> None:
    request = form(photo=SimpleUploadedFile("light.jpg", b"light"))
    answer = once(request, "k", lambda: HttpResponse(request.FILES["photo"].read()))  # type: ignore[union-attr]
    assert answer.content == b"light"


def test_what_was_refused_may_be_tried_again() -> None:
    deed = Deed(lambda times: HttpResponse(f"no. {times}", status=409 if times == 1 else 201))
    assert [once(post(), "k", deed).status_code for _ in range(2)] == [409, 201]


def test_what_broke_leaves_nothing() -> None:
    def broken() -> HttpResponse:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        once(post(), "k", broken)
    assert Answered.objects.count() == 0


def test_answers_are_kept_sealed_for_two_days() -> None:
    once(post(), "k", Deed(counted))
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM cases_answered")
        (kept,) = cursor.fetchone()
    assert bytes(kept).startswith(b"gAAAA")
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        assert forget() == 0
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        assert forget() == 1
