"""What every rule has, whatever its kind: the contract between policy documents, the compiler and the explanations."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

import attrs

from tic_core.model.cite import Cite
from tic_core.model.dates import WEEKENDS_ONLY, Calendar
from tic_core.model.facts import FactKind, Facts, Vocabulary
from tic_core.model.verdict import Verdict
from tic_core.text import Text


@attrs.frozen
class Option:
    """One permitted choice where the text leaves a judgement to people; ``permits`` says whether the act may then go on."""

    id: str
    name: Text
    permits: bool = True


MET = Option("met", Text("认定符合", "found met"))
NOT_MET = Option("not-met", Text("认定不符合", "found not met"), permits=False)
DEPART = Option("depart", Text("决定例外", "departed from by decision"))


@attrs.frozen
class Check:
    """What checking one rule found: verdict, the values looked at, the limit, and how far inside or outside they are.

    ``margin`` is in the unit of the rule: days for dates, persons for shares, the fact's own unit for numbers; negative when
    the rule is broken; None where nothing is to be measured. ``phrase`` says it in words, with a place for the ``{amount}``
    (see :meth:`Rule.margin_text`); ``unit`` is the fact in whose unit it is counted, or :data:`DAYS`.
    """

    verdict: Verdict
    values: Mapping[str, Any]
    limit: Any = None
    margin: Any = None
    note: Text | None = None
    cure: Text | None = None
    phrase: Text | None = None
    unit: str = ""


DAYS = "(days)"  # no id of a fact has brackets


@attrs.frozen
class Peers:
    """What a check may ask beside the facts: what another rule finds, by its id, and which days are worked."""

    ask: Callable[[str], Check]
    calendar: Calendar = WEEKENDS_ONLY

    def __call__(self, rule: str) -> Check:
        """What another rule finds on the same facts."""
        return self.ask(rule)


@attrs.frozen
class Names:
    """What a sentence needs to name things: the edition's facts, vocabularies and rules by id, and other names by fact id.

    ``meanings`` names the values of facts that hold a stage or an office, ``results`` are derived facts as they come out.
    """

    facts: Mapping[str, FactKind]
    words: Mapping[str, Vocabulary]
    rules: Mapping[str, Rule]
    others: Mapping[str, Text] = attrs.field(factory=dict)
    meanings: Mapping[str, Mapping[str, Text]] = attrs.field(factory=dict)
    results: Mapping[str, FactKind] = attrs.field(factory=dict)

    def name(self, fact: str) -> Text:
        """The name of a fact, derived and supplied ones included; its id in quotation marks where there is none."""
        kind = self.facts.get(fact)
        return kind.name if kind else self.others.get(fact, Text(f"“{fact}”", f"“{fact}”"))

    def term(self, fact: str, value: Any) -> Any:
        """A value as people read it: terms, stages and offices by their names."""
        if fact in self.meanings and isinstance(value, str):
            return self.meanings[fact].get(value, value)
        kind = self.facts.get(fact) or self.results.get(fact)
        if kind and kind.type == "term" and kind.vocabulary in self.words:
            names = {term.id: term.name for term in self.words[kind.vocabulary].terms}
            return [names.get(v, v) for v in value] if isinstance(value, tuple) else names.get(value, value)
        return value

    def word(self, vocabulary: str, term: str) -> Text:
        """The name of a term of a vocabulary; the term itself in quotation marks where there is none."""
        terms = self.words[vocabulary].terms if vocabulary in self.words else ()
        return next((each.name for each in terms if each.id == term), Text(f"“{term}”", f"“{term}”"))

    def amount(self, size: Any, unit: str) -> Text:
        """A size with its unit: days, the fact's own unit or currency, or bare where there is none."""
        if unit == DAYS:
            return Text("{size} 日", "{size} day" if size == 1 else "{size} days").fill(size=size)
        kind = self.facts.get(unit)
        said = kind.unit or (Text(kind.currency, kind.currency) if kind.currency else None) if kind else None
        return Text("{size} {unit}", "{size} {unit}").fill(size=size, unit=said) if said else Text(f"{size}", f"{size}")


Emit = Callable[[Any], str]  # from a slot (a fact id or a computed slot) or a rule id to its name in the compiled form


@attrs.frozen(kw_only=True)
class Rule:
    """One condition of an edition, as data. Subclasses are the kinds; each is a small table of fields.

    ``cite`` is the article it rests on, ``assumed`` the interpretation that fixes it: one of the two is always there.
    ``when`` names a rule without which this one does not apply. ``force = "generally"`` (一般) allows a departure by recorded
    decision. ``unconfirmed = "unknown"`` turns *not met* into *unknown* until the authority has confirmed the interpretation.
    ``judge`` is the role that determines what stays open; empty means the edition's own.
    """

    kind: ClassVar[str]
    opaque: ClassVar[bool] = False

    id: str
    name: Text
    cite: Cite | None = None
    assumed: tuple[str, ...] = ()
    when: str = ""
    force: str = "shall"
    unconfirmed: str = "not-met"
    judge: str = ""

    def reads(self) -> tuple[Any, ...]:
        """What the rule looks at: fact ids, or slots that are computed from them."""
        raise NotImplementedError(type(self))

    def parts(self) -> tuple[str, ...]:
        """The ids of the rules this one is made of."""
        return ()

    def check(self, facts: Facts, peer: Peers) -> Check:
        """The slow, plain reading of the rule: the reference that every other form is tested against."""
        raise NotImplementedError(type(self))

    def absent(self, slot: Emit) -> str:
        """The compiled form's first question: a Python condition on which a fact is absent, so that the rule is *unknown*.

        Empty where absence is itself an answer. It is not asked when every slot of the act is filled.
        """
        return ""

    def branches(self, slot: Emit) -> tuple[tuple[str, Verdict], ...]:
        """The compiled form of a simple kind: Python conditions tried in order, each with its verdict; none true means *met*."""
        raise NotImplementedError(type(self))

    def tests(self, slot: Emit, *, complete: bool = False) -> tuple[tuple[str, Verdict], ...]:
        """The branches with the question for absence before them; without it where every slot is known to be filled."""
        absent = "" if complete else self.absent(slot)
        return (((absent, Verdict.UNKNOWN),) if absent else ()) + self.branches(slot)

    def expression(self, slot: Emit, peer: Emit, *, complete: bool = False) -> str:
        """The compiled form as one integer expression (a :class:`Verdict`); kinds made of other rules override it."""
        chain = "".join(f"{verdict:d} if {condition} else " for condition, verdict in self.tests(slot, complete=complete))
        return f"({chain}{Verdict.MET:d})"

    def sentence(self, names: Names) -> Text:
        """The rule as one sentence of law."""
        raise NotImplementedError(type(self))

    def margin_text(self, found: Check, names: Names) -> Text | None:
        """The margin of a check in words: ``two too many``, ``47 days left``; None where nothing is to be measured."""
        if found.phrase is None or found.margin is None:
            return None
        return found.phrase.fill(amount=names.amount(abs(found.margin), found.unit))

    def options(self) -> tuple[Option, ...]:
        """What an entitled office may determine where this rule stays open."""
        return (MET, NOT_MET)
