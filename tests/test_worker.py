"""Scans put on record what fell due and what ended: once each, in order, whoever looks, however often; nothing rests on it."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import attrs
import pytest
from sqlalchemy import text
from tests.postgres import MISSING, programs, server
from tests.programme import NOON, clock

from tic_core import Act, Registry, worker
from tic_core.errors import RaceLost, UsageError
from tic_core.kernel.notices import in_order
from tic_core.ledger import Checkpoint, Ledger, Reader, notices, verify
from tic_core.ledger.copying import copy
from tic_core.ledger.schema import REVISIONS
from tic_core.packs import load_acts
from tic_core.worker import Scanned

LINHU = Path(__file__).parent / "cli" / "linhu"
LAW = "cn-xx-linhu"
TODAY = NOON.date()
SHARE, YARDS = 4, 5
SUBJECTS = YARDS + 3  # and two yards of the sample, and the edition


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A register with the sample acts of Linhu, and the life of its yard again for more centres than one share holds."""
    file = tmp_path_factory.mktemp("worker") / "built.db"
    told = [act for path in sorted((LINHU / "linhu-2024" / "acts").glob("*.toml")) for act in load_acts(path)]
    registry = opened(f"sqlite:///{file}")
    with registry.ledger:
        for act in sorted(told, key=lambda act: act.on):
            registry.submit(act)
        for number in range(YARDS):
            for act in (again(act, number) for act in told if act.centre == "y-1"):
                registry.submit(act)
    return file


def again(act: Act, number: int) -> Act:
    """An act of the first yard for another one, at a berth of its own."""
    facts = {name: f"A{number}" if name == "berth" else value for name, value in act.facts.items()}
    about = act.about and f"{act.about}-{number}"
    return attrs.evolve(act, id=f"{act.id}-{number}", centre=f"y-{number + 100}", facts=facts, about=about)


def opened(address: str) -> Registry:
    return Registry.open(address, policies=(LINHU,), clock=clock)


