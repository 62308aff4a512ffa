"""Every error of tic-core: data as attributes, an exit code, and what to do next.

A refusal is *not* an error: it is a value (:class:`tic_core.Receipt`). Errors are for what cannot be decided at all: a
broken document (3), damaged or unreachable storage (4), a failing plugin (5), a lost race (6), wrong use (2).
"""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from tic_core.text import Lang, Text


class TicError(Exception):
    """The base of all errors of tic-core; ``exit_code`` is what ``ticctl`` exits with.

    ``what`` says what is wrong, ``remedy`` what to do next; both in Chinese and English.
    """

    exit_code = 1

    def __init__(self, what: Text, remedy: Text | None = None) -> None:
        super().__init__(what.en if remedy is None else f"{what.en} — {remedy.en}")
        self.what = what
        self.remedy = remedy

    def message(self, lang: Lang) -> str:
        """The error as one line for a person."""
        return self.what(lang) if self.remedy is None else f"{self.what(lang)} — {self.remedy(lang)}"


class UsageError(TicError):
    """Asked for something that does not exist or cannot be asked: an unknown centre, edition or rule."""

    exit_code = 2


@attrs.frozen
class Fault:
    """One thing wrong in a document: where, which key, what, and what was expected.

    ``line`` and ``column`` count from 1; 0 means the document as a whole. ``severity`` is ``error`` (the document is refused),
    ``warning`` or ``note``; ``cite`` the article of the thing it is about, where it names one.
    """

    code: str
    file: str
    line: int
    column: int
    key: str
    what: Text
    expected: Text
    severity: str = "error"
    cite: str = ""

    def __call__(self, lang: Lang) -> str:
        """``file:line:column key — what is wrong — what was expected``."""
        return f"{self.file}:{self.line}:{self.column} {self.key} — {self.what(lang)} — {self.expected(lang)}"


class DocumentError(TicError):
    """A policy or input document is wrong; ``faults`` lists everything wrong in it, in order of place."""

    exit_code = 3

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        lines = {lang: "\n".join(fault(lang) for fault in self.faults) for lang in ("zh", "en")}
        super().__init__(Text(lines["zh"], lines["en"]))


class LedgerError(TicError):
    """Stored data is damaged, of a version this program cannot write, or not reachable. Nothing was changed."""

    exit_code = 4


class PluginError(TicError):
    """A plugin failed, lied about a type or could not be loaded; ``plugin`` and ``hook`` say which. Nothing was written."""

    exit_code = 5

    def __init__(self, plugin: str, hook: str, what: Text, remedy: Text | None = None) -> None:
        super().__init__(what, remedy)
        self.plugin = plugin
        self.hook = hook


class RaceLost(TicError):
    """Another writer was first and stayed first; nothing was written. Try again."""

    exit_code = 6
