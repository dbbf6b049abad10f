from collections.abc import Iterator

import pytest
from django.utils import translation

from huying.base.places import naming, register


@pytest.fixture(autouse=True)
def _no_copy_from_before() -> Iterator[None]:
    """A test that is rolled back leaves no register behind in this process."""
    register.current.forget()
    naming.current.forget()
    yield
    register.current.forget()
    naming.current.forget()


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """Reasons are compared as they stand in the source."""
    with translation.override("en"):
        yield
