"""Every question the core asks of plugins, in the order of a centre's life; the docstrings are the contracts.

Nothing else is in this file. :mod:`tic_core.hooks.facade` asks, :mod:`tic_core.hooks.exchange` checks the answers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pluggy

from tic_core.hooks import PROJECT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from tic_core.model.answer import Proposal, Relation, ScoreResult
    from tic_core.model.edition import Identity, Reservation
    from tic_core.model.event import Event
    from tic_core.model.money import Incentive
    from tic_core.model.rule import Rule

hookspec = pluggy.HookspecMarker(PROJECT)


# ---------------------------------------------------------------------------------------------------------------------
# Reading the law: once, when the documents of a jurisdiction are read and its lawbook is built
# ---------------------------------------------------------------------------------------------------------------------


@hookspec
def tic_rule_kinds() -> list[type[Rule]]:  # type: ignore[empty-body]
    """Collection: further kinds of rule that the jurisdiction's documents may use.

    Kind: collection. Every level adds its own; the core sorts them by their ``kind``.

    Called once when the documents of a jurisdiction are read, before the first of them is structured. Never per rule
    and never per act: from then on the kinds are classes like the core's own.

    Scope: the plugins of the chain of the document's jurisdiction, nearest first; nobody else's.

    :returns: attrs classes derived from :class:`tic_core.model.rule.Rule`, each with a ``kind`` of its own and with
        ``reads``, ``check`` and ``sentence``; also ``branches`` or ``expression``, unless it declares ``opaque = True``
        (a *code kind*: a pure Python predicate over the facts it declares, which every report counts as opaque). An
        empty list adds nothing. None is not an answer.

    Serves no single article: measures differ in what they ask, and the core's list is closed.

    Afterwards: a kind that takes the name of a core kind or of another plugin's is refused. The wiring checks, the
    table of verdicts and the invariants of the kernel hold for its rules as for any other. What goes wrong in one of its
    forms during a decision is the plugin's fault by name. A plugin in a process of its own can bring no kinds.

    .. versionadded:: 1.0
    """


@hookspec
def tic_conflict_relation(reservation: Reservation, edition: Identity) -> Relation | None:
    """Decision: how the keys of a reservation conflict beyond being equal.

    Kind: decision. Two different answers at one level are an error.

    Called once for each reservation of an edition when its lawbook is built; never per act.

    Scope: the plugin of the edition's own jurisdiction. Those above it are asked, nearest first, only where the edition
    says that it falls back to them; nobody else's, ever.

    :param reservation: what only one centre can hold (an industry class): its id, and the facts that make its key.
    :param edition: whose law it is; read-only, as everything here.
    :returns: the relation, with its article and the interpretations it rests on. None: no answer from this plugin, and
        with no answer at all only equal keys conflict. The way to say that for certain is a relation of kind ``equal``.

    Serves Art. 7 of the Weihai measure: one centre in each group or class of industry (every 行业中类或小类).

    Afterwards: the kernel keeps equal keys apart whatever is answered, and stores the relation's interpretations with
    every event that rests on them; a refusal rests on the relation only once the authority has confirmed them.

    .. versionadded:: 1.0
    """


# ---------------------------------------------------------------------------------------------------------------------
# Preparing a decision: the registry asks before ``decide``; the answer enters the act as facts with their source
# ---------------------------------------------------------------------------------------------------------------------


@hookspec
def tic_aggregate_scores(
    act: str, sheets: tuple[Mapping[str, Any], ...], facts: Mapping[str, Any], edition: Identity
) -> ScoreResult | None:
    """Decision: what result the score sheets of a panel of experts propose.

    Kind: decision. Two different answers at one level are an error.

    Called by the registry before ``decide`` when the kind of the act names a list of score sheets. Replay never asks
    again: what was proposed stands in the event.

    Scope: the plugin of the edition's own jurisdiction. Those above it are asked, nearest first, only where the edition
    says that it falls back to them; nobody else's, ever.

    :param act: the id of the kind of act that brings the sheets.
    :param sheets: the sheets in the order of the record, one mapping each, as the edition declares the list.
    :param facts: everything on record with what the act brings, in exact form: ``Decimal``, ``date``, ``str``, tuples.
    :param edition: whose law it is.
    :returns: facts in plain form (a decimal as a string) with the reason and the article; a fact that is None proposes
        nothing for that fact, and the reason says why. A score of zero is a score. None: no answer from this plugin, and
        with no answer at all the office enters the result itself.

    Serves Art. 17 of the Weihai measure: the result rests on the experts' scores and opinions.

    Afterwards: only facts that the act may bring are taken, each read like one a person brought, with type and domain.
    What the act itself states stands before what is proposed. Experts advise; the office decides.

    .. versionadded:: 1.0
    """


@hookspec
def tic_incentives(  # type: ignore[empty-body]
    facts: Mapping[str, Any], eligible: tuple[Incentive, ...], edition: Identity
) -> list[Proposal]:
    """Collection: which incentives to propose for a centre, and why; never how much.

    Kind: collection. Every level may add; the core sorts by incentive, then by level.

    Called by the registry before ``decide`` when the kind of the act has ``proposes = true`` and the centre is eligible
    for anything.

    Scope: the plugins of the chain of the edition's jurisdiction, nearest first; nobody else's.

    :param facts: everything on record with what the act brings, in exact form.
    :param eligible: the incentives of the edition whose ``when`` rule is met, in the order of the document.
    :param edition: whose law it is.
    :returns: a proposal for each incentive to be proposed. An empty list proposes nothing. None is not an answer.

    Serves Art. 19 of the Weihai measure: support for a centre whose acceptance was graded excellent, as circumstances
    allow.

    Afterwards: a proposal for anything that is not in ``eligible``, or a second one for the same thing, is refused. A
    proposal has no amount and can have none: an amount takes a decision of the office with reason and basis.

    .. versionadded:: 1.0
    """


# ---------------------------------------------------------------------------------------------------------------------
# After the fact: the event is written and nothing said here can change it
# ---------------------------------------------------------------------------------------------------------------------


@hookspec
def tic_after_event(event: Event) -> None:
    """Announcement: an event was committed.

    Kind: announcement. It is told, not asked: there is no veto.

    Called after the commit, once per event, in the order of the ledger. For a consumer that must not miss one, read the
    ledger from a kept position instead: an announcement lost with a dying process is not repeated.

    Scope: the plugins of the chain of the event's jurisdiction, nearest first; nobody else's.

    :param event: the event as recorded; every plugin gets a copy of its own.
    :returns: nothing. An answer is an error of the plugin and is reported like an exception.

    Serves no article: the law ends with the act.

    Afterwards: a plugin that raises is reported by name and the others are still told. The event stands.

    .. versionadded:: 1.0
    """
