"""What one transaction writes: all that follows from an act, or nothing."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs
import pytest
from sqlalchemy.sql.expression import ClauseElement
from tests.ledger.faults import failing_at

from tic_core.errors import DocumentError, LedgerError, RaceLost, UsageError
from tic_core.kernel.evolve import evolve, fold
from tic_core.ledger import GENESIS, Ledger, Reader, Taken, Writer, digest, encode, link, reading, verify, writing
from tic_core.model.event import Effect
from tic_core.model.subject import Centre

WEIHAI = "cn-sd-weihai"
EVERY_STORE = True


def everything(ledger: Ledger) -> list[Any]:
    """All that a reader can see, for comparing before and after."""
    with ledger.reading() as reader:
        found: list[Any] = [list(part()) for part in (reader.jurisdictions, reader.heads, reader.duties, reader.reservations)]
        for law in reader.jurisdictions():
            found += [list(reader.stored(law)), reader.header(law), reader.publications(law), reader.people(law)]
        return [*found, reader.texts(), list(reader.refusals())]


def test_an_event_is_read_as_it_was_written_and_in_order(register: Any, ledger: Ledger) -> None:
    with ledger.reading() as reader:
        events = reader.events("wh-1")
        assert [event.act for event in events] == ["a-1", "a-3", "a-5"]
        assert [event.number for event in events] == [1, 2, 3]
        assert fold("wh-1", events) == register.centres["wh-1"]
        assert [event.act for event in reader.events("wh-1", known_at=4)] == ["a-1", "a-3"]
        assert [event.sequence for event in reader.feed()] == [1, 2, 3, 4, 5, 6]
        assert [event.act for event in reader.feed(after=2, limit=3)] == ["a-3", "a-4", "a-5"]
        assert reader.events("nobody") == []


def test_each_event_is_chained_to_the_one_before_of_its_subject(register: Any, ledger: Ledger) -> None:
    with ledger.reading() as reader:
        rows = [row for row in reader.stored() if row.subject == "wh-2"]
        events = reader.events("wh-2")
    prev = GENESIS
    for row, event in zip(rows, events, strict=True):
        assert row.body == encode(event)
        assert (row.prev, row.hash) == (prev, link(prev, row.body))
        prev = row.hash


def test_the_register_shows_each_centre_after_its_last_event(register: Any, ledger: Ledger) -> None:
    with ledger.reading() as reader:
        first, second = reader.heads()
        assert (first.subject, first.number, first.sequence, first.stage) == ("wh-1", 3, 5, "preparing")
        assert (first.since, first.name) == (date(2023, 3, 1), {"zh": "甲中心", "en": "Centre A"})
        assert (second.stage, second.kind, second.name) == ("recognised", "RECOGNISED", {})
        assert reader.head("wh-2") == second
        assert reader.head("nobody") is None


def test_duties_are_listed_whole_and_by_state(register: Any, ledger: Ledger) -> None:
    with ledger.reading() as reader:
        assert {owed.duty.id: owed.duty for owed in reader.duties(subject="wh-1")} == register.centres["wh-1"].duties
        assert [owed.duty.id for owed in reader.duties(state="open")] == ["annual-report"]
        assert [owed.duty.id for owed in reader.duties(state="closed", subject="wh-1")] == ["task-book"]
        assert [owed.subject for owed in reader.duties()] == ["wh-1", "wh-2"]


def test_an_act_accepted_once_is_found_again_with_what_it_asked(register: Any, ledger: Ledger) -> None:
    with ledger.reading() as reader:
        told, event = reader.accepted("a-4") or ("", None)
        assert told == digest(b"a-4")
        assert event == reader.events("wh-2")[1]
        assert reader.accepted("a-9") is None


def test_the_same_act_is_never_recorded_twice(register: Any, ledger: Ledger) -> None:
    before = everything(ledger)
    with pytest.raises(RaceLost, match="first"):
        register.write("wh-3", "a-1")
    assert everything(ledger) == before


@pytest.mark.parametrize("place", [(8, 4), (6, 4), (7, 3), (7, 5)])
def test_an_event_that_is_not_the_next_is_a_lost_race(register: Any, ledger: Ledger, place: tuple[int, int]) -> None:
    before = everything(ledger)
    event = register.event(*place, "wh-1", "a-7")
    with pytest.raises(RaceLost) as caught, ledger.writing(WEIHAI) as writer:
        writer.append(event, "0" * 64, Centre("wh-1", sequence=place[0], number=place[1]))
    assert caught.value.exit_code == 6
    assert everything(ledger) == before


def test_a_state_is_only_written_with_its_own_event(register: Any, ledger: Ledger) -> None:
    event = register.event(7, 4, "wh-1", "a-7")
    with pytest.raises(UsageError, match="wh-1"), ledger.writing(WEIHAI) as writer:
        writer.append(event, "0" * 64, register.centres["wh-1"])


def test_a_block_that_fails_leaves_nothing_behind(register: Any, ledger: Ledger) -> None:
    def half_a_day() -> None:
        with ledger.writing(WEIHAI) as writer:
            register.add(writer, "wh-3", "a-7", register.industry("3513"), register.duty("task-book", "2023-05-01"))
            writer.keep("edition", "weihai-2027", b"later")
            writer.refuse("a-8", "0" * 64, "wh-1", "2023-03-02T00:00:00Z", b"{}")
            raise KeyboardInterrupt

    before = everything(ledger)
    with pytest.raises(KeyboardInterrupt):
        half_a_day()
    assert everything(ledger) == before
    register.write("wh-3", "a-7", register.industry("3513"))
    assert verify(ledger).ok


def test_a_fault_at_any_call_of_the_store_changes_nothing(register: Any, ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    before, call, failed = everything(ledger), 0, True
    while failed:
        call += 1
        with failing_at(call, monkeypatch) as calls:
            try:
                register.write("wh-1", "a-7", register.industry("3514"), register.duty("report", "2023-06-01"))
            except LedgerError:
                assert calls.failed
        failed = calls.failed
        assert (everything(ledger) == before) is failed, call
    assert call > 12  # the whole way was tried, and the last try passed
    assert verify(ledger).ok


def test_an_error_that_was_swallowed_still_takes_everything_back(register: Any, ledger: Ledger) -> None:
    def careless() -> None:
        with ledger.writing(WEIHAI) as writer:
            try:
                register.add(writer, "wh-3", "a-1")
            except RaceLost:
                register.add(writer, "wh-1", "a-7")

    before = everything(ledger)
    with pytest.raises(LedgerError, match="half-way"):
        careless()
    assert everything(ledger) == before


def test_what_one_centre_holds_no_other_can_take(register: Any, ledger: Ledger) -> None:
    before = everything(ledger)
    with pytest.raises(Taken) as caught:
        register.write("wh-3", "a-7", register.industry("3511"))
    assert (caught.value.scope, caught.value.key, caught.value.holder) == ("industry", "3511", "wh-1")
    assert everything(ledger) == before


def test_a_conflict_found_before_writing_leaves_the_transaction_usable(register: Any, ledger: Ledger) -> None:
    with ledger.writing(WEIHAI) as writer:
        with pytest.raises(Taken):
            register.add(writer, "wh-3", "a-7", register.industry("3511"))
        writer.refuse("a-7", "0" * 64, "wh-3", "2023-03-02T00:00:00Z", b'{"why":"taken"}')
    assert verify(ledger).ok
    with ledger.reading() as reader:
        assert [(each.act, each.id, each.body) for each in reader.refusals()] == [("a-7", 1, b'{"why":"taken"}')]


def test_the_database_itself_refuses_a_second_holder_when_the_check_is_skipped(
    register: Any, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Reader, "holders", lambda *_: {})
    before = everything(ledger)
    with pytest.raises(Taken):
        register.write("wh-3", "a-7", register.industry("3511"))
    assert everything(ledger) == before


def test_with_check_and_key_both_taken_away_two_centres_hold_one_class_and_an_auditor_sees_it(
    register: Any, ledger: Ledger, tamper: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control of the tests around this one: without what they are about, they would be red."""
    tamper("ALTER TABLE tic_reservation RENAME TO old; CREATE TABLE tic_reservation AS SELECT * FROM old; DROP TABLE old")
    monkeypatch.setattr(Reader, "holders", lambda *_: {})
    register.write("wh-3", "a-7", register.industry("3511"))
    assert [problem.code for problem in verify(ledger).problems] == ["reservation-twice"]


