"""An auditor finds every change of what was recorded, and is told at which event."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from tests.ledger.conftest import EDITION

from tic_core.errors import LedgerError
from tic_core.ledger import GENESIS, Checkpoint, Ledger, encode, link, verify
from tic_core.ledger.problems import MESSAGES
from tic_core.model.event import Law

WEIHAI = "cn-sd-weihai"
OTHER = "f" * 64

# What is done to the file; the first event that is wrong; what the auditor calls it.
EVENTS = {
    "a fact in the body": ("UPDATE tic_event SET body = replace(body, ':85', ':95') WHERE sequence = 4", 4, "hash"),
    "white space in the body": ("UPDATE tic_event SET body = replace(body, ',', ', ') WHERE sequence = 3", 3, "spelling"),
    "a body that is no text": ("UPDATE tic_event SET body = x'ff' WHERE sequence = 3", 3, "unreadable"),
    "a body of another type": ("UPDATE tic_event SET body = CAST(body AS TEXT) WHERE sequence = 3", 3, "hash"),
    "an empty body": ("UPDATE tic_event SET body = x'' WHERE sequence = 1", 1, "unreadable"),
    "the hash": ("UPDATE tic_event SET hash = hex(zeroblob(32)) WHERE sequence = 3", 3, "hash"),
    "the hash of the last": ("UPDATE tic_event SET hash = hex(zeroblob(32)) WHERE sequence = 6", 6, "hash"),
    "a hash that is none": ("UPDATE tic_event SET hash = 'x' WHERE sequence = 3", 3, "hash"),
    "the link": ("UPDATE tic_event SET prev = hex(zeroblob(32)) WHERE sequence = 4", 4, "link"),
    "the column act": ("UPDATE tic_event SET act = 'a-9' WHERE sequence = 2", 2, "column"),
    "the column kind": ("UPDATE tic_event SET kind = 'revoke' WHERE sequence = 2", 2, "column"),
    "the column on": ("UPDATE tic_event SET \"on\" = '2023-03-02' WHERE sequence = 2", 2, "column"),
    "the column effective": ("UPDATE tic_event SET effective = '2023-03-02' WHERE sequence = 2", 2, "column"),
    "the column recorded": ("UPDATE tic_event SET recorded = '2024' WHERE sequence = 2", 2, "column"),
    "the column subject": ("UPDATE tic_event SET subject = 'wh-9' WHERE sequence = 3", 3, "column"),
    "the column number": ("UPDATE tic_event SET number = 9 WHERE sequence = 3", 3, "column"),
    "a column of no text": ("UPDATE tic_event SET kind = CAST(x'ff' AS TEXT) WHERE sequence = 3", 3, "unreadable"),
    "an event dropped": ("DELETE FROM tic_event WHERE sequence = 3", 3, "gap"),
    "the first dropped": ("DELETE FROM tic_event WHERE sequence = 1", 1, "gap"),
    "the last dropped": ("DELETE FROM tic_event WHERE sequence = 6", 6, "end"),
    "two events swapped": (
        (
            "UPDATE tic_event SET sequence = 99 WHERE sequence = 3; UPDATE tic_event SET sequence = 3 WHERE sequence = 4;"
            "UPDATE tic_event SET sequence = 4 WHERE sequence = 99"
        ),
        3,
        "column",
    ),
    "an event doubled": (
        (
            "INSERT INTO tic_event SELECT jurisdiction, 7, subject, 9, 'a-9', act_digest, kind, \"on\", effective, recorded,"
            " body, prev, hash FROM tic_event WHERE sequence = 2"
        ),
        7,
        "column",
    ),
    "an event under another jurisdiction": ("UPDATE tic_event SET jurisdiction = 'x' WHERE sequence = 5", 5, "gap"),
    "the header set back": ("UPDATE tic_ledger SET sequence = 5", 6, "end"),
    "the header set on": ("UPDATE tic_ledger SET sequence = 9", 7, "end"),
    "the digest of an act": ("UPDATE tic_event SET act_digest = 'x' WHERE sequence = 3", 3, "act-digest"),
    "the header's hash": ("UPDATE tic_ledger SET hash = 'md5'", 0, "header"),
}

# What stands beside the events is told at the last event of its subject.
BESIDE = {
    "a forged stage": ("UPDATE tic_head SET stage = 'recognised' WHERE subject = 'wh-1'", 5, "head"),
    "a forged kind": ("UPDATE tic_head SET kind = 'REVOKED' WHERE subject = 'wh-1'", 5, "head"),
    "a forged edition": ("UPDATE tic_head SET edition = 'x' WHERE subject = 'wh-1'", 5, "head"),
    "a forged day": ("UPDATE tic_head SET since = '2020-01-01' WHERE subject = 'wh-1'", 5, "head"),
    "a day that is none": ("UPDATE tic_head SET since = 'soon' WHERE subject = 'wh-1'", 5, "head"),
    "a forged name": ("UPDATE tic_head SET name_zh = '乙中心' WHERE subject = 'wh-1'", 5, "head"),
    "a forged number": ("UPDATE tic_head SET number = 2 WHERE subject = 'wh-1'", 5, "head"),
    "a forged sequence": ("UPDATE tic_head SET sequence = 3 WHERE subject = 'wh-1'", 5, "head"),
    "a forged head hash": ("UPDATE tic_head SET hash = hex(zeroblob(32)) WHERE subject = 'wh-1'", 5, "head"),
    "a head dropped": ("DELETE FROM tic_head WHERE subject = 'wh-2'", 6, "head-missing"),
    "a head from nowhere": (
        "INSERT INTO tic_head VALUES ('cn-sd-weihai', 'wh-9', 1, 9, hex(zeroblob(32)), '', 'x', 'RECOGNISED', NULL, '', '')",
        0,
        "head-extra",
    ),
    "a duty's last day": ("UPDATE tic_duty SET due = '2030-01-01' WHERE subject = 'wh-2'", 6, "duty"),
    "a duty's state": ("UPDATE tic_duty SET state = 'open' WHERE subject = 'wh-1'", 5, "duty"),
    "a duty's owner": ("UPDATE tic_duty SET owner = 'bureau' WHERE subject = 'wh-1'", 5, "duty"),
    "a duty's first day": ("UPDATE tic_duty SET opens = '2030-01-01' WHERE subject = 'wh-2'", 6, "duty"),
    "a duty's certainty": ("UPDATE tic_duty SET provisional = 1 WHERE subject = 'wh-2'", 6, "duty"),
    "a duty's body": ("UPDATE tic_duty SET body = x'7b7d' WHERE subject = 'wh-2'", 6, "duty"),
    "a duty dropped": ("DELETE FROM tic_duty WHERE subject = 'wh-2'", 6, "duty-missing"),
    "a duty from nowhere": (
        (
            "INSERT INTO tic_duty SELECT jurisdiction, subject, 'fine', kind, owner, state, opens, due, provisional, body"
            " FROM tic_duty WHERE subject = 'wh-2'"
        ),
        6,
        "duty-extra",
    ),
    "a reservation dropped": ("DELETE FROM tic_reservation WHERE subject = 'wh-1'", 5, "reservation-missing"),
    "a reservation from nowhere": (
        "INSERT INTO tic_reservation VALUES ('cn-sd-weihai', 'industry', '9999', 'wh-2')",
        6,
        "reservation-extra",
    ),
    "a reservation for a stranger": (
        "INSERT INTO tic_reservation VALUES ('cn-sd-weihai', 'industry', '9999', 'wh-9')",
        0,
        "reservation-extra",
    ),
    "a reservation handed over": ("UPDATE tic_reservation SET subject = 'wh-2' WHERE key = '3511'", 5, "reservation-missing"),
    "the edition decided under": ("UPDATE tic_text SET body = body || x'0a'", 2, "text"),
    "the edition lost": ("DELETE FROM tic_published; DELETE FROM tic_text", 2, "text-missing"),
    "a published name lost": ("DELETE FROM tic_text", 2, "text-missing"),
    "the publications emptied": ("DELETE FROM tic_published", 2, "published-missing"),
    "a publication renamed": ("UPDATE tic_published SET id = 'weihai-2021'", 2, "published-missing"),
    "a publication of another kind": ("UPDATE tic_published SET kind = 'calendar'", 2, "published-missing"),
    "a publication of another text": ("UPDATE tic_published SET digest = hex(zeroblob(32))", 2, "published-other"),
    "the kind of a kept text": ("UPDATE tic_text SET kind = 'calendar'", 2, "text-label"),
    "the id of a kept text": ("UPDATE tic_text SET id = 'weihai-2021'", 2, "text-label"),
    "a person renamed": ("UPDATE tic_person SET id = 'p-2'", 0, "person-extra"),
}


@pytest.mark.parametrize("what", EVENTS)
def test_a_change_of_the_record_is_found_at_the_first_bad_event(what: str, register: Any, ledger: Ledger, tamper: Any) -> None:
    sql, sequence, code = EVENTS[what]
    assert verify(ledger).ok
    assert tamper(sql) > 0
    found = verify(ledger)
    assert found.problems[0].sequence == sequence
    assert code in {problem.code for problem in found.problems if problem.sequence == sequence}


@pytest.mark.parametrize("what", BESIDE)
def test_what_does_not_follow_from_the_events_is_found(what: str, register: Any, ledger: Ledger, tamper: Any) -> None:
    sql, sequence, code = BESIDE[what]
    assert verify(ledger).ok
    assert tamper(sql) > 0
    found = verify(ledger)
    assert (code, sequence) in {(problem.code, problem.sequence) for problem in found.problems}


def test_an_honest_ledger_has_no_problem_and_a_root_to_print(register: Any, ledger: Ledger) -> None:
    found = verify(ledger)
    assert (found.ok, found.events, found.head, found.problems) == (True, 6, 6, ())
    with ledger.reading() as reader:
        assert found.checkpoints == (reader.checkpoint(),)
    assert found.root == found.checkpoints[0].root


def test_an_empty_ledger_is_honest(ledger: Ledger) -> None:
    assert verify(ledger).ok
    assert (verify(ledger).head, verify(ledger).root) == (0, "")
    assert [problem.code for problem in verify(ledger, "elsewhere").problems] == ["header"]


def test_every_problem_is_told_in_both_languages_with_its_place(register: Any, ledger: Ledger, tamper: Any) -> None:
    tamper("UPDATE tic_event SET kind = 'revoke' WHERE sequence = 2")
    problem = verify(ledger).problems[0]
    assert (problem.jurisdiction, problem.subject, problem.sequence) == (WEIHAI, "wh-2", 2)
    assert problem.text.zh == "列 kind 为 revoke，事件内容为 approve-preparation"
    assert problem.text.en == "the column kind says revoke, the event approve-preparation"
    assert all(message.zh != message.en for message in MESSAGES.values())


def test_every_single_flipped_bit_of_a_body_is_found(register: Any, ledger: Ledger, path: Path) -> None:
    """The whole of one event, byte by byte, one bit each: on the audit of the events alone, for speed."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        body = connection.execute("SELECT body FROM tic_event WHERE sequence = 4").fetchone()[0]
        for place in range(len(body)):
            bad = bytearray(body)
            bad[place] ^= 1 << (place % 8)
            connection.execute("UPDATE tic_event SET body = ? WHERE sequence = 4", (bytes(bad),))
            assert 4 in {problem.sequence for problem in verify(ledger).problems}, place
        connection.execute("UPDATE tic_event SET body = ? WHERE sequence = 4", (body,))
    assert verify(ledger).ok


