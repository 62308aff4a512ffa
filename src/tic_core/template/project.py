"""The template rendered, with the answers it was rendered for; and a project that remembers what it began with.

A project keeps one file of the program's own, :data:`RECORD`: the answers, and every file as the template made it. With that a
later update knows what the author has changed, and needs neither the old template nor a version control.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import attrs

from tic_core.errors import DocumentError, Fault, UsageError
from tic_core.template.merge import difference, merged
from tic_core.text import Text

TEMPLATE = Path(__file__).parent / "files"
RECORD = ".tic-template.json"
SCHEMA = "tic/template/1"
ANSWERS = "answers.json"

Answers = Mapping[str, Any]
Files = Mapping[str, str]


@attrs.frozen
class Rendered:
    """What the template makes of some answers: ``files`` by their place in the project."""

    answers: Answers
    files: Files


def rendered(answers: Answers, *, ask: bool = False, template: Path = TEMPLATE) -> Rendered:
    """The template with these answers; the others are asked for on the terminal, or taken as they usually are.

    Raises UsageError for an answer that does not fit, and where ``copier`` is not installed.
    """
    run = _copier()
    with TemporaryDirectory(prefix="ticctl-new-") as folder:
        place = Path(folder) / "project"
        try:
            run(str(template), str(place), data=dict(answers), defaults=not ask, overwrite=True, quiet=True)
        except KeyboardInterrupt:
            raise
        except Exception as error:
            raise UsageError(MESSAGES["unfit"].fill(why=_said(error))) from error
        files = {
            file.relative_to(place).as_posix(): file.read_text(encoding="utf-8") for file in place.rglob("*") if file.is_file()
        }
    told: dict[str, Any] = json.loads(files.pop(ANSWERS))
    return Rendered(told, dict(sorted(files.items())))


def _copier() -> Callable[..., Any]:
    try:
        from copier import run_copy
    except ImportError:
        raise UsageError(MESSAGES["no-copier"], MESSAGES["install"]) from None
    return run_copy


def _said(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__


def create(folder: Path, made: Rendered) -> None:
    """Write a new project. UsageError where there is something in the folder already."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(MESSAGES["occupied"].fill(folder=folder), MESSAGES["elsewhere"])
    for name, text in made.files.items():
        _write(folder / name, text)
    _record(folder, made)


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8", newline="\n")


def _record(folder: Path, made: Rendered) -> None:
    told = {"schema": SCHEMA, "answers": dict(made.answers), "files": dict(made.files)}
    _write(folder / RECORD, json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n")


def recorded(folder: Path) -> Rendered:
    """What a project began with. UsageError where the folder was not made from the template, DocumentError for a damaged record."""
    file = folder / RECORD
    if not file.is_file():
        raise UsageError(MESSAGES["no-record"].fill(folder=folder, record=RECORD), MESSAGES["new-first"])
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
        _same(told["schema"], SCHEMA)
        return Rendered(_table(told["answers"]), {name: _text(text) for name, text in _table(told["files"]).items()})
    except (ValueError, KeyError, TypeError) as error:
        fault = Fault("template-record", str(file), 0, 0, "", MESSAGES["damaged"].fill(why=error), MESSAGES["restore"])
        raise DocumentError([fault]) from error


def _same(found: Any, expected: str) -> None:
    if found != expected:
        raise ValueError(found)


def _table(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise TypeError(value)
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


# ── update ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────


@attrs.frozen
class Change:
    """What an update does to one file. ``how`` is ``added``, ``updated``, ``merged``, ``removed``, ``kept`` or ``conflict``.

    ``text`` is what the file is to hold (None: it goes, or stays as it is); ``lines`` show the difference. Of a conflict the file
    stays as the author has it, and the lines are put beside it as ``.rej``.
    """

    name: str
    how: str
    text: str | None = None
    lines: tuple[str, ...] = ()


def changes(folder: Path, begun: Rendered, made: Rendered) -> list[Change]:
    """What an update from what a project began with to what the template makes now does to its files."""
    names = sorted({*begun.files, *made.files})
    found = (_change(name, begun.files.get(name), _mine(folder / name), made.files.get(name)) for name in names)
    return [each for each in found if each is not None]


def _mine(file: Path) -> str | None:
    if file.is_symlink() or (file.exists() and not file.is_file()):
        raise UsageError(MESSAGES["no-file"].fill(file=file))
    try:
        return file.read_bytes().decode("utf-8").replace("\r\n", "\n") if file.exists() else None
    except UnicodeDecodeError as error:
        raise UsageError(MESSAGES["no-text"].fill(file=file)) from error


def _change(name: str, base: str | None, mine: str | None, new: str | None) -> Change | None:
    """One file: as the template made it, as the author has it, and as the template makes it now."""
    if new in (base, mine):
        return None
    lines = tuple(difference(name, base or "", new or ""))
    if mine == base:
        how = "added" if base is None else "removed" if new is None else "updated"
        return Change(name, how, new, lines)
    if mine is None or new is None:  # the author took it away, or has changed what the template has no more
        return Change(name, "kept", None, lines)
    joined = merged(base or "", mine, new) if base is not None else None
    if joined is None:
        return Change(name, "conflict", None, lines)
    return Change(name, "merged", joined, tuple(difference(name, mine, joined)))


def apply(folder: Path, found: list[Change], made: Rendered) -> None:
    """Write the changes, and what the project begins with from now on. A conflict is left beside its file."""
    for each in found:
        file = folder / each.name
        if each.how == "removed":
            file.unlink(missing_ok=True)
        elif each.how == "conflict":
            _write(file.with_name(f"{file.name}.rej"), "\n".join(each.lines) + "\n")
        elif each.text is not None:
            _write(file, each.text)
    _record(folder, made)


MESSAGES = {
    "no-copier": Text("模板需要 copier，尚未安装", "the template needs copier, which is not installed"),
    "install": Text("安装：pip install 'tic-core[template]'", "install it: pip install 'tic-core[template]'"),
    "unfit": Text("无法生成：{why}", "it cannot be generated: {why}"),
    "occupied": Text("{folder} 已有内容", "there is something in {folder} already"),
    "elsewhere": Text(
        "另指一个空文件夹；更新已有项目用 --update", "name an empty folder; to bring a project up to date there is --update"
    ),
    "no-record": Text(
        "{folder} 中没有 {record}，不是由模板建立的项目", "there is no {record} in {folder}: it was not made from the template"
    ),
    "new-first": Text("用 ticctl plugin new 建立", "make one with ticctl plugin new"),
    "damaged": Text("模板记录已损坏：{why}", "the template's record is damaged: {why}"),
    "restore": Text("从版本库恢复该文件", "restore that file from your repository"),
    "no-file": Text("{file} 不是普通文件", "{file} is no plain file"),
    "no-text": Text("{file} 不是 UTF-8 文字", "{file} is no text in UTF-8"),
}
