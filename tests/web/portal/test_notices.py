"""A resident stops the notices about a report by the link in them, without signing in; the link opens nothing else."""

import pytest
from django.core import signing
from django.test import Client

from huying.notices import opting
from tests import stories

pytestmark = pytest.mark.django_db


def test_the_link_stops_the_notices_and_starts_them_again() -> None:
    case = stories.received(stories.city())
    client, there = Client(), f"/track/quiet/{opting.token(case)}/"
    seen = []
    for method, given in ((client.get, {}), (client.post, {}), (client.get, {}), (client.post, {"again": "1"})):
        seen.append((method(there, given).context["out"], opting.is_out(case)))
    assert seen == [(False, False), (True, True), (True, True), (False, False)]
    assert client.get(f"/track/{case.number}/").status_code == 302


def test_a_mail_program_stops_them_by_itself() -> None:
    case = stories.received(stories.city())
    client = Client(enforce_csrf_checks=True)
    answer = client.post(f"/track/quiet/{opting.token(case)}/", {"List-Unsubscribe": "One-Click"})
    assert (answer.status_code, opting.is_out(case)) == (200, True)


def test_a_link_that_we_did_not_make_is_none() -> None:
    case = stories.received(stories.city())
    tokens = ("made-up", signing.dumps(case.pk), opting.token(case) + "x")
    assert [Client().get(f"/track/quiet/{token}/").status_code for token in tokens] == [404, 404, 404]
