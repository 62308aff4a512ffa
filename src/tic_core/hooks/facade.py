"""The one place that calls plugins: a typed method per hook, every answer checked and under the name of who gave it.

Each implementation is called on its own, with its own copy of the arguments that it names: one that fails is reported by
name and takes nobody else's answer along. The order of asking is the chain's, nearest first, so it does not depend on
the order of installation.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, TypeVar

import attrs
import pluggy

from tic_core.errors import PluginError
from tic_core.hooks import exchange
from tic_core.hooks.admission import Plugin, refusal, specified
from tic_core.hooks.exchange import Failed, Untrue, frozen, said_by, small
from tic_core.hooks.history import names_of, now_called
from tic_core.hooks.kinds import answer_for
from tic_core.hooks.surroundings import held
from tic_core.model.answer import Sourced
from tic_core.model.edition import Identity, Reservation
from tic_core.model.event import Event
from tic_core.model.money import Incentive
from tic_core.text import Text

T = TypeVar("T")


@attrs.frozen
class Voice:
    """One implementation of one hook: whose it is, how far up the chain (0 is the nearest), what it takes."""

    plugin: Plugin
    level: int
    hook: str
    function: Callable[..., Any]
    takes: tuple[str, ...]

    def ask(self, check: Callable[[Any], T], offered: Mapping[str, Any], *, announced: bool = False) -> T:
        """Its answer, checked; raises PluginError for whatever goes wrong, but never for an interrupt from the keyboard."""
        try:
            return check(self.hear(offered, announced=announced))
        except KeyboardInterrupt:
            raise
        except Untrue as error:
            raise refusal(self.plugin, self.hook, MESSAGES["untrue"].fill(why=error.what), MESSAGES["contract"]) from error
        except Failed as error:
            remedy = MESSAGES["stands" if announced else "nothing"]
            raise refusal(self.plugin, self.hook, error.what, remedy) from (error.__cause__ or error)
        except BaseException as error:
            remedy = MESSAGES["stands" if announced else "nothing"]
            raise refusal(self.plugin, self.hook, MESSAGES["raised"].fill(error=said_by(error)), remedy) from error

    def hear(self, offered: Mapping[str, Any], *, announced: bool = False) -> Any:
        """What it says, not yet checked; raises :class:`Failed` for whatever it does instead."""
        hand_over = copy.deepcopy if announced else frozen
        given = {name: hand_over(offered[now_called(self.hook, name)]) for name in self.takes}
        with held():
            return small(self._called(given))

    def _called(self, given: Mapping[str, Any]) -> Any:
        try:
            return self.function(**given)
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            # Our own errors mean what they say only where our own code raised them: for a plugin that is elsewhere.
            if self.plugin.apart and isinstance(error, Failed | Untrue):
                raise
            raise Failed(MESSAGES["raised"].fill(error=said_by(error))) from error


class Answers:
    """The answers of one chain of jurisdictions: made by :meth:`tic_core.hooks.jurisdiction.Jurisdictions.answers`.

    ``plugins`` are those of the chain, nearest first; ``chain`` its codes. Every method raises PluginError (exit code 5)
    when a plugin fails or answers otherwise than its hook's contract says; then nothing of the answer may be used.
    """

    def __init__(self, manager: pluggy.PluginManager, chain: Sequence[str], plugins: Sequence[Plugin]) -> None:
        self.chain = tuple(chain)
        self.plugins = tuple(sorted(plugins, key=lambda plugin: (self.chain.index(plugin.jurisdiction), plugin.source)))
        self._voices = {hook: tuple(self._listen(manager, hook)) for hook in specified()}

    def rule_kinds(self) -> tuple[Sourced, ...]:
        """Further rule kinds for the documents of this chain, sorted by their ``kind``."""
        found = self._collect("tic_rule_kinds", exchange.rule_kinds, {})
        found.sort(key=lambda each: str(each.answer.kind))
        for one, other in pairwise(found):
            if one.answer.kind == other.answer.kind:
                raise _disagreement("tic_rule_kinds", MESSAGES["same-kind"].fill(kind=one.answer.kind), [one, other])
        speakers = {plugin.source: plugin for plugin in self.plugins}
        for each in found:
            answer_for(each.answer, speakers[each.source])
        return tuple(found)

    def conflict_relation(self, reservation: Reservation, edition: Identity, *, fall_back: bool = False) -> Sourced | None:
        """How the keys of ``reservation`` conflict beyond being equal; None: nobody says more.

        ``fall_back``: whether the edition says that it falls back to the jurisdictions above its own.
        """
        offered = {"reservation": reservation, "edition": edition}
        return self._decide("tic_conflict_relation", lambda told: exchange.relation(told, reservation.id), offered, fall_back)

    def aggregate_scores(
        self,
        act: str,
        sheets: Sequence[Mapping[str, Any]],
        facts: Mapping[str, Any],
        edition: Identity,
        *,
        fall_back: bool = False,
    ) -> Sourced | None:
        """What the score sheets of ``act`` propose; None: nobody proposes anything. ``fall_back`` as above."""
        offered = {"act": act, "sheets": sheets, "facts": facts, "edition": edition}
        return self._decide("tic_aggregate_scores", exchange.score_result, offered, fall_back)

    def incentives(self, facts: Mapping[str, Any], eligible: Sequence[Incentive], edition: Identity) -> tuple[Sourced, ...]:
        """What to propose of the ``eligible`` incentives, sorted by incentive, then nearest first. Nobody is asked for none."""
        if not eligible:
            return ()
        known = tuple(each.id for each in eligible)
        offered = {"facts": facts, "eligible": eligible, "edition": edition}
        found = self._collect("tic_incentives", lambda told: exchange.proposals(told, known), offered)
        return tuple(sorted(found, key=lambda each: str(each.answer.incentive)))

    def after_event(self, event: Event) -> tuple[PluginError, ...]:
        """Tell every plugin of the chain that ``event`` was committed; what failed in doing so is returned, never raised."""
        failed: list[PluginError] = []
        for voice in self._voices["tic_after_event"]:
            try:
                voice.ask(exchange.nothing, {"event": event}, announced=True)
            except PluginError as error:
                failed.append(error)
        return tuple(failed)

    def voice(self, hook: str) -> Voice:
        """The nearest plugin's implementation of a hook."""
        return self._voices[hook][0]

    def _listen(self, manager: pluggy.PluginManager, hook: str) -> Iterator[Voice]:
        """The implementations of one hook in the order of the plugins; of a plugin's own the new name counts before the old."""
        for plugin in self.plugins:
            for name in names_of(hook):
                found = {impl.plugin_name: impl for impl in getattr(manager.hook, name).get_hookimpls()}
                impl = found.get(f"{plugin.jurisdiction}: {plugin.source}")
                if impl is not None:
                    takes = getattr(impl.function, "takes", impl.argnames)  # a plugin apart says for itself what it takes
                    yield Voice(plugin, self.chain.index(plugin.jurisdiction), name, impl.function, takes)
                    break

    def _decide(self, hook: str, check: Callable[[Any], T], offered: Mapping[str, Any], fall_back: bool) -> Sourced | None:
        """The answer of the nearest level that has one; above the first level only with ``fall_back``."""
        levels = range(len(self.chain)) if fall_back else (0,)
        for level in levels:
            voices = [voice for voice in self._voices[hook] if voice.level == level]
            told = [Sourced(voice.ask(_unless_none(check), offered), voice.plugin.source) for voice in voices]
            given = [each for each in told if each.answer is not None]
            if given:
                return _agreed(hook, given)
        return None

    def _collect(self, hook: str, check: Callable[[Any], Sequence[Any]], offered: Mapping[str, Any]) -> list[Sourced]:
        return [Sourced(each, voice.plugin.source) for voice in self._voices[hook] for each in voice.ask(check, offered)]


