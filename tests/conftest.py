"""Every test begins as a fresh process does: in the city's language, with no copy of a register that was rolled back."""

import pytest
from django.conf import settings
from django.utils import translation

from tests import stories


@pytest.fixture(autouse=True)
def fresh() -> None:
    translation.activate(settings.LANGUAGE_CODE)
    stories.forget()