@pytest.fixture(autouse=True)
def small_shares(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a small register is more than one share."""
    monkeypatch.setattr(worker, "SHARE", SHARE)


@pytest.fixture(scope="module")
def addresses(tmp_path_factory: pytest.TempPathFactory, built: Path) -> Iterator[Any]:
    """New copies of the register, on the store of that name."""
    folder, count = tmp_path_factory.mktemp("copies"), iter(range(1000))
    if programs() is None:
        yield lambda store: pytest.skip(MISSING) if store == "server" else _file(built, folder / f"{next(count)}.db")
        return
    with server() as running:

        def make(store: str) -> str:
            if store == "file":
                return _file(built, folder / f"{next(count)}.db")
            address = running.url(running.new_schema())
            with Ledger.open(f"sqlite:///{built}") as source, Ledger.open(address) as target:
                copy(source, target)
            return address

        yield make


def _file(built: Path, target: Path) -> str:
    shutil.copy(built, target)
    return f"sqlite:///{target}"


@pytest.fixture(params=["file", "server"])
def address(request: pytest.FixtureRequest, addresses: Any) -> str:
    """A copy of the register on each store."""
    made: str = addresses(request.param)
    return made


@pytest.fixture
def registry(address: str) -> Iterator[Registry]:
    found = opened(address)
    with found.ledger:
        yield found


def answers(registry: Registry) -> list[Any]:
    """What the register says, of now and of a day gone by."""
    centres = [centre.id for centre in registry.centres()]
    return [
        [registry.centres(day) for day in (None, date(2025, 3, 1))],
        [registry.due(day) for day in (None, date(2025, 3, 1))],
        [registry.history(centre) for centre in centres],
        [registry.next(centre) for centre in centres],
        registry.verify(),
    ]


def test_a_scan_puts_on_record_what_fell_due_and_what_became_overdue_in_order(registry: Registry) -> None:
    done = registry.scan()
    found = [each.notice for each in registry.notices("y-1")]
    days = [(each.day.isoformat(), each.kind, each.name, each.period) for each in found]
    assert days == [
        ("2024-03-11", "due", "plaque", ""),
        ("2025-03-01", "due", "report", "2025"),
        ("2025-04-01", "overdue", "report", "2025"),
        ("2026-03-01", "due", "report", "2026"),
        ("2026-04-01", "overdue", "report", "2026"),
    ]
    assert {(each.owner, each.cite) for each in found} == {("owner", "7")}
    assert done == Scanned(TODAY, SUBJECTS, len(registry.notices()), checkpoint(registry))
    assert [each.sequence for each in registry.follow_notices("mailer")] == list(range(1, done.notices + 1))
    assert list(registry.follow_notices("mailer")) == []


def checkpoint(registry: Registry, known_at: int | None = None) -> str:
    with registry.ledger.reading(LAW) as reader:
        return reader.checkpoint(known_at=known_at).text


def test_each_notice_carries_the_checkpoint_that_was_the_last_when_it_was_put_on_record(registry: Registry) -> None:
    early = registry.scan(date(2025, 6, 1))
    size = registry.verify().head
    late = Act(
        id="late",
        centre="y-1",
        kind="order-mending",
        on=date(2026, 10, 20),
        by="linhu-bureau",
        document="LH-9",
        reason="缆绳磨损",
        facts={"mend.last-day": date(2026, 10, 15)},
    )
    assert registry.submit(late).status.value == "accepted"
    later = registry.scan()
    assert (early.checkpoint, later.checkpoint) == (checkpoint(registry, size), checkpoint(registry))
    assert early.checkpoint != later.checkpoint
    carried = [each.checkpoint for each in registry.feed_notices()]
    assert carried == [early.checkpoint] * early.notices + [later.checkpoint] * later.notices
    assert [each.checkpoint for each in registry.feed_notices(early.notices - 1, 2)] == [early.checkpoint, later.checkpoint]
    anchors = [Checkpoint.parse(text) for text in set(carried)]
    assert verify(registry.ledger, anchors=anchors).ok
    assert registry.scan().checkpoint == ""


def test_control_a_ledger_that_was_cut_or_written_anew_does_not_hold_against_what_a_notice_carries(
    registry: Registry, addresses: Any
) -> None:
    registry.scan()
    anchors = [Checkpoint.parse(registry.notices()[0].checkpoint)]
    other = opened(addresses("file"))
    with other.ledger, other.ledger.transaction(writing=True) as session:
        session.run(text("UPDATE tic_event SET body = replace(body, 'LH-1', 'LH-2') WHERE sequence = 1"))
        session.commit()
    assert [each.code for each in verify(registry.ledger, anchors=anchors).problems] == []
    assert "rewritten" in [each.code for each in verify(other.ledger, anchors=anchors).problems]


def test_the_checkpoint_is_computed_before_anything_is_held_and_only_where_there_is_something_to_look_at(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    for module, name in ((Reader, "checkpoint"), (notices, "claimed"), (notices, "record")):
        monkeypatch.setattr(module, name, _noting(steps, name, getattr(module, name)))
    registry.scan()
    assert steps[0] == "checkpoint"
    assert steps.count("checkpoint") == 1
    steps.clear()
    registry.scan()
    assert "checkpoint" not in steps


def _noting(steps: list[str], name: str, done: Any) -> Any:
    def noting(*args: Any, **told: Any) -> Any:
        steps.append(name)
        return done(*args, **told)

    return noting


def test_a_ledger_of_the_form_before_keeps_its_notices_without_one_until_it_is_upgraded(built: Path, tmp_path: Path) -> None:
    address = _file(built, tmp_path / "before.db")
    with closing(sqlite3.connect(tmp_path / "before.db", isolation_level=None)) as store:
        store.execute("DROP TABLE tic_checkpoint")
        store.execute("UPDATE tic_version SET version_num = '0003'")
    with opened(address).ledger as ledger:
        assert not ledger.has_tables("tic_checkpoint")
    registry = opened(address)
    with registry.ledger:
        done, before = registry.scan(date(2025, 6, 1)), registry.verify()
        assert (done.notices > 0, done.checkpoint) == (True, "")
        assert {each.checkpoint for each in registry.notices()} == {""}
    assert Ledger.upgrade(address) == ("0003", REVISIONS[-1])
    registry = opened(address)
    with registry.ledger:
        assert registry.verify() == before
        later = registry.scan()
        carried = [each.checkpoint for each in registry.feed_notices()]
        assert carried == [""] * done.notices + [later.checkpoint] * later.notices


def test_the_same_scan_twice_records_each_once(registry: Registry) -> None:
    first = registry.scan()
    before = registry.notices()
    assert (first.day, registry.scan()) == (TODAY, Scanned(TODAY))
    assert registry.scan(TODAY - timedelta(days=500)) == Scanned(TODAY - timedelta(days=500))
    assert registry.notices() == before


def scanned_by(address: str, workers: int) -> list[Any]:
    """What each of some workers did, all at once; an error in the place of what it did."""
    done: list[Any] = []

    def work() -> None:
        registry = opened(address)
        with registry.ledger:
            try:
                done.append(registry.scan())
            except Exception as error:  # noqa: BLE001 - it is looked at below
                done.append(error)

    threads = [Thread(target=work) for _ in range(workers)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return done


def test_however_many_workers_scan_at_once_each_subject_is_looked_at_once(address: str, registry: Registry, addresses: Any) -> None:
    alone = opened(addresses("file"))
    with alone.ledger:
        wanted, record = alone.scan(), [each.notice for each in alone.notices()]
    done = scanned_by(address, 4)
    assert [type(each) for each in done] == [Scanned] * 4, done
    registry.scan()  # whatever the last to die had held
    assert (sum(each.subjects for each in done), sum(each.notices for each in done)) == (wanted.subjects, wanted.notices)
    found = registry.notices()
    assert [each.notice for each in found] == record
    assert sorted(each.sequence for each in found) == list(range(1, len(found) + 1))


def test_what_was_missed_in_an_outage_is_caught_up_as_if_there_had_been_none(registry: Registry, addresses: Any) -> None:
    daily = opened(addresses("file"))
    with daily.ledger:
        for back in range(1000, -1, -37):
            daily.scan(TODAY - timedelta(days=back))
        daily.scan()
        registry.scan()
        wanted, found = daily.notices(), registry.notices()
    assert [(each.notice, each.known_at) for each in found] == [(each.notice, each.known_at) for each in wanted]
    assert {each.checkpoint for each in found} == {each.checkpoint for each in wanted}
    assert [each.notice for each in wanted] == in_order(each.notice for each in wanted)


def test_no_answer_of_the_register_depends_on_whether_a_scan_ran(registry: Registry) -> None:
    before = answers(registry)
    assert registry.scan().notices
    assert answers(registry) == before


def test_what_is_recorded_late_is_looked_at_from_its_own_day_on_and_what_was_put_on_record_stays(registry: Registry) -> None:
    registry.scan()
    before = {each.notice for each in registry.notices()}
    told = {"on": date(2026, 10, 20), "by": "linhu-bureau", "document": "LH-9", "reason": "缆绳磨损"}
    late = Act(id="late", centre="y-1", kind="order-mending", facts={"mend.last-day": date(2026, 10, 15)}, **told)
    assert registry.submit(late).status.value == "accepted"
    assert registry.scan().subjects == 1
    new = [each.notice for each in registry.notices() if each.notice not in before]
    days = [(date(2026, 10, 20), "due"), (date(2026, 10, 21), "overdue")]
    assert [(each.day, each.kind) for each in new if each.name == "mending"] == days
    assert before <= {each.notice for each in registry.notices()}


def test_a_day_that_has_not_come_is_refused(registry: Registry) -> None:
    with pytest.raises(UsageError, match="has not come"):
        registry.scan(TODAY + timedelta(days=1))
    assert registry.notices() == []


def test_a_worker_that_dies_gives_its_share_back(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(notices, "record", _die)
        with pytest.raises(RuntimeError):
            registry.scan()
    assert registry.notices() == []
    assert registry.scan().subjects == SUBJECTS


def _die(*_: Any) -> int:
    raise RuntimeError("the worker dies")


@pytest.mark.parametrize("address", ["server"], indirect=True)
def test_on_a_server_a_worker_passes_over_what_another_holds_and_does_not_wait(registry: Registry) -> None:
    registry.scan(date(2024, 1, 1))
    with registry.ledger.transaction(writing=True) as other:
        held = notices.claimed(other, LAW, TODAY, SHARE)
        assert len(held) == SHARE
        assert registry.scan().subjects == SUBJECTS - SHARE
    assert registry.scan().subjects == SHARE


def test_control_were_it_not_looked_up_first_the_key_would_still_hold_each_once(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry.scan()
    before = registry.notices()
    with registry.ledger.transaction(writing=True) as session:
        monkeypatch.setattr(notices, "KNOWN", notices.KNOWN.where(notices.KNOWN.selected_columns[0] < 0))
        with pytest.raises(RaceLost):
            notices.record(session, LAW, [(before[0].notice, 1)])
    assert registry.notices() == before


def test_notices_lie_outside_the_chain_and_the_ledger_verifies_with_them(registry: Registry) -> None:
    before = verify(registry.ledger)
    registry.scan()
    assert verify(registry.ledger) == before


def test_a_copied_ledger_keeps_notices_positions_and_what_was_looked_at(registry: Registry, tmp_path: Path) -> None:
    registry.scan()
    list(registry.follow("mirror"))
    target = opened(f"sqlite:///{tmp_path}/copy.db")
    with target.ledger:
        copy(registry.ledger, target.ledger)
        assert target.notices() == registry.notices()
        assert target.scan().subjects == 0
        assert list(target.follow("mirror")) == []
