"""Lives found, not told: sequences of acts whose facts a solver chooses and which the product itself then takes, one by one.

Nothing here decides anything. The solver proposes a day and facts with which an act's rules pass; the act is put to the kernel as
the registry puts it; only what it accepts becomes part of the life. Where a rule needs what is not yet on record, other acts that
may be taken in the same stage are taken first.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import attrs

from tic_core.kernel.context import Context
from tic_core.kernel.lawbook import Lawbook
from tic_core.model.act import Act, Determination
from tic_core.model.edition import ActKind, Move, Stepping
from tic_core.model.facts import plain
from tic_core.model.receipt import Finding
from tic_core.model.rule import DEPART, Rule
from tic_core.model.subject import Centre
from tic_core.model.verdict import OPEN, Verdict
from tic_core.proofs.taking import PATIENCE, Taking, is_not_met
from tic_core.proofs.values import SAID, Values
from tic_core.rules import edges
from tic_core.rules.reference import evaluate
from tic_core.scenarios.standing import Life, accepted
from tic_core.shelf import Book

Term = Any

CENTRE = "centre-1"
DEEPEST = 4  # acts taken so that an act may be taken, and for these again
MOST_ROWS = 30  # records of one kind in a list: a committee is no crowd
READING = "interpretation."
BASIS = "basis-1"  # another text in force, where an act needs one


@attrs.frozen(slots=False)
class Trail:
    """A life with the acts that made it, in their order, and the day of the last.

    ``moves`` are the acts that led from stage to stage, ``before`` the life before the last of them.
    ``hope`` are facts for later: an act that can bring one brings this value, if its rules let it.
    """

    life: Life
    acts: tuple[Act, ...]
    day: date
    moves: tuple[tuple[str, str], ...] = ()
    before: Trail | None = attrs.field(default=None, repr=False)
    hope: Mapping[str, Any] = attrs.field(factory=dict)

    @cached_property
    def centre(self) -> Centre:
        """The centre as it stands."""
        return self.life.centre()


@attrs.frozen
class Wish:
    """What is asked of an act beyond being accepted: facts it shall bring (with a value, or with ``any`` that its own rules let
    pass), what else shall hold when it is put (``also``, over rules of claims named in ``claimed``), and for what it shall be
    ``refused`` where that is what is asked.
    """

    facts: Mapping[str, Any] = attrs.field(factory=dict)
    any: frozenset[str] = frozenset()
    claimed: tuple[str, ...] = ()
    also: Callable[[Taking], Iterable[Term]] | None = None
    refused: frozenset[str] = frozenset()


NOTHING = Wish()


class Lives:
    """Finds lives under the law of one book; ``claimed`` are rules that a wish may ask to be broken."""

    def __init__(self, book: Book, claimed: Mapping[str, Rule] | None = None) -> None:
        self.book = book
        self.lawbook: Lawbook = book.lawbook
        self.claimed = dict(claimed or {})
        self.values = Values(book.lawbook)
        self.acts: Mapping[str, ActKind] = book.lawbook.edition.tables["acts"]
        self._takings: dict[tuple[str, tuple[str, ...]], Taking] = {}

    def start(self, hope: Mapping[str, Any] | None = None) -> Trail:
        """No centre yet, on the first day of the measure."""
        return Trail(Life(self.book, CENTRE, [], []), (), self.lawbook.first, hope=hope or {})

    def follow(self, kinds: Sequence[tuple[str, str]], wish: Wish = NOTHING, trail: Trail | None = None) -> Trail | None:
        """A life in which these acts are taken in this order, each leading where it says; the last fulfils the wish."""
        here: Trail | None = trail or self.start()
        for place, (kind, to) in enumerate(kinds):
            here = here and self.advance(here, kind, to, wish if place == len(kinds) - 1 else NOTHING)
        return here

    def advance(self, trail: Trail, kind: str, to: str = "", wish: Wish = NOTHING, depth: int = DEEPEST) -> Trail | None:
        """The life with one more act of this kind accepted, after such acts as it needs; None where none was found."""
        act, stage = self.acts[kind], trail.centre.stage
        move = next(
            (each for each in act.moves if stage in (each.from_ or ("",)) and to in ("", each.to, "*" if each.to else to)), None
        )
        if depth < 0 or (move is None and stage not in act.at and act.subject == "centre"):
            return None
        ready = self._stepped(trail, act, depth)
        if ready is None:
            return None
        hoped = {name: value for name, value in ready.hope.items() if name in act.facts and name not in wish.facts}
        for asked in [attrs.evolve(wish, facts={**hoped, **wish.facts}), wish] if hoped else [wish]:
            for brings in ((*act.brings, *wish.any), act.facts):
                found = self._tried(ready, act, move, to, asked, brings)
                if found is not None:
                    return found
        prepared = self._prepared(ready, act, move, to, wish, depth)
        return self.advance(prepared, kind, to, wish, depth - 1) if prepared is not None else None

    def put(self, trail: Trail, kind: str, wish: Wish) -> Trail | None:
        """The life with an act put by no particular move, accepted or refused as wished."""
        act = self.acts[kind]
        for brings in (act.brings, act.facts):
            found = self._tried(trail, act, None, "", wish, brings)
            if found is not None:
                return found
        return None

    def facts(self, trail: Trail) -> Mapping[str, Any]:
        """Everything that rules can read of a centre as it stands."""
        act = next(each for each in self.acts.values() if each.subject == "centre" and not each.clears and not each.records)
        return self._context(trail, act).facts

    def taking_of(self, act: ActKind) -> Taking:
        """The formulas of an act with nothing asked of it beyond its own rules."""
        return self.taking(act, NOTHING)

    def taking(self, act: ActKind, wish: Wish) -> Taking:
        """The formulas of an act, made once."""
        key = act.id, wish.claimed
        if key not in self._takings:
            self._takings[key] = Taking(self.lawbook, act, {name: self.claimed[name] for name in wish.claimed})
        return self._takings[key]

    # ── one act ──────────────────────────────────────────────────────────────────────────────────────────────────────────

    def _tried(self, trail: Trail, act: ActKind, move: Move | None, to: str, wish: Wish, brings: tuple[str, ...]) -> Trail | None:
        """The act with what it brings itself chosen, on the first day on which that works."""
        taking = self.taking(act, wish)
        told = [*taking.lawful(trail.centre.stage, move, to), *self._standing(trail, taking, brings, wish)]
        day = self._first_day(trail, taking, told)
        if day is None:
            return None
        model = taking.possible([*told, *on(taking, day)])
        return None if model is None else self._taken(trail, self._act(trail, taking, model, day, wish, brings), wish)

    def _standing(self, trail: Trail, taking: Taking, free: Collection[str], wish: Wish) -> Iterator[Term]:
        """That everything is as it stands but what is ``free``, with the wish for the rest."""
        asked = list(wish.also(taking)) if wish.also else []  # first: it may bring symbols of its own
        symbols, context = taking.symbols, self._context(trail, taking.act)
        loose = {*free, *wish.facts, "act.on", "act.effective"} - set(taking.act.adds)
        yield from taking.formulas.given(context.facts, loose | self._elsewhere(taking))
        for fact, value in wish.facts.items():
            yield from symbols.equal_to(fact, self._exactly(fact, value))
        yield from (symbols.plain_of(fact)[0] for fact in wish.any if fact in symbols.kinds)
        yield from self._others(taking)
        yield from taking.past(loose - {"act.on", "act.effective"})
        yield from _bounded(taking, self.lawbook)
        yield from self._worded(taking, loose - set(wish.facts))
        yield from asked

    def _elsewhere(self, taking: Taking) -> set[str]:
        return {fact for fact in taking.symbols.kinds if fact.startswith(("related.", "held."))}

    def _others(self, taking: Taking) -> Iterator[Term]:
        """There is no other centre: every key that is known is free."""
        import z3

        for (_, key, _), (known, others) in taking.symbols.taken.items():
            yield from (known == z3.And([taking.symbols[name][0] for name in key]), others == 0)
        for fact in self._elsewhere(taking):
            known, value = taking.symbols.plain_of(fact)
            yield from [known == z3.BoolVal(fact.partition(".")[2] in self.lawbook.relations), value == 0]

    def _worded(self, taking: Taking, free: Collection[str]) -> Iterator[Term]:
        """Words as a person would write them: an office where one is meant, else one that a rule names for this fact, or a new one."""
        import z3

        symbols = taking.symbols
        for fact in [each for each, kind in symbols.kinds.items() if kind.type in ("code", "text") and each in free]:
            named = self.values.offices(fact) or sorted(
                word for rule in self.lawbook.rules.values() for word in named_by(rule, fact)
            )
            places = [symbols.word(word) for word in named]
            value = symbols.plain_of(fact)[1]
            beyond = [] if self.values.offices(fact) else [value >= len(symbols.listed)]
            yield z3.Or([value == place for place in places] + beyond)

    def _exactly(self, fact: str, value: Any) -> Any:
        from tic_core.model.facts import exact

        return None if value is None else exact(self.lawbook.facts[fact], value, self.lawbook.words)

    def _context(self, trail: Trail, act: ActKind) -> Context:
        bare = Act("look", act.id, trail.day, "", "" if act.subject == "edition" else trail.life.subject)
        _, context, _ = trail.life.asked(bare)
        return context

    def _first_day(self, trail: Trail, taking: Taking, told: list[Term]) -> date | None:
        """The first day on which the rules can pass; the day it is now where no rule asks for the day."""
        low, high = trail.day, self.lawbook.last
        if taking.possible([*told, *on(taking, low)]) is not None:
            return low
        if "act.on" not in taking.symbols.kinds or taking.possible([*told, *on(taking, low, high)]) is None:
            return None
        while (high - low).days > 1:  # low is too early, high is not
            middle = low + timedelta(days=(high - low).days // 2)
            low, high = (low, middle) if taking.possible([*told, *on(taking, low, middle)]) is not None else (middle, high)
        return high

    def _act(self, trail: Trail, taking: Taking, model: Any, day: date, wish: Wish, brings: tuple[str, ...]) -> Act:
        act, symbols, standing = taking.act, taking.symbols, trail.centre
        facts: dict[str, Any] = {}
        for name in act.facts:
            kind = self.lawbook.facts.get(name)
            if kind is None or (name not in act.brings and name not in brings and name not in wish.facts):
                continue
            value = wish.facts[name] if name in wish.facts else self.values.found(model, symbols, name, day)
            if value is None and (name in act.brings or name in wish.any):
                value = self._held(standing, name) or self.values.usual(kind, day)
            if value is not None and (name in act.brings or value != plain(standing.value(name))):
                facts[name] = value
        facts |= {name: [] for name in act.adds if name in act.brings}
        number = f"{len(trail.acts) + 1:03d}-{act.id}"
        made = Act(
            number, act.id, day, "", "" if act.subject == "edition" else trail.life.subject, self.lawbook.edition.identity.policy
        )
        made = attrs.evolve(made, facts=facts, document=SAID if act.documents else "", reason=SAID if act.reason else "")
        made = attrs.evolve(made, by=self._office(standing, act.roles, facts), about=self._about(standing, act))
        return attrs.evolve(made, determinations=tuple(self._determined(trail, act, made)))

    def _held(self, centre: Centre, fact: str) -> Any:
        """What is on record of who holds a role: that does not change for nothing."""
        holding = {role.held_by for role in self.lawbook.edition.roles}
        return plain(centre.value(fact)) if fact in holding else None

    def _office(self, centre: Centre, roles: tuple[str, ...], facts: Mapping[str, Any]) -> str:
        """Who plays one of the roles: an office where there is one, else whom the fact names."""
        declared = self.lawbook.edition.tables["roles"]
        free = [min(self.lawbook.offices_of(role), default="") for role in roles if not declared[role].held_by]
        named = [
            centre.value(declared[role].held_by) or facts.get(declared[role].held_by, "")
            for role in roles
            if declared[role].held_by
        ]
        return next((str(who) for who in (*free, *named) if who), "")

    def _about(self, centre: Centre, act: ActKind) -> str:
        """The proceeding meant: the one at the step, or a name of its own for a second of a kind."""
        for stepping in act.steps:
            if stepping.from_:
                at = [
                    each for each in centre.proceedings.values() if each.kind == stepping.proceeding and each.step in stepping.from_
                ]
                if at and at[0].key != stepping.proceeding:
                    return at[0].key
            elif stepping.proceeding in centre.proceedings and centre.proceedings[stepping.proceeding].open:
                return f"{stepping.proceeding}-{len(centre.proceedings) + 1}"
        return ""

    def _determined(self, trail: Trail, act: ActKind, made: Act) -> Iterator[Determination]:
        """What the entitled office determines where a rule stays open, or departs from where that is allowed."""
        _, context, lawbook = trail.life.asked(made)
        for name in act.requires:
            rule = lawbook.rules[name]
            verdict = evaluate(rule, context.facts, lawbook.rules, lawbook.calendar).verdict
            choice = next((option.id for option in rule.options() if option.permits), "") if verdict in OPEN else ""
            choice = DEPART.id if verdict is Verdict.NOT_MET and rule.force == "generally" else choice
            if choice:
                judge = rule.judge or lawbook.edition.identity.judge
                by = self._office(trail.centre, (judge,), made.facts)
                yield Determination(name, choice, SAID, basis="" if by == made.by else SAID, by="" if by == made.by else by)

    def _taken(self, trail: Trail, act: Act, wish: Wish = NOTHING) -> Trail | None:
        """The life after the act, when the product accepts it (or refuses it as wished); with such acts on the texts as it needs."""
        life = attrs.evolve(trail.life, events=list(trail.life.events))
        receipt = life.take(act)
        if wish.refused:
            return (
                attrs.evolve(trail, acts=(*trail.acts, act), day=act.on)
                if wish.refused == {each.rule for each in receipt.refusals}
                else None
            )
        if accepted(receipt):
            stage = life.centre().stage
            come = attrs.evolve(trail, life=life, acts=(*trail.acts, act), day=act.on)
            moves = any(trail.centre.stage in (move.from_ or ("",)) for move in self.acts[act.kind].moves)
            return attrs.evolve(come, moves=(*trail.moves, (act.kind, stage)), before=trail) if moves else come
        said = self._texts(trail, receipt.refusals)
        if said is None:
            return None
        number = f"{len(said.acts) + 1:03d}-{act.kind}"
        return self._taken(said, attrs.evolve(act, id=number, basis=BASIS if self.acts[act.kind].grounds == "named" else ""), wish)

    def _texts(self, trail: Trail, refusals: Sequence[Finding]) -> Trail | None:
        """The life with the acts on the texts themselves that were lacking: readings confirmed, another basis registered."""
        codes = {each.rule for each in refusals}
        if "core.unconfirmed" in codes:
            questions = self.lawbook.edition.tables["interpretations"]
            open_ = sorted({name for each in refusals if each.rule == "core.unconfirmed" for name in each.values})
            return self._on_texts(trail, f"{READING}*", {f"{READING}{name}": questions[name].taken for name in open_})
        if codes & {"core.grounds", "core.basis"} and not any(act.facts.get("basis") for act in trail.acts):
            kind, last = self.lawbook.facts.get("basis"), self.lawbook.last + timedelta(days=3650)
            told = {"id": BASIS, "first": self.lawbook.first, "last": last}
            fields = [each for each in kind.fields if not each.optional] if kind else []
            row = {each.id: told.get(each.id) or self.values.usual(each, trail.day) for each in fields}
            return self._on_texts(trail, "basis", {"basis": [row]})
        return None

    def _on_texts(self, trail: Trail, brings: str, facts: Mapping[str, Any]) -> Trail | None:
        kind = next((act for act in self.acts.values() if act.subject == "edition" and brings in act.facts), None)
        if kind is None:
            return None
        made = Act(f"{len(trail.acts) + 1:03d}-{kind.id}", kind.id, trail.day, self._office(trail.centre, kind.roles, {}))
        made = attrs.evolve(made, policy=self.lawbook.edition.identity.policy, facts=facts, reason=SAID, document=SAID)
        life = attrs.evolve(trail.life, events=list(trail.life.events))
        return attrs.evolve(trail, life=life, acts=(*trail.acts, made)) if accepted(life.take(made)) else None

    # ── what must come before ────────────────────────────────────────────────────────────────────────────────────────────

    def _stepped(self, trail: Trail, act: ActKind, depth: int) -> Trail | None:
        """The life with every proceeding that the act steps on standing where it must."""
        here: Trail | None = trail
        for stepping in act.steps:
            if here is not None and stepping.from_ and not _stands(here.centre, stepping):
                here = next(self._brought(here, stepping, act, depth), None)
        return here

    def _brought(self, trail: Trail, stepping: Stepping, act: ActKind, depth: int) -> Iterator[Trail]:
        for other in self._here(trail, act):
            if any(each.proceeding == stepping.proceeding and each.to in stepping.from_ for each in other.steps):
                found = self.advance(trail, other.id, depth=depth - 1)
                if found is not None and _stands(found.centre, stepping):
                    yield found

    def _here(self, trail: Trail, act: ActKind) -> list[ActKind]:
        """The other acts that may be taken in this stage without leaving it."""
        stage = trail.centre.stage
        return [
            each for each in self.acts.values() if stage and stage in each.at and each.id != act.id and each.nature != "adverse"
        ]

    def _prepared(self, trail: Trail, act: ActKind, move: Move | None, to: str, wish: Wish, depth: int) -> Trail | None:
        """The life with what the act's rules need put on record first, by other acts in the same stage."""
        others = self._here(trail, act)
        wanted = self._wanted(trail, self.taking(act, wish), move, to, wish, others) if others and depth else None
        if not wanted:
            return None
        here: Trail | None = trail
        while wanted and here is not None:
            here = next(self._provided(here, wanted, others, depth), None)
        return here

    def _provided(self, trail: Trail, wanted: dict[str, Any], others: Sequence[ActKind], depth: int) -> Iterator[Trail]:
        """The life with one of the acts that bring some of what is wanted, which is then wanted no more."""
        for chosen in providers(others, set(wanted), self):
            covered = brought_by(chosen, self) & set(wanted)
            facts = {name: value for name, value in wanted.items() if name in chosen.facts}
            for wish in (Wish(facts), Wish(any=frozenset(facts))):
                come = self.advance(trail, chosen.id, wish=wish, depth=depth - 1)
                if come is not None:
                    for name in covered:
                        del wanted[name]
                    yield come

    def wanting(self, trail: Trail, kind: str, to: str = "", wish: Wish = NOTHING) -> dict[str, Any] | None:
        """The fewest facts that would have to be otherwise for this act to be accepted here, whoever brings them; None: it cannot be."""
        act, stage = self.acts[kind], trail.centre.stage
        move = next((each for each in act.moves if stage in (each.from_ or ("",)) and to in ("", each.to or to)), None)
        return self._wanted(trail, self.taking(act, wish), move, to, wish, list(self.acts.values()))

    def _wanted(
        self, trail: Trail, taking: Taking, move: Move | None, to: str, wish: Wish, others: Sequence[ActKind]
    ) -> dict[str, Any] | None:
        """The fewest facts that would have to be otherwise for the act's rules to pass, with what they would have to be."""
        import z3

        symbols, facts, now = taking.symbols, self._context(trail, taking.act).facts, trail.day.toordinal()
        could = {name for other in others for name in brought_by(other, self)} & symbols.kinds.keys() - set(taking.act.facts)
        free = {*could, *taking.act.facts}
        told = [*taking.lawful(trail.centre.stage, move, to), *self._standing(trail, taking, free, wish)]
        same = {fact: z3.And(symbols.equal_to(fact, facts.get(fact))) for fact in sorted(could)}
        solver = z3.Optimize()
        solver.set("timeout", PATIENCE)
        solver.add(*told, *on(taking, trail.day, self.lawbook.last), *taking.domain())
        # What is known stays known, and no determination is sought where facts can show it.
        solver.add(*(symbols.plain_of(fact)[0] for fact in same if facts.get(fact) is not None and not fact.startswith("due.")))
        for name in taking.act.requires:
            solver.add_soft(z3.Not(is_not_met(taking.formulas.verdict(name))), 100)
        for fact, kept in same.items():
            solver.add_soft(kept, 10)
            if fact in trail.hope:
                solver.add_soft(z3.And(symbols.equal_to(fact, self._exactly(fact, trail.hope[fact]))), 15)
            if symbols.kinds[fact].type == "date":
                solver.add_soft(symbols.plain_of(fact)[1] == now, 1)
        if solver.check() != z3.sat:
            return None
        model = solver.model()
        other = [fact for fact, kept in same.items() if not z3.is_true(model.eval(kept, model_completion=True))]
        return {fact: self.values.found(model, symbols, fact, trail.day) for fact in other}


