"""An export in Parquet is the same export in another coat: what was touched in it anywhere is found out, columns included."""

from __future__ import annotations

import importlib.util
import random
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from tests.ledger.conftest import STORES, Scribe
from tests.ledger.test_export import FIRST_BAD, ended, moved, sealed, told

from tic_core.errors import LedgerError, UsageError
from tic_core.ledger import Checkpoint, Ledger, export, parquet
from tic_core.ledger.parquet import check, pack, unpack
from tic_core.model.event import Effect

Change = Callable[[pl.DataFrame], pl.DataFrame]


@pytest.fixture
def exported(register: Scribe, ledger: Ledger) -> bytes:
    with ledger.reading() as reader:
        return b"".join(export.lines(reader))


@pytest.fixture
def anchor(register: Scribe, ledger: Ledger) -> Checkpoint:
    with ledger.reading() as reader:
        return reader.checkpoint()


def packed(data: bytes, folder: Path) -> Path:
    """The lines of an export as a file of Parquet."""
    file = folder / f"{len(list(folder.iterdir()))}.parquet"
    pack(lambda: data.splitlines(keepends=True), file)
    return file


@pytest.fixture
def table(exported: bytes, tmp_path: Path) -> Path:
    return packed(exported, tmp_path)


def forged(file: Path, change: Change) -> Path:
    """The table with its rows or columns changed, and the file's digest made anew: as somebody who knows the form can."""
    changed = file.with_name("forged.parquet")
    change(pl.read_parquet(file)).write_parquet(changed, metadata=told_beside(file))
    parquet._seal(changed)
    return changed


def told_beside(file: Path) -> dict[str, str]:
    said = {name: value for name, value in pl.read_parquet_metadata(file).items() if name.startswith("tic.")}
    return said | {"tic.digest": (parquet._MARK + parquet._NONE).decode()}


def named(file: Path, *anchors: Checkpoint) -> list[int]:
    """The events that are named, in order; -1 where it is no export that can be read."""
    try:
        return [problem.sequence for problem in check(file, anchors).problems]
    except LedgerError:
        return [-1]


@pytest.mark.parametrize("address", STORES, indirect=True)
def test_the_export_comes_out_of_the_table_again_byte_for_byte(exported: bytes, table: Path, anchor: Checkpoint) -> None:
    assert b"".join(unpack(table)) == exported
    assert named(table, anchor) == []
    assert check(table).checkpoints == (anchor,)
    assert told_beside(table)["tic.checkpoint"] == anchor.text


def test_the_columns_tell_what_can_be_counted(register: Scribe, ledger: Ledger, tmp_path: Path) -> None:
    wrong = register.write("wh-2", "a-7", register.stage("lapsed", "CLOSED"), on=date(2024, 5, 1))
    struck = Effect("voided", wrong.act, key=str(wrong.sequence))
    register.write("wh-2", "a-8", struck, nature="corrective", on=date(2024, 5, 2))
    file = tmp_path / "x.parquet"
    with ledger.reading() as reader:
        pack(lambda: export.lines(reader), file)
        bodies = list(reader.bodies())
    rows = pl.read_parquet(file)
    assert rows["body"].to_list() == bodies
    assert rows["on"].to_list()[-2:] == [date(2024, 5, 1), date(2024, 5, 2)]
    assert rows.filter(sequence=7).select("stage", "stage_kind", "points_at").row(0) == ("lapsed", "CLOSED", [])
    assert rows.filter(sequence=8).select("stage", "effects", "points_at").row(0) == (None, ["voided"], [7])
    assert "articles" in rows.columns
    assert rows["articles"].to_list()[0] == ["9(3)"]
    assert "13800000000" not in file.read_bytes().decode("latin-1")


def test_an_export_of_a_ledger_without_events_is_a_table_without_rows(tmp_path: Path) -> None:
    with Ledger.open("sqlite://") as ledger:
        with ledger.writing("cn-sd-weihai"):
            pass
        with ledger.reading() as reader:
            data = b"".join(export.lines(reader))
    file = packed(data, tmp_path)
    assert (named(file), b"".join(unpack(file))) == ([], data)


@pytest.fixture
def flipped(exported: bytes, tmp_path: Path, chance: random.Random) -> Callable[[int], Path]:
    whole, spoiled = packed(exported, tmp_path).read_bytes(), tmp_path / "flipped.parquet"

    def flip(place: int) -> Path:
        changed = bytearray(whole)
        changed[place] ^= 1 << chance.randrange(8)
        spoiled.write_bytes(changed)
        return spoiled

    return flip


def test_a_flip_of_any_byte_is_found_or_the_file_unreadable(
    table: Path, flipped: Callable[[int], Path], chance: random.Random
) -> None:
    """Of every byte the digest knows; that the whole check says so is tried at some, chosen by chance, and around both ends."""
    size = table.stat().st_size
    for place in range(size):
        digest, told, _ = parquet._digest(flipped(place))
        assert digest != told, place
    for place in {0, 3, 4, size - 9, size - 8, size - 1, *chance.sample(range(size), 60)}:
        assert named(flipped(place)), place


