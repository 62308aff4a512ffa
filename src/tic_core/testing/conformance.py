"""The kit as tests: derive from :class:`Conformance`, name the edition, and every check is a test of yours."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, ClassVar
from unittest import SkipTest

from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from tic_core.errors import UsageError
from tic_core.testing.check import Check, held
from tic_core.testing.kit import CHECKS, reasons
from tic_core.testing.machine import SETTINGS, Lives, machine_for
from tic_core.testing.subject import Subject
from tic_core.text import Lang, Text


class Conformance:
    """Everything that an edition, with the plugin of its jurisdiction, is held to.

    ``edition`` is its id; ``policies`` are folders of packs that are not installed, ``plugins`` plugin objects by jurisdiction in
    the place of the installed ones. ``expected`` names checks that fail today, each with the reason: a check that passes although
    it is expected to fail is a failure, and no check can be taken away.
    """

    edition: ClassVar[str] = ""
    policies: ClassVar[tuple[Path, ...]] = ()
    plugins: ClassVar[Mapping[str, object]] = {}
    expected: ClassVar[Mapping[str, str | Text]] = {}
    lives_settings: ClassVar[settings] = SETTINGS
    _subject: ClassVar[Subject]

    def __init_subclass__(cls) -> None:
        gone = [name for name in vars(cls) if name.startswith("test_") and hasattr(Conformance, name)]
        if gone:
            raise UsageError(MESSAGES["gone"].fill(tests=gone), MESSAGES["expect"])
        reasons(cls.expected)

    @classmethod
    def subject(cls) -> Subject:
        """What the class is about; made once, so that its tests share what they work out."""
        if "_subject" not in vars(cls):
            cls._subject = Subject(cls.edition, tuple(cls.policies), cls.plugins)
        return cls._subject

    @classmethod
    def machine(cls) -> type[Lives]:
        """The state machine that :meth:`test_lives` runs; a measure with more to say gives one of its own."""
        return machine_for(cls.subject())

    def test_lives(self) -> None:
        """Whole lives at random: whatever is done, what has to hold holds after every act.

        If this fails, repeat the steps that are printed, and look at the act that stands last.
        """
        run_state_machine_as_test(self.machine(), settings=self.lives_settings)


LANGS: tuple[Lang, ...] = ("zh", "en")


def _test(each: Check) -> Callable[[Any], None]:
    def run(self: Conformance) -> None:
        found = held(self.subject(), each, reasons(self.expected).get(each.id))
        why = [reason(lang) for lang in LANGS if (reason := found.reason)]
        said = "\n".join(("", found.message("zh"), found.message("en"), *dict.fromkeys(why)))
        if found.status == "failed":
            raise AssertionError(said)
        if found.status == "skipped":
            raise SkipTest(said)
        if found.status == "expected":
            _expected(said)

    run.__name__ = f"test_{each.id.replace('-', '_')}"
    run.__qualname__ = f"Conformance.{run.__name__}"
    run.__doc__ = f"{each.sentence.en}\n\nIf this fails, {each.mend.en}."
    return run


def _expected(said: str) -> None:
    """Tell the runner of tests that the failure was expected; one that knows no such thing hears of a test that was skipped."""
    try:
        import pytest
    except ImportError:
        raise SkipTest(said) from None
    pytest.xfail(said)


for _each in CHECKS.values():
    setattr(Conformance, f"test_{_each.id.replace('-', '_')}", _test(_each))


MESSAGES = {
    "gone": Text("检查不能去掉或改写：{tests}", "a check can neither be taken away nor written anew: {tests}"),
    "expect": Text("写在 expected 中，并写明理由", "name it in `expected`, with the reason"),
}
