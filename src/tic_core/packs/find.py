"""Where policy packs lie: installed ones, and folders that are given. A pack is located and read, never imported: it runs no code.

A pack is a folder that holds one folder for each edition (``edition.toml``, with sample acts in ``acts/`` and cases in ``cases/``
beside it), calendars in ``calendars/``, the authority's answers to open questions in ``interpretations/``, and what a superior
demands of an edition in ``mandates/``. An installed distribution names such a folder, as a package, by an entry point of the group
``tic_core.policies``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import attrs
import tomli

from tic_core.errors import DocumentError
from tic_core.model.dates import Calendar
from tic_core.packs.classification import Classification, named
from tic_core.packs.faults import Messages, whole
from tic_core.packs.interpretations import Read, load_answers
from tic_core.packs.read import bytes_of, decode, read
from tic_core.packs.working_days import joined
from tic_core.text import Text, both

GROUP = "tic_core.policies"
DOCUMENT = "edition.toml"
ACTS = (".toml", ".jsonl")


@attrs.frozen
class Pack:
    """A folder of policy documents; ``name`` is the distribution it came with, or the folder's own name."""

    name: str
    folder: Path


@attrs.frozen
class Found:
    """An edition as its document's head tells it, nothing checked: ``id``, whose law it is, where it lies, in which pack.

    Where the head cannot be read, ``id`` is the name of the folder and the rest is empty: loading it says what is wrong.
    """

    id: str
    policy: str
    jurisdiction: str
    parents: tuple[str, ...]
    path: Path
    pack: str

    @property
    def folder(self) -> Path:
        """The edition's folder."""
        return self.path.parent

    @property
    def acts(self) -> tuple[Path, ...]:
        """The files of sample acts beside the document, in the order of their names."""
        files = (file for file in self.folder.joinpath("acts").glob("*") if file.suffix in ACTS)
        return tuple(sorted(files, key=lambda file: file.name))


def installed() -> tuple[Pack, ...]:
    """The packs that are installed, by name. Raises DocumentError for one whose folder is not there."""
    found = sorted(map(_installed, entry_points(group=GROUP)), key=lambda pack: (pack.name, str(pack.folder)))
    return tuple({pack.folder: pack for pack in reversed(found)}.values())[::-1]


def _installed(entry: EntryPoint) -> Pack:
    """The folder of an entry point's package. Only the top package is looked up: looking up one inside would import it."""
    top, *below = entry.value.split(".")
    try:
        spec = find_spec(top)
    except (ImportError, ValueError):
        spec = None
    for place in spec.submodule_search_locations or () if spec else ():
        folder = Path(place, *below)
        if folder.is_dir():
            return Pack(entry.name, folder.resolve())
    raise whole("pack-missing", entry.name, MESSAGES, package=entry.value)


def packs(folders: Sequence[Path] = ()) -> tuple[Pack, ...]:
    """The installed packs and the folders given, each folder once. Raises DocumentError for a folder that is no pack."""
    found = {pack.folder: pack for pack in installed()}
    for folder in folders:
        place = Path(folder).resolve()
        if not any(look(place) for look in (_documents, _calendar_files, _answer_files, _tables, _mandate_files)):
            raise whole("no-pack", str(folder), MESSAGES, document=DOCUMENT)
        found.setdefault(place, Pack(place.name, place))
    return tuple(found.values())


def _documents(folder: Path) -> list[Path]:
    """The edition documents of a pack, or the one of an edition's own folder."""
    return sorted(file for file in (folder / DOCUMENT, *folder.glob(f"*/{DOCUMENT}")) if file.is_file())


def _calendar_files(folder: Path) -> list[Path]:
    return sorted(folder.glob("calendars/*.toml"))


def _answer_files(folder: Path) -> list[Path]:
    return sorted(folder.glob("interpretations/*.toml"))


def editions(folders: Sequence[Path] = ()) -> tuple[Found, ...]:
    """Every edition in the installed packs and in ``folders``, in order of id.

    Raises DocumentError when two packs hold an edition of one id: which of them is the law is not for the program to guess.
    """
    found: dict[str, Found] = {}
    for each in _once(_found(file, pack) for pack in packs(folders) for file in _documents(pack.folder)):
        other = found.setdefault(each.id, each)
        if other is not each:
            raise whole(
                "duplicate-edition", str(each.path), MESSAGES, id=each.id, first=both(str(other.path)), second=both(str(each.path))
            )
    return tuple(found[name] for name in sorted(found))


