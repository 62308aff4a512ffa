"""Tables become values by their exact types, with the rule kinds that are given, built once."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any, ClassVar, Literal

import attrs
import pytest

from tic_core.errors import DocumentError, UsageError
from tic_core.model.cite import Cite
from tic_core.model.dates import Period
from tic_core.model.edition import LISTS
from tic_core.model.rule import Rule
from tic_core.packs import load
from tic_core.packs.draft import TABLES
from tic_core.packs.structure import KINDS, structurer
from tic_core.rules.kinds import FactRef
from tic_core.text import Text


def test_every_list_of_an_edition_has_a_table_in_the_document() -> None:
    assert tuple(TABLES.values()) == LISTS


def test_values_come_out_in_their_exact_types(base: str) -> None:
    edition = load(base.encode())
    rules = edition.tables["rules"]
    assert edition.identity.in_force.first == date(2025, 1, 1)
    assert edition.identity.title == Text("青屿县小工坊管理办法", "Measure of Qingyu County on small workshops")
    assert rules["inside-share"].at_most == Fraction(1, 3)
    assert rules["notice-over"].after == FactRef("notice.last-day")
    assert rules["independent"].cite == Cite(3, 1)
    assert rules["on-time"].within == Period(days=30)
    assert edition.tables["acts"]["strike"].moves[0].from_ == ("asked", "shown", "workshop", "mending")
    assert edition.tables["acts"]["ask"].moves[0].from_ == ()
    assert edition.tables["derived"]["grade"].bands[1].above == "59.5"
    assert edition.tables["duties"]["report"].yearly.day == "last"
    assert edition.convention.assumed == ("Q1",)


def test_readers_are_built_once_for_a_set_of_kinds() -> None:
    assert structurer(KINDS) is structurer(dict(KINDS))
    assert structurer(KINDS) is not structurer({"share": KINDS["share"]})


@attrs.frozen(kw_only=True)
class Quorum(Rule):
    """A plugin's kind: so many members, and a word for why."""

    kind: ClassVar[str] = "quorum"
    members: str
    least: int
    pair: tuple[int, ...] = ()

    def __attrs_post_init__(self) -> None:
        if self.least < 1:
            raise ValueError("a quorum of nobody")

    def reads(self) -> tuple[Any, ...]:
        return (self.members,)


OURS = {**KINDS, "quorum": Quorum}
QUORUM = '[[rule]]\nid = "q"\nkind = "quorum"\nname = { zh = "人数", en = "quorum" }\nmembers = "members"\nleast = 3\ncite = "4"\n'


def with_rule(base: str, rule: str) -> bytes:
    return base.replace('[[act]]\nid = "ask"', rule + '\n[[act]]\nid = "ask"').encode()


def test_a_plugins_kind_is_read_like_the_cores_own(base: str) -> None:
    edition = load(with_rule(base, QUORUM), kinds=OURS)
    assert edition.tables["rules"]["q"] == Quorum(id="q", name=Text("人数", "quorum"), members="members", least=3, cite=Cite(4))


@pytest.mark.parametrize(
    ("old", "new", "code", "key", "en"),
    [
        ('kind = "quorum"', 'kind = "quorom"', "unknown-kind", "rule[q].kind", "did you mean quorum?"),
        ("least = 3", 'least = "3"', "wrong-type", "rule[q].least", "a whole number"),
        ('members = "members"', 'members = "member"', "unknown-reference", "rule[q].members", "did you mean members, members.all?"),
        ("least = 3", "least = 0", "refused", "rule[q]", "these values do not go together: a quorum of nobody"),
        ("least = 3", "least = 3\npair = [1, true]", "wrong-type", "rule[q].pair[2]", "true is of the wrong type"),
        ("least = 3", "", "missing-key", "rule[q].least", "least is missing — a whole number"),
    ],
)  # fmt: skip
def test_a_plugins_kind_is_checked_like_the_cores_own(base: str, old: str, new: str, code: str, key: str, en: str) -> None:
    with pytest.raises(DocumentError) as error:
        load(with_rule(base, QUORUM.replace(old, new)), kinds=OURS)
    (fault,) = error.value.faults
    assert (fault.code, fault.key) == (code, key)
    assert en in fault("en")


def test_without_the_plugin_its_kind_is_unknown(base: str) -> None:
    with pytest.raises(DocumentError) as error:
        load(with_rule(base, QUORUM))
    assert [fault.code for fault in error.value.faults] == ["unknown-kind"]


def test_tables_in_tables_without_end_are_one_fault(base: str, faults) -> None:
    """Headers nest without any bracket inside another, so the reader's own limit does not see them."""
    deep = base + '\n[[fact]]\nid = "deep"\n' + "".join(f'[[fact{".fields" * depth}]]\nid = "f"\n' for depth in range(1, 60))
    found = faults(deep)
    assert "too-deep" in {fault.code for fault in found}


@pytest.mark.parametrize("table", ["act", "rule", "identity", "derived", "fact"])
@pytest.mark.parametrize("value", ["1", '"x"', "[1, 2]", "[[]]", "{ x = 1 }", "[{}]", "true", "2022-07-07", "1.5"])
def test_a_table_that_is_something_else_is_a_fault(table: str, value: str, faults) -> None:
    found = faults(f'schema = "tic/edition/1"\n{table} = {value}\n')
    assert any(fault.line == 2 and fault.key.startswith(table) for fault in found)


def kind_with(field: type) -> dict[str, type[Rule]]:
    """A plugin's kind whose one field is of this type."""
    made = attrs.make_class("Odd", {"field": attrs.field(type=field)}, bases=(Rule,), frozen=True, kw_only=True)
    made.kind, made.reads = "odd", lambda self: ()
    return {**KINDS, "odd": made}


@pytest.mark.parametrize(
    "field", [float, bytes, list[str], dict, set[str], tuple[str, int], float | None, tuple[float, ...], complex]
)
def test_a_kind_whose_field_no_document_can_hold_exactly_is_refused(field: type, base: str) -> None:
    with pytest.raises(UsageError) as error:
        load(base.encode(), kinds=kind_with(field))
    assert "规则类 Odd 有类型为" in error.value.message("zh")
    assert "the rule kind Odd has a field of the type" in error.value.message("en")


@pytest.mark.parametrize(("value", "code"), [('"one"', ""), ('"three"', "unknown-word"), ("1", "unknown-word")])
def test_a_literal_takes_its_words_alone(value: str, code: str, base: str) -> None:
    rule = '[[rule]]\nid = "odd"\nkind = "odd"\nname = { zh = "一", en = "x" }\ncite = "4"\nfield = ' + value + "\n"
    try:
        load(with_rule(base, rule), kinds=kind_with(Literal["one", "two"]))
    except DocumentError as error:
        found = error.faults
    else:
        found = ()
    assert [fault.code for fault in found] == [code] * bool(code)
