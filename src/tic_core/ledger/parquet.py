"""The same export as a table in Parquet, for those who count: a row for each event, its very bytes in a column, beside it what can
be told in columns. The lines that are no events lie in the file's metadata, so that the export comes out again line by line and
is checked as such (:mod:`tic_core.ledger.export`); a column that says otherwise than its event's bytes is found as well.

``tic.export`` holds the first line, ``tic.texts`` those of the texts decided under, ``tic.checkpoint`` the checkpoint as it is
printed, ``tic.end`` the last line, and ``tic.digest`` the SHA-256 of the file with zeros in the digest's own place: what a reader
of Parquet would pass over in silence (padding, statistics, page headers) is covered by it. Needs the extra ``parquet``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import attrs

from tic_core.errors import LedgerError, UsageError
from tic_core.kernel.corrections import POINTING, target
from tic_core.ledger.chain import Checkpoint
from tic_core.ledger.codec import decode, decode_plain, encode_plain
from tic_core.ledger.export import check as check_lines
from tic_core.ledger.problems import Problem, Problems, Verification
from tic_core.ledger.reading import PAGE
from tic_core.model.event import Event
from tic_core.text import Text

if TYPE_CHECKING:
    import polars as pl

FORMAT = "tic/parquet/1"
MAGIC = b"PAR1"

Said = str | int | date | list[str] | list[int] | None

COLUMNS: Mapping[str, tuple[str, Callable[[Event], Said]]] = {
    "sequence": ("whole", lambda event: event.sequence),
    "subject": ("text", lambda event: event.subject),
    "number": ("whole", lambda event: event.number),
    "act": ("text", lambda event: event.act),
    "kind": ("text", lambda event: event.kind),
    "nature": ("text", lambda event: event.nature),
    "on": ("day", lambda event: event.on),
    "effective": ("day", lambda event: event.effective),
    "recorded": ("text", lambda event: event.recorded),
    "by": ("text", lambda event: event.by),
    "document": ("text", lambda event: event.document),
    "edition": ("text", lambda event: event.law.edition),
    "basis": ("text", lambda event: event.law.basis),
    "articles": ("texts", lambda event: list(event.law.articles)),
    "assumptions": ("texts", lambda event: list(event.law.assumptions)),
    "stage": ("text", lambda event: _last([each.name for each in event.effects if each.kind == "stage"])),
    "stage_kind": ("text", lambda event: _last([each.type for each in event.effects if each.kind == "stage"])),
    "effects": ("texts", lambda event: [each.kind for each in event.effects]),
    "points_at": ("wholes", lambda event: [target(each) for each in event.effects if each.kind in POINTING]),
}
"""What an analyst finds beside the bytes, by name: ``points_at`` are the sequences of what this one voids or corrects."""

BYTES = {"hash": "text", "body": "bytes"}
"""The columns that are checked: the event's hash in its chain, and the bytes that were hashed."""

_EVENT, _HASH = b'{"event":', b',"hash":'
_LINES = ("tic.export", "tic.texts", "tic.checkpoint", "tic.end")
_MARK = f"{FORMAT} sha256 ".encode()
_NONE = b"0" * 64

MESSAGES = {
    "no-polars": Text("Parquet 须安装 polars", "Parquet needs polars"),
    "install": Text("安装：pip install 'tic-core[parquet]'", "install it: pip install 'tic-core[parquet]'"),
    "no-export": Text("不是账本的 Parquet 导出文件：{why}", "this is no export of a ledger in Parquet: {why}"),
    "no-export-remedy": Text("请核对文件，或重新导出", "check the file, or export it again"),
    "missing": Text("没有 {names}", "{names} are missing"),
    "columns": Text("各列应为 {wanted}", "its columns should be {wanted}"),
    "unwritten": Text("未能写出：{why}", "it could not be written: {why}"),
}


