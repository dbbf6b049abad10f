"""Every indicator can be said in the words of Spark: the expressions are the same, whoever counts."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import ibis
import pytest
from ibis.backends.sql.compilers import PySparkCompiler

from huying.insight import expressions, sums
from huying.insight.definitions import INDICATORS


@pytest.fixture
def spark() -> Iterator[Any]:
    """From an expression to Spark's SQL; Spark itself is not here, nor its package, which would set this option."""
    object.__setattr__(ibis.options, "pyspark", SimpleNamespace(treat_nan_as_null=False))
    yield lambda expression: PySparkCompiler().to_sqlglot(expression.unbind()).sql("spark")
    object.__delattr__(ibis.options, "pyspark")


@pytest.mark.parametrize("kind", sums.KINDS)
def test_the_daily_sums_of_every_indicator(kind: str, spark: Any) -> None:
    said = spark(sums._of_kind(kind))
    columns = sums.columns(code for code, indicator in INDICATORS.items() if indicator.kind == kind)
    assert [column for column in columns if f"`{column}`" not in said] == []


@pytest.mark.parametrize("code", INDICATORS)
def test_the_cases_behind_every_indicator(code: str, spark: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sums, "sql", spark)
    assert "LIMIT 50" in expressions.listing.__wrapped__(code, "", 50, ("unit",))