def named_by(rule: Rule, fact: str) -> set[str]:
    """The words that a rule compares a fact with."""
    return {each for each in edges.constants(rule) if isinstance(each, str)} if fact in edges.slots(rule) else set()


def brought_by(act: ActKind, lives: Lives) -> set[str]:
    """What an act can change of what rules read: facts, last days of duties it opens, proceedings it ends."""
    steps = lives.lawbook.edition.tables["proceedings"]
    ends = {
        each.proceeding
        for each in act.steps
        if each.from_ and not next(step.open for step in steps[each.proceeding].steps if step.id == each.to)
    }
    return {
        *(name for name in act.facts if name not in act.adds),
        *(f"due.{name}" for name in act.opens),
        *(f"running.{name}" for name in ends),
    }


def providers(others: Sequence[ActKind], wanted: set[str], lives: Lives) -> list[ActKind]:
    """The acts that bring something of what is wanted; first those that bring most of it and must bring least besides."""
    able = [each for each in others if wanted & brought_by(each, lives)]
    return sorted(able, key=lambda each: len(set(each.brings) - wanted) - len(wanted & brought_by(each, lives)))


def _stands(centre: Centre, stepping: Stepping) -> bool:
    return any(each.kind == stepping.proceeding and each.step in stepping.from_ for each in centre.proceedings.values())


def on(taking: Taking, first: date, last: date | None = None) -> list[Term]:
    """That the act is decided on a day, or from one day to another."""
    if "act.on" not in taking.symbols.kinds:
        return []
    day = taking.symbols["act.on"][1]
    return [day >= first.toordinal(), day <= (last or first).toordinal()]


def _bounded(taking: Taking, lawbook: Lawbook) -> Iterator[Term]:
    """Days and lists that a person would write: near the measure's own days, and no crowd."""
    first, last = lawbook.first.toordinal() - 3650, lawbook.last.toordinal() + 3650
    for fact, kind in taking.symbols.kinds.items():
        if kind.type == "date":
            value = taking.symbols.plain_of(fact)[1]
            yield from (value >= first, value <= last)
    for rows in taking.symbols.lists.values():
        yield from (count <= MOST_ROWS for count in rows.cells.values())


__all__ = ["Lives", "Trail", "Wish"]