def pack(source: Callable[[], Iterable[bytes]], out: Path) -> None:
    """Write the lines of an export as Parquet. ``source`` gives the lines each time it is asked: they are gone through twice.

    UsageError without polars, LedgerError where the file cannot be written.
    """
    _hold_extra()
    import polars as pl
    from polars.io.plugins import register_io_source

    told = _beside(source())
    try:
        frames = register_io_source(partial(_frames, source), schema=_schema())
        frames.sink_parquet(out, row_group_size=PAGE, maintain_order=True, metadata=told)
    except pl.exceptions.PolarsError as error:
        raise LedgerError(MESSAGES["unwritten"].fill(why=_first_line(error))) from error
    _seal(out)


def check(file: Path, anchors: Sequence[Checkpoint] = ()) -> Verification:
    """Whether an export in Parquet still says what was recorded; ``anchors`` are old checkpoints held outside, as for a ledger.

    LedgerError where it is no such export at all, UsageError without polars.
    """
    table = _Table(file)
    found = check_lines(table.lines(), anchors)
    problems = [*table.problems.found, *found.problems]
    return attrs.evolve(found, problems=tuple(sorted(problems, key=_place)))


def unpack(file: Path) -> Iterator[bytes]:
    """The lines of the export that lies in a file of Parquet, byte for byte as ``ticctl export`` would have written them."""
    return _Table(file).lines()


class _Table:
    """An export in Parquet, read page by page; what is wrong with the table itself is noted in ``problems``."""

    def __init__(self, file: Path) -> None:
        _hold_extra()
        self._file = file
        self._told = self._metadata()
        self.problems = Problems(_law(self._told["tic.export"]))
        digest, told, _ = _digest(file)
        if digest != told:
            self.problems.tell("export-file", 0, "")

    def lines(self) -> Iterator[bytes]:
        """The lines, as far as they can be read."""
        yield self._told["tic.export"] + b"\n"
        for number, row in enumerate(self._rows(), 1):
            body, told = row["body"] or b"", row["hash"] or ""
            self._compare(number, row)
            yield _EVENT + body + _HASH + encode_plain(told) + b"}\n"
        yield from (each + b"\n" for each in self._told["tic.texts"].split(b"\n") if each)
        yield encode_plain({"checkpoint": self._told["tic.checkpoint"].decode(errors="replace")}) + b"\n"
        yield self._told["tic.end"] + b"\n"

    def _metadata(self) -> dict[str, bytes]:
        import polars as pl

        try:
            told = {name: value.encode() for name, value in pl.read_parquet_metadata(self._file).items()}
            found = pl.read_parquet_schema(self._file)
        except _unreadable() as error:
            raise _no_export(_first_line(error)) from error
        missing = sorted({*_LINES, "tic.digest"} - told.keys())
        if missing:
            raise _no_export(MESSAGES["missing"].fill(names=missing))
        if dict(found) != dict(_schema()):
            raise _no_export(MESSAGES["columns"].fill(wanted=[*COLUMNS, *BYTES]))
        return told

    def _rows(self) -> Iterator[dict[str, Any]]:
        import polars as pl

        count = 0
        try:
            table = pl.scan_parquet(self._file, glob=False, hive_partitioning=False, use_statistics=False)
            for page in table.collect_batches(chunk_size=PAGE, maintain_order=True):
                for row in page.iter_rows(named=True):
                    count += 1
                    yield row
        except _unreadable() as error:
            self.problems.tell("export-line", count + 1, "", line=count + 2, why=_first_line(error))

    def _compare(self, number: int, row: Mapping[str, Any]) -> None:
        """Whether the columns say what the bytes say; bytes that cannot be read are told where the lines are checked."""
        try:
            event = decode(row["body"] or b"")
            wanted = {name: said(event) for name, (_, said) in COLUMNS.items()}
        except (LedgerError, ValueError):
            return
        for name in (name for name in wanted if row[name] != wanted[name]):
            self.problems.tell("column", number, event.subject, column=name, found=str(row[name]), wanted=str(wanted[name]))