def test_what_is_freed_can_be_taken_and_a_new_key_lets_the_old_one_go(register: Any, ledger: Ledger) -> None:
    register.write("wh-1", "a-7", register.industry("3511", "freed"), register.industry("3520"))
    register.write("wh-3", "a-8", register.industry("3511"))
    with ledger.reading() as reader:
        assert reader.holders("industry", ["3511", "3512", "3520", "9999"], WEIHAI) == {
            "3511": "wh-3",
            "3512": "wh-2",
            "3520": "wh-1",
        }
        assert [each.key for each in reader.reservations(subject="wh-1")] == ["3520"]
    assert verify(ledger).ok


def test_the_holders_under_a_class_are_those_whose_key_begins_with_it(ledger: Ledger, scribe: Any) -> None:
    keys = ["35", "351", "3511", "352", "36", "3", "35a", "甲", "甲1", "35\U0010ffff", "_5", "%"]
    for number, key in enumerate(keys):
        scribe.write(f"wh-{number}", f"a-{number}", scribe.industry(key))
    with ledger.writing(WEIHAI) as writer:
        for prefix in ["35", "351", "甲", "3", "", "_", "%", "\ud7ff", "\U0010ffff"]:
            wanted = {key: f"wh-{number}" for number, key in enumerate(keys) if key.startswith(prefix)}
            assert writer.held_under("industry", prefix) == wanted
        assert writer.held_under("other", "35") == {}


