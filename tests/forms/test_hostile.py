"""Bad files: one clear error each, in bounded time and memory, never a traceback."""

from __future__ import annotations

import io
import os
import random
import struct
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.forms.conftest import HEADINGS, LENGTHS, RELATIONS, document, docx, p, packed

from tic_core.errors import DocumentError
from tic_core.forms import lines_of

Write = Callable[..., Path]
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
MEGABYTE = 1024 * 1024


def code(path: Path) -> str:
    """The code of the one thing wrong with a file, told in both languages, within 5 seconds."""
    begun = time.process_time()
    with pytest.raises(DocumentError) as caught:
        lines_of(path)
    assert time.process_time() - begun < 5
    assert caught.value.exit_code == 3
    (fault,) = caught.value.faults
    assert fault.file == str(path)
    for text in (fault.what, fault.expected):
        assert "{" not in text.zh + text.en
    return fault.code


def memory(path: Path) -> int:
    """The most memory that reading a file takes, in MB."""
    tracemalloc.start()
    try:
        with pytest.raises(DocumentError):
            lines_of(path)
        return tracemalloc.get_traced_memory()[1] // MEGABYTE
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("plan.docx", b"", "empty"),
        ("plan.docx", b"PK\x03\x04", "broken"),
        ("plan.docx", b"PK\x05\x06" + bytes(18), "not-word"),
        ("plan.docx", docx(p("字"))[:-30], "broken"),
        ("plan.docx", docx(p("字"))[:40], "broken"),
        ("plan.docx", OLE + bytes(2000), "old-word"),
        ("plan.docx", OLE + bytes(65530) + "EncryptedPackage".encode("utf-16-le"), "locked"),
        ("plan.docx", b"%PDF-1.7", "not-word"),
        ("plan.docx", "一、背景意义".encode(), "not-word"),
        ("plan.docx", packed({"xl/workbook.xml": b"<x/>"}), "not-word"),
        ("plan.docx", packed({"word/document.xml": b"<x/>"}), "not-word"),
        ("plan.docx", packed({"word/document.xml": b""}), "broken"),
        ("plan.docx", packed({"word/document.xml": document(p("字"))[:-9]}), "broken"),
        ("plan.docx", packed({"word/document.xml": document(p("\x00"))}), "broken"),
        ("plan.docx", packed({"word/document.xml": document(p("字")).decode().encode("gbk")}), "broken"),
        ("plan.docx", packed({"word/document.xml": document(p("字"))}, zipfile.ZIP_BZIP2), "broken"),
        ("plan.docx", packed({"word/document.xml": document(p("字"))}, zipfile.ZIP_LZMA), "broken"),
        ("plan.docx", packed({"_rels/.rels": RELATIONS.format(target="../../etc/passwd").encode()}), "not-word"),
        ("plan.docx", docx(p()), "no-text"),
        ("plan.docx", docx(p("<w:r><w:drawing/></w:r>")), "no-text"),
        ("plan.doc", OLE, "save-as"),
        ("plan.wps", OLE, "save-as"),
        ("plan.pdf", b"%PDF-1.7", "save-as"),
        ("plan.xlsx", packed({}), "other-kind"),
        ("plan", b"", "other-kind"),
        ("plan.txt", b"", "empty"),
        ("plan.md", b"\xef\xbb\xbf \n", "empty"),
        ("plan.txt", docx(p("字")), "binary"),
        ("plan.txt", "一、背景意义".encode("gbk"), "not-utf-8"),
        ("plan.txt", "一、背景意义 1000".encode("utf-16"), "not-utf-8"),
        ("plan.md", b"x" * (11 * MEGABYTE), "too-large"),
    ],
)
def test_a_bad_file_is_one_clear_error(write: Write, name: str, data: bytes, told: str) -> None:
    assert code(write(data, name)) == told


def test_text_in_gbk_is_told_as_such_and_what_to_do(write: Write) -> None:
    with pytest.raises(DocumentError) as caught:
        lines_of(write("一、背景意义".encode("gbk"), "plan.txt"))

    assert "GB18030（GBK、“ANSI”）" in caught.value.message("zh")
    assert "UTF-8" in caught.value.message("zh")


