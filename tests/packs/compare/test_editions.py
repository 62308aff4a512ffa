"""Two editions side by side: nothing slips, each change stands at its article, and the other way round it is the mirror image."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import attrs
import pytest

from tic_core.kernel.lawbook import Lawbook
from tic_core.model.edition import LISTS
from tic_core.packs import load
from tic_core.packs.compare.editions import Change, compare
from tic_core.packs.compare.rules import MIRROR
from tic_core.packs.compare.words import ATTRIBUTES
from tic_core.packs.draft import LISTED, SINGLE
from tic_core.rules.derived import CORE_OPERATIONS
from tic_core.rules.reference import derive, evaluate

SMALLEST = Path(__file__).parents[3] / "examples/smallest/binhai-2026/edition.toml"
WEIHAI = Path(__file__).parents[3] / "policies/tic_policies/weihai-2022/edition.toml"
Edit = tuple[str, str, str, str]  # table, id, what stands there, what shall stand there

MIRRORED = {**MIRROR, "earlier": "later", "later": "earlier", "added": "removed", "removed": "added"}


def edited(text: str, *edits: Edit) -> str:
    """A document with some items changed, each in one place."""
    blocks = re.split(r"(?m)^(?=\[\[)", text)
    for table, name, old, new in edits:
        head = re.compile(rf'\A\[\[{table}\]\]\n(?:.*\n)*?id\s*= "{re.escape(name)}"', re.MULTILINE)
        (place,) = [index for index, block in enumerate(blocks) if head.match(block)]
        assert blocks[place].count(old) == 1, (name, old, blocks[place])
        blocks[place] = blocks[place].replace(old, new)
    return "".join(blocks)


@pytest.fixture(scope="module")
def small() -> str:
    return SMALLEST.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def weihai() -> str:
    return WEIHAI.read_text(encoding="utf-8")


def book(text: str) -> Lawbook:
    return Lawbook(load(text.encode()))


def differ(old: str, new: str) -> dict[str, Change]:
    """The changes by ``table:id``; every example of a rule is run again under both editions."""
    one, other = book(old), book(new)
    found = compare(one, other)
    for change in found:
        for witness in change.witnesses:
            for law, name, said in ((one, change.was or change.id, witness.old), (other, change.id, witness.new)):
                assert evaluate(law.rules[name], derive(witness.facts, law.edition.derived), law.rules).verdict is said
            assert witness.old is not witness.new or change.relation == "looser"
    return {f"{change.table}:{change.id}": change for change in found}


def test_an_edition_does_not_differ_from_itself(small: str, weihai: str) -> None:
    assert differ(small, small) == differ(weihai, weihai) == {}


def test_comments_and_the_order_of_the_document_are_no_difference(small: str) -> None:
    blocks = re.split(r"(?m)^(?=\[\[)", small)
    roles = [block for block in blocks if block.startswith("[[role]]")]
    turned = small.replace("".join(roles), "".join(reversed(roles)))

    assert turned != small
    assert differ(small, turned) == {}


SUCCESSOR: tuple[Edit, ...] = (
    ("rule", "committee-share", '"1/3"', '"1/4"'),
    ("rule", "term-generally-three-years", "years = 3", "months = 36"),
    ("rule", "acceptance-passed", '"good"', '"good", "unqualified"'),
    ("rule", "mode-leader-led", '"leader-led"', '"joint"'),
    ("rule", "visit-passed", '"9(3)"', '"9(2)"'),
    ("duty", "task-book", "days = 30", "days = 60"),
)


@pytest.fixture(scope="module")
def successor(weihai: str) -> str:
    """A draft that follows Weihai's measure: one rule stricter, one looser, one the same in other words, one neither, one moved."""
    return edited(weihai, *SUCCESSOR)


def test_of_a_draft_successor_every_change_is_told_and_which_way_it_goes(weihai: str, successor: str) -> None:
    found = differ(weihai, successor)

    told = {name: change.relation for name, change in found.items()}
    assert {
        table_id: told.get(table_id) for table_id in (f"{'rules' if t == 'rule' else 'duties'}:{i}" for t, i, _, _ in SUCCESSOR)
    } == {
        "rules:committee-share": "stricter",
        "rules:term-generally-three-years": "equivalent",
        "rules:acceptance-passed": "looser",
        "rules:mode-leader-led": "incomparable",
        "rules:visit-passed": "equivalent",
        "duties:task-book": "later",
    }
    assert found["rules:visit-passed"].moved
    assert str(found["rules:visit-passed"].before) == "9(3)"
    assert found["rules:committee-sound"].relation == "stricter"  # made of the one that changed
    assert [text.en for text in found["rules:committee-sound"].through] == [
        "rule “people of lead unit and co-builders are at most one third”"
    ]
    assert {change.table for change in found.values()} == {"rules", "duties"}


def test_read_backwards_it_is_the_mirror_image(weihai: str, successor: str) -> None:
    there, back = differ(weihai, successor), differ(successor, weihai)

    assert {name: (change.how, change.relation) for name, change in back.items()} == {
        name: (MIRRORED.get(change.how, change.how), MIRRORED.get(change.relation, change.relation))
        for name, change in there.items()
    }


