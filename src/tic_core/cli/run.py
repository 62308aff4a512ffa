"""One run of ``ticctl``: the language, where words go, and which register is meant.

stdout is data, stderr is talk. Both are UTF-8 whatever the locale. When the reader of stdout goes away (``| head``) the run goes on
in silence: what it was asked to do is done, and its exit code is the same.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from tic_core.register import Clock
    from tic_core.registry import Registry
    from tic_core.shelf import Shelf
    from tic_core.text import Lang, Text

LEDGER = "ledger.db"
NARROWEST = 20  # cells
UNSEEN = ("Cc", "Cf", "Cs", "Zl", "Zp")  # categories of characters that act on what is around them


class Run:
    """What was asked of ``ticctl``, and how it answers. Commands get it as their first argument.

    ``width`` is how many cells a line may have, or None where nobody looks at a terminal; ``heard`` whether stdout still had a
    reader when something was last written there.
    """

    def __init__(self, args: Sequence[str], env: Mapping[str, str]) -> None:
        self.env = env
        self.lang: Lang = language(args, env)
        self.json = "--json" in before_dashes(args)
        self.ledger = ""
        self.policies: tuple[Path, ...] = ()
        self.jurisdiction = ""
        self.as_of: date | None = None
        self.known_at: int | None = None
        self.dry_run = False
        self.strict = False
        self.answered = False
        self.heard = True
        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(encoding="utf-8", errors="backslashreplace")

    # ── words ────────────────────────────────────────────────────────────────────────────────────────────────────────────

    def write(self, text: str = "") -> None:
        """Data for a person: a line, or several. What cannot be seen is written so that it can, and commands no terminal."""
        said = escaped(text)
        self.heard &= _put(sys.stdout, (f"\x1b[1m{said}\x1b[0m" if isinstance(text, Heading) and self.colours else said) + "\n")

    def pour(self, data: Iterable[str]) -> None:
        """Data for a program, just as it is: the answer of a command that makes a file."""
        self.answered = True
        for part in data:
            self.heard &= _put(sys.stdout, part)

    def say(self, text: Text | str = "") -> None:
        """A line of talk. Where nobody can hear it, it is not said: that is no reason to stop."""
        with suppress(OSError):
            _put(sys.stderr, escaped(text if isinstance(text, str) else text(self.lang)) + "\n")

    def show(self, schema: str, parts: Mapping[str, Any], page: Iterable[str]) -> None:
        """The answer: one JSON document of ``parts`` where it was asked for, else the lines of ``page``."""
        self.answered = True
        if not self.json:
            for line in page:
                self.write(Heading(escaped(line, "")) if isinstance(line, Heading) else escaped(line, ""))
            return
        from tic_core.telling import document

        self.heard &= _put(sys.stdout, document(schema, self.lang, **parts) + "\n")

    def heading(self, text: str) -> str:
        """A line that stands above others: bold on a terminal."""
        return Heading(text)

    @property
    def colours(self) -> bool:
        """Whether stdout may be given more than plain text (see https://no-color.org)."""
        if self.env.get("NO_COLOR") or self.env.get("TERM") == "dumb":
            return False
        return bool(self.env.get("FORCE_COLOR")) or _is_terminal(sys.stdout)

    @property
    def talks(self) -> bool:
        """Whether somebody looks on: progress is shown on a terminal only."""
        return _is_terminal(sys.stderr) and self.env.get("TERM") != "dumb"

    @property
    def width(self) -> int | None:
        """How many cells a line may have: ``COLUMNS``, else the terminal's; None in a pipe or a file."""
        told = self.env.get("COLUMNS", "")
        if told.isascii() and told.isdigit() and int(told):
            return max(int(told), NARROWEST)
        return max(os.get_terminal_size(sys.stdout.fileno()).columns, NARROWEST) if _is_terminal(sys.stdout) else None

    def finish(self) -> None:
        """Hand over what still waits to be written."""
        _put(sys.stdout, "")
        with suppress(OSError):
            _put(sys.stderr, "")

    # ── the register ─────────────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def home(self) -> Path:
        """The folder for data that nobody gave a place: ``TIC_HOME``, else the user's data folder."""
        from pathlib import Path

        if self.env.get("TIC_HOME"):
            return Path(self.env["TIC_HOME"])
        data = self.env.get("XDG_DATA_HOME") or self.env.get("LOCALAPPDATA")
        return (Path(data) if data else Path.home() / ".local" / "share") / "tic-core"

    @property
    def address(self) -> str:
        """The ledger's address: ``--ledger``, ``TIC_LEDGER`` or a file under :attr:`home`; a bare path means SQLite."""
        return as_url(self._named or str(self.home / LEDGER))

    @property
    def shown_address(self) -> str:
        """The same without a password in it."""
        from sqlalchemy.engine import make_url

        return make_url(self.address).render_as_string(hide_password=True)

    @property
    def exists(self) -> bool:
        """Whether there is a register at the default place; of one that was named only opening it can tell."""
        return bool(self._named) or (self.home / LEDGER).exists()

    @property
    def _named(self) -> str:
        return self.ledger or self.env.get("TIC_LEDGER", "")

    @property
    def folders(self) -> tuple[Path, ...]:
        """Folders of policy packs beside the installed ones: ``--policies``, else ``TIC_POLICIES``."""
        from pathlib import Path

        told = self.env.get("TIC_POLICIES", "")
        return self.policies or tuple(Path(each) for each in told.split(os.pathsep) if each)

    def shelf(self) -> Shelf:
        """The editions at hand."""
        from tic_core.shelf import Shelf

        return Shelf(self.folders)

    @contextmanager
    def registry(self, *, create: bool = False, address: str = "", clock: Clock | None = None) -> Iterator[Registry]:
        """The register that is meant. ``create`` makes a new one where there is none."""
        from tic_core.registry import Registry

        where = address or self.address
        if not address and create and not self._named:
            self.home.mkdir(parents=True, exist_ok=True)
        elif not address and not create and not self.exists:
            raise self._no_register()
        found = Registry.open(
            where, policies=self.folders, jurisdiction=self.jurisdiction, clock=clock, create=create, strict=self.strict
        )
        with found.ledger:
            if found.ledger.read_only:
                self.say(found.ledger.read_only.what)
            yield found

    def _no_register(self) -> Exception:
        from tic_core.cli.wrong import MESSAGES
        from tic_core.errors import LedgerError

        return LedgerError(MESSAGES["no-register"].fill(file=self.home / LEDGER), MESSAGES["no-register-remedy"])


class Heading(str):
    """A line that stands above others."""

    __slots__ = ()


def escaped(text: str, kept: str = "\n") -> str:
    """``text`` with every control or format character as its escape, so that what is on record can neither act nor hide."""
    if text.isprintable():
        return text
    from unicodedata import category

    return "".join(
        sign.encode("unicode_escape").decode() if category(sign) in UNSEEN and sign not in kept else sign for sign in text
    )


def language(args: Sequence[str], env: Mapping[str, str]) -> Lang:
    """``--lang`` wherever it stands, else the locale's: Chinese unless it says another language."""
    words = before_dashes(args)
    langs: tuple[Lang, ...] = ("zh", "en")
    for word, after in reversed(list(zip(words, [*words, ""][1:], strict=True))):
        said = after if word == "--lang" else word.partition("--lang=")[2]
        if said in langs:
            return langs[langs.index(said)]
    locale = env.get("LC_ALL") or env.get("LC_MESSAGES") or env.get("LANG") or "zh"
    return "zh" if locale.lower().startswith("zh") or locale.partition(".")[0] in ("C", "POSIX") else "en"


def as_url(given: str) -> str:
    """A ledger's address; a bare path means SQLite."""
    return given if "://" in given else f"sqlite:///{given}"


def before_dashes(args: Sequence[str]) -> list[str]:
    """The words up to ``--``, after which there are no options."""
    words = list(args)
    return words[: words.index("--")] if "--" in words else words


def _is_terminal(stream: TextIO | None) -> bool:
    return stream is not None and stream.isatty()


def _put(stream: TextIO | None, text: str) -> bool:
    """Write and hand over, and say whether it was taken; once nobody reads any more, everything further goes nowhere."""
    if stream is None:
        return False
    try:
        stream.write(text)
        stream.flush()
    except OSError as error:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
        if not isinstance(error, BrokenPipeError):
            raise
        return False
    return True