def _beside(lines: Iterable[bytes]) -> dict[str, str]:
    """What lies in the metadata: every line that is no event, and a place for the digest."""
    found = dict.fromkeys(_LINES, "")
    for line in lines:
        if line.startswith(_EVENT):
            continue
        kind = next(iter(decode_plain(line)))
        name = "tic.texts" if kind == "text" else f"tic.{kind}"
        found[name] += decode_plain(line)["checkpoint"] if kind == "checkpoint" else line.decode().rstrip("\n")
        found[name] += "\n" if kind == "text" else ""
    return found | {"tic.digest": (_MARK + _NONE).decode()}


def _frames(source: Callable[[], Iterable[bytes]], *_: object) -> Iterator[pl.DataFrame]:
    """The events as tables of a page each."""
    import polars as pl

    events = (line for line in source() if line.startswith(_EVENT))
    while page := list(islice(events, PAGE)):
        yield pl.DataFrame([_row(line) for line in page], schema=_schema(), orient="row")


def _row(line: bytes) -> list[Any]:
    end = line.rindex(_HASH)
    body, told = line[len(_EVENT) : end], decode_plain(line[end + len(_HASH) :].rstrip(b"}\n"))
    event = decode(body)
    return [*(said(event) for _, said in COLUMNS.values()), told, body]


def _schema() -> pl.Schema:
    import polars as pl

    types: dict[str, pl.DataType] = {"whole": pl.Int64(), "text": pl.String(), "day": pl.Date(), "bytes": pl.Binary()}
    types |= {"texts": pl.List(pl.String()), "wholes": pl.List(pl.Int64())}
    return pl.Schema({name: types[told] for name, told in ({name: told for name, (told, _) in COLUMNS.items()} | BYTES).items()})


def _seal(file: Path) -> None:
    digest, _, place = _digest(file)
    with file.open("r+b") as out:
        out.seek(place)
        out.write(digest)


def _digest(file: Path) -> tuple[bytes, bytes, int]:
    """The digest that the file should have written in it, the one that it has, and where; of a file that has none, at 0."""
    size, whole = file.stat().st_size, hashlib.sha256()
    with file.open("rb") as data:
        place = _digest_place(data, size)
        data.seek(place)
        told = data.read(len(_NONE)) if place else b""
        data.seek(0)
        _pour(data, whole, place)
        whole.update(_NONE)
        data.seek(place + len(told))
        _pour(data, whole, size)
    return whole.hexdigest().encode(), told, place


def _digest_place(data: BinaryIO, size: int) -> int:
    """Where the digest lies in the footer, which ends in its own length and the format's name; what is written last counts."""
    data.seek(max(0, size - 8))
    footer = min(size, int.from_bytes(data.read(4), "little") + 8)
    data.seek(size - footer)
    found = data.read(footer).rfind(_MARK)
    return size - footer + found + len(_MARK) if found >= 0 else 0


def _pour(data: BinaryIO, into: hashlib._Hash, most: int) -> None:
    while part := data.read(min(most, 1 << 20)):
        into.update(part)
        most -= len(part)


def _law(head: bytes) -> str:
    try:
        return str(decode_plain(head)["export"]["jurisdiction"])
    except (LedgerError, LookupError, TypeError) as error:
        raise _no_export(MESSAGES["missing"].fill(names=["tic.export"])) from error


def _no_export(why: Text) -> LedgerError:
    return LedgerError(MESSAGES["no-export"].fill(why=why), MESSAGES["no-export-remedy"])


def _hold_extra() -> None:
    if find_spec("polars") is None:
        raise UsageError(MESSAGES["no-polars"], MESSAGES["install"])


def _unreadable() -> tuple[type[BaseException], ...]:
    """What a reader of Parquet runs into in a damaged file: it may panic, too."""
    import polars as pl

    return pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError, ValueError, OverflowError


def _first_line(error: BaseException) -> Text:
    """What a reader of Parquet says, without the plan of its query."""
    said = next(iter(str(error).splitlines()), type(error).__name__)
    return Text(said, said)


def _last(names: list[str]) -> str | None:
    return names[-1] if names else None


def _place(problem: Problem) -> float:
    """The problems of the events first, in order."""
    return problem.sequence or float("inf")
