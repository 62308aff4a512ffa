"""Scenario documents (``tic/cases/1``): a title that is a sentence, where a centre stands, what is done, what must come of it.

The files lie beside the edition in ``cases/*.toml`` and are one book: a standing centre (``[base.NAME]``) and the usual content
of an act (``[usual.KIND]``) are written once, in any of them, and cases say only what is different. Read as strictly as an edition.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path as File
from typing import Any, Literal

import attrs

from tic_core.errors import DocumentError, Fault
from tic_core.model.act import Determination, Signed
from tic_core.model.cite import Cite
from tic_core.model.edition import Edition
from tic_core.packs import Found
from tic_core.packs.draft import merged, schema_flaws
from tic_core.packs.faults import Flaw, Messages, flaw, offered, shown
from tic_core.packs.locate import Path
from tic_core.packs.read import Document, bytes_of, read
from tic_core.packs.structure import Structurer, structurer, unknown_keys
from tic_core.text import Text

SCHEMA = "tic/cases/1"
KEYS = ("schema", "edition", "base", "usual", "case")


@attrs.frozen(kw_only=True)
class Standing:
    """Where a centre stands before the case: another base varied, a life up to an act (``after``), or a stage with its facts.

    ``been`` are earlier stages by the day they began; ``duties`` are open, each since the day it was opened; ``held`` are the keys
    that other centres hold. ``readings`` are what the authority has said on open questions, ``confirmed`` those it has confirmed
    (``*``: all). ``linked`` is what is on record of the subjects that the centre names, by link: their facts, and under
    ``running.<proceeding>`` how many run against them. ``graded`` are the grades that cohorts gave the centre, by cohort.
    """

    base: str = ""
    after: str = ""
    stage: str = ""
    since: date | None = None
    been: Mapping[str, date] = attrs.field(factory=dict)
    facts: Mapping[str, Any] = attrs.field(factory=dict)
    without: tuple[str, ...] = ()
    duties: Mapping[str, date] = attrs.field(factory=dict)
    proceedings: Mapping[str, str] = attrs.field(factory=dict)
    reserved: Mapping[str, str] = attrs.field(factory=dict)
    held: Mapping[str, Mapping[str, str]] = attrs.field(factory=dict)
    confirmed: tuple[str, ...] = ()
    readings: Mapping[str, str] = attrs.field(factory=dict)
    linked: Mapping[str, Mapping[str, Any]] = attrs.field(factory=dict)
    graded: Mapping[str, str] = attrs.field(factory=dict)
    bases: tuple[Mapping[str, Any], ...] = ()


@attrs.frozen(kw_only=True)
class Usual:
    """What an act of one kind usually brings. The text ``act.on`` stands for the day of the act."""

    facts: Mapping[str, Any] = attrs.field(factory=dict)
    determined: Mapping[str, str] = attrs.field(factory=dict)


@attrs.frozen(kw_only=True)
class Done:
    """An act of a case. Office, document number and reason are in order, unless it gives them or takes them away (``without``).

    ``subject`` is the chain it is about where that is not the centre of the case: ``unit:91371000…``, or another centre.
    """

    kind: str
    on: date
    by: str = ""
    facts: Mapping[str, Any] = attrs.field(factory=dict)
    determined: Mapping[str, str] = attrs.field(factory=dict)
    determinations: tuple[Determination, ...] = ()
    without: tuple[str, ...] = ()
    document: str = ""
    reason: str = ""
    effective: date | None = None
    basis: str = ""
    about: str = ""
    subject: str = ""
    person: str = ""
    signed: tuple[Signed, ...] = ()


@attrs.frozen(kw_only=True)
class Expected:
    """What must come of the act. ``rules`` are exactly those it is refused for, ``notes`` exactly those noted as not met.

    ``cites`` and ``assumed`` are the articles and interpretations of these findings; of an accepted act without any, articles and
    interpretations it rests on, among others. ``roles`` are exactly those that may take the act at all. The rest holds of the
    centre after an accepted act.
    """

    status: Literal["accepted", "refused"]
    rules: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    cites: tuple[str, ...] | None = None
    assumed: tuple[str, ...] | None = None
    to: str = ""
    name: str = ""
    opens: tuple[str, ...] = ()
    discharges: tuple[str, ...] = ()
    facts: Mapping[str, Any] = attrs.field(factory=dict)
    reserved: Mapping[str, str] | None = None
    incentives: tuple[str, ...] | None = None
    roles: tuple[str, ...] | None = None


@attrs.frozen(kw_only=True)
class Owed:
    """One line of what is due: which duty (and of which year), its last day where one is fixed, and how it stands.

    Who owes it (``owner``) and on which article (``cite``) is compared where it is given.
    """

    duty: str
    status: str
    period: str = ""
    last: date | None = None
    provisional: bool = False
    owner: str = ""
    cite: str = ""


@attrs.frozen(kw_only=True)
class Case(Standing):
    """One scenario. ``earlier`` are acts that lead up to it; ``due`` is what is owed on ``as_of``, of the duties named only.

    ``today`` is the day of submission, the act's own day unless given. ``differs`` says why a case that is right is not yet found
    so: it does not fail, until the day it is.
    """

    title: Text
    differs: Text | None = None
    articles: tuple[Cite, ...] = ()
    earlier: tuple[Done, ...] = ()
    act: Done | None = None
    expect: Expected | None = None
    as_of: date | None = None
    due: tuple[Owed, ...] = ()
    not_due: tuple[str, ...] = ()
    today: date | None = None


@attrs.frozen(slots=False)
class Casebook:
    """All scenarios of an edition, with what they share."""

    cases: tuple[Case, ...]
    bases: Mapping[str, Standing]
    usual: Mapping[str, Usual]

    def standing(self, said: Standing) -> Standing:
        """Where a centre stands, the bases it varies laid under it: tables are joined, other values replaced."""
        if not said.base:
            return said
        under = self.standing(self.bases[said.base])
        told = {field.name: _over(getattr(under, field.name), getattr(said, field.name)) for field in attrs.fields(Standing)}
        facts = {name: value for name, value in under.facts.items() if name not in said.without}
        return Standing(**{**told, "base": "", "facts": {**facts, **said.facts}})


def _over(under: Any, said: Any) -> Any:
    if isinstance(said, Mapping):
        return {**under, **said}
    return said or under


def case_files(found: Found) -> tuple[File, ...]:
    """The scenario files beside an edition's document, in the order of their names."""
    return tuple(sorted(found.folder.joinpath("cases").glob("*.toml"), key=lambda file: file.name))


