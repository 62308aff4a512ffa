"""What a check is: a sentence that must hold of an edition and its plugin, and what to do where it does not.

A check never goes away: one that fails today for a known reason is *expected to fail*, with that reason, and once it passes it
says so. Nothing here knows pytest; :mod:`tic_core.testing.conformance` is the same list as test methods.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import attrs

from tic_core.errors import TicError
from tic_core.testing.subject import Subject
from tic_core.text import Lang, Text, both

Status = Literal["passed", "expected", "failed", "skipped"]
Run = Callable[[Subject], "Text | None"]

MOST_TOLD = 6
"""How many things wrong a check tells one by one."""


class Failed(Exception):
    """A check does not hold; ``found`` says what was found instead, one text for each thing."""

    def __init__(self, *found: Text) -> None:
        super().__init__("; ".join(each.en for each in found))
        self.found = found


class NotAsked(Exception):
    """A check says nothing about this subject; ``why`` says for what reason."""

    def __init__(self, why: Text) -> None:
        super().__init__(why.en)
        self.why = why


@attrs.frozen
class Check:
    """One check: its ``id``, the ``sentence`` that must hold, and ``mend``: “if this fails, …”.

    ``first`` ones look at a document or a plugin that may be unfit to be loaded; all others need both.
    """

    id: str
    sentence: Text
    mend: Text
    run: Run = attrs.field(eq=False, repr=False)
    first: bool = False


@attrs.frozen
class Outcome:
    """What came of a check: ``told`` says what was found, counted, or why nothing was; ``reason`` why failing is expected."""

    check: Check
    status: Status
    told: tuple[Text, ...] = ()
    reason: Text | None = None

    @property
    def ok(self) -> bool:
        """Whether it stands in nobody's way."""
        return self.status != "failed"

    def message(self, lang: Lang) -> str:
        """The sentence, what was found, and what to do: several lines."""
        lines = [f"{self.check.id}: {self.check.sentence(lang)}", *(f"  {each(lang)}" for each in self.told)]
        return "\n".join([*lines, "  " + MESSAGES["if-fails"].fill(mend=self.check.mend)(lang)])


def check(name: str, sentence: Text, mend: Text, *, first: bool = False) -> Callable[[Run], Check]:
    """Make a check of a function. It returns a text that counts what was looked at, or None, and raises to say otherwise."""
    return lambda run: Check(name, sentence, mend, run, first)


def held(subject: Subject, each: Check, reason: Text | None = None) -> Outcome:
    """``subject`` held to one check; ``reason`` is why it is expected to fail, if it is."""
    status, told = _found(subject, each)
    if reason is not None and status == "failed":
        return Outcome(each, "expected", told, reason)
    if reason is not None and status == "passed":
        return Outcome(each, "failed", (MESSAGES["passes"].fill(reason=reason),), reason)
    return Outcome(each, status, told, reason)


def _found(subject: Subject, each: Check) -> tuple[Status, tuple[Text, ...]]:
    if not each.first and not subject.loads:
        return "skipped", (MESSAGES["not-loaded"],)
    try:
        counted = each.run(subject)
    except Failed as failed:
        more = len(failed.found) - MOST_TOLD
        return "failed", (*failed.found[:MOST_TOLD], *([MESSAGES["more"].fill(count=more)] if more > 0 else []))
    except NotAsked as skipped:
        return "skipped", (skipped.why,)
    except TicError as error:
        return "failed", (error.what,)
    except Exception as error:  # noqa: BLE001 - a plugin's own code may raise anything, and the report goes on
        return "failed", (both(f"{type(error).__name__}: {error}"),)
    return "passed", () if counted is None else (counted,)


MESSAGES = {
    "if-fails": Text("若不通过：{mend}", "If this fails, {mend}"),
    "passes": Text(
        "本应不通过（{reason}），现已通过：删去这条预期",
        "it was expected to fail ({reason}) and passes: take the expectation away",
    ),
    "not-loaded": Text("文件或插件无法载入，先修好它", "the document or the plugin does not load: mend that first"),
    "more": Text("……另有 {count} 处", "… and {count} more"),
}