def found_in(file: Path) -> Found:
    """The edition of one document, whatever its name and wherever it lies."""
    return _found(file, Pack(file.parent.name, file.parent))


def _once(each: Iterable[Found]) -> Iterator[Found]:
    """A folder may be given that lies inside a pack: its documents count once."""
    seen: set[Path] = set()
    for found in each:
        if found.path not in seen:
            seen.add(found.path)
            yield found


def _found(file: Path, pack: Pack) -> Found:
    told = _head(file)
    parents = told.get("parents")
    return Found(
        id=_text(told.get("id")) or file.parent.name,
        policy=_text(told.get("policy")),
        jurisdiction=_text(told.get("jurisdiction")),
        parents=tuple(filter(None, map(_text, parents))) if isinstance(parents, list) else (),
        path=file.resolve(),
        pack=pack.name,
    )


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _head(file: Path) -> dict[str, Any]:
    """The identity in a document, read from what stands before its first ``[[…]]`` where it stands there."""
    try:
        text = decode(*bytes_of(file))
    except DocumentError:
        return {}
    head, _, _ = text.partition("\n[[")
    for part in (head, text):
        try:
            identity = tomli.loads(part).get("identity")
        except (ValueError, RecursionError):
            continue
        if isinstance(identity, dict):
            return identity
    return {}


def calendars(folders: Sequence[Path] = ()) -> list[tuple[Calendar, bytes]]:
    """Every calendar in the installed packs and in ``folders``, each with the bytes that its digest names, in order of id."""
    files = dict.fromkeys(file.resolve() for pack in packs(folders) for file in _calendar_files(pack.folder))
    return joined(files)


def _tables(folder: Path) -> list[Path]:
    return sorted(folder.glob("classifications/*.csv"))


def classifications(folders: Sequence[Path] = ()) -> dict[str, Classification]:
    """Every classification in the installed packs and in ``folders``, by id."""
    return named(dict.fromkeys(file.resolve() for pack in packs(folders) for file in _tables(pack.folder)))


def _mandate_files(folder: Path) -> list[Path]:
    return sorted(folder.glob("mandates/*.toml"))


def mandates(folders: Sequence[Path] = ()) -> dict[str, list[Path]]:
    """The files of superiors' mandates in the installed packs and in ``folders``, by the edition they speak about."""
    found: dict[str, list[Path]] = {}
    for file in dict.fromkeys(file.resolve() for pack in packs(folders) for file in _mandate_files(pack.folder)):
        told = read(*bytes_of(file)).table.get("edition")
        found.setdefault(_text(told), []).append(file)
    return found


def answers(folders: Sequence[Path] = ()) -> tuple[Read, ...]:
    """Every file of answers to open questions in the installed packs and in ``folders``, in order of id.

    Raises DocumentError for one that cannot be read, and for two files of one id.
    """
    files = dict.fromkeys(file.resolve() for pack in packs(folders) for file in _answer_files(pack.folder))
    found: dict[str, Read] = {}
    for each in map(load_answers, files):
        other = found.setdefault(each.written.id, each)
        if other is not each:
            told = {"id": each.written.id, "first": both(other.document.file), "second": both(each.document.file)}
            raise whole("duplicate-answers", each.document.file, MESSAGES, **told)
    return tuple(found[name] for name in sorted(found))


MESSAGES: Messages = {
    "duplicate-answers": (
        Text("解释文件 {id} 有两份：{first} 与 {second}", "there are two interpretation files {id}: {first} and {second}"),
        Text("应只保留一份", "only one of them"),
    ),
    "pack-missing": (
        Text("已安装的政策包没有文件夹 {package}", "the installed pack has no folder {package}"),
        Text("应重新安装该政策包", "install the pack again"),
    ),
    "no-pack": (
        Text("这不是政策包的文件夹", "this is no folder of a pack"),
        Text(
            "应含有 {document}、<版本>/{document}、calendars/、interpretations/、classifications/ 或 mandates/ 中的文件",
            "{document}, <edition>/{document}, or a file in calendars/, interpretations/, classifications/ or mandates/",
        ),
    ),
    "duplicate-edition": (
        Text("版本 {id} 有两份：{first} 与 {second}", "there are two editions {id}: {first} and {second}"),
        Text("应只保留一份", "only one of them"),
    ),
}
