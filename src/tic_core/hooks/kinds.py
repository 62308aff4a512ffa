"""Rule kinds of a plugin are its code inside the law: what they are given they cannot change, and their faults bear its name."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Context, localcontext
from functools import wraps
from typing import Any

from tic_core.errors import PluginError
from tic_core.hooks.admission import Plugin, refusal
from tic_core.hooks.exchange import frozen, said_by
from tic_core.model.rule import Check, Rule
from tic_core.model.verdict import Verdict
from tic_core.text import Text

HOOK = "tic_rule_kinds"


class KindFailed(PluginError):
    """A form of a plugin's rule kind failed in a decision."""


ANSWERED = "__answered_for__"

# What the forms of a kind answer; what is not listed here only has to come back.
FORMS: dict[str, tuple[type, ...]] = {
    "reads": (tuple,),
    "parts": (tuple,),
    "check": (Check,),
    "absent": (str,),
    "branches": (tuple,),
    "tests": (tuple,),
    "expression": (str,),
    "sentence": (Text,),
    "margin_text": (Text, type(None)),
    "options": (tuple,),
}


def answer_for(kind: type[Rule], plugin: Plugin) -> None:
    """From now on every form that ``kind`` writes itself answers under the name of ``plugin``: PluginError for what goes wrong."""
    if ANSWERED in vars(kind):
        return
    for form in FORMS:
        written = getattr(kind, form)
        if written is not getattr(Rule, form):
            setattr(kind, form, _named(written, form, kind.kind, plugin))
    setattr(kind, ANSWERED, plugin.source)


def _named(written: Callable[..., Any], form: str, kind: str, plugin: Plugin) -> Callable[..., Any]:
    @wraps(written)
    def answered(self: Rule, *given: Any, **named: Any) -> Any:
        try:
            with localcontext(Context()):
                seen = (frozen(given[0]), *given[1:]) if form == "check" else given
                told = written(self, *seen, **named)
        except (KeyboardInterrupt, KindFailed):  # another rule that it asked about failed: the name is told already
            raise
        except BaseException as error:
            raise _failed(plugin, MESSAGES["raised"].fill(kind=kind, form=form, error=said_by(error))) from error
        if type(told) not in FORMS[form] or (form == "check" and type(told.verdict) is not Verdict):
            raise _failed(plugin, MESSAGES["type"].fill(kind=kind, form=form, found=type(told).__name__))
        return told

    return answered


def _failed(plugin: Plugin, what: Text) -> KindFailed:
    told = refusal(plugin, HOOK, what, MESSAGES["mend"])
    return KindFailed(told.plugin, told.hook, told.what, told.remedy)


MESSAGES = {
    "raised": Text("规则类型“{kind}”的 {form} 出错：{error}", "{form} of its rule kind “{kind}” failed: {error}"),
    "type": Text("规则类型“{kind}”的 {form} 答复了 {found}", "{form} of its rule kind “{kind}” answered with a {found}"),
    "mend": Text("未写入任何内容；修好该插件后重试", "nothing was written; mend the plugin and try again"),
}
