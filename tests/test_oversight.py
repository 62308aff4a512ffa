"""The auditor's report and sample: what is out of the ordinary is named with its act; a sample can be drawn again by anybody."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.programme import acts, filled

from tic_core import Registry, oversight
from tic_core.kernel.evolve import fold
from tic_core.ledger import Known
from tic_core.model.edition import ProceedingKind
from tic_core.model.event import Effect, Event
from tic_core.oversight import KINDS, Life, drawn, population, remarks, shares
from tic_core.telling import state_digest
from tic_core.text import Text


@pytest.fixture(scope="module")
def registry() -> Registry:
    return filled()[0]


def life(registry: Registry, subject: str, *events: Event) -> Life:
    return Life(registry, subject, events, None, 30)


def codes(registry: Registry, *events: Event) -> set[str]:
    return {each.code for each in oversight._of(life(registry, "wh-x", *events))}


def an_event(registry: Registry, **changes: object) -> Event:
    """A harmless event of the programme, recorded on its day, with something changed about it."""
    event = registry.history("wh-0013")[0]
    plain = attrs.evolve(event, nature="procedural", determinations=(), recorded=f"{event.on}T04:00:00+00:00")
    return attrs.evolve(plain, **changes)


def test_an_ordinary_act_is_not_remarked_upon(registry: Registry) -> None:
    assert codes(registry, an_event(registry)) == set()


def said(choice: str = "met", reason: str = "理由", basis: str = "纪要") -> tuple[dict[str, str], ...]:
    return ({"rule": "mature", "choice": choice, "reason": reason, "basis": basis, "by": ""},)


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("departed", {"determinations": said("depart")}),
        ("unfounded", {"determinations": said(basis=" ")}),
        ("unreasoned", {"determinations": said(reason="")}),
        ("adverse", {"nature": "adverse"}),
        ("late", {"recorded": "2030-01-01T00:00:00+00:00"}),
        ("lapsed", {"on": date(2027, 7, 7), "recorded": "2027-07-07T04:00:00+00:00"}),
    ],
)
def test_each_kind_of_remark_is_made_of_the_act_it_is_about(registry: Registry, code: str, changes: dict[str, object]) -> None:
    assert codes(registry, an_event(registry, **changes)) == {code}


@pytest.mark.parametrize(
    "how", [Effect("stage", "public", type="IN_NOTICE"), Effect("proceeding", "posting", True, "posting", "open")]
)
def test_a_decision_on_the_day_its_notice_began_is_told(registry: Registry, how: Effect, monkeypatch: pytest.MonkeyPatch) -> None:
    tables = registry.shelf.lawbook("weihai-2022").edition.tables
    monkeypatch.setitem(tables["proceedings"], "posting", ProceedingKind("posting", "notice", Text("公示", "posting"), ()))
    begun = an_event(registry, effects=(how,))
    decided = attrs.evolve(begun, nature="favourable", sequence=2000, effects=(Effect("stage", "x", type="PREPARING"),))
    assert codes(registry, begun, decided) == {"same-day"}
    assert codes(registry, begun, attrs.evolve(decided, effective=date(2026, 1, 1))) == set()


def lives(registry: Registry) -> Iterator[list[Event]]:
    with registry.ledger.reading() as reader:
        yield from [events for _, events in reader.lives()]


def test_the_report_names_centre_act_and_article_and_is_the_same_as_known_then(registry: Registry) -> None:
    found = remarks(registry)
    assert {each.code for each in found} >= {"other-basis", "insiders", "unfounded", "adverse", "late"}
    assert [each.code for each in found] == sorted((each.code for each in found), key=list(KINDS).index)
    assert all(each.centre and each.act and each.text.zh for each in found)
    then = remarks(registry, known_at=300)
    assert then == remarks(registry, known_at=300)
    assert max(each.sequence for each in then) <= 300
    assert [each.act for each in found if each.code == "adverse"] == [
        event.act for event in population(registry) if event.nature == "adverse"
    ]


def test_control_a_report_that_forgets_a_kind_is_found_out(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(oversight, "KINDS", {code: each for code, each in KINDS.items() if code != "adverse"})
    with pytest.raises(AssertionError):
        test_each_kind_of_remark_is_made_of_the_act_it_is_about(registry, "adverse", {"nature": "adverse"})


# ── sampling ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────


@given(st.dictionaries(st.text("abcdef", min_size=1, max_size=3), st.integers(1, 50), min_size=1), st.integers(0, 400))
def test_a_sample_has_its_size_and_some_of_every_kind_as_far_as_they_go_round(counts: dict[str, int], size: int) -> None:
    given_ = shares(counts, size)
    assert sum(given_.values()) == min(size, sum(counts.values()))
    assert all(0 <= given_[kind] <= counts[kind] for kind in counts)
    assert size < len(counts) or all(given_.values())


def test_the_same_seed_draws_the_same_whatever_the_order_and_another_seed_draws_others(registry: Registry) -> None:
    events = population(registry)
    first = drawn(events, 25, "2026")
    assert first == drawn(reversed(events), 25, "2026")
    assert first != drawn(events, 25, "2027")
    assert len(first) == 25
    assert len(drawn(events, 10**6, "x")) == len(events)
    assert len(Counter(each.kind for each in first)) == 25


def test_a_sample_can_be_drawn_again_with_nothing_but_a_hash(registry: Registry) -> None:
    kind, _ = Counter(each.kind for each in population(registry)).most_common(1)[0]
    ids = [each.act for each in population(registry) if each.kind == kind]
    taken = [each.act for each in drawn([each for each in population(registry) if each.kind == kind], 3, "s")]
    lot = "lambda act: hashlib.sha256(f's\\n{act}'.encode()).hexdigest()"
    program = f"import hashlib, json, sys; print(json.dumps(sorted(json.load(sys.stdin), key={lot})[:3]))"
    done = subprocess.run([sys.executable, "-I", "-c", program], input=json.dumps(ids), capture_output=True, text=True, check=True)
    assert sorted(json.loads(done.stdout)) == sorted(taken)


# ── two axes ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("day", [None, date(2023, 6, 30), date(2025, 1, 16), date(2026, 11, 23)])
@pytest.mark.parametrize("known", [None, 1, 120, 500])
def test_the_register_is_every_centre_folded_from_its_own_events_on_any_day_as_known_at_any_moment(
    registry: Registry, day: date | None, known: int | None
) -> None:
    one_by_one = [
        fold(events[0].subject, [each for each in events if known is None or each.sequence <= known], day)
        for events in lives(registry)
    ]
    wanted = sorted((each for each in one_by_one if each.stage), key=lambda each: each.id)
    assert registry.centres(day, known) == wanted


def test_what_was_known_never_changes_whatever_is_recorded_later() -> None:
    """Asked at each of some moments, then asked for those moments again when everything is on record."""
    whole, _ = filled()
    sequences = [each.sequence for each in population(whole)]
    for known in (60, 300, 450):
        early = Registry.open("sqlite://", clock=whole.clock)
        for act in acts():
            with early.ledger.reading() as reader:
                last = reader.last() if reader.jurisdictions() else 0
            if last >= known:
                break
            early.submit(act)
        day = date(2024, 6, 30)
        assert state_digest(early.centres(day)) == state_digest(whole.centres(day, known))
        assert early.due(day) == whole.due(day, known)
        assert early.incentives(day) == whole.incentives(day, known)
        centre = next(each.id for each in early.centres(day) if not each.final)
        assert [each.kind.id for each in early.next(centre, day)] == [
            each.kind.id for each in whole.next(centre, day, known_at=known)
        ]
        assert [each.blocked for each in early.next(centre, day)] == [
            each.blocked for each in whole.next(centre, day, known_at=known)
        ]
    assert len(sequences) > 450


def test_a_reader_of_what_was_known_sees_nothing_later(registry: Registry) -> None:
    with registry.ledger.reading() as reader:
        then = Known(reader, 200)
        assert then.header()[2] == 200
        assert [each.sequence for each in then.feed()] == list(range(1, 201))
        assert all(each.sequence <= 200 for _, events in then.lives() for each in events)
        later = next(each for each in reader.feed(after=200))
        assert then.accepted(later.act) is None
        assert reader.accepted(later.act) is not None
        held = {each.key for each in reader.reservations()}
        assert set(then.holders("industry", held)) < held
