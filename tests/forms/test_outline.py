"""The outline is data beside the edition, and is held to it: everything wrong is told, with its place."""

from __future__ import annotations

import pytest
from tests.forms.conftest import FOLDER, PLAN

from tic_core.errors import DocumentError, Fault
from tic_core.forms import Form, forms_in, load_form
from tic_core.model.edition import Edition


def faults(edition: Edition, text: str) -> tuple[Fault, ...]:
    with pytest.raises(DocumentError) as caught:
        load_form(text.encode(), edition, "plan.toml")
    return caught.value.faults


def test_the_forms_of_an_edition_lie_beside_it() -> None:
    assert forms_in(FOLDER) == {"plan": PLAN}
    assert forms_in(FOLDER / "acts") == {}


def test_weihais_outline_has_the_annex_seven_parts(plan: Form) -> None:
    assert [(part.about, part.at_least) for part in plan.part] == [
        (1000, None),
        (800, None),
        (2000, None),
        (2000, None),
        (None, 1000),
        (None, None),
        (None, None),
    ]
    assert [part.name.zh for part in plan.part] == [part.heading[0] for part in plan.part]


@pytest.mark.parametrize(
    ("old", "new", "code", "key"),
    [
        ('"tic/form/1"', '"tic/form/2"', "unknown-schema", "schema"),
        ('= "weihai-2022"', '= "linhu-2024"', "other-edition", "edition"),
        ('"1/5"', '"5/5"', "bad-tolerance", "tolerance"),
        ('"1/5"', "0.2", "float", "tolerance"),
        ('tolerance = "1/5"', 'tolerence = "1/5"', "unknown-key", "tolerence"),
        ('assumed   = ["Q48"]', "assumed   = []", "no-source", "assumed"),
        ('assumed   = ["Q48"]', 'assumed   = ["Q480"]', "no-question", "assumed[1]"),
        ('"plan.parts"', '"plan.part"', "no-fact", "fact"),
        ('"plan.basis-length"', '"plan.tasks"', "no-fact", "part[basis].fact"),
        ('id      = "ideas"', 'id      = "goals"', "twice", "part[goals].id"),
        ('["总体思路", ', '["总体思路", "目 标 任 务", ', "twice", "part[ideas].heading[2]"),
        ('["总体思路", ', '["总体思路", " ", ', "no-words", "part[ideas].heading[2]"),
        ("about   = 800", "about   = 0", "bad-length", "part[ideas].about"),
        ("about   = 800", "about   = 800\nat_least = 800", "two-lengths", "part[ideas].at_least"),
        ("about   = 800", "about   = true", "wrong-type", "part[ideas].about"),
        ('"annex(2)"', '"annexe(2)"', "bad-cite", "part[ideas].cite"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(weihai: Edition, old: str, new: str, code: str, key: str) -> None:
    text = PLAN.read_text(encoding="utf-8")
    assert old in text

    found = faults(weihai, text.replace(old, new, 1))

    assert (code, key) in [(each.code, each.key) for each in found]
    assert all(each.line > 0 for each in found)


def test_a_form_without_parts_is_none(weihai: Edition) -> None:
    head = PLAN.read_text(encoding="utf-8").partition("[[part]]")[0]

    assert [each.code for each in faults(weihai, head)] == ["missing-key"]
    assert [each.code for each in faults(weihai, head.replace("tolerance", "part = []\ntolerance"))] == ["no-parts"]
