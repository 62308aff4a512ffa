"""The ledger on a PostgreSQL server: the guard, the offices, servers that go away, writers that wait for one another."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date
from typing import Any

import psycopg
import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.sql.expression import ClauseElement
from tests.ledger.conftest import WEIHAI, Scribe
from tests.ledger.faults import Calls, watched
from tests.ledger.test_stores import many_sided
from tests.ledger.test_writing import everything
from tests.postgres import Server

from tic_core.errors import LedgerError, RaceLost
from tic_core.kernel.notices import Notice
from tic_core.ledger import Ledger, Writer, copying, feed, laws, notices, reading, verify, writing
from tic_core.ledger.feed import Consumer
from tic_core.ledger.migrate import SCRIPTS
from tic_core.ledger.schema import REVISIONS
from tic_core.ledger.trouble import BrokenOff

YANTAI = "cn-sd-yantai"


@pytest.fixture
def place(postgres: Server) -> str:
    return postgres.new_schema()


@pytest.fixture
def address(postgres: Server, place: str) -> str:
    return postgres.url(place)


# ── what every query is bounded by ───────────────────────────────────────────────────────────────────────────────────────────

# Which jurisdictions there are, and the texts that all share by digest.
UNBOUNDED = {"LEDGERS", "LEAST", "NEXT", "TEXT", "TEXTS", "KNOWN_TEXT", "RIVALS", "NEW_TEXT", "ROWS", "NEW", "CONSUMERS"}


def test_every_query_is_bounded_by_a_jurisdiction() -> None:
    """So that a register spread over many machines asks one of them."""
    seen = 0
    for module in (reading, writing, laws, copying, notices, feed):
        for name, clause in vars(module).items():
            if not name.isupper() or name[0] == "_" or not isinstance(clause, ClauseElement):
                continue
            said = str(clause.compile(dialect=postgresql.dialect()))
            assert name in UNBOUNDED or "jurisdiction = " in said or said.startswith("INSERT INTO"), said
            seen += 1
    assert seen > 35


# ── the guard: belt and braces ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "command",
    [
        "UPDATE tic_event SET kind = 'revoke' WHERE sequence = 3",
        "DELETE FROM tic_event WHERE sequence = 6",
        "TRUNCATE tic_event",
        "UPDATE tic_text SET body = 'x'",
        "DELETE FROM tic_published",
        "UPDATE tic_ledger SET sequence = 5",
        "DELETE FROM tic_ledger",
        "TRUNCATE tic_ledger CASCADE",
    ],
)
def test_not_even_the_owner_changes_the_record_by_mistake(
    register: Any, ledger: Ledger, postgres: Server, place: str, command: str
) -> None:
    with postgres.connect(place) as owner, pytest.raises(psycopg.errors.InsufficientPrivilege, match="tic-core"):
        owner.execute(command)
    assert verify(ledger).ok


def test_control_correctness_does_not_rest_on_the_guard(register: Any, ledger: Ledger, postgres: Server, place: str) -> None:
    with postgres.connect(place) as owner:
        owner.execute("DROP TRIGGER tic_guard ON tic_event")
        owner.execute("UPDATE tic_event SET kind = 'revoke' WHERE sequence = 3")
    assert [(problem.sequence, problem.code) for problem in verify(ledger).problems] == [(3, "column")]


@pytest.fixture
def office(register: Any, postgres: Server, place: str) -> Iterator[str]:
    """A role that may write Weihai and nothing else, in a ledger that holds Yantai too."""
    role = f"office_{place}"
    Scribe(register.ledger, YANTAI).write("c-1", "a-1")
    with postgres.connect(place) as owner:
        owner.execute(f"CREATE ROLE {role} LOGIN")
        owner.execute("SELECT tic_admit(%s, %s)", [role, WEIHAI])
    yield role
    with postgres.connect(place) as owner:
        owner.execute(f"DROP OWNED BY {role}; DROP ROLE {role}")


def test_an_office_writes_its_own_jurisdiction_and_does_not_see_another(
    register: Any, postgres: Server, place: str, office: str
) -> None:
    with Ledger.open(postgres.url(place, office)) as ours:
        Scribe(ours).write("wh-3", "a-7", register.industry("3599"), register.duty("report", "2024-02-29"))
        Scribe(ours).write("wh-3", "a-8", register.industry("3599", "freed"))
        assert verify(ours).ok
        with ours.reading() as reader:
            assert reader.jurisdictions() == (WEIHAI,)
        with pytest.raises(LedgerError), ours.writing(YANTAI):
            pass
        assert ours.erase(WEIHAI, ["p-1"]) == 1
    assert verify(register.ledger).ok


@pytest.mark.parametrize(
    "command",
    ["UPDATE tic_event SET kind = 'x'", "DELETE FROM tic_event", "DELETE FROM tic_head", "DELETE FROM tic_ledger"],
)
def test_an_office_may_not_change_the_record(register: Any, postgres: Server, place: str, office: str, command: str) -> None:
    with postgres.connect(place, office) as plain, pytest.raises(psycopg.errors.InsufficientPrivilege):
        plain.execute(command)


def test_an_auditor_reads_every_jurisdiction_and_writes_none(register: Any, postgres: Server, place: str, office: str) -> None:
    with postgres.connect(place) as owner:
        owner.execute(f"CREATE ROLE auditor_{place} LOGIN")
        owner.execute("SELECT tic_admit(%s, '*', false)", [f"auditor_{place}"])
    with Ledger.open(postgres.url(place, f"auditor_{place}")) as theirs:
        assert verify(theirs) == verify(register.ledger)
        with pytest.raises(LedgerError, match="not written"), theirs.writing(WEIHAI):
            pass
    with postgres.connect(place) as owner:
        owner.execute(f"DROP OWNED BY auditor_{place}; DROP ROLE auditor_{place}")


# ── the tables beside the record: who follows, notices, what was looked at, the checkpoints that notices carry ───────────────

WORKERS = ("consumer", "notice", "scan", "checkpoint")


def worked(ledger: Ledger, law: str, subject: str) -> None:
    """One worker's share in a jurisdiction: a notice with its checkpoint put on record, a subject looked at, a position kept."""
    day = date(2024, 3, 1)
    with ledger.reading(law) as reader:
        checkpoint = reader.checkpoint()
    with ledger.transaction(writing=True) as session:
        notices.put_on_list(session, law, [subject])
        assert notices.claimed(session, law, day, 9) == [(subject, None, 0)]
        assert notices.record(session, law, [(Notice(day, subject, "due", "report"), 1)], checkpoint) == 1
        notices.done(session, law, subject, day, 1)
        session.commit()
    for position in (1, 2):
        Consumer(ledger, law, "portal").confirm(position)