def load_cases(files: Iterable[File], edition: Edition) -> Casebook:
    """The casebook in these files. Raises :class:`~tic_core.errors.DocumentError` with everything that is wrong in any of them."""
    parts: list[_Part] = []
    faults: list[Fault] = []
    for file in files:
        try:
            parts.append(_part(read(*bytes_of(file)), edition))
        except DocumentError as error:
            faults += error.faults
    faults = faults or list(_faults(parts, edition))
    if faults:
        raise DocumentError(faults)
    bases = {name: base for part in parts for name, base in part.bases.items()}
    usual = {name: each for part in parts for name, each in part.usual.items()}
    return Casebook(tuple(case for part in parts for case in part.cases), bases, usual)


@attrs.frozen
class _Part:
    document: Document
    bases: Mapping[str, Standing]
    usual: Mapping[str, Usual]
    cases: Sequence[Case]


def _part(document: Document, edition: Edition) -> _Part:
    """One file, read as values."""
    table = document.table
    told = [*document.flaws, *schema_flaws(table, SCHEMA)]
    if table.get("edition") != edition.id:
        told.append(flaw(MESSAGES, "other-edition", ("edition",), named=table.get("edition", ""), edition=edition.id))
    if any(found.code in ("unknown-schema", "other-edition") for found in told):
        raise document.error(told)
    flaws, reader = list(unknown_keys(table.keys() - set(KEYS), KEYS, ())), structurer()
    bases = _valued(reader, table, "base", Mapping[str, Standing], flaws) or {}
    usual = _valued(reader, table, "usual", Mapping[str, Usual], flaws) or {}
    cases = _valued(reader, table, "case", tuple[Case, ...], flaws) or ()
    if told or flaws:
        raise document.error(merged(told, flaws))
    return _Part(document, bases, usual, cases)