def test_a_doubled_number_is_found_where_the_keys_were_taken_away(register: Any, ledger: Ledger, tamper: Any) -> None:
    """Somebody rebuilds the table without its keys and slips the same event in twice."""
    tamper(
        "ALTER TABLE tic_event RENAME TO old; CREATE TABLE tic_event AS SELECT * FROM old;"
        "INSERT INTO tic_event SELECT * FROM old WHERE sequence = 4; DROP TABLE old"
    )
    problems = {(problem.code, problem.sequence) for problem in verify(ledger).problems}
    assert ("twice", 4) in problems
    assert ("gap", 5) in problems


def rewritten(path: Path, ledger: Ledger, sequence: int) -> None:
    """History rewritten from one event on with all its hashes, as only somebody with the program and the file can."""
    with ledger.reading() as reader:
        rows = list(reader.stored())
        events = list(reader.feed())
    heads: dict[str, str] = {}
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for row, event in zip(rows, events, strict=True):
            if event.sequence == sequence:
                event.reason = "改写"
            body, prev = encode(event), heads.get(row.subject, GENESIS)
            heads[row.subject] = link(prev, body)
            told = (body, prev, heads[row.subject], row.sequence)
            connection.execute("UPDATE tic_event SET body = ?, prev = ?, hash = ? WHERE sequence = ?", told)
        for subject, last in heads.items():
            connection.execute("UPDATE tic_head SET hash = ? WHERE subject = ?", (last, subject))