def test_a_writer_sees_what_it_has_written(ledger: Ledger, scribe: Any) -> None:
    with ledger.writing(WEIHAI) as writer:
        scribe.add(writer, "wh-1", "a-1", scribe.industry("3511"))
        assert writer.sequence == 1
        assert [event.act for event in writer.events("wh-1")] == ["a-1"]
        assert writer.holders("industry", ["3511"]) == {"3511": "wh-1"}
        assert writer.accepted("a-1") is not None


@pytest.mark.usefixtures("many_connections")
def test_a_reader_sees_one_moment_whatever_is_written_meanwhile(register: Any, ledger: Ledger) -> None:
    with ledger.reading() as reader:
        register.write("wh-3", "a-7")
        assert len(list(reader.feed())) == 6
        assert reader.head("wh-3") is None
        assert reader.checkpoint().size == 6
    with ledger.reading() as reader:
        assert len(list(reader.feed())) == 7


def test_a_long_feed_is_read_in_pages_without_a_gap(ledger: Ledger, scribe: Any) -> None:
    with ledger.writing(WEIHAI) as writer:
        centre = Centre("wh-1")
        for number in range(1, 1203):
            event = scribe.event(number, number, "wh-1", f"a-{number}")
            writer.append(event, "0" * 64, evolve(centre, event))
    with ledger.reading() as reader:
        assert [event.sequence for event in reader.feed()] == list(range(1, 1203))
        assert [event.sequence for event in reader.feed(after=400, limit=700)] == list(range(401, 1101))
    assert verify(ledger).ok


def test_several_jurisdictions_keep_their_own_count_and_their_own_classes(ledger: Ledger, scribe: Any) -> None:
    from_other = type(scribe)(ledger, "cn-sd-yantai")
    scribe.write("c-1", "a-1", scribe.industry("3511"))
    from_other.write("c-1", "a-1", scribe.industry("3511"))
    from_other.write("c-2", "a-2")
    with ledger.reading() as reader:
        assert reader.jurisdictions() == ("cn-sd-weihai", "cn-sd-yantai")
        assert [len(list(reader.feed(law))) for law in reader.jurisdictions()] == [1, 2]
        assert [head.jurisdiction for head in reader.heads()] == ["cn-sd-weihai", "cn-sd-yantai", "cn-sd-yantai"]
        for ambiguous in (reader.feed, reader.checkpoint, lambda: reader.head("c-1"), lambda: reader.events("c-1")):
            with pytest.raises(UsageError, match="cn-sd-yantai"):
                list(ambiguous())
        assert reader.head("c-2") is not None
        assert len(reader.events("c-2")) == 1
        with pytest.raises(UsageError, match="it holds"):
            reader.header("elsewhere")
    with ledger.reading("cn-sd-yantai") as reader:
        assert len(list(reader.feed())) == 2
    assert verify(ledger).ok
    assert len(verify(ledger).checkpoints) == 2
    assert verify(ledger, "cn-sd-yantai").head == 2