def _valued(reader: Structurer, table: Mapping[str, Any], key: str, wanted: Any, flaws: list[Flaw]) -> Any:
    if key not in table:
        return None
    try:
        return reader.quick(table[key], wanted)
    except Exception:  # noqa: BLE001 - the patient reading tells what it was
        value, wrong = reader.patient(table[key], wanted, (key,))
        flaws += wrong
        return value


# ── what cases name is there ─────────────────────────────────────────────────────────────────────────────────────────────────


def _faults(parts: Sequence[_Part], edition: Edition) -> Iterator[Fault]:
    tables = ("acts", "stages", "rules", "duties", "interpretations", "roles", "linked", "cohorts")
    known = {name: set(edition.tables[name]) for name in tables}
    known["bases"] = {name for part in parts for name in part.bases}
    seen: set[str] = set()
    for part in parts:
        flaws = [found for path, value in _all(part) for found in _unnamed(path, value, known)]
        for index, case in enumerate(part.cases):
            path: Path = ("case", index, "title")
            flaws += [flaw(MESSAGES, "title-twice", path, title=case.title)] if case.title.zh in seen else []
            flaws += [flaw(MESSAGES, "nothing", path)] if not _asks(case) else []
            seen.add(case.title.zh)
        yield from part.document.error(flaws).faults if flaws else ()


def _asks(case: Case) -> bool:
    """Whether the case expects something: of its act, or of a day."""
    return bool(case.act) == bool(case.expect) and (bool(case.act) or bool(case.as_of and (case.due or case.not_due)))


def _all(part: _Part) -> Iterator[tuple[Path, Any]]:
    yield from ((("base", name), base) for name, base in part.bases.items())
    yield from ((("case", index), case) for index, case in enumerate(part.cases))


def _unnamed(path: Path, said: Standing, known: Mapping[str, set[str]]) -> Iterator[Flaw]:
    """A flaw for each name that stands for nothing."""
    for table, key, names in _named(said):
        for name in names:
            if name and name not in known[table] and not (table == "rules" and name.startswith("core.")):
                yield Flaw("unknown-name", (*path, *key), UNKNOWN.fill(name=shown(name)), offered(name, known[table]))


def _named(said: Standing) -> Iterator[tuple[str, Path, Iterable[str]]]:
    yield "bases", ("base",), [said.base]
    yield "stages", ("stage",), [said.stage]
    yield "stages", ("been",), said.been
    yield "duties", ("duties",), said.duties
    yield "linked", ("linked",), said.linked
    yield "cohorts", ("graded",), said.graded
    yield "interpretations", ("confirmed",), (name for name in said.confirmed if name != "*")
    if not isinstance(said, Case):
        return
    for key, done in (("act", [said.act] if said.act else []), ("earlier", said.earlier)):
        yield "acts", (key,), [each.kind for each in done]
    yield "duties", ("due",), [each.duty for each in said.due]
    yield "duties", ("not_due",), said.not_due
    if said.expect:
        yield "rules", ("expect", "rules"), said.expect.rules
        yield "rules", ("expect", "notes"), said.expect.notes
        yield "stages", ("expect", "to"), [said.expect.to]
        yield "duties", ("expect", "opens"), said.expect.opens
        yield "duties", ("expect", "discharges"), said.expect.discharges
        yield "roles", ("expect", "roles"), said.expect.roles or ()


UNKNOWN = Text("没有“{name}”", "there is no “{name}”")

MESSAGES: Messages = {
    "other-edition": (
        Text("这些情形属于版本 {named}", "these scenarios are of the edition {named}"),
        Text("应为 {edition}", "{edition}"),
    ),
    "title-twice": (Text("标题重复：{title}", "this title stands twice: {title}"), Text("每个情形一个标题", "a title of its own")),
    "nothing": (
        Text("该情形没有说明应当如何", "the case does not say what must come of it"),
        Text("应有 act 和 expect，或 as_of 和 due", "`act` with `expect`, or `as_of` with `due`"),
    ),
}
