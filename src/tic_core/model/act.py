"""What an office or a unit asks the registry to do, and the answer's building blocks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any
from unicodedata import category

import attrs

from tic_core.errors import UsageError
from tic_core.text import Text

Place = tuple[str | int, ...]
"""Where in an act: ``("determinations", 0, "reason")``."""

LONGEST_ID = 200  # characters
DEEPEST = 32  # lists and tables inside one another in the value of a fact


@attrs.define
class Determination:
    """A recorded judgement on one rule: the choice taken, the office's reason, and on what it rests.

    ``choice`` is one of the rule's options (``met``, ``not-met``, ``depart`` …); ``by`` the office, when not the one that acts.
    """

    rule: str
    choice: str
    reason: str
    basis: str = ""
    by: str = ""


@attrs.define
class Signed:
    """Somebody who took part besides the office and the person that act: a further ``person`` of that office, or another office.

    ``by`` is that office (the one that acts unless given), ``on`` the day it signed (that of the act unless given), ``opinion`` one
    of ``agrees`` and ``objects``, ``document`` the paper that says so.
    """

    person: str = ""
    by: str = ""
    on: date | None = None
    opinion: str = "agrees"
    document: str = ""
    reason: str = ""


def signature(told: Mapping[str, Any]) -> Signed:
    """A signature as an event or the log of refusals keeps it."""
    given: dict[str, Any] = dict(told)
    on = given.get("on")
    return Signed(**given | {"on": date.fromisoformat(on) if isinstance(on, str) else on})


@attrs.define
class Act:
    """What is asked of the registry, on a date, on a basis.

    ``id`` is the caller's own and unique in the jurisdiction: sent again, it gives the first receipt. ``by`` is the office's id or
    the unit's credit code; the caller vouches for it. ``on`` is the day it was decided; ``effective`` the day it counts from
    (the same unless given). ``basis`` names a registered text other than the edition. ``about`` names one proceeding among
    several. ``person`` is who took it, by id, and ``signed`` are those who took part besides. ``persons`` holds personal data by
    person id; it is kept where it can be erased, never in the chained record.
    ``expected`` is the ledger sequence the caller last saw of the subject, or None.
    """

    id: str
    kind: str
    on: date
    by: str
    centre: str = ""
    policy: str = ""
    document: str = ""
    facts: Mapping[str, Any] = attrs.field(factory=dict)
    determinations: tuple[Determination, ...] = ()
    reason: str = ""
    effective: date | None = None
    basis: str = ""
    about: str = ""
    person: str = ""
    persons: Mapping[str, Mapping[str, str]] = attrs.field(factory=dict)
    expected: int | None = None
    signed: tuple[Signed, ...] = ()

    @property
    def counts_from(self) -> date:
        """The day from which the act counts."""
        return self.on if self.effective is None else self.effective


def well_formed(act: Act) -> Act:
    """``act`` itself when it is made of the right kinds of things; else UsageError naming everything that is not.

    What the values *mean* is for the rules; this only keeps a datetime, a number or None out of places where they cannot be read,
    and out of every text the signs that no store keeps and no page shows.
    """
    wrong = list(_strange(act)) or ([] if _plain(act) else list(unfit(act)))
    if wrong:
        told = {code: [_written(place) for each, place in wrong if each == code] for code in dict(wrong)}
        what = [MESSAGES[code].fill(fields=places) for code, places in told.items()]
        raise UsageError(_in_a_row(what), _in_a_row(REMEDIES[code] for code in told))
    return act


def visible(text: str) -> bool:
    """Whether there is anything to be seen in ``text``: blanks, invisible signs and letters drawn as nothing are not."""
    return any(category(sign)[0] not in "ZC" and sign not in _BLANK_LETTERS for sign in text)


def _plain(act: Act) -> bool:
    """Whether every text can be printed and every name is short, as in nearly every act: then :func:`unfit` has nothing to say."""
    names = [act.id, act.kind, act.by, act.centre, act.policy, act.basis, act.about, act.person, *act.facts]
    words = [act.document, act.reason]
    for said in act.determinations:
        names += (said.rule, said.choice, said.by)
        words += (said.reason, said.basis)
    for each in act.signed:
        names += (each.by, each.person, each.opinion)
        words += (each.document, each.reason)
    for value in act.facts.values():
        words += (value,) if isinstance(value, str) else (text or "" for text in _texts_in(value)) if _holds_more(value) else ()
    short = not act.persons and max(map(len, names)) <= LONGEST_ID
    return short and "".join(names + words).isprintable() and all(visible(name) for name in names[:3])


def unfit(act: Act) -> Iterator[tuple[str, Place]]:
    """What is wrong with the texts of an act whose parts are of the right kinds: codes of :data:`MESSAGES`, each with its place."""
    for place, text in _ids(act):
        if (place in _NEEDED or place[0] == "persons") and not visible(text):
            yield "empty", place
        elif len(text) > LONGEST_ID:
            yield "long", place
        elif _holds(text, ("Cc", "Cs", "Cf")):
            yield "sign", place
    for place, text in _words(act):
        reason = place[0] in ("reason", "determinations", "signed") and place[-1] == "reason"
        if _holds(text, ("Cc", "Cs"), "\n\t" if reason else ""):
            yield "sign", place


def _strange(act: Act) -> Iterator[tuple[str, Place]]:
    """Parts that are not of the kind they have to be: a number for a text, a moment for a day."""
    places = [(name,) for name in (*_IDS, *_WORDS) if type(getattr(act, name)) is not str]
    places += [] if type(act.on) is date else [("on",)]
    places += [] if act.effective is None or type(act.effective) is date else [("effective",)]
    places += [] if act.expected is None or type(act.expected) is int else [("expected",)]
    for place in (*places, *_strange_facts(act.facts), *_strange_persons(act.persons), *_strange_said(act.determinations)):
        yield "ill-formed", place
    for place in _strange_signed(act.signed):
        yield "ill-formed", place


def _strange_facts(facts: Any) -> Iterator[Place]:
    if not _is_table(facts):
        yield ("facts",)
        return
    yield from (("facts", name) for name, value in facts.items() if _holds_more(value) and None in _texts_in(value))


def _strange_persons(persons: Any) -> Iterator[Place]:
    if not _is_table(persons):
        yield ("persons",)
        return
    for person, told in persons.items():
        if not _is_table(told):
            yield "persons", person
        else:
            yield from (("persons", person, name) for name, value in told.items() if type(value) is not str)


def _strange_said(determinations: Any) -> Iterator[Place]:
    if not isinstance(determinations, tuple | list):
        yield ("determinations",)
        return
    for index, said in enumerate(determinations):
        if not isinstance(said, Determination):
            yield "determinations", index
        else:
            names = (*_SAID_IDS, *_SAID_WORDS)
            yield from (("determinations", index, name) for name in names if type(getattr(said, name)) is not str)


def _strange_signed(signed: Any) -> Iterator[Place]:
    if not isinstance(signed, tuple | list):
        yield ("signed",)
        return
    for index, each in enumerate(signed):
        if not isinstance(each, Signed):
            yield "signed", index
        else:
            names = (*_SIGNED_IDS, *_SIGNED_WORDS)
            yield from (("signed", index, name) for name in names if type(getattr(each, name)) is not str)
            yield from () if each.on is None or type(each.on) is date else [("signed", index, "on")]


def _is_table(value: object) -> bool:
    return isinstance(value, Mapping) and all(type(name) is str for name in value)


def _ids(act: Act) -> Iterator[tuple[Place, str]]:
    """The texts that name something, by which it has to be found again."""
    yield from (((name,), getattr(act, name)) for name in _IDS)
    yield from ((("facts", name), name) for name in act.facts)
    yield from ((("persons", person), person) for person in act.persons)
    yield from _said(act, _SAID_IDS)
    yield from _signed(act, _SIGNED_IDS)


def _words(act: Act) -> Iterator[tuple[Place, str]]:
    """All other texts: what is written for people, the values of facts, and what is kept of persons."""
    yield from (((name,), getattr(act, name)) for name in _WORDS)
    yield from _said(act, _SAID_WORDS)
    yield from _signed(act, _SIGNED_WORDS)
    yield from ((("facts", name), text) for name, value in act.facts.items() for text in _texts_in(value) if text is not None)
    for person, told in act.persons.items():
        yield from ((("persons", person, name), text) for name, value in told.items() for text in (name, value))


def _said(act: Act, names: Iterable[str]) -> Iterator[tuple[Place, str]]:
    for index, said in enumerate(act.determinations):
        yield from ((("determinations", index, name), getattr(said, name)) for name in names)


def _signed(act: Act, names: Iterable[str]) -> Iterator[tuple[Place, str]]:
    for index, each in enumerate(act.signed):
        yield from ((("signed", index, name), getattr(each, name)) for name in names)


def _holds_more(value: Any) -> bool:
    return isinstance(value, list | tuple | Mapping)


def _texts_in(value: Any) -> Iterator[str | None]:
    """Every text in the value of a fact, the keys of records too; a None where it nests without end."""
    waiting = [(value, 0)]
    while waiting:
        each, depth = waiting.pop()
        if depth > DEEPEST:
            yield None
        elif isinstance(each, str):
            yield each
        elif isinstance(each, Mapping):
            waiting += [(part, depth + 1) for pair in each.items() for part in pair]
        elif isinstance(each, list | tuple):
            waiting += [(part, depth + 1) for part in each]


def _holds(text: str, categories: tuple[str, ...], allowed: str = "") -> bool:
    return not text.isprintable() and any(category(sign) in categories and sign not in allowed for sign in text)


def _written(place: Place) -> str:
    """A place as people read it: ``determinations[1].reason``. Only what can be seen of it is shown."""
    text = "".join(f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in place).removeprefix(".")
    return "".join(sign if sign.isprintable() else "·" for sign in text[:LONGEST_ID])


def _in_a_row(texts: Iterable[Text]) -> Text:
    rows = list(texts)
    return Text("；".join(text.zh for text in rows), "; ".join(text.en for text in rows))


_NEEDED = (("id",), ("kind",), ("by",))
_IDS = ("id", "kind", "by", "centre", "policy", "basis", "about", "person")
_WORDS = ("document", "reason")
_SAID_IDS = ("rule", "choice", "by")
_SAID_WORDS = ("reason", "basis")
_SIGNED_IDS = ("by", "person", "opinion")
_SIGNED_WORDS = ("document", "reason")
_BLANK_LETTERS = "\u115f\u1160\u2800\u3164\uffa0"  # fillers and the empty Braille cell: letters by their category

MESSAGES = {
    "ill-formed": Text("行为的以下各项不成形：{fields}", "these parts of the act are ill-formed: {fields}"),
    "empty": Text("行为的以下各项是空的：{fields}", "these parts of the act are empty: {fields}"),
    "long": Text("行为的以下各项过长：{fields}", "these parts of the act are too long: {fields}"),
    "sign": Text(
        "行为的以下各项中有看不见的控制字符：{fields}", "these parts of the act hold invisible control characters: {fields}"
    ),
}

REMEDIES = {
    "ill-formed": Text(
        "文字、日期（不带时刻）和整数各归其位；事实为名称到值的表，人员为编号到各项文字的表",
        "texts, dates without a time and whole numbers each in their place; facts is a table from names to values, "
        "persons a table from ids to tables of texts",
    ),
    "empty": Text("编号、种类、机关和人员编号不得为空", "id, kind, by and the ids of persons are not empty"),
    "long": Text("编号和名称至多 {most} 个字符", "ids and names have at most {most} characters").fill(most=LONGEST_ID),
    "sign": Text("只用可见的文字；理由中可以换行", "only signs that can be seen; a reason may have line breaks"),
}
