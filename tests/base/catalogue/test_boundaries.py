"""Some things are never asked for."""

import pytest

from huying.base.catalogue.boundaries import refused


@pytest.mark.parametrize(
    ("name", "title", "term"),
    [
        ("id_card", "", "id card"),
        ("idCardNumber", "", "id card"),
        ("number", "车牌号码", "车牌"),
        ("applicant", "您的民族", "民族"),
        ("who", "Is this a key person?", "key person"),
        ("face-photo", "", "face"),
        ("pole_number", "灯杆编号", ""),
        ("surface", "路面情况", ""),
        ("template", "Which plates are broken?", ""),
    ],
)
def test_a_field_on_the_refused_list_is_told_by_its_term(name, title, term):
    assert refused(name, title) == term