@pytest.mark.parametrize("sequence", range(1, 7))
def test_a_rewritten_history_is_seen_by_whoever_holds_an_old_checkpoint_and_by_nobody_else(
    register: Any, ledger: Ledger, path: Path, sequence: int
) -> None:
    with ledger.reading() as reader:
        anchor = reader.checkpoint()
    rewritten(path, ledger, sequence)
    assert verify(ledger).ok
    found = verify(ledger, anchors=[anchor])
    assert [(problem.code, problem.sequence) for problem in found.problems] == [("rewritten", 6)]


def test_an_end_cut_off_cleanly_is_seen_by_whoever_holds_an_old_checkpoint(register: Any, ledger: Ledger, tamper: Any) -> None:
    with ledger.reading() as reader:
        anchor = reader.checkpoint()
        before = [row.hash for row in reader.stored() if row.subject == "wh-2"][1]
    tamper(
        "DELETE FROM tic_event WHERE sequence = 6; UPDATE tic_ledger SET sequence = 5; DELETE FROM tic_duty WHERE subject = 'wh-2';"
        "UPDATE tic_head SET number = 2, sequence = 4, stage = 'preparing', kind = 'PREPARING' WHERE subject = 'wh-2'"
    )
    tamper("UPDATE tic_head SET hash = ? WHERE subject = 'wh-2'", before)
    assert verify(ledger).ok
    assert [(problem.code, problem.sequence) for problem in verify(ledger, anchors=[anchor]).problems] == [("cut", 6)]


