"""An act counts from its own day unless it says otherwise, and is refused in whole where its form cannot be read."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import attrs
import pytest

from tic_core.errors import UsageError
from tic_core.model.act import Act, Determination, visible, well_formed
from tic_core.text import Text

GOOD: dict[str, Any] = {"id": "1", "kind": "visit", "on": date(2023, 3, 1), "by": "lake-bureau"}


def test_an_act_counts_from_the_day_it_was_decided_unless_it_names_another() -> None:
    assert Act(**GOOD).counts_from == date(2023, 3, 1)
    assert Act(**GOOD, effective=date(2023, 4, 1)).counts_from == date(2023, 4, 1)


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": ""},
        {"kind": ""},
        {"by": ""},
        {"id": 3},
        {"on": datetime(2023, 3, 1, tzinfo=UTC)},
        {"on": "2023-03-01"},
        {"effective": "2023-03-01"},
        {"facts": []},
        {"facts": {1: "a"}},
        {"persons": None},
        {"determinations": ("met",)},
        {"determinations": 5},
        {"determinations": None},
        {"determinations": "met"},
        {"persons": {"p": 5}},
        {"persons": {"p": {"name": 5}}},
        {"persons": {"p": {5: "name"}}},
        {"persons": {"": {}}},
        {"expected": True},
        {"expected": "3"},
        {"reason": None},
    ],
    ids=str,
)
def test_an_act_that_cannot_be_read_is_refused_and_says_where(wrong: dict[str, Any]) -> None:
    with pytest.raises(UsageError) as refused:
        well_formed(Act(**{**GOOD, **wrong}))
    assert next(iter(wrong)) in refused.value.what.en
    assert refused.value.exit_code == 2


def test_a_fact_that_nests_without_end_is_refused() -> None:
    deep: list[Any] = []
    for _ in range(2000):
        deep = [deep]
    assert told(Act(**GOOD, facts={"deep": deep})).en == "these parts of the act are ill-formed: facts.deep"


@pytest.mark.parametrize("part", ["rule", "choice", "reason", "basis", "by"])
@pytest.mark.parametrize("wrong", [None, 5])
def test_a_determination_that_is_not_made_of_texts_is_refused(part: str, wrong: Any) -> None:
    said = Determination(**{"rule": "sound", "choice": "met", "reason": "because", part: wrong})
    assert told(Act(**GOOD, determinations=(said,))).en == f"these parts of the act are ill-formed: determinations[1].{part}"


def test_everything_that_is_wrong_is_told_at_once() -> None:
    what = told(Act(**{**GOOD, "id": 3, "on": None, "persons": {"p": {"name": 5}}}))
    assert what.en == "these parts of the act are ill-formed: id, on, persons.p.name"
    assert what.zh == "行为的以下各项不成形：id、on、persons.p.name"
    what = told(Act(**{**GOOD, "id": " ", "kind": "k" * 201, "by": "a\0", "about": "b\0"}))
    assert what.en == (
        "these parts of the act are empty: id; these parts of the act are too long: kind; "
        "these parts of the act hold invisible control characters: by, about"
    )


IDS = ("id", "kind", "by", "centre", "policy", "basis", "about", "person")


@pytest.mark.parametrize("part", IDS)
def test_an_id_has_nothing_in_it_that_cannot_be_seen_and_an_end(part: str) -> None:
    for sign in ("\u200b", "\u202e", "\u2066", "\ufeff", "\x1b", "\n", "\0", "\ud800"):
        assert told(Act(**{**GOOD, part: f"a{sign}b"})).en.endswith(f"control characters: {part}")
    assert well_formed(Act(**{**GOOD, part: "中" * 200}))
    assert told(Act(**{**GOOD, part: "中" * 201})).en == f"these parts of the act are too long: {part}"


@pytest.mark.parametrize("sign", ["\0", "\x07", "\x1b[31m", "\x7f", "\x9b", "\r", "\ud800"], ids=ascii)
@pytest.mark.parametrize(
    "where",
    [
        {"document": "{}"},
        {"reason": "{}"},
        {"facts": {"name": "{}"}},
        {"facts": {"rows": [{"name": ["{}"]}]}},
        {"facts": {"rows": ({"{}": 1},)}},
        {"facts": {"{}": 1}},
        {"persons": {"{}": {}}},
        {"persons": {"p": {"name": "{}"}}},
        {"persons": {"p": {"{}": "name"}}},
        {"determinations": (Determination("r", "met", "{}"),)},
        {"determinations": (Determination("r", "met", "why", basis="{}"),)},
        {"determinations": (Determination("r{}", "met", "why"),)},
    ],
    ids=str,
)
def test_no_text_of_an_act_holds_what_no_store_keeps_and_no_page_shows(where: dict[str, Any], sign: str) -> None:
    what = told(Act(**GOOD, **{part: put(value, sign) for part, value in where.items()}))
    assert "hold invisible control characters" in what.en
    assert what.en.isprintable()


def test_a_reason_may_have_line_breaks_and_nothing_else_may() -> None:
    said = Determination("sound", "met", "one\n\ttwo")
    assert well_formed(Act(**GOOD, reason="一\n二\t三", determinations=(said,)))
    for where in ({"document": "a\nb"}, {"facts": {"reason": "a\nb"}}, {"persons": {"p": {"reason": "a\nb"}}}):
        assert "control characters" in told(Act(**GOOD, **where)).en


def test_marks_that_only_shape_a_word_may_stand_in_text_for_people() -> None:
    assert well_formed(Act(**GOOD, reason="क्‍ष", facts={"name": "می‌خواهم"}, document="a\u00adb"))


@pytest.mark.parametrize("text", ["", " ", "\u3000\t\n", "\u200b\u200d", "\u2060\ufeff", "\u3164", "\u2800", "\0"], ids=ascii)
def test_what_cannot_be_seen_is_no_text(text: str) -> None:
    assert not visible(text)
    assert visible(text + "字")
    if text:
        assert "these parts of the act are empty: by" in told(Act(**{**GOOD, "by": text})).en


def test_a_good_act_is_handed_on_as_it_is() -> None:
    act = Act(**GOOD, determinations=(Determination("sound", "met", "because"),), expected=3)
    assert well_formed(act) is act
    listed = Act(**GOOD, determinations=[Determination("sound", "met", "because")], persons={"p": {}})  # type: ignore[arg-type]
    assert well_formed(listed) is listed


def told(act: Act) -> Text:
    with pytest.raises(UsageError) as refused:
        well_formed(act)
    assert refused.value.exit_code == 2
    return refused.value.what


def put(value: Any, sign: str) -> Any:
    """A value with the sign in place of each ``{}``."""
    if isinstance(value, str):
        return value.replace("{}", f"a{sign}b")
    if isinstance(value, dict):
        return {put(key, sign): put(each, sign) for key, each in value.items()}
    if isinstance(value, Determination):
        return Determination(**{name: put(each, sign) for name, each in attrs.asdict(value).items()})
    return type(value)(put(each, sign) for each in value) if isinstance(value, list | tuple) else value