def seen(plain: psycopg.Connection[Any]) -> dict[str, tuple[str, ...]]:
    """Whose rows a role sees in each of the tables."""
    asked = "SELECT DISTINCT jurisdiction FROM tic_{} ORDER BY 1"
    return {name: tuple(row[0] for row in plain.execute(asked.format(name))) for name in WORKERS}


@pytest.fixture
def busy(register: Any, office: str) -> str:
    """Both jurisdictions have notices, positions and looks on record; Weihai's office wrote its own."""
    worked(register.ledger, YANTAI, "c-1")
    return office


def test_an_office_works_in_its_own_jurisdiction_and_sees_nothing_of_anothers_work(
    register: Any, postgres: Server, place: str, busy: str
) -> None:
    with Ledger.open(postgres.url(place, busy)) as ours:
        worked(ours, WEIHAI, "wh-1")
        assert [each.notice.subject for each in feed.notices(ours, WEIHAI, 0, 9)] == ["wh-1"]
        assert feed.notices(ours, YANTAI, 0, 9) == []
        assert feed.consumers(ours) == [(WEIHAI, "events", "portal", 2)]
        with pytest.raises(LedgerError):
            Consumer(ours, YANTAI, "spy").confirm(1)
        with pytest.raises(LedgerError), ours.transaction(writing=True) as session:
            notices.put_on_list(session, YANTAI, ["c-9"])
    with postgres.connect(place, busy) as plain:
        assert seen(plain) == dict.fromkeys(WORKERS, (WEIHAI,))
    with postgres.connect(place) as owner:
        assert seen(owner) == dict.fromkeys(WORKERS, (WEIHAI, YANTAI))


