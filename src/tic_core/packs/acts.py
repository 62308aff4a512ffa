"""Read acts from a file: TOML tables headed ``[[act]]``, or JSON lines with one act each. As strict as an edition's document."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path as File
from typing import Any

import attrs

from tic_core.errors import DocumentError, Fault
from tic_core.model.act import LONGEST_ID, Act, unfit, visible
from tic_core.packs.draft import merged, schema_flaws
from tic_core.packs.exact import EXPECTED
from tic_core.packs.faults import Flaw, Messages, flaw, placed, whole
from tic_core.packs.locate import Path, Places
from tic_core.packs.read import DEEPEST, Inexact, bytes_of, decode, endless, forbidden, read
from tic_core.packs.structure import Structurer, structurer, unknown_keys
from tic_core.text import Text

SCHEMA = "tic/acts/1"
UNSHOWN = Text("此处所写不合要求（属个人信息，不予显示）", "what is written here does not fit (personal data, not shown)")


def load_acts(source: File | str | bytes, file: str = "") -> tuple[Act, ...]:
    """The acts of a file, or of bytes called ``file`` in messages, in their order.

    TOML (``schema = "tic/acts/1"`` and ``[[act]]`` tables) or JSON lines: told apart by the first character. Raises
    :class:`~tic_core.errors.DocumentError` with everything that is wrong in it.
    """
    data, name = bytes_of(source, file)
    text = decode(data, name)
    return _from_lines(text, name) if text.lstrip().startswith("{") else _from_toml(data, name)


def load_programme(files: Iterable[File]) -> tuple[Act, ...]:
    """The acts of several files as time went on: by day, but never before what stands above them in their own file."""
    acts: list[tuple[date, str, int, Act]] = []
    for file in files:
        latest = date.min
        for place, act in enumerate(load_acts(file)):
            latest = max(latest, act.on)
            acts.append((latest, file.name, place, act))
    return tuple(act for *_, act in sorted(acts, key=lambda each: each[:3]))


def _from_toml(data: bytes, file: str) -> tuple[Act, ...]:
    document = read(data, file)
    told = [*document.flaws, *schema_flaws(document.table, SCHEMA)]
    if any(found.code == "unknown-schema" for found in told):
        raise document.error(told)
    flaws = list(unknown_keys(document.table.keys() - {"schema", "act"}, ["schema", "act"], ()))
    items = document.table.get("act", [])
    if type(items) is not list or not all(type(item) is dict for item in items):
        raise document.error([*told, *flaws, flaw(MESSAGES, "no-act-tables", ("act",))])
    acts = [_act(structurer(), item, ("act", index), flaws) for index, item in enumerate(items)]
    if told or flaws:
        raise document.error(discreet(merged(told, flaws)))
    return tuple(act for act in acts if act is not None)


def _from_lines(text: str, file: str) -> tuple[Act, ...]:
    acts: list[Act] = []
    faults: list[Fault] = []
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), start=1):
        if line.strip():
            try:
                acts.append(_from_line(line, number, file))
            except DocumentError as error:
                faults += error.faults
    if faults:
        raise DocumentError(faults)
    return tuple(acts)


def _from_line(line: str, number: int, file: str) -> Act:
    table = _parsed(line, number, file)
    told = list(forbidden(table))
    flaws: list[Flaw] = []
    act = None if endless(told) else _act(structurer(json=True), table, (), flaws)
    if told or flaws or act is None:
        raise placed(discreet(merged(told, flaws)), Places(line, json_value=True, first_line=number), file, table)
    return act


def _parsed(line: str, number: int, file: str) -> dict[str, Any]:
    try:
        table = json.loads(line, parse_float=Inexact, parse_constant=Inexact, object_pairs_hook=_once_each)
    except json.JSONDecodeError as error:
        raise whole("json-syntax", file, MESSAGES, number, error.colno) from None
    except _Twice as twice:
        raise whole("key-twice", file, MESSAGES, number, 1, key=twice.args[0]) from None
    except RecursionError:
        raise whole("json-too-deep", file, MESSAGES, number, 1, most=DEEPEST) from None
    except ValueError:
        raise whole("json-number", file, MESSAGES, number, 1) from None
    if type(table) is not dict:
        raise whole("json-no-table", file, MESSAGES, number, 1)
    return table


class _Twice(Exception):
    pass


def _once_each(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    table: dict[str, Any] = {}
    for key, value in pairs:
        if key in table:
            raise _Twice(key)
        table[key] = value
    return table


def _act(reader: Structurer, plain: Mapping[str, Any], path: Path, flaws: list[Flaw]) -> Act | None:
    try:
        act: Act | None = reader.quick(plain, Act)
    except Exception:  # noqa: BLE001 - the patient reading tells what it was
        act, wrong = reader.patient(plain, Act, path)
        flaws += wrong
    flaws += _empty(plain, path)
    flaws += _unquoted(plain.get("facts"), (*path, "facts"))
    if act is not None:
        flaws[:] = merged(
            flaws, (flaw(MESSAGES, f"act-{code}", (*path, *place), key=place[-1] or place[0]) for code, place in unfit(act))
        )
    return act


def discreet(flaws: Iterable[Flaw]) -> list[Flaw]:
    """The flaws with nothing of what was written among the personal data: a message is read, kept and sent on."""
    return [attrs.evolve(found, what=UNSHOWN) if "persons" in found.path[:3:2] else found for found in flaws]


def _empty(plain: Mapping[str, Any], path: Path) -> Iterator[Flaw]:
    for key in ("id", "kind", "by"):
        value = plain.get(key)
        if type(value) is str and not visible(value):
            yield flaw(MESSAGES, "act-empty", (*path, key), key=key)


def _unquoted(facts: Any, path: Path) -> Iterator[Flaw]:
    """``industry.class = …`` without quotation marks is a table in a table, which no fact is."""
    for name, value in facts.items() if type(facts) is dict else ():
        if type(value) is dict:
            inner = next(iter(value), "…")
            yield flaw(MESSAGES, "fact-unquoted", (*path, name), name=name, whole_name=f"{name}.{inner}")


MESSAGES: Messages = {
    "no-act-tables": (Text("act 不是表的列表", "act is no list of tables"), Text("应为若干 [[act]] 表", "tables headed [[act]]")),
    "act-empty": (Text("{key} 是空的", "{key} is empty"), EXPECTED[str]),
    "act-long": (
        Text("{key} 过长", "{key} is too long"),
        Text("编号和名称至多 {most} 个字符", "ids and names of at most {most} characters").fill(most=LONGEST_ID),
    ),
    "act-sign": (
        Text("{key} 中有看不见的控制字符", "{key} holds invisible control characters"),
        Text("应只有可见的文字；理由中可以换行", "signs that can be seen; a reason may have line breaks"),
    ),
    "fact-unquoted": (
        Text("事实 {name} 的值是一个表", "the value of the fact {name} is a table"),
        Text('带点的事实名应加引号："{whole_name}" = …', 'a fact whose name has a dot is quoted: "{whole_name}" = …'),
    ),
    "json-syntax": (Text("不符合 JSON 语法", "this is not JSON"), Text("每行应为一个 JSON 对象", "one JSON object on each line")),
    "json-no-table": (Text("这一行不是 JSON 对象", "this line is no JSON object"), Text("应为 {{ … }}", "{{ … }}")),
    "json-number": (
        Text("有无法读取的数", "there is a number that cannot be read"),
        Text("应为位数较少的整数", "a whole number with fewer digits"),
    ),
    "json-too-deep": (
        Text("嵌套超过 {most} 层", "nested more than {most} levels deep"),
        Text("行为的任何部分都不需要这样深的嵌套", "nothing in an act is nested that deep"),
    ),
    "key-twice": (Text("键 {key} 写了两次", "the key {key} is written twice"), Text("应只写一次", "each key once")),
}
