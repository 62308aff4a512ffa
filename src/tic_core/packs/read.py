"""From bytes to a table, so that no file whatever ends in a traceback.

A file that cannot be read at all (not UTF-8, not TOML, empty, too large, nested without end) is refused at once with one clear
fault. Values that no document may hold (floats, moments of time) are noted and the rest is read on, so that a person sees
everything wrong in one go.
"""

from __future__ import annotations

import hashlib
import re
import stat
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, time
from functools import cached_property
from pathlib import Path as File
from typing import Any

import attrs
import tomli

from tic_core.errors import DocumentError
from tic_core.packs.faults import Flaw, flaw, placed, whole
from tic_core.packs.locate import Path, Places, TooDeep
from tic_core.text import Text

LARGEST = 10 * 1024 * 1024  # bytes
DEEPEST = 32  # tables and lists inside one another


class Inexact(str):
    """A floating-point number as it was written: kept for the message, refused everywhere."""

    __slots__ = ()


@attrs.frozen(slots=False)
class Document:
    """A document as read: its ``table``, its ``text``, and the ``flaws`` noticed on the way. ``digest`` is its bytes' SHA-256."""

    file: str
    digest: str
    text: str
    table: dict[str, Any]
    flaws: tuple[Flaw, ...]

    @cached_property
    def places(self) -> Places:
        """Where its keys stand; worked out when first asked for."""
        return Places(self.text)

    def error(self, flaws: Iterable[Flaw]) -> DocumentError:
        """What is wrong in it, with places."""
        return placed(flaws, self.places, self.file, self.table)


def bytes_of(source: File | str | bytes, file: str = "") -> tuple[bytes, str]:
    """The bytes of a file, or those given, and what to call them; a file that cannot be opened is a DocumentError."""
    if isinstance(source, bytes):
        return source, file or "-"
    name = file or str(source)
    try:
        if not _ends(File(source)):
            raise Endless
        with File(source).open("rb") as opened:
            return opened.read(LARGEST + 1), name
    except (OSError, ValueError) as error:
        raise whole("unreadable", name, MESSAGES, why=WHY.get(type(error), WHY[OSError])) from None


class Endless(OSError):
    """Something that is opened like a file and may never answer: a pipe, a socket, a device."""


def _ends(path: File) -> bool:
    """Whether what stands there is a file; of a folder, opening it tells better."""
    mode = path.stat().st_mode
    return stat.S_ISREG(mode) or stat.S_ISDIR(mode)


def read(data: bytes, file: str) -> Document:
    """Read TOML. Raises DocumentError where there is no table to go on with; else the flaws are in the document."""
    text = decode(data, file)
    table = parse(text, file)
    # What no store keeps cannot stand in a text as such, only as an escape.
    flaws = forbidden(table, texts="\\" in text)
    document = Document(file, hashlib.sha256(data).hexdigest(), text, table, tuple(flaws))
    if endless(document.flaws):
        raise document.error(document.flaws)
    return document


