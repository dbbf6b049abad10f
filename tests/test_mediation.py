"""Whether mediation can be done here, as the doctor looks."""

from typing import Any

import pytest

from huying import mediation
from huying.civic.mediation.models import Committee, DisputeType, Mediator
from huying.civic.mediation.papers import setting
from tests.civic.mediation import stories

pytestmark = pytest.mark.django_db


def test_a_city_that_does_not_mediate_lacks_nothing_until_a_type_is_set_up() -> None:
    assert (mediation.committees().well, mediation.fonts().well) == (True, True)
    DisputeType.objects.create(code="D10", zh="劳动争议纠纷", en="Labour")
    assert (mediation.committees().well, mediation.committees().found.en) == (False, "no committee mediates")


def test_a_committee_lacks_people_or_its_seal(monkeypatch: pytest.MonkeyPatch) -> None:
    town = stories.town()
    assert mediation.committees().well
    Committee.objects.filter(unit=town.unit["centre"]).update(seal="")
    Mediator.objects.filter(staff__unit=town.unit["labour_committee"]).delete()
    assert mediation.committees().mend.en == "No mediator: Labour Committee. No seal: Yundong Mediation Centre."
    nothing: Any = list
    monkeypatch.setattr(setting, "_fonts", nothing)
    assert (mediation.fonts().well, mediation.fonts().found.zh) == (False, "没有中文字体")
