"""A paper as lines of text, from a .docx, .md or .txt file; whatever is wrong with the file is one clear error."""

from __future__ import annotations

from pathlib import Path as File

import attrs

from tic_core.errors import DocumentError, Fault
from tic_core.forms.docx import lines_of_docx
from tic_core.packs.faults import Messages, flaw, whole
from tic_core.packs.read import bytes_of, decode
from tic_core.text import Text

TEXTS = (".md", ".txt")
KINDS = (".docx", *TEXTS)
OLD = (".doc", ".wps", ".rtf", ".odt", ".docm", ".pdf")


def lines_of(path: File | str) -> list[str]:
    """The lines of a paper. Raises DocumentError for a file that cannot be read, or in which there is nothing to read."""
    path, file = File(path), str(path)
    kind = path.suffix.lower()
    if kind not in KINDS:
        raise whole("save-as" if kind in OLD else "other-kind", file, MESSAGES, kind=kind or "-", kinds=list(KINDS))
    if path.exists() and not path.is_file() and not path.is_dir():
        raise whole("no-file", file, MESSAGES)
    lines = lines_of_docx(path, file) if kind == ".docx" else _text(path, file).splitlines()
    if not any(line.strip() for line in lines):
        raise whole("no-text", file, MESSAGES)
    return lines


def _text(path: File, file: str) -> str:
    """The text of a plain file, read as policy documents are: UTF-8, with or without its mark; GBK is told as such."""
    try:
        return decode(*bytes_of(path, file))
    except DocumentError as error:
        raise DocumentError([_told(fault) for fault in error.faults]) from None


def _told(fault: Fault) -> Fault:
    """A fault of a document as a fault of a paper: what was expected is another thing."""
    expected = flaw(MESSAGES, fault.code, ()).expected if fault.code in MESSAGES else fault.expected
    return attrs.evolve(fault, expected=expected)


_PLAIN = Text("应为 UTF-8 编码的文字", "a text in UTF-8")

MESSAGES: Messages = {
    "save-as": (
        Text("不读 {kind} 文件", "files of the kind {kind} are not read"),
        Text("请用 Word 或 WPS 另存为 .docx", "save it as .docx in Word or WPS"),
    ),
    "other-kind": (
        Text("不读 {kind} 文件", "files of the kind {kind} are not read"),
        Text("应为 {kinds} 之一", "one of {kinds}"),
    ),
    "no-file": (Text("这不是普通文件", "it is no plain file"), Text("应为 .docx、.md 或 .txt 文件", "a .docx, .md or .txt file")),
    "no-text": (
        Text("文件中没有文字", "there is no text in the file"),
        Text("应为可以选中文字的文件，而不是扫描图片", "a file whose text can be selected, no scanned pictures"),
    ),
    "empty": (Text("文件是空的", "the file is empty"), _PLAIN),
    "too-large": (Text("文件太大", "the file is too large"), _PLAIN),
    "binary": (Text("文件不是文本", "the file is not text"), _PLAIN),
}
