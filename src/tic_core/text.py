"""Two languages, side by side: the smallest thing everything else is built on.

Every sentence that the core prints is a :class:`Text`. A catalogue is a plain ``dict[str, Text]`` named ``MESSAGES`` in the
module that speaks; a test holds that both languages are complete and take the same values.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import attrs

Lang = Literal["zh", "en"]


@attrs.frozen
class Text:
    """One sentence or name in Chinese and in English."""

    zh: str
    en: str

    def __call__(self, lang: Lang) -> str:
        """The sentence in ``lang`` (``"zh"`` or ``"en"``)."""
        return self.zh if lang == "zh" else self.en

    def fill(self, **values: Any) -> Text:
        """The same sentence with ``{name}`` places filled; a value that is itself a Text goes in by language.

        ``{count:fault|faults}`` stands for the first word where ``count`` is one, and for the second elsewhere.
        """
        return Text(_filled(self.zh, values, "zh"), _filled(self.en, values, "en"))


class _Said(str):
    """A value as it reads, which also chooses between two words by whether it is one."""

    __slots__ = ()

    def __format__(self, form: str) -> str:
        one, bar, several = form.partition("|")
        return (one if self == "1" else several) if bar else super().__format__(form)


def _filled(sentence: str, values: Mapping[str, Any], lang: Lang) -> str:
    kind = _Said if "|" in sentence else str
    return sentence.format_map({key: kind(say(value, lang)) for key, value in values.items()})


def say(value: Any, lang: Lang) -> str:
    """How a value reads in a sentence: texts by language, yes/no as words, lists with separators, the rest by ``str``."""
    if isinstance(value, Text):
        return value(lang)
    if isinstance(value, bool):
        return {"zh": ("否", "是"), "en": ("no", "yes")}[lang][value]
    if value is None:
        return {"zh": "未知", "en": "unknown"}[lang]
    if isinstance(value, list | tuple):
        return {"zh": "、", "en": ", "}[lang].join(say(item, lang) for item in value) or {"zh": "无", "en": "none"}[lang]
    return str(value)


def both(value: str) -> Text:
    """A name that is the same in both languages (a code, an identifier)."""
    return Text(value, value)