def test_an_old_checkpoint_of_an_honest_ledger_is_borne_out(register: Any, ledger: Ledger) -> None:
    with ledger.reading() as reader:
        anchors = [reader.checkpoint(), Checkpoint("elsewhere", 3, OTHER)]
    register.write("wh-1", "a-7")
    assert verify(ledger, anchors=anchors).ok
    assert not verify(ledger, anchors=[Checkpoint(WEIHAI, 3, OTHER)]).ok


def test_damage_of_the_file_itself_is_a_problem_and_not_a_crash(register: Any, ledger: Ledger, path: Path) -> None:
    with ledger.writing(WEIHAI) as writer:
        for number in range(300):
            register.add(writer, f"x-{number}", f"x-{number}", reason="y" * 200)
    ledger.close()
    whole = path.read_bytes()
    opened, refused = 0, list[LedgerError]()
    for page in range(2, len(whole) // 4096, 5):
        path.write_bytes(whole[: page * 4096] + b"\xa5" * 4096 + whole[(page + 1) * 4096 :])
        try:
            damaged = Ledger.open(f"sqlite:///{path}")
        except LedgerError as error:  # so badly damaged that it does not open: exit code 4, and what to do
            refused.append(error)
            continue
        opened += 1
        with damaged:
            found = verify(damaged)
        assert all(problem.text.zh and problem.text.en for problem in found.problems)
    assert opened > len(refused)
    assert all(error.remedy and error.exit_code == 4 for error in refused)
    path.write_bytes(whole)
    with Ledger.open(f"sqlite:///{path}") as mended:
        assert verify(mended).ok


def test_verification_writes_nothing(register: Any, ledger: Ledger, path: Path) -> None:
    ledger.close()
    before = path.read_bytes()
    with Ledger.open(f"sqlite:///file:{path}?mode=ro&uri=true", create=False) as only_read:
        assert verify(only_read).ok
    assert path.read_bytes() == before


# ── what is lost from beside the events ──────────────────────────────────────────────────────────────────────────────────────


def refused(register: Any, subject: str) -> str:
    """Why an act is not written: the ledger is damaged, which is nobody's race."""
    with pytest.raises(LedgerError, match="damaged") as caught:
        register.write(subject, "a-7")
    return caught.value.message("zh")


def test_a_lost_header_is_named_and_the_events_are_audited_all_the_same(register: Any, ledger: Ledger, tamper: Any) -> None:
    before = verify(ledger)
    assert tamper("DELETE FROM tic_ledger") == 1
    found = verify(ledger)
    assert [problem.code for problem in found.problems] == ["header"]
    assert "tic_ledger" in found.problems[0].text.zh
    assert (found.events, found.root) == (6, before.root)
    assert tamper("UPDATE tic_event SET body = x'ff' WHERE sequence = 3") == 1
    assert ("unreadable", 3) in {(problem.code, problem.sequence) for problem in verify(ledger).problems}


def test_a_ledger_without_its_header_is_neither_read_as_empty_nor_written(register: Any, ledger: Ledger, tamper: Any) -> None:
    tamper("DELETE FROM tic_ledger")
    with ledger.reading() as reader:
        for asked in (reader.jurisdictions, lambda: list(reader.heads()), lambda: reader.head("wh-1"), reader.checkpoint):
            with pytest.raises(LedgerError, match="damaged"):
                asked()
    assert "tic_ledger" in refused(register, "wh-3")
    with ledger.writing("elsewhere") as writer:  # control: a law that is really new begins
        assert writer.sequence == 0


@pytest.mark.parametrize("left", ["tic_head", "tic_duty", "tic_reservation", "tic_published", "tic_person", "tic_refusal"])
def test_a_lost_ledger_is_seen_by_anything_that_is_left_of_it(register: Any, ledger: Ledger, tamper: Any, left: str) -> None:
    with ledger.writing(WEIHAI) as writer:
        writer.refuse("a-7", "0" * 64, "wh-1", "2023-03-02T00:00:00Z", b"{}")
    beside = {"tic_head", "tic_duty", "tic_reservation", "tic_published", "tic_person", "tic_refusal"} - {left}
    for table in ("tic_ledger", "tic_event", *beside):
        tamper("DELETE FROM x".replace("x", table))
    assert [problem.code for problem in verify(ledger).problems] == ["header"]
    refused(register, "wh-3")
    tamper("DELETE FROM x".replace("x", left))
    assert verify(ledger).ok  # control: nothing is left that speaks of it


@pytest.mark.parametrize(
    ("sql", "subject"),
    [
        ("UPDATE tic_ledger SET sequence = 5", "wh-3"),
        ("UPDATE tic_ledger SET sequence = 9", "wh-3"),
        ("DELETE FROM tic_event WHERE sequence = 6", "wh-2"),
        ("DELETE FROM tic_head WHERE subject = 'wh-1'", "wh-1"),
        ("UPDATE tic_head SET number = 2 WHERE subject = 'wh-1'", "wh-1"),
    ],
)
def test_damage_is_never_called_a_lost_race(register: Any, tamper: Any, sql: str, subject: str) -> None:
    assert tamper(sql) == 1
    refused(register, subject)


def test_an_edition_that_stands_for_two_texts_is_named_at_the_second(register: Any, ledger: Ledger, tamper: Any) -> None:
    def law(writer: Any, body: bytes) -> Law:
        return Law("weihai-2022", "weihai-2022", (), (), {"edition": writer.keep("edition", "weihai-2022", body)})

    with ledger.writing(WEIHAI) as writer:
        register.add(writer, "wh-1", "a-7", law=law(writer, EDITION))
    assert verify(ledger).ok  # control: the same text again
    tamper("DELETE FROM tic_published; DELETE FROM tic_text")  # else the writer itself refuses the second text
    with ledger.writing(WEIHAI) as writer:
        register.add(writer, "wh-1", "a-8", law=law(writer, EDITION + b"#"))
    problems = {(problem.code, problem.sequence) for problem in verify(ledger).problems}
    assert {("published-other", 2), ("text-missing", 2)} <= problems
    tamper("DELETE FROM tic_published")
    problems = {(problem.code, problem.sequence) for problem in verify(ledger).problems}
    assert {("published-missing", 2), ("published-other", 8)} <= problems


def test_erased_people_are_counted_and_are_no_problem(register: Any, ledger: Ledger) -> None:
    assert verify(ledger).notes == ()
    ledger.erase(WEIHAI, ["p-1"])
    found = verify(ledger)
    assert found.ok
    assert [note.zh for note in found.notes] == ["cn-sd-weihai：事件提及 1 人的个人信息，其中 1 人的已删除"]
    assert "of which those of 1 are erased" in found.notes[0].en
