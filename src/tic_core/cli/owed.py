"""What is owed, as rows: each line with its centre, the names of its edition, and the acts by which it would be fulfilled."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import attrs

from tic_core import telling
from tic_core.cli.cells import table
from tic_core.cli.names import Names, Speaker
from tic_core.kernel.duties import STATUSES, DutyLine
from tic_core.kernel.prospect import Prospect
from tic_core.model.subject import Centre
from tic_core.text import Lang, Text

if TYPE_CHECKING:
    from tic_core.outlook import Outlook

PRESSING = ("overdue", "grace", "due", "not-begun")
"""The statuses in which somebody has to do something now: for these the next act is looked for."""


@attrs.frozen
class Owed:
    """One line of what is owed. ``ways`` are the acts that would fulfil it or lead there, None where that was not looked for."""

    line: DutyLine
    centre: Centre
    names: Names
    ways: Sequence[Prospect] | None = None

    @property
    def blocked(self) -> bool:
        """Whether there are such acts and something stands in the way of each."""
        return bool(self.ways) and all(each.blocked for each in self.ways or ())

    @property
    def next(self) -> Sequence[Prospect]:
        """The acts that can be taken now; where all are blocked, the first of them. Nobody is led on by an adverse act."""
        ways = sorted(self.ways or (), key=lambda each: each.kind.nature == "adverse")
        return [each for each in ways if not each.blocked] or ways[:1]

    def told(self, lang: Lang) -> dict[str, Any]:
        """The line in JSON, with ``blocked`` and ``next[]`` (null where the next act was not looked for)."""
        ways = None if self.ways is None else [_way(self.line, each, lang) for each in self.ways]
        return telling.duty(self.line) | {"blocked": None if ways is None else self.blocked, "next": ways}


def _way(line: DutyLine, each: Prospect, lang: Lang) -> dict[str, Any]:
    """``{act, name, nature, cite, by[], discharges, lawful, blocked[]}``: one act toward what is owed."""
    told = telling.prospect(each, lang)
    kept = {key: told[key] for key in ("act", "name", "nature", "cite", "by", "lawful", "blocked")}
    return kept | {"discharges": any(said.duty == line.kind for said in each.kind.discharges)}


class Looking:
    """Looks for the next acts toward what is owed, once for each centre and duty, on the day that is asked."""

    def __init__(self, outlook: Outlook, day: date | None) -> None:
        self.outlook, self.day = outlook, day
        self._found: dict[tuple[str, str, bool], list[Prospect]] = {}

    def ways(self, line: DutyLine) -> list[Prospect]:
        """The acts toward a line, lawful ones first. That their day has not come is no obstacle to one who looks ahead."""
        key = (line.centre, line.kind, line.duty is None)
        if key not in self._found:
            self._found[key] = [_whenever(each) for each in self.outlook.next(line.centre, self.day, toward=line)]
        return self._found[key]


def _whenever(each: Prospect) -> Prospect:
    return attrs.evolve(each, blocked=tuple(finding for finding in each.blocked if finding.rule != "core.future"))


def owed_table(rows: Iterable[Owed], columns: Sequence[str], lang: Lang, cells: int | None) -> list[str]:
    """Rows as a table of some of :data:`COLUMNS`."""
    return table([COLUMNS[name][0](lang) for name in columns], [[COLUMNS[name][1](row) for name in columns] for row in rows], cells)


def owed_by(lines: Iterable[DutyLine], centre: Centre, speaker: Speaker) -> list[Owed]:
    """The lines of one centre as rows."""
    return [Owed(line, centre, speaker[centre.edition]) for line in lines]


def who(each: Prospect, names: Names) -> str:
    """Who may take an act: a few offices by name, a unit or many offices by their role."""
    if 0 < len(each.by) <= SOME and set(each.by) <= set(names.tables.get("offices", ())):
        return names.joined(names.of("offices", office) for office in each.by)
    return names.joined(names.of("roles", role) for role in each.kind.roles)


def _last(row: Owed) -> str:
    line, lang = row.line, row.names.lang
    if line.due is None:
        return MESSAGES["from"].fill(day=line.opens)(lang) if line.opens else "—"
    if line.status == "grace":
        return MESSAGES["grace"].fill(day=line.due, grace=line.grace)(lang)
    return MESSAGES["provisional"].fill(day=line.due)(lang) if line.provisional else str(line.due)


def duty_name(row: Owed) -> str:
    """The duty, with its year where it recurs."""
    return f"{row.names.of('duties', row.line.kind)} {row.line.period}".rstrip()


def _next(row: Owed) -> str:
    acts = [MESSAGES["by"].fill(act=each.kind.name, who=who(each, row.names))(row.names.lang) for each in row.next[:SOME]]
    return row.names.joined(acts) or "—"


COLUMNS: Mapping[str, tuple[Text, Callable[[Owed], str]]] = {
    "status": (Text("状态", "status"), lambda row: STATUSES[row.line.status](row.names.lang)),
    "due": (Text("期限", "last day"), _last),
    "left": (Text("余日", "days left"), lambda row: "—" if row.line.days_left is None else str(row.line.days_left)),
    "duty": (Text("义务", "duty"), duty_name),
    "owner": (Text("义务人", "owner"), lambda row: row.names.of("roles", row.line.owner)),
    "cite": (Text("条款", "article"), lambda row: row.names.cite(row.line.cite) or "—"),
    "centre": (Text("中心", "centre"), lambda row: row.line.centre),
    "name": (Text("名称", "name"), lambda row: row.centre.name.get(row.names.lang, "")),
    "assumed": (Text("解释", "readings"), lambda row: row.names.joined(row.line.assumed) or "—"),
    "next": (Text("下一步", "next act"), _next),
}

SOME = 3  # offices, or acts, that are named one by one

MESSAGES = {
    "from": Text("{day} 起", "from {day}"),
    "provisional": Text("{day}（暂定）", "{day} (provisional)"),
    "grace": Text("{day}（宽限至 {grace}）", "{day} (grace until {grace})"),
    "by": Text("{act}（{who}）", "{act} ({who})"),
}