def test_the_bytes_decided_under_are_kept_and_a_published_text_never_changes(register: Any, ledger: Ledger) -> None:
    edition = b'[edition]\nid = "weihai-2022"\n'
    with ledger.writing(WEIHAI) as writer:
        assert writer.keep("edition", "weihai-2022", edition) == digest(edition)
        assert writer.keep("calendar", "cn", b"2023", published=False) == digest(b"2023")
        assert writer.keep("calendar", "cn", b"2024", published=False) == digest(b"2024")
    with ledger.reading() as reader:
        kept = reader.text(digest(edition))
        assert kept is not None
        assert (kept.kind, kept.id, kept.body) == ("edition", "weihai-2022", edition)
        assert reader.published("edition", "weihai-2022") == digest(edition)
        assert reader.published("calendar", "cn") is None
        assert reader.publications() == {("edition", "weihai-2022"): digest(edition)}
        assert reader.text("0" * 64) is None
    with pytest.raises(DocumentError) as caught, ledger.writing(WEIHAI) as writer:
        writer.keep("edition", "weihai-2022", edition + b"# one more line\n")
    assert caught.value.exit_code == 3
    assert [fault.code for fault in caught.value.faults] == ["published-changed"]
    assert "weihai-2022" in caught.value.message("zh")


def test_a_refused_act_is_logged_beside_the_ledger_and_its_id_stays_free(register: Any, ledger: Ledger) -> None:
    with ledger.writing(WEIHAI) as writer:
        numbers = [writer.refuse("a-7", "0" * 64, "wh-1", "2023-03-02T00:00:00Z", b"{}") for _ in range(2)]
    assert numbers == [1, 2]
    register.write("wh-1", "a-7")
    with ledger.reading() as reader:
        assert len(list(reader.refusals())) == 2
        assert reader.checkpoint().size == 7
    assert verify(ledger).ok


def test_a_reader_is_of_no_use_after_its_block(register: Any, ledger: Ledger) -> None:
    with ledger.reading() as reader:
        feed = reader.feed()
    with pytest.raises(LedgerError):
        next(feed)
    with pytest.raises(LedgerError):
        reader.jurisdictions()


def test_an_event_whose_bytes_are_damaged_is_named_by_its_number(register: Any, ledger: Ledger, tamper: Any) -> None:
    tamper("UPDATE tic_event SET body = x'ff00' WHERE sequence = 3")
    with ledger.reading() as reader:
        with pytest.raises(LedgerError, match="event 3"):
            reader.events("wh-1")
        with pytest.raises(LedgerError, match="event 3"):
            list(reader.feed())


def test_a_correction_brings_the_tables_to_the_state_it_leads_to(register: Any, ledger: Ledger) -> None:
    """The tables follow the centre that is handed in, also where an earlier event no longer counts."""
    with ledger.writing(WEIHAI) as writer:
        event = register.event(
            7, 4, "wh-1", "a-7", Effect("voided", "a-3", {"touched": []}, key="3"), kind="void", nature="corrective"
        )
        centre = attrs.evolve(fold("wh-1", writer.events("wh-1")), duties={}, reservations={}, sequence=7, number=4)
        writer.append(event, "0" * 64, centre)
    with ledger.reading() as reader:
        assert list(reader.duties(subject="wh-1")) == []
        assert list(reader.reservations(subject="wh-1")) == []
    # The fold voids the entry that opened the duty; what was taken away beside it is missed.
    assert [problem.code for problem in verify(ledger).problems] == ["reservation-missing"]
    assert verify(ledger, replay=lambda subject, events: _without(subject, list(events))).ok