def decode(data: bytes, file: str) -> str:
    """The text of a UTF-8 file, with or without its mark; anything else is named for what it looks like."""
    if len(data) > LARGEST:
        raise whole("too-large", file, MESSAGES, most=LARGEST // 1024 // 1024)
    if _is_utf_32(data):
        raise whole("not-utf-8", file, MESSAGES, 1, 1, looks=LOOKS["utf-32"])
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise whole("not-utf-8", file, MESSAGES, 1, 1, looks=LOOKS["utf-16"])
    if b"\0" in data:
        code, looks = ("not-utf-8", "utf-16") if _every_other_is_nul(data) else ("binary", "binary")
        raise whole(code, file, MESSAGES, *_place(data, data.index(b"\0")), looks=LOOKS[looks])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        code, looks = _seems(data)
        raise whole(code, file, MESSAGES, *_place(data, error.start), looks=LOOKS[looks]) from None
    if not text.strip():
        raise whole("empty", file, MESSAGES)
    return text


def _is_utf_32(data: bytes) -> bool:
    """Four bytes for each sign, with a mark or without; hardly anything else can be read so and has no NUL in it."""
    if b"\0" not in data[:4] or len(data) % 4:
        return False
    for encoding in ("utf-32", "utf-32-le", "utf-32-be"):
        try:
            return "\0" not in data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return False


def _every_other_is_nul(data: bytes) -> bool:
    """Signs, digits and line ends of a UTF-16 text have a NUL byte beside each; Chinese characters have none."""
    places = [index & 1 for index, byte in enumerate(data[:4096]) if not byte]
    return bool(places) and max(places.count(0), places.count(1)) > 0.9 * len(places) and len(places) > len(data[:4096]) // 8


def _seems(data: bytes) -> tuple[str, str]:
    controls = sum(byte < 32 and byte not in b"\t\r\n\f" for byte in data[:4096])
    if controls > len(data[:4096]) // 50:
        return "binary", "binary"
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        return "not-utf-8", "other"
    return "not-utf-8", "gb18030"


def _place(data: bytes, offset: int) -> tuple[int, int]:
    """Line and column (in characters as far as they can be read) of a byte."""
    before = data[:offset]
    line_start = before.rfind(b"\n") + 1
    column = len(before[line_start:].removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")) + 1
    return before.count(b"\n") + 1, column


def parse(text: str, file: str) -> dict[str, Any]:
    """The table of a TOML text. Floats come as :class:`Inexact`."""
    try:
        return tomli.loads(text, parse_float=Inexact)
    except tomli.TOMLDecodeError as error:
        what = Text(*(SYNTAX.get(error.msg) or (f"不符合 TOML 语法（{shown_sign(error)}）", error.msg)))
        raise whole("syntax", file, MESSAGES, error.lineno, error.colno, what=what) from None
    except RecursionError:
        raise whole("too-deep", file, MESSAGES, *_depth(text), most=DEEPEST) from None
    except ValueError:  # an integer of thousands of digits, which Python refuses to read
        raise whole("syntax", file, MESSAGES, *_longest_number(text), what=HUGE) from None


def _longest_number(text: str) -> tuple[int, int]:
    found = max(re.finditer(r"\d[\d_]*", text), key=lambda match: len(match[0]))
    return Places(text[: found.start()]).at(found.start())


def shown_sign(error: tomli.TOMLDecodeError) -> str:
    """The character at which reading stopped, safe to print."""
    sign = error.doc[error.pos : error.pos + 1]
    return f"“{sign}”处" if sign.isprintable() and sign.strip() else "此处"


def _depth(text: str) -> tuple[int, int]:
    """Where nesting passes the limit."""
    try:
        Places(text, deepest=DEEPEST)
    except TooDeep as found:
        return found.at
    return 0, 0


def forbidden(table: Any, *, texts: bool = True) -> Iterator[Flaw]:
    """Every value no document may hold: floats, moments of time, endless nesting and, in ``texts``, characters no store keeps."""
    waiting: list[tuple[Path, Any]] = [((), table)]
    while waiting:
        path, node = waiting.pop()
        if len(path) > DEEPEST:
            yield flaw(MESSAGES, "too-deep", path, most=DEEPEST)
            continue
        for key, value in node.items() if type(node) is dict else enumerate(node):
            kind = type(value)
            if kind is dict or kind is list:
                waiting.append(((*path, key), value))
            elif kind is str:
                if texts and _UNSAFE.search(value):
                    yield flaw(MESSAGES, "character", (*path, key), value=value)
            elif kind in _REFUSED:
                yield flaw(MESSAGES, _REFUSED[kind], (*path, key), value=value)


def endless(flaws: Iterable[Flaw]) -> bool:
    """Whether a document nests so deep that nothing more should be done with it."""
    return any(found.code == "too-deep" for found in flaws)


_UNSAFE = re.compile("[\0\ud800-\udfff]")
_REFUSED = {Inexact: "float", float: "float", datetime: "moment", time: "moment"}

HUGE = Text("整数的位数过多", "a whole number has too many digits")

WHY: Mapping[type[Exception], Text] = {
    FileNotFoundError: Text("没有这个文件", "there is no such file"),
    IsADirectoryError: Text("这是一个文件夹", "it is a folder"),
    PermissionError: Text("没有读取权限", "reading it is not permitted"),
    Endless: Text("这是管道或设备，不是普通文件", "it is a pipe or a device, no regular file"),
    OSError: Text("读取失败", "reading failed"),
}

LOOKS = {
    "utf-32": Text("像是 UTF-32 编码", "it looks like UTF-32"),
    "utf-16": Text("像是 UTF-16（“Unicode”）编码", "it looks like UTF-16 (“Unicode”)"),
    "gb18030": Text("像是 GB18030（GBK、“ANSI”）编码", "it looks like GB18030 (GBK, “ANSI”)"),
    "other": Text("编码不明", "its encoding is not known"),
    "binary": Text("像是二进制文件", "it looks like a binary file"),
}

SYNTAX = {
    "Invalid statement": ("此处应为键、表头或注释", "here a key, a table header or a comment was expected"),
    "Invalid value": ("等号之后不是有效的值", "what stands here is not a value"),
    "Unclosed array": ("列表没有用 ] 结束", "a list is not closed with ]"),
    "Unclosed inline table": ("行内表没有用 } 结束", "an inline table is not closed with }"),
    "Unterminated string": ("字符串没有结束的引号", "a string has no closing quotation mark"),
    "Expected '=' after a key in a key/value pair": ("键之后缺少等号", "a key is not followed by ="),
    "Invalid initial character for a key part": ("此处应为键名", "here the name of a key was expected"),
    "Cannot overwrite a value": ("该键已写过一次", "this key has been written before"),
    "Invalid date or datetime": ("日历上没有这一天", "there is no such day"),
    "Expected newline or end of document after a statement": ("一行只能写一项", "only one thing may stand on a line"),
    "Expected ']' at the end of a table declaration": ("表头没有用 ] 结束", "a table header is not closed with ]"),
    "Expected ']]' at the end of an array declaration": ("表头没有用 ]] 结束", "a table header is not closed with ]]"),
    "Unescaped '\\' in a string": ("字符串中的反斜杠应写作 \\\\", "a backslash in a string is written \\\\"),
    "Escaped character is not a Unicode scalar value": ("没有这个 Unicode 字符", "there is no such Unicode character"),
    "Invalid hex value": ("反斜杠之后应为十六进制数", "a hexadecimal number was expected after the backslash"),
}

_SAVE = Text("请在编辑器中另存为 UTF-8", "save it as UTF-8 in your editor")
_VALID = Text("应为有效的 TOML", "valid TOML")

MESSAGES = {
    "unreadable": (
        Text("无法打开文件：{why}", "the file cannot be opened: {why}"),
        Text("应为可读的文件", "a file that can be read"),
    ),
    "too-large": (Text("文件超过 {most} MB", "the file is larger than {most} MB"), Text("应为 TOML 文本", "a TOML text")),
    "empty": (Text("文件是空的", "the file is empty"), Text("应为 TOML 文本", "a TOML text")),
    "not-utf-8": (Text("文件不是 UTF-8 编码，{looks}", "the file is not UTF-8; {looks}"), _SAVE),
    "binary": (
        Text("文件不是文本，{looks}", "the file is not text; {looks}"),
        Text("应为 UTF-8 编码的 TOML 文本", "a TOML text in UTF-8"),
    ),
    "syntax": (Text("{what}", "{what}"), _VALID),
    "too-deep": (
        Text("嵌套超过 {most} 层", "nested more than {most} levels deep"),
        Text("文件的任何部分都不需要这样深的嵌套", "nothing in a document is nested that deep"),
    ),
    "float": (
        Text("{value} 是浮点数，不精确", "{value} is a floating-point number, which is not exact"),
        Text(
            '应为整数，或带引号的十进制数、分数，如 "0.5"、"1/3"',
            'a whole number, or a decimal or fraction in quotation marks, such as "0.5" or "1/3"',
        ),
    ),
    "character": (
        Text("{value} 中有不能存储的字符", "{value} has a character in it that cannot be stored"),
        Text("应为普通文字", "plain text"),
    ),
    "moment": (
        Text("{value} 带有时刻", "{value} has a time of day"),
        Text("应为日期，如 2023-03-01", "a date, such as 2023-03-01"),
    ),
}
