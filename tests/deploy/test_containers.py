"""The compose file and the chart are what their programs take, as far as that can be told without an engine."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from ruamel.yaml import YAML

from huying.flow import EXCHANGE
from huying.serve import WORKERS
from tests.deploy.tools import DEPLOY, ROOT, said, tool, unpacked

CHART = DEPLOY / "helm" / "huying"
TEMPLATES = sorted((CHART / "templates").iterdir())
VALUE = re.compile(r"\.Values((?:\.\w+)+)")


def yaml(file: Path) -> Any:
    return YAML(typ="safe").load(file)


def test_the_compose_file_is_one() -> None:
    schema = json.loads(unpacked("lib/python3/dist-packages/compose/config/compose_spec.json").read_text())
    jsonschema.Draft7Validator(schema).validate(yaml(DEPLOY / "container" / "compose.yaml"))


def test_compose_starts_every_worker_of_the_supervisor() -> None:
    services = yaml(DEPLOY / "container" / "compose.yaml")["services"]
    split = [tuple(service["command"][3::2]) for service in services.values() if service["command"][1:2] == ["worker"]]
    assert sorted(split) == sorted(WORKERS)


def test_the_image_is_built_from_what_there_is() -> None:
    lines = (DEPLOY / "container" / "Containerfile").read_text().splitlines()
    copied = [
        word for line in lines if line.startswith("COPY ") and "--from" not in line for word in line.split()[1:-1]
    ]
    assert [path for path in copied if not (ROOT / path).exists()] == []
    assert "huying" in copied


def test_the_chart_s_values_are_what_its_schema_says() -> None:
    values = yaml(CHART / "values.yaml")
    jsonschema.Draft7Validator(json.loads((CHART / "values.schema.json").read_text())).validate(values)
    assert sorted(tuple(worker["queues"]) for worker in values["workers"].values()) == sorted(WORKERS)
    assert EXCHANGE in values["workers"]


def test_every_value_of_the_chart_is_used_and_every_one_that_is_used_is_there() -> None:
    values = yaml(CHART / "values.yaml")
    used = {match[1:] for file in TEMPLATES for match in VALUE.findall(file.read_text())}
    for path in used:
        part = values
        for name in path.split("."):
            assert name in part, f".Values.{path}"
            part = part[name]
    assert {path.partition(".")[0] for path in used} == values.keys()


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: file.name)
def test_every_block_of_a_template_is_closed(file: Path) -> None:
    words = re.findall(r"{{-?\s*(if|range|with|define|block|end)\b", file.read_text())
    assert words.count("end") == len(words) - words.count("end")


def test_helm_takes_the_chart() -> None:
    if not (helm := shutil.which("helm")):
        pytest.skip("helm is not here: neither Debian nor a package registry has it")
    code, says = said(helm, "lint", "--strict", CHART)
    assert code == 0, says
    code, says = said(helm, "template", "huying", CHART, "--set", "serviceMonitor.enabled=true")
    assert code == 0, says
    kinds = [document["kind"] for document in YAML(typ="safe").load_all(says) if document]
    assert sorted(set(kinds)) == [
        "ConfigMap", "Deployment", "Ingress", "Job", "PersistentVolumeClaim", "PodDisruptionBudget", "Service", "ServiceMonitor",
    ]  # fmt: skip


def test_promtool_takes_the_alerts() -> None:
    code, says = said(tool("promtool"), "check", "rules", DEPLOY / "prometheus" / "alerts.yaml")
    assert code == 0, says