def _unless_none(check: Callable[[Any], T]) -> Callable[[Any], T | None]:
    return lambda told: None if told is None else check(told)


def _agreed(hook: str, given: Sequence[Sourced]) -> Sourced:
    """The one answer of a level, under the names of all who gave it."""
    if any(each.answer != given[0].answer for each in given):
        raise _disagreement(hook, MESSAGES["differ"], given)
    return Sourced(given[0].answer, ", ".join(each.source for each in given))


def _disagreement(hook: str, what: Text, given: Sequence[Sourced]) -> PluginError:
    names = ", ".join(each.source for each in given)
    told = MESSAGES["between"].fill(hook=hook, names=names, what=what)
    return PluginError(names, hook, told, MESSAGES["settle"])


MESSAGES = {
    "raised": Text("出错：{error}", "it failed: {error}"),
    "nothing": Text("未写入任何内容；修好该插件后重试", "nothing was written; mend the plugin and try again"),
    "stands": Text("事件已记录，不受影响；修好该插件", "the event is recorded and stands; mend the plugin"),
    "untrue": Text("答复不可用：{why}", "its answer cannot be used: {why}"),
    "contract": Text("按该钩子的约定答复（见 docs/hooks.md）", "answer as the hook's contract says (see docs/hooks.md)"),
    "between": Text("钩子 {hook}，插件 {names}：{what}", "hook {hook}, plugins {names}: {what}"),
    "differ": Text("同一级给出不同答复", "different answers at one level"),
    "same-kind": Text("规则类型“{kind}”重名", "the rule kind “{kind}” twice"),
    "settle": Text("由各插件的作者协商，或卸载其一", "let their authors agree, or uninstall one of them"),
}