@pytest.mark.parametrize("name", WORKERS)
def test_control_without_its_policy_a_table_shows_an_office_the_others_rows(
    register: Any, postgres: Server, place: str, busy: str, name: str
) -> None:
    with postgres.connect(place) as owner:
        owner.execute(f"ALTER TABLE tic_{name} DISABLE ROW LEVEL SECURITY")
    with postgres.connect(place, busy) as plain:
        assert seen(plain) == dict.fromkeys(WORKERS, ()) | {name: (YANTAI,)}


@pytest.mark.parametrize("command", ["UPDATE tic_{} SET number = 9", "DELETE FROM tic_{}", "TRUNCATE tic_{}"])
@pytest.mark.parametrize("name", ["notice", "checkpoint"])
def test_notices_and_the_checkpoints_they_carry_are_only_ever_appended_to(
    register: Any, postgres: Server, place: str, busy: str, name: str, command: str
) -> None:
    for who, said in (("tic", "tic-core: "), (busy, "permission denied")):
        with postgres.connect(place, who) as plain, pytest.raises(psycopg.errors.InsufficientPrivilege, match=said):
            plain.execute(command.format(name))


def test_who_may_only_read_follows_from_a_position_of_his_own_and_keeps_none_here(
    register: Any, postgres: Server, place: str, busy: str
) -> None:
    reader = f"reader_{place}"
    with postgres.connect(place) as owner:
        owner.execute(f"CREATE ROLE {reader} LOGIN")
        owner.execute("SELECT tic_admit(%s, %s, false)", [reader, YANTAI])
    with Ledger.open(postgres.url(place, reader)) as theirs:
        assert [event.act for event in feed.events(theirs, YANTAI, 0, 9)] == ["a-1"]
        assert [each.notice.subject for each in feed.notices(theirs, YANTAI, 0, 9)] == ["c-1"]
        assert feed.notices(theirs, YANTAI, 0, 9)[0].checkpoint.startswith(YANTAI)
        assert Consumer(theirs, YANTAI, "portal").position == 2
        with pytest.raises(LedgerError, match="not written"):
            Consumer(theirs, YANTAI, "portal").confirm(3)
        with pytest.raises(LedgerError, match="not written"):
            worked(theirs, YANTAI, "c-2")
    with postgres.connect(place) as owner:
        owner.execute(f"DROP OWNED BY {reader}; DROP ROLE {reader}")


@pytest.mark.parametrize("form", ["0002", "0003"])
def test_who_was_admitted_before_an_upgrade_is_admitted_to_the_tables_that_it_brings(
    postgres: Server, place: str, address: str, form: str
) -> None:
    roles = {f"office_{place}": True, f"reader_{place}": False}
    brought(address, form)
    with postgres.connect(place) as owner:
        for role, writes in roles.items():
            owner.execute(f"CREATE ROLE {role} LOGIN")
            owner.execute("SELECT tic_admit(%s, %s, %s)", [role, WEIHAI, writes])
    with Ledger.open(address) as old:
        Scribe(old).write("wh-1", "a-1")
    assert Ledger.upgrade(address) == (form, REVISIONS[-1])
    with Ledger.open(postgres.url(place, f"office_{place}")) as ours:
        worked(ours, WEIHAI, "wh-1")
    with Ledger.open(postgres.url(place, f"reader_{place}")) as theirs:
        assert len(feed.notices(theirs, WEIHAI, 0, 9)) == 1
        with pytest.raises(LedgerError, match="not written"):
            Consumer(theirs, WEIHAI, "portal").confirm(3)
    with postgres.connect(place) as owner:
        for role in roles:
            owner.execute(f"DROP OWNED BY {role}; DROP ROLE {role}")


