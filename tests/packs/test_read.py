"""Any bytes at all: a table, or one clear fault. Never a traceback."""

from __future__ import annotations

import contextlib
import hashlib
import os

import pytest
import tomli
from hypothesis import given, settings
from hypothesis import strategies as st

from tic_core.errors import DocumentError, Fault
from tic_core.packs import load, load_acts
from tic_core.packs.read import DEEPEST, LARGEST, read

SAVE = ("请在编辑器中另存为 UTF-8", "save it as UTF-8 in your editor")

CASES = {
    "gbk": (
        'id = 1\nname = "威海"\n'.encode("gbk"),
        "not-utf-8",
        2,
        9,
        "像是 GB18030（GBK、“ANSI”）编码 — " + SAVE[0],
        "it looks like GB18030 (GBK, “ANSI”) — " + SAVE[1],
    ),
    "gb18030": ("# 㐀𠀀办法\n".encode("gb18030"), "not-utf-8", 1, 3, "像是 GB18030", "looks like GB18030"),
    "utf-16 with its mark": (
        'a = "威"'.encode("utf-16"),
        "not-utf-8",
        1,
        1,
        "像是 UTF-16（“Unicode”）编码 — " + SAVE[0],
        "it looks like UTF-16 (“Unicode”) — " + SAVE[1],
    ),
    "utf-16 little-endian": ("schema = 1\n".encode("utf-16-le"), "not-utf-8", 1, 2, "UTF-16", "UTF-16"),
    "utf-16 big-endian": ("schema = 1\n".encode("utf-16-be"), "not-utf-8", 1, 1, "UTF-16", "UTF-16"),
    "utf-32 with its mark": ('a = "威"'.encode("utf-32"), "not-utf-8", 1, 1, "像是 UTF-32 编码", "it looks like UTF-32"),
    "utf-32 little-endian": ("schema = 1\n".encode("utf-32-le"), "not-utf-8", 1, 1, "UTF-32", "UTF-32"),
    "utf-32 big-endian": ("威海 = 1\n".encode("utf-32-be"), "not-utf-8", 1, 1, "UTF-32", "UTF-32"),
    "nothing but NUL": (bytes(400), "binary", 1, 1, "像是二进制文件", "binary file"),
    "latin-1": ("# caf\xe9 au lait\xff".encode("latin-1"), "not-utf-8", 1, 6, "编码不明", "its encoding is not known"),
    "an image": (
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0",
        "binary",
        3,
        1,
        "像是二进制文件 — 应为 UTF-8 编码的 TOML 文本",
        "looks like a binary file — a TOML text in UTF-8",
    ),
    "a program": (bytes(range(1, 32)) * 9 + b"\xff", "binary", 10, 22, "像是二进制文件", "binary file"),
    "nothing": (b"", "empty", 0, 0, "文件是空的 — 应为 TOML 文本", "the file is empty — a TOML text"),
    "blanks": (b"\xef\xbb\xbf \r\n\t\n", "empty", 0, 0, "文件是空的", "the file is empty"),
    "too large": (b"#" * (LARGEST + 1), "too-large", 0, 0, "文件超过 10 MB", "the file is larger than 10 MB"),
    "400 levels of lists": (
        b"a = 1\nb = " + b"[" * 400 + b"]" * 400,
        "too-deep",
        2,
        5 + DEEPEST,
        "嵌套超过 32 层",
        "nested more than 32 levels deep",
    ),
    "1,000 levels of lists": (
        b"b = " + b"[" * 1000 + b"]" * 1000,
        "too-deep",
        1,
        5 + DEEPEST,
        "嵌套超过 32 层",
        "nested more than 32",
    ),
    "2,000 levels of tables": (b"b = " + b"{a=" * 2000, "too-deep", 1, 5 + 3 * DEEPEST, "嵌套超过 32 层", "nested more than 32"),
    "2,000 parts of a key": (b".".join([b"a"] * 2000) + b" = 1", "too-deep", 0, 0, "嵌套超过 32 层", "nested more than 32"),
    "a line that is none": (
        b"[identity]\nid == 1\n",
        "syntax",
        2,
        5,
        "等号之后不是有效的值 — 应为有效的 TOML",
        "what stands here is not a value — valid TOML",
    ),
    "half a file": (b'[identity]\nid = "x', "syntax", 2, 8, "字符串没有结束的引号", "a string has no closing quotation mark"),
    "a key twice": (b"a = 1\na = 2", "syntax", 2, 6, "该键已写过一次", "this key has been written before"),
    "a day that never was": (b"a = 2023-02-30", "syntax", 1, 5, "日历上没有这一天", "there is no such day"),
    "thousands of digits": (b"a = 1\nb = " + b"9" * 5000, "syntax", 2, 5, "整数的位数过多", "too many digits"),
    "a control character": (b'a = "\x07"', "syntax", 1, 6, "不符合 TOML 语法", "Illegal character"),
    "an old line end": (b"a = 1\rb = 2", "syntax", 1, 6, "只能写一项", "only one thing may stand on a line"),
}


