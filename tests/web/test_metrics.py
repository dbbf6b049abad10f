"""What an operator watches: told to this machine and to whoever has the token, and never of persons."""

import json
import re
from typing import Any

import pytest
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families
from pytest_django import Settings

from huying.web import gate, gauges, health
from tests import stories
from tests.deploy.tools import DEPLOY

pytestmark = pytest.mark.django_db

COUNT = "huying_http_request_duration_seconds_count"


def figures(client: Client) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    """(name, labels) → figure."""
    told = client.get("/metrics").content.decode()
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(told)
        for sample in family.samples
    }


def figure(client: Client, name: str, **labels: str) -> float:
    return figures(client).get((name, frozenset(labels.items())), 0)


def test_each_answer_is_counted_by_its_view_and_status(client: Client) -> None:
    well = {"method": "GET", "route": "portal:track", "status": "200"}
    lost = {"method": "GET", "route": "none", "status": "404"}
    before = figures(client)
    client.get("/track/")
    client.get("/track/")
    client.get("/nowhere")
    after = figures(client)
    grown = {labels: after[labels] - before.get(labels, 0) for labels in after if labels[0] == COUNT}
    assert grown[(COUNT, frozenset(well.items()))] == 2
    assert grown[(COUNT, frozenset(lost.items()))] == 1


def test_an_address_with_the_number_of_a_case_is_counted_by_its_view_alone(client: Client) -> None:
    before = {value for _name, labels in figures(client) for name, value in labels if name == "route"}
    client.get("/track/20261122000001/")
    client.post("/api/v1/cases", {}, content_type="application/json")
    routes = {value for _name, labels in figures(client) for name, value in labels if name == "route"}
    assert routes - before - gate.ROUTES.keys() <= {"none", "static"}
    assert {"portal:case", "api:file_case"} <= routes


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Real-IP", "Forwarded", "Via"])
def test_whoever_comes_through_a_proxy_finds_nothing(client: Client, header: str) -> None:
    assert client.get("/metrics", headers={header: "127.0.0.1"}).status_code == 404


def test_whoever_comes_from_elsewhere_needs_the_token(client: Client, settings: Settings) -> None:
    def status(given: str) -> int:
        return client.get("/metrics", REMOTE_ADDR="10.0.0.9", headers={"Authorization": given}).status_code

    assert [status(""), status("Bearer ")] == [404, 404]
    settings.METRICS_TOKEN = "a-token-of-the-city"
    assert [status(""), status("Bearer wrong"), status("Bearer a-token-of-the-city")] == [404, 404, 200]


def test_every_figure_of_the_database_can_be_asked(client: Client) -> None:
    told = {family.name for family in text_string_to_metric_families(client.get("/metrics").content.decode())}
    assert {gauge.name for gauge in gauges.GAUGES} - told == set()


def test_what_waits_is_told(client: Client) -> None:
    before = figures(client)
    stories.received(stories.city())
    after = figures(client)

    def more(name: str, **labels: str) -> float:
        key = (name, frozenset(labels.items()))
        return after.get(key, 0) - before.get(key, 0)

    assert more("huying_cases_open", state="received", late="false") == 1
    assert more("huying_jobs", queue="reactions", status="todo") >= 1
    assert more("huying_unsealed_events") >= 1


def test_a_database_that_is_away_is_told_and_the_rest_with_it(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "database_answers", lambda: False)
    told = {name for name, _labels in figures(client)}
    assert figure(client, "huying_database_up") == 0
    assert {"huying_info", "huying_process_resident_memory_bytes", COUNT} <= told
    assert {gauge.name for gauge in gauges.GAUGES} & told == set()


def test_the_request_has_an_id_of_its_own_unless_our_proxy_gave_it_one(client: Client, settings: Settings) -> None:
    given = {"X-Request-ID": "0123456789abcdef0123"}
    assert re.fullmatch("[0-9a-f]{32}", client.get("/healthz", headers=given)["X-Request-ID"])
    settings.PROXIES = 1
    assert client.get("/healthz", headers=given)["X-Request-ID"] == "0123456789abcdef0123"
    assert len(client.get("/healthz", headers={"X-Request-ID": "a\nb"})["X-Request-ID"]) == 32


# -- deploy/: nothing is watched that is not told


def expressions(part: Any) -> list[str]:
    """Every `expr` in what Grafana or Prometheus reads."""
    if isinstance(part, dict):
        own = [part["expr"]] if isinstance(part.get("expr"), str) else []
        return own + [found for value in part.values() for found in expressions(value)]
    return [found for value in part for found in expressions(value)] if isinstance(part, list) else []


def known() -> dict[str, set[str]]:
    """Name → labels of every figure that there is."""
    seconds = "huying_http_request_duration_seconds"
    labels = {"method", "route", "status"}
    return {
        **{gauge.name: set(gauge.labels) for gauge in gauges.GAUGES},
        **{
            f"{seconds}_{part}": labels | ({"le"} if part == "bucket" else set()) for part in ("bucket", "count", "sum")
        },
        "huying_info": {"version", "python"},
        "huying_database_up": set(),
        "huying_process_resident_memory_bytes": {"part"},
    }


@pytest.mark.parametrize("file", ["grafana/huying.json", "prometheus/alerts.yaml"])
def test_every_expression_names_figures_and_labels_that_there_are(file: str) -> None:
    from ruamel.yaml import YAML

    text, there = (DEPLOY / file).read_text(), known()
    found = expressions(json.loads(text) if file.endswith("json") else YAML(typ="safe").load(text))
    asked = {
        name: labels for expression in found for name, labels in re.findall(r"(huying_\w+)(?:\{([^}]*)\})?", expression)
    }
    assert len(found) > 15
    assert asked.keys() - there.keys() == set()
    for name, labels in asked.items():
        assert set(re.findall(r"(\w+)\s*[=!]", labels)) - there[name] == set()


def test_every_figure_is_on_the_dashboard() -> None:
    shown = (DEPLOY / "grafana" / "huying.json").read_text()
    assert [name for name in known() if name not in shown] == []
