"""tic-core: the law of a recognition programme, executable.

>>> from tic_core import Act, Registry                                              # doctest: +SKIP
>>> registry = Registry.open("sqlite:///tic.db")                                    # doctest: +SKIP
>>> receipt = registry.submit(Act(id="1", kind="approve-preparation", …))           # doctest: +SKIP

Names are loaded when first asked for, so that ``import tic_core`` costs nothing but itself.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tic_core.errors import DocumentError, Fault, LedgerError, PluginError, RaceLost, TicError, UsageError
    from tic_core.kernel.decide import Receipt
    from tic_core.kernel.duties import DutyLine
    from tic_core.kernel.lawbook import Lawbook, Outcome
    from tic_core.kernel.prospect import Prospect
    from tic_core.model.act import Act, Determination, Signed
    from tic_core.model.edition import Edition
    from tic_core.model.event import Effect, Event
    from tic_core.model.receipt import Finding, Status
    from tic_core.model.subject import Centre
    from tic_core.model.verdict import Verdict
    from tic_core.registry import Registry

__version__ = "0.1.0"

_HOMES = {
    "tic_core.errors": ("DocumentError", "Fault", "LedgerError", "PluginError", "RaceLost", "TicError", "UsageError"),
    "tic_core.kernel.decide": ("Receipt",),
    "tic_core.kernel.duties": ("DutyLine",),
    "tic_core.kernel.lawbook": ("Lawbook", "Outcome"),
    "tic_core.kernel.prospect": ("Prospect",),
    "tic_core.model.act": ("Act", "Determination", "Signed"),
    "tic_core.model.edition": ("Edition",),
    "tic_core.model.event": ("Effect", "Event"),
    "tic_core.model.receipt": ("Finding", "Status"),
    "tic_core.model.subject": ("Centre",),
    "tic_core.model.verdict": ("Verdict",),
    "tic_core.registry": ("Registry",),
}
_HOME = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "Act",
    "Centre",
    "Determination",
    "DocumentError",
    "DutyLine",
    "Edition",
    "Effect",
    "Event",
    "Fault",
    "Finding",
    "Lawbook",
    "LedgerError",
    "Outcome",
    "PluginError",
    "Prospect",
    "RaceLost",
    "Receipt",
    "Registry",
    "Signed",
    "Status",
    "TicError",
    "UsageError",
    "Verdict",
]


def __getattr__(name: str) -> Any:
    if name in _HOME:
        value = globals()[name] = getattr(import_module(_HOME[name]), name)
        return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
