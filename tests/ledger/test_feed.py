"""Whoever follows the feed misses nothing, however slowly twelve writers commit at once; and goes on from where he was."""

from __future__ import annotations

import itertools
import random
import time
from collections.abc import Callable
from threading import Event as Flag
from threading import Thread
from typing import Any

import pytest
from tests.ledger.conftest import WEIHAI, Scribe

from tic_core.errors import LedgerError, UsageError
from tic_core.ledger import Ledger, verify
from tic_core.ledger.chain import GENESIS, link
from tic_core.ledger.codec import digest, encode
from tic_core.ledger.feed import Consumer, consumers, events, feed
from tic_core.ledger.writing import NEW_EVENT

EVERY_STORE = True

WRITERS, EACH = 12, 6
Write = Callable[[Ledger, str, float], None]


def slowly(ledger: Ledger, act: str, pause: float) -> None:
    """One act under the product's own append, with a commit that is long in coming."""
    with ledger.writing(WEIHAI) as writer:
        Scribe(ledger).add(writer, act, act)
        time.sleep(pause)


def numbered_too_early(numbers: itertools.count[int]) -> Write:
    """The control: as an append would be that takes its number before its turn to commit comes."""

    def write(ledger: Ledger, act: str, pause: float) -> None:
        event = Scribe.event(next(numbers), 1, act, act)
        time.sleep(pause)
        body = encode(event)
        place = (WEIHAI, event.sequence, act, 1, act, digest(act.encode()), event.kind, "2023-03-01", "2023-03-01", event.recorded)
        with ledger.transaction(writing=True) as session:
            session.put(NEW_EVENT, (*place, body, GENESIS, link(GENESIS, body)))
            session.commit()

    return write


def followed(address: str, write: Write, chance: random.Random) -> tuple[list[int], int]:
    """The sequences that a consumer saw while the writers wrote, and how many acts there are."""
    over, seen, pauses = Flag(), list[int](), [chance.random() * 0.02 for _ in range(WRITERS * EACH)]

    def writing(worker: int) -> None:
        with Ledger.open(address, patience=60) as ledger:
            for number in range(EACH):
                write(ledger, f"w{worker}-{number}", pauses[worker * EACH + number])

    def reading() -> None:
        with Ledger.open(address, patience=60) as ledger:
            last = False
            while True:
                seen.extend(event.sequence for event in Consumer(ledger, WEIHAI, "mirror").follow(events))
                if last:
                    return
                last = over.is_set()

    reader, writers = Thread(target=reading), [Thread(target=writing, args=(worker,)) for worker in range(WRITERS)]
    for each in (reader, *writers):
        each.start()
    for each in writers:
        each.join()
    over.set()
    reader.join()
    return seen, WRITERS * EACH


@pytest.fixture
def begun(ledger: Ledger) -> Ledger:
    """A ledger with the jurisdiction in it."""
    with ledger.writing(WEIHAI):
        pass
    return ledger


@pytest.mark.usefixtures("many_connections")
def test_a_consumer_under_twelve_slow_writers_misses_nothing(begun: Ledger, address: str, chance: random.Random) -> None:
    seen, acts = followed(address, slowly, chance)
    assert seen == list(range(1, acts + 1))
    assert verify(begun).ok


@pytest.mark.usefixtures("many_connections")
def test_control_where_appends_are_not_serialised_it_misses_some(begun: Ledger, address: str, chance: random.Random) -> None:
    seen, acts = followed(address, numbered_too_early(itertools.count(1)), chance)
    with begun.reading() as reader:
        assert reader.count(WEIHAI) == acts
    assert len(seen) < acts


def test_a_consumer_goes_on_where_it_was_and_one_of_another_name_begins_anew(register: Any, ledger: Ledger) -> None:
    mirror = Consumer(ledger, WEIHAI, "mirror")
    assert [event.sequence for event in mirror.follow(events, limit=4)] == [1, 2, 3, 4]
    assert mirror.position == 4
    assert [event.act for event in Consumer(ledger, WEIHAI, "mirror").follow(events)] == ["a-5", "a-6"]
    assert [event.sequence for event in Consumer(ledger, WEIHAI, "other").follow(events)] == [1, 2, 3, 4, 5, 6]
    register.write("wh-1", "a-7")
    assert [event.sequence for event in mirror.follow(events)] == [7]
    assert consumers(ledger) == [(WEIHAI, "events", "mirror", 7), (WEIHAI, "events", "other", 6)]


def test_what_a_consumer_failed_on_comes_again_under_the_same_number(register: Any, ledger: Ledger) -> None:
    mirror, seen = Consumer(ledger, WEIHAI, "mirror"), list[int]()
    with pytest.raises(ZeroDivisionError):
        _fail_on(mirror, seen, 3)
    assert mirror.position == 2
    assert [event.sequence for event in mirror.follow(events)] == [3, 4, 5, 6]


def _fail_on(mirror: Consumer, seen: list[int], last: int) -> None:
    following = mirror.follow(events)
    try:
        for event in following:
            seen.append(event.sequence)
            seen[0] // (last - event.sequence)
    finally:
        following.close()  # type: ignore[attr-defined]


def test_a_position_never_goes_back(register: Any, ledger: Ledger) -> None:
    mirror = Consumer(ledger, WEIHAI, "mirror")
    for sequence, position in ((4, 4), (2, 4), (5, 5)):
        mirror.confirm(sequence)
        assert mirror.position == position


def test_the_feed_is_read_page_by_page_from_any_number_on(register: Any, ledger: Ledger) -> None:
    for after, limit, wanted in ((0, None, [1, 2, 3, 4, 5, 6]), (4, None, [5, 6]), (1, 2, [2, 3]), (6, None, [])):
        assert [event.sequence for event in feed(events, ledger, WEIHAI, after, limit)] == wanted
    assert list(feed(events, ledger, "cn-sd-yantai")) == []


def test_a_consumer_without_a_name_is_refused(ledger: Ledger) -> None:
    with pytest.raises(UsageError, match="name"):
        Consumer(ledger, WEIHAI, " ")


def test_following_does_not_change_what_is_verified(register: Any, ledger: Ledger) -> None:
    before = verify(ledger)
    list(Consumer(ledger, WEIHAI, "mirror").follow(events))
    assert verify(ledger) == before


def test_a_ledger_of_an_older_form_is_refused_with_the_command_that_upgrades_it(register: Any, path: Any, tamper: Any) -> None:
    tamper("DROP TABLE tic_version; DROP TABLE tic_consumer; DROP TABLE tic_notice; DROP TABLE tic_scan; DROP TABLE tic_checkpoint")
    with Ledger.open(f"sqlite:///{path}") as old:
        assert [event.sequence for event in feed(events, old, WEIHAI, after=4)] == [5, 6]
        with pytest.raises(LedgerError, match="ticctl ledger upgrade"):
            Consumer(old, WEIHAI, "mirror")