def test_control_without_the_digest_of_the_file_some_flips_are_passed_over(
    table: Path, flipped: Callable[[int], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet, "_digest", lambda _: (b"", b"", 0))
    size = table.stat().st_size
    assert any(named(flipped(place)) == [] for place in range(size - 60, size - 8))


CHANGES: dict[str, Change] = {
    "swapped": lambda rows: pl.concat([rows[:2], rows[3:4], rows[2:3], rows[4:]]),
    "dropped": lambda rows: pl.concat([rows[:2], rows[3:]]),
    "doubled": lambda rows: pl.concat([rows[:3], rows[2:]]),
}


@pytest.mark.parametrize("how", CHANGES)
def test_a_row_swapped_dropped_or_doubled_is_named(table: Path, how: str) -> None:
    assert named(forged(table, lambda rows: rows)) == []
    assert named(forged(table, CHANGES[how]))[0] == FIRST_BAD[how]


@pytest.mark.parametrize("how", FIRST_BAD)
def test_it_is_named_even_when_everything_was_computed_anew(exported: bytes, tmp_path: Path, how: str) -> None:
    bad = named(packed(sealed(moved(told(exported), how)), tmp_path))
    assert bad[0] == (4 if how == "inserted" else FIRST_BAD[how])


@pytest.mark.parametrize("sequence", range(1, 7))
def test_an_altered_event_is_named(exported: bytes, table: Path, sequence: int) -> None:
    def alter(rows: pl.DataFrame) -> pl.DataFrame:
        body = rows["body"].to_list()
        body[sequence - 1] = body[sequence - 1].replace(b"approve-preparation", b"reject-preparation")
        return rows.with_columns(body=pl.Series(body, dtype=pl.Binary))

    assert named(forged(table, alter))[0] == sequence


@pytest.mark.parametrize("column", [*parquet.COLUMNS, "hash"])
def test_a_column_that_says_otherwise_than_the_bytes_is_named_with_its_event(table: Path, column: str) -> None:
    others: dict[Any, Any] = {
        pl.Int64(): 99,
        pl.String(): "f" * 64,
        pl.Date(): date(1999, 1, 1),
        pl.List(pl.String()): ["x"],
        pl.List(pl.Int64()): [1],
    }

    def alter(rows: pl.DataFrame) -> pl.DataFrame:
        values = rows[column].to_list()
        values[3] = others[rows.schema[column]]
        return rows.with_columns(pl.Series(column, values, dtype=rows.schema[column]))

    assert named(forged(table, alter))[0] == 4


def test_control_a_reader_of_the_bytes_alone_passes_over_an_altered_column(table: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    changed = forged(table, lambda rows: rows.with_columns(by=pl.lit("somebody")))
    assert named(changed) == [1, 2, 3, 4, 5, 6]
    monkeypatch.setattr(parquet._Table, "_compare", lambda *_: None)
    assert named(changed) == []


@pytest.mark.parametrize(
    "change", [lambda rows: rows.drop("body"), lambda rows: rows.with_columns(approved=True), lambda rows: rows.select("sequence")]
)
def test_columns_added_or_taken_away_are_not_this_form(table: Path, change: Change) -> None:
    with pytest.raises(LedgerError, match="columns") as caught:
        check(forged(table, change))
    assert caught.value.exit_code == 4


@pytest.mark.parametrize("name", parquet._LINES)
def test_what_lies_in_the_metadata_is_checked_as_well(table: Path, name: str) -> None:
    changed = table.with_name("beside.parquet")
    said = told_beside(table)
    pl.read_parquet(table).write_parquet(changed, metadata=said | {name: said[name].replace("a", "b")})
    parquet._seal(changed)
    assert named(changed)
    pl.read_parquet(table).write_parquet(changed, metadata={key: value for key, value in said.items() if key != name})
    assert named(changed) == [-1]


@pytest.mark.parametrize("left", range(6))
def test_a_cut_end_is_seen_by_whoever_holds_a_checkpoint_and_by_nobody_else(
    exported: bytes, anchor: Checkpoint, tmp_path: Path, left: int
) -> None:
    values = told(exported)
    cut = packed(sealed([*values[: left + 1], *values[7:]]), tmp_path)
    assert named(cut) == []
    assert named(cut, anchor) == [left + 1]


@pytest.mark.parametrize("sequence", range(1, 7))
def test_a_rewritten_history_is_seen_by_whoever_holds_a_checkpoint_and_by_nobody_else(
    exported: bytes, anchor: Checkpoint, tmp_path: Path, sequence: int
) -> None:
    values = told(exported)
    values[sequence]["event"]["reason"] = "改写"
    rewritten = packed(sealed(values), tmp_path)
    assert named(rewritten) == []
    assert named(rewritten, anchor) == [6]


def test_a_text_decided_under_that_is_altered_is_told_at_the_first_event_that_rests_on_it(exported: bytes, tmp_path: Path) -> None:
    values = told(exported)
    values[7]["text"]["body"] = "YW5vdGhlcg=="
    assert named(packed(ended(values), tmp_path)) == [2]


@pytest.mark.parametrize("content", [b"PAR1", b"PAR1PAR1", b"PAR1" + b"\xff" * 12, b"PAR1\x00\x00\x00\x00PAR1", b"PAR1" * 99])
def test_what_is_no_table_is_told_as_such(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "x.parquet"
    file.write_bytes(content)
    assert named(file) == [-1]


def test_a_table_of_something_else_is_told_as_such(tmp_path: Path) -> None:
    file = tmp_path / "x.parquet"
    pl.DataFrame({"a": [1]}).write_parquet(file)
    with pytest.raises(LedgerError, match=r"tic\.export"):
        check(file)


def test_without_the_extra_it_is_said_what_to_install(exported: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = importlib.util.find_spec
    monkeypatch.setattr(parquet, "find_spec", lambda name: None if name == "polars" else found(name))
    for attempt in (lambda: pack(lambda: exported.splitlines(keepends=True), tmp_path / "x"), lambda: check(tmp_path / "x")):
        with pytest.raises(UsageError) as caught:
            attempt()
        assert caught.value.remedy is not None
        assert "tic-core[parquet]" in caught.value.remedy.en
        assert caught.value.exit_code == 2