def brought(address: str, form: str) -> None:
    """An empty ledger as a program of that form made it."""
    engine = create_engine(address)
    with engine.begin() as connection:
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", str(SCRIPTS))
        command.upgrade(config, form)
    engine.dispose()


# ── writers that wait ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_writers_of_one_jurisdiction_wait_for_its_head_row_and_those_of_another_do_not(register: Any, address: str) -> None:
    with Ledger.open(address, patience=0.1) as other, register.ledger.writing(WEIHAI):
        Scribe(other, YANTAI).write("c-1", "a-1")
        with pytest.raises(RaceLost) as caught, other.writing(WEIHAI):
            pass
        assert caught.value.exit_code == 6
        with other.reading(WEIHAI) as reader:
            assert reader.count() == 6


def test_a_jurisdiction_begun_by_many_at_once_has_one_ledger(ledger: Ledger, address: str) -> None:
    begun, met = threading.Barrier(6), list[Exception]()

    def begin(number: int) -> None:
        begun.wait()
        try:
            Scribe(ledger).write(f"wh-{number}", f"a-{number}")
        except Exception as error:  # noqa: BLE001 - told below
            met.append(error)

    threads = [threading.Thread(target=begin, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert met == []
    assert (verify(ledger).ok, verify(ledger).head) == (True, 6)


def test_a_ledger_made_by_many_at_once_is_made_once(address: str) -> None:
    begun, met = threading.Barrier(4), list[Exception]()

    def make() -> None:
        begun.wait()
        try:
            with Ledger.open(address) as opened:
                assert verify(opened).ok
        except Exception as error:  # noqa: BLE001 - told below
            met.append(error)

    threads = [threading.Thread(target=make) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert met == []


# ── what a server does to a transaction ──────────────────────────────────────────────────────────────────────────────────────


def test_a_transaction_that_the_server_breaks_off_is_done_again_on_what_stands_then(register: Any, ledger: Ledger) -> None:
    seen = []

    def work(writer: Writer) -> str:
        seen.append(writer.sequence)
        register.add(writer, "wh-1", f"b-{len(seen)}")
        if len(seen) < 3:
            writer._session.say("DO $$ BEGIN RAISE EXCEPTION 'put in order' USING ERRCODE = 'serialization_failure'; END $$")
        return f"b-{len(seen)}"

    assert ledger.write(WEIHAI, work) == "b-3"
    assert seen == [6, 6, 6]
    with ledger.reading() as reader:
        assert [event.act for event in reader.feed(after=6)] == ["b-3"]
    assert verify(ledger).ok


def test_control_what_is_broken_off_every_time_is_a_lost_race_and_writes_nothing(register: Any, ledger: Ledger) -> None:
    def work(writer: Writer) -> None:
        register.add(writer, "wh-1", "b-1")
        writer._session.say("DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = 'deadlock_detected'; END $$")

    with pytest.raises(BrokenOff) as caught:
        ledger.write(WEIHAI, work, attempts=2)
    assert caught.value.exit_code == 6
    assert verify(ledger).head == 6


def test_a_lost_race_is_not_tried_again_behind_the_callers_back(register: Any, ledger: Ledger) -> None:
    tried = []

    def work(writer: Writer) -> None:
        tried.append(1)
        register.add(writer, "wh-2", "b-1", register.industry("3511"))

    with pytest.raises(RaceLost):
        ledger.write(WEIHAI, work)
    assert tried == [1]


def test_connections_that_the_server_let_go_of_are_replaced(register: Any, ledger: Ledger, postgres: Server, place: str) -> None:
    with ledger.reading(), ledger.reading():
        pass  # two connections wait in the pool
    with postgres.connect(place) as owner:
        owner.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND usename = 'tic'")
    register.write("wh-1", "a-7")
    assert verify(ledger).head == 7


def test_a_connection_lost_in_the_middle_of_an_act_writes_nothing_of_it(
    register: Any, ledger: Ledger, postgres: Server, place: str
) -> None:
    def interrupted() -> None:
        with ledger.writing(WEIHAI) as writer:
            register.add(writer, "wh-1", "a-7")
            with postgres.connect(place) as owner:
                own = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE state = 'idle in transaction'"
                owner.execute(own)

    with pytest.raises(LedgerError) as caught:
        interrupted()
    assert caught.value.exit_code == 4
    assert verify(ledger).head == 6
    register.write("wh-1", "a-7")
    assert verify(ledger).head == 7


def test_a_connection_that_breaks_before_any_statement_leaves_nothing_of_an_act(
    register: Any, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, call, broken = everything(ledger), 1, True  # one that breaks before BEGIN is replaced: see above
    while broken:
        call += 1
        calls = Calls(call)

        def break_off(_: str, whole: Any, calls: Calls = calls) -> None:
            calls.left -= 1
            if calls.left == 0:
                getattr(whole, "connection", whole).close()

        with watched(break_off, monkeypatch):
            try:
                many_sided(register)
            except LedgerError:
                assert calls.failed
        broken = calls.failed
        assert (everything(ledger) == before) is broken, call
    assert call > 12
    assert verify(ledger).ok


@pytest.mark.parametrize("name", ["fsync", "full_page_writes"])
def test_a_server_that_does_not_flush_is_refused(register: Any, postgres: Server, place: str, address: str, name: str) -> None:
    def turn(word: str) -> None:
        with postgres.connect(place) as owner:
            owner.execute(f"ALTER SYSTEM SET {name} = {word}")
            owner.execute("SELECT pg_reload_conf()")
        for _ in range(200):
            with postgres.connect(place) as again:
                if again.execute(f"SHOW {name}").fetchone() == (word,):
                    return

    turn("off")
    try:
        with pytest.raises(LedgerError, match=name):
            Ledger.open(address).close()
    finally:
        turn("on")
    Ledger.open(address).close()


def test_a_server_that_is_not_there_is_told_with_what_to_do() -> None:
    with pytest.raises(LedgerError, match="the server runs") as caught:
        Ledger.open("postgresql+psycopg://tic@127.0.0.1:9/postgres")
    assert caught.value.exit_code == 4


# ── inside a platform's own transaction ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("commits", [True, False])
def test_inside_a_platforms_transaction_an_act_stands_or_falls_with_it(address: str, scribe: Any, commits: bool) -> None:
    engine = create_engine(address)
    with Ledger.open(engine) as ledger, engine.connect() as connection:
        connection.execute(text("CREATE TABLE note (said text)"))
        connection.commit()
        connection.execute(text("INSERT INTO note VALUES ('paid')"))
        with ledger.bind(connection).writing(WEIHAI) as writer:
            scribe.add(writer, "wh-1", "a-1", scribe.industry("3511"))
        _ = connection.commit() if commits else connection.rollback()
        assert connection.scalar(text("SELECT count(*) FROM note")) == commits
        assert verify(ledger).events == commits
    engine.dispose()


def test_a_platforms_connection_that_would_lose_acts_is_refused(address: str) -> None:
    engine = create_engine(address)
    with Ledger.open(engine) as ledger, engine.connect() as connection:
        connection.execute(text("SET LOCAL synchronous_commit = off"))
        with pytest.raises(LedgerError, match="synchronous_commit"), ledger.bind(connection).writing(WEIHAI):
            pass
    engine.dispose()