def fault_in(data: bytes) -> Fault:
    with pytest.raises(DocumentError) as error:
        read(data, "file.toml")
    (fault,) = error.value.faults
    return fault


@pytest.mark.parametrize("name", CASES)
def test_a_file_that_cannot_be_read_is_named_for_what_it_is(name: str) -> None:
    data, code, line, column, zh, en = CASES[name]
    fault = fault_in(data)
    assert (fault.code, fault.line, fault.column) == (code, line, column)
    assert zh in fault("zh")
    assert en in fault("en")


def test_every_syntax_error_of_the_reader_has_words_in_both_languages() -> None:
    for text in ("a", "a = [1", "a = {b = 1", "[a", "[[a]", 'a = "\\q"', 'a = "\\ud800"', "= 1", "a = 1 b", "[a]\n[a]"):
        fault = fault_in(text.encode())
        assert fault.what.zh.isascii() is False
        assert fault.what.en.isascii()


def test_a_mark_at_the_beginning_is_accepted_and_counts_for_no_column() -> None:
    assert read(b"\xef\xbb\xbfa = 1", "x").table == {"a": 1}
    assert (fault_in(b"\xef\xbb\xbfa = ?").line, fault_in(b"\xef\xbb\xbfa = ?").column) == (1, 5)


def test_a_marked_edition_loads_and_its_digest_is_that_of_its_bytes(base: str) -> None:
    data = b"\xef\xbb\xbf" + base.encode()
    assert load(data).digest == hashlib.sha256(data).hexdigest()
    assert load(data) == load(base.encode())


def test_line_ends_of_windows_change_no_place(base: str, faults) -> None:
    broken = base.replace('at_most = "1/3"', 'at_most = "4/3"')
    assert faults(broken.replace("\n", "\r\n")) == faults(broken)


@pytest.mark.parametrize("where", ["", "folder"])
def test_a_file_that_is_not_there_or_is_a_folder_is_a_fault(where: str, tmp_path) -> None:
    place = tmp_path if where else tmp_path / "no.toml"
    with pytest.raises(DocumentError) as error:
        load(place)
    (fault,) = error.value.faults
    assert fault.code == "unreadable"
    assert fault.file == str(place)
    assert ("这是一个文件夹" if where else "没有这个文件") in fault("zh")
    assert ("it is a folder" if where else "there is no such file") in fault("en")


def test_a_pipe_that_nobody_writes_to_is_a_fault_and_not_a_wait_without_end(tmp_path) -> None:
    pipe = tmp_path / "acts.toml"
    os.mkfifo(pipe)
    for load_it in (load, load_acts):
        with pytest.raises(DocumentError) as error:
            load_it(pipe)
        (fault,) = error.value.faults
        assert fault.code == "unreadable"
        assert "这是管道或设备，不是普通文件" in fault("zh")
        assert "it is a pipe or a device, no regular file" in fault("en")


def test_floats_and_times_are_all_told_wherever_they_stand() -> None:
    text = "a = 1.0\n[b]\nc = [1, [nan, {d = -inf}]]\ne = 2020-01-01T00:00:00\nf = 07:00:00\ng = 1e999999999\n"
    document = read(text.encode(), "x")
    found = document.error(document.flaws).faults
    assert [(fault.code, fault.key, fault.line, fault.column) for fault in found] == [
        ("float", "a", 1, 1),
        ("float", "b.c[2][1]", 3, 10),
        ("float", "b.c[2][2].d", 3, 16),
        ("moment", "b.e", 4, 1),
        ("moment", "b.f", 5, 1),
        ("float", "b.g", 6, 1),
    ]
    assert found[5]("en") == (
        "x:6:1 b.g — 1e999999999 is a floating-point number, which is not exact — "
        'a whole number, or a decimal or fraction in quotation marks, such as "0.5" or "1/3"'
    )


def test_what_a_document_wrote_cannot_command_a_terminal(faults) -> None:
    (fault, *_) = faults('schema = "tic/edition/1"\n"\\u001b[31mred\\u0007" = 1\n')
    said = "".join(each(lang) for each in faults('"\\u001b[2J" = 1\nidentity = "\\u001b[2J"\n') for lang in ("zh", "en"))
    assert "\x1b" not in said
    assert "\x07" not in fault("en")


@settings(max_examples=500, deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_whatever_give_a_traceback(data: bytes) -> None:
    with contextlib.suppress(DocumentError):
        read(data, "x")


def test_the_guard_is_needed() -> None:
    """The control: without it these very bytes raise what no caller expects."""
    with pytest.raises(UnicodeDecodeError):
        CASES["gbk"][0].decode()
    with pytest.raises(RecursionError):
        tomli.loads(CASES["1,000 levels of lists"][0].decode())
    with pytest.raises(ValueError, match="4300 digits"):
        tomli.loads(CASES["thousands of digits"][0].decode())