@pytest.mark.parametrize("name", ["plan.txt", "plan.md", "PLAN.TXT"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_plain_text_is_read_with_its_mark_and_without(write: Write, name: str, mark: bytes) -> None:
    assert lines_of(write(mark + "一、背景意义\r\n正文".encode(), name)) == ["一、背景意义", "正文"]


@pytest.mark.parametrize("name", ["plan.docx", "plan.txt"])
def test_what_is_no_file_is_not_opened(tmp_path: Path, name: str) -> None:
    assert code(tmp_path / name) == "unreadable"
    (tmp_path / name).mkdir()
    assert code(tmp_path / name) == "unreadable"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "plan.docx")

    assert code(tmp_path / "plan.docx") == "no-file"


# ── entities ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────

LAUGHS = "".join(f'<!ENTITY l{each} "{f"&l{each - 1};" * 10}">' for each in range(1, 10))
DOCTYPES = {
    "none declared": "<!DOCTYPE x>",
    "bomb": f'<!DOCTYPE x [<!ENTITY l0 "lol">{LAUGHS}]>',
    "external": '<!DOCTYPE x [<!ENTITY l9 SYSTEM "file:///etc/passwd">]>',
    "elsewhere": '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
    "parameter": '<!DOCTYPE x [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]>',
}


@pytest.mark.parametrize("doctype", DOCTYPES.values(), ids=DOCTYPES)
@pytest.mark.parametrize("part", ["word/document.xml", "_rels/.rels"])
def test_a_document_type_declaration_is_refused_unread(write: Write, doctype: str, part: str) -> None:
    parts = {"word/document.xml": document(p("&l9;")), "_rels/.rels": RELATIONS.format(target="word/document.xml").encode()}
    parts[part] = doctype.encode() + parts[part].removeprefix(b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>')

    assert code(write(packed(parts))) == "declared"


def test_a_document_type_declaration_in_utf_16_is_refused_too(write: Write) -> None:
    body = document(p("字"), '<?xml version="1.0" encoding="UTF-16"?>' + DOCTYPES["bomb"]).decode().encode("utf-16")

    assert code(write(packed({"word/document.xml": body}))) == "declared"


# ── bombs ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def zeros(name: str, size: int) -> bytes:
    """An archive with a part of so many spaces, packed tightly."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", document(p("字")))
        with archive.open(name, "w") as part:
            for _ in range(size // MEGABYTE):
                part.write(b" " * MEGABYTE)
    return out.getvalue()


def test_an_archive_that_unpacks_to_200_mb_is_refused_by_what_it_declares(write: Write) -> None:
    data = zeros("word/media/image1.png", 200 * MEGABYTE)

    assert len(data) < MEGABYTE
    assert code(write(data)) == "bomb"
    assert memory(write(data)) < 5


def test_a_part_that_is_packed_beyond_reason_is_refused(write: Write) -> None:
    assert code(write(zeros("word/media/image1.png", 20 * MEGABYTE))) == "bomb"


def test_a_part_gives_no_more_than_it_declared(write: Write) -> None:
    body = document(p("字")).replace(b"</w:body>", b" " * 30 * MEGABYTE + b"</w:body>")
    data = packed({"word/document.xml": body})
    lied = data.replace(struct.pack("<L", len(body)), struct.pack("<L", 500))

    assert lied != data
    assert code(write(lied)) == "broken"


def test_many_copies_of_one_part_add_up(write: Write) -> None:
    entries = {f"word/media/{each}.bin": random.Random(each).randbytes(1000) * 50 for each in range(1100)}

    assert code(write(packed(entries))) == "bomb"


def test_a_long_list_of_contents_is_not_read(write: Write) -> None:
    entry = struct.pack("<4s4B4HL2L5H2L", b"PK\x01\x02", *[0] * 4, *[0] * 4, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"x"
    count = 40 * MEGABYTE // len(entry)
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 65535, 65535, count * len(entry), 4, 0)

    assert code(write(b"PK\x03\x04" + entry * count + end)) == "broken"
    assert memory(write(b"PK\x03\x04" + entry * count + end)) < 10


@pytest.mark.parametrize(
    ("inside", "told"),
    [
        ("<a/>" * 3_000_000, "too-long"),
        ("<w:p><w:r><w:t>" + "字" * 4_000_000 + "</w:t></w:r></w:p>", "too-long"),
        ("<w:p><w:r><w:t>字</w:t></w:r></w:p>" * 400_000, "too-long"),
        ("<w:tbl>" * 100_000 + "</w:tbl>" * 100_000, "too-long"),
        ("<w:p>" * 100_000 + "</w:p>" * 100_000, "too-long"),
        ("<w:p w:a='" + "x" * 15_000_000 + "'/>", "no-text"),
        ("<!--" + "x" * 15_000_000 + "-->", "no-text"),
        (" " * (17 * MEGABYTE), "too-long"),
    ],
    ids=["elements", "signs", "paragraphs", "nested tables", "nested paragraphs", "an attribute", "a comment", "a part"],
)
def test_a_text_without_end_is_refused(write: Write, inside: str, told: str) -> None:
    # Stored, so that it is not the ratio that is noticed.
    data = packed({"word/document.xml": document(inside)}, zipfile.ZIP_STORED)

    assert code(write(data)) == told
    assert memory(write(data)) < 100


def test_two_parts_of_one_name_are_refused(write: Write) -> None:
    both = packed({"word/document.xml": document(p("字")), "word/documenu.xml": document(p("别的"))})

    assert code(write(both.replace(b"documenu", b"document"))) == "broken"


def test_a_locked_part_is_told_as_such(write: Write) -> None:
    data = bytearray(packed({"word/document.xml": document(p("字"))}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1

    assert code(write(bytes(data))) == "locked"


# ── damage ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────

FLIPS = int(os.environ.get("TIC_FLIPS", "1000"))


@pytest.mark.parametrize("how", [zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED])
def test_flipped_bytes_end_in_an_error_or_in_lines(write: Write, how: int) -> None:
    """``TIC_FLIPS=10000`` runs the full number."""
    body = "".join(p(heading) + p("字" * (length // 50)) for heading, length in zip(HEADINGS, LENGTHS, strict=True))
    sound = packed({"_rels/.rels": RELATIONS.format(target="word/document.xml").encode(), "word/document.xml": document(body)}, how)
    chance, told = random.Random(22), []
    for _ in range(FLIPS // 2):
        data = bytearray(sound)
        for _ in range(chance.choice((1, 1, 1, 2, 8))):
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        path = write(bytes(data[: chance.randrange(len(data)) if chance.random() < 0.1 else None]))
        begun = time.process_time()
        try:
            assert lines_of(path)
        except DocumentError as error:
            told.append(error.message("zh"))
        assert time.process_time() - begun < 5
    assert len(told) > FLIPS // 10
    assert all(told)
