"""Personal data: beside the chain, sealed in it, and erased for good."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tic_core.ledger import Ledger, verify

WEIHAI = "cn-sd-weihai"
EVERY_STORE = True
DATA = {"name": "王某", "phone": "13800000000"}


def test_an_event_holds_an_id_and_a_salted_digest_and_never_the_data(register: Any, ledger: Ledger) -> None:
    with ledger.reading() as reader:
        event = reader.events("wh-2")[0]
        rows = list(reader.stored())
        assert reader.person("p-1") == DATA
    assert list(event.persons) == ["p-1"]
    assert len(event.persons["p-1"]) == 64
    assert all("王某".encode() not in row.body and b"13800000000" not in row.body for row in rows)


def test_the_same_data_have_the_same_digest_and_another_person_another(register: Any, ledger: Ledger) -> None:
    with ledger.writing(WEIHAI) as writer:
        event = writer.events("wh-2")[0]
        sealed = writer.persons({"p-1": DATA, "p-2": DATA})
        assert sealed["p-1"] == event.persons["p-1"]
        assert sealed["p-2"] != sealed["p-1"]


def test_data_of_an_act_that_is_not_recorded_are_not_kept(register: Any, ledger: Ledger) -> None:
    with ledger.writing(WEIHAI) as writer:
        writer.persons({"p-2": DATA})
    with ledger.reading() as reader:
        assert reader.person("p-2") is None


def test_changed_data_take_the_place_of_the_old(register: Any, ledger: Ledger) -> None:
    with ledger.writing(WEIHAI) as writer:
        sealed = writer.persons({"p-1": {"name": "王某某"}})
        register.add(writer, "wh-2", "a-7", persons=sealed)
    with ledger.reading() as reader:
        assert reader.person("p-1") == {"name": "王某某"}
    assert verify(ledger).ok


def test_erased_data_are_gone_from_the_files_and_the_chain_stays_whole(register: Any, ledger: Ledger, path: Path) -> None:
    files = [path, path.with_name(path.name + "-wal")]
    assert any(b"13800000000" in file.read_bytes() for file in files)
    assert ledger.erase(WEIHAI, ["p-1", "nobody"]) == 1
    with ledger.reading() as reader:
        assert reader.person("p-1") is None
    assert not any(b"13800000000" in file.read_bytes() for file in files)
    assert verify(ledger).ok


def test_altered_personal_data_are_found_at_the_event_that_sealed_them(register: Any, ledger: Ledger, tamper: Any) -> None:
    assert verify(ledger).ok
    assert tamper("UPDATE tic_person SET body = ?", '{"name":"李某"}'.encode()) == 1
    assert [(problem.code, problem.sequence) for problem in verify(ledger).problems] == [("person", 2)]
    assert tamper("UPDATE tic_person SET salt = 'no hexadecimal'") == 1
    assert [(problem.code, problem.sequence) for problem in verify(ledger).problems] == [("person", 2)]
