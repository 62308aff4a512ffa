"""``ticctl policy authority``: who may do what, in which stage, on whose centres."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from tic_core.cli.cells import table
from tic_core.cli.frame import Option, Word, command
from tic_core.cli.names import Names
from tic_core.cli.options import common
from tic_core.cli.policy import edition_argument
from tic_core.cli.run import Run
from tic_core.errors import UsageError
from tic_core.kernel.authority import Entitlement, entitlements
from tic_core.kernel.lawbook import Lawbook
from tic_core.text import Text


@command(
    "authority",
    edition_argument(),
    Option("--role", type=Word(), value=("角色", "ROLE"), told=("只列一个角色。", "One role only.")),
    Option("--act", type=Word(), value=("行为", "ACT"), told=("只列一种行为。", "One kind of act only.")),
    Option("--stage", type=Word(), value=("阶段", "STAGE"), told=("只列一个阶段。", "One stage only.")),
    *common(),
    told=("谁可以在哪个阶段作哪种行为。", "Who may take which act in which stage."),
)
def authority(run: Run, edition: str, role: str | None, act: str | None, stage: str | None) -> None:
    """Print the table of who may do what."""
    lawbook = run.shelf().lawbook(edition)
    for name, wanted in (("roles", role), ("acts", act), ("stages", stage)):
        if wanted is not None and wanted not in lawbook.edition.tables[name]:
            known = sorted(lawbook.edition.tables[name])
            raise UsageError(MESSAGES["no-such"].fill(name=wanted), MESSAGES["known"].fill(known=known))
    found = [
        each
        for each in entitlements(lawbook.edition)
        if role in (None, each.role) and act in (None, each.act) and stage in (None, each.stage)
    ]
    told = [{"role": each.role, "act": each.act, "stage": each.stage or None, "own": each.own, "part": each.part} for each in found]
    run.show("authority", {"edition": edition, "entitlements": told}, _page(run, lawbook, found))


def _page(run: Run, lawbook: Lawbook, found: Sequence[Entitlement]) -> Iterator[str]:
    """A line for each role and act: in which stages, and on whose centres."""
    names = Names(lawbook, run.lang)
    heads = [MESSAGES[head](run.lang) for head in ("act", "role", "part", "whose", "stages")]
    rows: list[tuple[Any, ...]] = []
    for (act, role, part), some in groupby(found, key=lambda each: (each.act, each.role, each.part)):
        each = list(some)
        stages = [names.stage(one.stage) if one.stage else MESSAGES["nowhere"](run.lang) for one in each]
        whose = MESSAGES["own" if each[0].own else "any"](run.lang)
        rows.append((names.of("acts", act), names.of("roles", role), PARTS[part](run.lang), whose, names.joined(stages)))
    yield from table(heads, rows, run.width)


PARTS = {
    "decides": Text("作出", "decides"),
    "delegated": Text("受委托时作出", "decides by delegation"),
    "all": Text("须同意", "has to agree"),
    "any": Text("须其一同意", "one has to agree"),
    "consult": Text("须听取意见", "has to be heard"),
}

MESSAGES = {
    "part": Text("如何", "how"),
    "act": Text("行为", "act"),
    "role": Text("由谁", "who"),
    "whose": Text("对", "on"),
    "stages": Text("所处阶段", "in the stages"),
    "own": Text("本单位（本辖区）的中心", "their own centres"),
    "any": Text("任何中心", "any centre"),
    "nowhere": Text("（尚未立项或针对办法本身）", "(no centre yet, or the measure itself)"),
    "no-such": Text("版本没有“{name}”", "the edition has no “{name}”"),
    "known": Text("有：{known}", "there are: {known}"),
}