SMALL_EDITS: dict[str, tuple[Edit, str, str]] = {
    "an act asks for one rule more": (("act", "amend", 'notes = ["half', 'requires = ["half'), "stricter", "requires, added"),
    "an act asks for one rule less": (
        ("act", "recognise", 'requires = ["half-at-most", "workshop-sound"]', 'requires = ["workshop-sound"]'),
        "looser",
        "requires, removed: at most half",
    ),
    "others may take it": (("act", "withdraw", 'roles = ["unit"]', 'roles = ["bureau"]'), "incomparable", "who may"),
    "it leaves from fewer stages": (
        ("act", "withdraw", 'from = ["applied", "recognised"]', 'from = ["recognised"]'),
        "stricter",
        "moves, removed: applied, model workshop → withdrawn",
    ),
    "a report is due earlier": (("duty", "yearly-report", "month = 3", "month = 2"), "earlier", "2027-03-31 → 2027-02-28"),
    "a stage of another kind": (("stage", "withdrawn", '"WITHDRAWN"', '"CLOSED"'), "", "withdrawn → closed"),
    "a word more": (
        ("vocabulary", "side", "terms = [", 'terms = [{ id = "x", name = { zh = "其他", en = "other" } },'),
        "",
        "terms, added: other",
    ),
    "another reading": (("interpretation", "Q1", "期限的最后一日", "最后一日"), "", "what it changes"),
    "another judge": (("rule", "workshop-sound", 'cite = "5"', 'judge = "unit"\ncite = "5"'), "equivalent", "who judges"),
}
PLURAL = {"vocabulary": "vocabularies", "duty": "duties"}


@pytest.mark.parametrize("edit", SMALL_EDITS)
def test_a_change_of_an_act_a_duty_or_a_word_is_told_with_what_was_and_what_is(edit: str, small: str) -> None:
    change, relation, says = SMALL_EDITS[edit]
    name = f"{PLURAL.get(change[0], change[0] + 's')}:{change[1]}"
    found = differ(small, edited(small, change))

    assert name in found
    assert found[name].relation == relation
    assert says in " | ".join(text.en for text in found[name].said)


THREE = """[[rule]]
id = "three"
kind = "comparison"
name = { zh = "三人", en = "three" }
fact = "members.count"
at_least = 3
cite = "4"
"""


def test_what_is_new_and_what_is_gone_is_told_and_what_only_got_another_id_is_recognised(small: str) -> None:
    renamed = small.replace('"half-at-most"', '"at-most-half"')
    added = small.replace("# ── 阶段 stages ──", f"{THREE}\n# ── 阶段 stages ──").replace(
        'notes = ["half', 'notes = ["three", "half', 1
    )

    assert {name: change.how for name, change in differ(small, added).items()} == {"rules:three": "added", "acts:amend": "changed"}
    assert {name: change.how for name, change in differ(added, small).items()} == {
        "rules:three": "removed",
        "acts:amend": "changed",
    }
    found = differ(small, renamed)["rules:at-most-half"]
    assert (found.how, found.was, found.relation) == ("changed", "half-at-most", "equivalent")


def test_the_window_comes_first_then_the_articles_in_their_order(weihai: str, successor: str) -> None:
    later = successor.replace("first = 2022-07-07", "first = 2022-08-07")
    assert later != successor
    changes = compare(book(weihai), book(later))
    places = [(change.cite.article, change.cite.item) for change in changes[1:] if change.cite and change.cite.part == "article"]

    assert changes[0].table == "identity"
    assert places == sorted(places)


@pytest.mark.parametrize("table", LISTS)
def test_no_table_is_passed_over(table: str, weihai: str) -> None:
    law = book(weihai)
    if not law.edition.tables[table]:
        pytest.skip("Weihai's measure has none")
    import attrs

    last = getattr(law.edition, table)[-1]
    key = "question" if table == "interpretations" else "name"
    other = attrs.evolve(last, **{key: attrs.evolve(getattr(last, key), en="something else")})
    changed = attrs.evolve(law.edition, **{table: (*getattr(law.edition, table)[:-1], other)})

    found = compare(law, Lawbook(changed))

    assert f"{table}:{last.id}" in {f"{change.table}:{change.id}" for change in found}


def test_control_a_table_that_is_left_out_is_found(monkeypatch: pytest.MonkeyPatch, small: str) -> None:
    import tic_core.packs.compare.editions as module

    real: Callable[..., object] = module._table
    monkeypatch.setattr(module, "_table", lambda old, new, table: iter(()) if table == "duties" else real(old, new, table))

    assert differ(small, edited(small, SMALL_EDITS["a report is due earlier"][0])) == {}


def test_a_rule_that_only_got_another_id_leaves_the_acts_that_ask_for_it_as_they_were(small: str) -> None:
    renamed = small.replace('"half-at-most"', '"at-most-half"')
    found = differ(small, renamed)

    assert renamed != small
    assert set(found) == {"rules:at-most-half"}
    assert (found["rules:at-most-half"].was, found["rules:at-most-half"].relation) == ("half-at-most", "equivalent")


LOOKED_UP = """
[[derived]]
id = "places"
op = "look-up"
name = { zh = "名额", en = "places" }
gives = "whole"
hit = "first"
rows = [
    { when = [{ fact = "members.own", at_least = 3 }], then = 8 },
    { when = [], then = 5 },
]
cite = "4"
"""


def test_of_a_table_the_row_is_told_that_changed(small: str) -> None:
    derived = re.findall(r'(?m)^\[\[derived\]\]\nid\s*= "(.*)"', small)
    old = small + LOOKED_UP.replace("members.own", derived[0])
    (change,) = differ(old, old.replace("then = 8", "then = 9")).values()
    said = " ".join(text.en for text in change.said)

    assert "is at least 3: 9" in said
    assert "is at least 3: 8" in said
    assert "otherwise" not in said  # the other row is as it was


def test_every_attribute_of_a_thing_has_a_word() -> None:
    classes = (*SINGLE.values(), *(kind for table, kind in LISTED.items() if table not in ("rule", "derived")))
    named = {field.name.removesuffix("_") for kind in (*classes, *CORE_OPERATIONS) for field in attrs.fields(kind)}

    assert named - {"id"} - ATTRIBUTES.keys() == set()
