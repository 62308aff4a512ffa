"""What lies in a .docx, without trusting it: a zip of which every size is known before anything in it is unpacked.

Every way in which such a file can be wrong ends in one DocumentError. The limits bound time and memory whatever the file declares.
"""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path as File
from typing import Self
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from tic_core.errors import DocumentError
from tic_core.packs.faults import Messages, whole
from tic_core.packs.read import MESSAGES as READING
from tic_core.packs.read import WHY
from tic_core.text import Text

MEGABYTE = 1024 * 1024
LARGEST = 50 * MEGABYTE  # the file, and all that is in it together
LARGEST_PART = 16 * MEGABYTE  # a part that is read
LARGEST_READ = 2 * MEGABYTE  # at one go; the list of contents is read like that
STEEPEST = 200  # times a part may be larger than what it was packed into
SMALL = MEGABYTE  # parts below this may be packed as tightly as they like
PIECE = 64 * 1024

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
BROKEN = (BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, RuntimeError, LookupError, OverflowError)


class _Sparing(io.BufferedReader):
    """A file that gives a little at a time: no list of contents is so long that reading it fills the memory."""

    def read(self, size: int | None = -1, /) -> bytes:
        most = LARGEST_READ + 1
        found = super().read(most if size is None or size < 0 else min(size, most))
        if len(found) == most:
            raise ValueError(size)
        return found


class Archive:
    """The parts of a .docx by name. Use it in a ``with``."""

    def __init__(self, path: File, file: str) -> None:
        """Raises DocumentError for what cannot be opened, is no such archive, is locked, or is larger than it may be."""
        self.file = file
        try:
            self._stream = _Sparing(io.FileIO(path))
        except (OSError, ValueError) as error:
            raise whole("unreadable", file, READING, why=WHY.get(type(error), WHY[OSError])) from None
        try:
            self._begins()
            self._zip = self._opened()
            self._sizes()
        except BaseException:
            self._stream.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()

    def read(self, name: str) -> bytes:
        """The bytes of a part. Raises DocumentError for one that is not there, damaged, or too large."""
        part = self._zip.NameToInfo.get(name)
        if part is None:
            raise self.wrong("not-word")
        if part.file_size > LARGEST_PART:
            raise self.wrong("too-long")
        if part.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise self.wrong("broken")
        try:
            with self._zip.open(part) as opened:
                return b"".join(iter(lambda: opened.read(PIECE), b""))
        except BROKEN:
            raise self.wrong("broken") from None

    def has(self, name: str) -> bool:
        """Whether there is such a part."""
        return name in self._zip.NameToInfo

    def wrong(self, code: str) -> DocumentError:
        """What is wrong with the archive."""
        return whole(code, self.file, MESSAGES, most=LARGEST // MEGABYTE, part=LARGEST_PART // MEGABYTE)

    def _begins(self) -> None:
        """What its size and first bytes tell."""
        size = self._stream.seek(0, io.SEEK_END)
        self._stream.seek(0)
        head = self._stream.read(len(OLE))
        if not size:
            raise self.wrong("empty")
        if size > LARGEST:
            raise self.wrong("too-large")
        if head == OLE:
            raise self.wrong("locked" if self._holds(ENCRYPTED) else "old-word")
        if not head.startswith(b"PK"):
            raise self.wrong("not-word")

    def _holds(self, sought: bytes) -> bool:
        before = b""
        while piece := self._stream.read(PIECE):
            if sought in before + piece:
                return True
            before = piece[-len(sought) :]
        return False

    def _opened(self) -> ZipFile:
        try:
            return ZipFile(self._stream)
        except BROKEN:
            raise self.wrong("broken") from None

    def _sizes(self) -> None:
        """Nothing is unpacked before all that is declared was added up; no part gives more than it declared."""
        parts = self._zip.infolist()
        if sum(part.file_size for part in parts) > LARGEST or any(map(_steep, parts)):
            raise self.wrong("bomb")
        if any(part.flag_bits & 1 for part in parts):
            raise self.wrong("locked")
        if len(self._zip.NameToInfo) < len(parts):
            raise self.wrong("broken")


def _steep(part: ZipInfo) -> bool:
    return part.file_size > max(SMALL, STEEPEST * part.compress_size)


_SAVE = Text("请用 Word 或 WPS 另存为 .docx 后再查", "save it as .docx in Word or WPS, and check that")

MESSAGES: Messages = {
    "empty": (Text("文件是空的", "the file is empty"), Text("应为 .docx 文件", "a .docx file")),
    "too-large": (
        Text("文件超过 {most} MB", "the file is larger than {most} MB"),
        Text("请压缩或移出图片、附件", "take out pictures and attachments, or compress them"),
    ),
    "bomb": (
        Text("解开后超过 {most} MB，或压缩比异常", "it unpacks to more than {most} MB, or is packed beyond reason"),
        Text("请压缩或移出图片、附件后另存", "take out pictures and attachments, or compress them, and save it again"),
    ),
    "too-long": (
        Text("正文解开后超过 {part} MB", "its text unpacks to more than {part} MB"),
        Text("建设方案的正文远不到这样长", "no plan has a text that long"),
    ),
    "declared": (
        Text("文件中有文档类型声明（DOCTYPE），可能藏有实体", "it has a document type declaration, which may hide entities"),
        Text("Word 和 WPS 从不写入；请勿打开，向提交者询问", "Word and WPS never write one: leave it closed, and ask who sent it"),
    ),
    "old-word": (Text("这是旧式 Word 文件（.doc 或 .wps）", "it is an old Word file (.doc or .wps)"), _SAVE),
    "locked": (Text("文件已加密", "the file is encrypted"), Text("请去掉密码后另存", "save it without a password")),
    "not-word": (Text("这不是 Word 文件", "it is no Word file"), _SAVE),
    "broken": (Text("文件已损坏", "the file is damaged"), Text("请重新保存或重新取得该文件", "save it again, or get it again")),
}