def test_a_voided_entry_takes_the_duty_it_opened_out_of_the_tables_and_all_is_whole(register: Any, ledger: Ledger) -> None:
    with ledger.writing(WEIHAI) as writer:
        event = register.event(
            7, 4, "wh-1", "a-7", Effect("voided", "a-3", {"touched": []}, key="3"), kind="void", nature="corrective"
        )
        assert list(writer.duties(subject="wh-1"))
        writer.append(event, "0" * 64, fold("wh-1", [*writer.events("wh-1"), event]))
    with ledger.reading() as reader:
        assert list(reader.duties(subject="wh-1")) == []
        assert list(reader.reservations(subject="wh-1"))
    assert verify(ledger).ok


def _without(subject: str, events: list[Any]) -> Centre:
    centre = fold(subject, events)
    if any(effect.kind == "voided" for event in events for effect in event.effects):
        centre.duties, centre.reservations = {}, {}
    return centre


def test_a_writer_is_a_reader_of_its_own_jurisdiction(ledger: Ledger) -> None:
    with ledger.writing(WEIHAI) as writer:
        assert isinstance(writer, Writer)
        assert (writer.jurisdiction, writer.sequence, writer.algorithm) == (WEIHAI, 0, "sha256")
        assert list(writer.heads()) == []


@pytest.mark.usefixtures("path")  # the plan of SQLite
def test_no_question_about_one_subject_reads_the_whole_ledger(ledger: Ledger) -> None:
    """What grows with the ledger is read by key; only its header and the few kept texts are read from end to end."""
    seen = 0
    with ledger.reading() as reader:
        session = reader._session
        for module in (reading, writing):
            for name, clause in vars(module).items():
                if name.isupper() and name[0] != "_" and isinstance(clause, ClauseElement):
                    text = session._statements[clause].text
                    plan = session._cursor.execute(f"EXPLAIN QUERY PLAN {text}", ["x"] * text.count("?")).fetchall()
                    steps = [step[3] for step in plan]
                    assert not any("SCAN" in step for step in steps if step not in {"SCAN tic_ledger", "SCAN tic_text"}), name
                    assert name != "EVENTS" or "(jurisdiction=? AND subject=?)" in steps[0]
                    seen += 1
    assert seen > 30


def test_a_changed_text_is_refused_though_its_publication_was_lost(register: Any, ledger: Ledger, tamper: Any) -> None:
    edition = b'[edition]\nid = "weihai-2022"\n'
    tamper("DELETE FROM tic_published")
    with pytest.raises(DocumentError) as caught, ledger.writing(WEIHAI) as writer:
        writer.keep("edition", "weihai-2022", edition + b"#")
    assert [fault.code for fault in caught.value.faults] == ["published-changed"]
    with ledger.writing(WEIHAI) as writer:  # the text decided under takes its place again
        writer.keep("edition", "weihai-2022", edition)
    assert verify(ledger).ok


def test_control_another_jurisdiction_may_give_the_same_id_to_a_text_of_its_own(register: Any, ledger: Ledger) -> None:
    with ledger.writing("cn-sd-yantai") as writer:
        assert writer.keep("edition", "weihai-2022", b"theirs") == digest(b"theirs")
    assert verify(ledger).ok


@pytest.mark.parametrize(
    "sql", ["UPDATE tic_event SET act_digest = 'x' WHERE act = 'a-4'", "UPDATE tic_event SET act = 'a-9' WHERE act = 'a-4'"]
)
def test_an_act_whose_columns_were_altered_is_neither_a_duplicate_nor_a_conflict(
    register: Any, ledger: Ledger, tamper: Any, sql: str
) -> None:
    assert tamper(sql) == 1
    with ledger.reading() as reader, pytest.raises(LedgerError, match="event 4"):
        reader.accepted("a-9" if "a-9" in sql else "a-4")


def test_what_is_no_digest_of_an_act_is_not_written(register: Any, ledger: Ledger) -> None:
    centre = Centre("wh-3", sequence=7, number=1)
    with pytest.raises(UsageError, match="no digest"), ledger.writing(WEIHAI) as writer:
        writer.append(register.event(7, 1, "wh-3", "a-7"), "A" * 64, centre)
