"""What scenarios leave untouched: rules never seen met or never seen not met, acts, duties, and sentences of the measure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import attrs

from tic_core.model.edition import Edition
from tic_core.packs.account import Account
from tic_core.scenarios.run import Results, Seen


@attrs.frozen
class Uncovered:
    """One thing that no passing case exercises: ``what`` it is, its ``id``, and what is ``lacking``."""

    what: str
    id: str
    lacking: str = ""


def uncovered(results: Results, edition: Edition, account: Account | None = None) -> tuple[Uncovered, ...]:
    """Everything that the passing cases do not exercise; with an ``account``, its encoded sentences too."""
    seen = _all(each.seen for each in results.passed)
    things = tuple(_things(seen, edition))
    return (*things, *(_sentences(account, {(each.what, each.id) for each in things}, seen) if account else ()))


def _all(seen: Iterable[Seen]) -> Seen:
    each = list(seen)
    return Seen(*(frozenset().union(*(getattr(one, field.name) for one in each)) for field in attrs.fields(Seen)))


def _things(seen: Seen, edition: Edition) -> Iterator[Uncovered]:
    for rule in edition.rules:
        for verdict in ("met", "not-met"):
            if (rule.id, verdict) not in seen.rules:
                yield Uncovered("rule", rule.id, verdict)
    for act in edition.acts:
        if act.id not in seen.acts:
            yield Uncovered("act", act.id, "accepted")
    for duty in edition.duties:
        for part in ("opened", "due", "discharged"):
            if (duty.id, part) not in seen.duties:
                yield Uncovered("duty", duty.id, part)


def _sentences(account: Account, lacking: set[tuple[str, str]], seen: Seen) -> Iterator[Uncovered]:
    """An encoded sentence is exercised when every rule, act and duty that carries it is, and every stage is reached."""
    for sentence in account.sentences:
        carriers = [tuple(name.split(":", 1)) for name in sentence.by]
        bare = [name for what, name in carriers if (what, name) in lacking or (what == "stage" and name not in seen.stages)]
        if sentence.treatment == "encoded" and bare:
            yield Uncovered("sentence", f"{sentence.cite}/{sentence.number}{sentence.norm}", ", ".join(bare))
