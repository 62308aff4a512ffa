"""The conformance kit: what an edition, and the plugin of its jurisdiction, is held to. Our own are held to the same.

In the tests of a pack or a plugin, one class and one attribute (needs the extra ``testing``)::

    from tic_core.testing import Conformance

    class TestHarbour(Conformance):
        edition = "harbour-2026"

A check that fails today for a known reason stays, and says why::

        expected = {"account": "the sentences of chapter 3 are still being counted"}

``ticctl plugin check harbour-2026`` runs the same checks without any runner of tests and prints a report. A new version of the core
may bring new checks; none goes away. What else is here for tests of your own:

=====================================  =======================================================================================
:mod:`tic_core.testing.kit`            the checks, each with its sentence and “if this fails, …”
:mod:`tic_core.testing.values`         values for facts, drawn from the edition's declarations
:mod:`tic_core.testing.lives`          random lives, and what is looked at after every act
:mod:`tic_core.testing.machine`        the same as a Hypothesis state machine, to be derived from
:mod:`tic_core.testing.forms`          the four forms of a rule side by side
:mod:`tic_core.testing.guard`          a watch over code that has to be pure
:mod:`tic_core.testing.transcript`     the same in another process: hash seed, time zone, locale, order of installation
:mod:`tic_core.testing.questions`      every hook with sample arguments and a right answer
:mod:`tic_core.testing.zoo`            plugins that are bad, each in one way, at every hook
=====================================  =======================================================================================
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tic_core.testing.conformance import Conformance
    from tic_core.testing.subject import Subject

__all__ = ["Conformance", "Subject"]


def __getattr__(name: str) -> Any:
    """Each name is loaded when it is first asked for: parts of the kit are of use without Hypothesis."""
    if name not in __all__:
        raise AttributeError(name)
    from importlib import import_module

    return getattr(import_module(f"tic_core.testing.{name.lower()}"), name)
