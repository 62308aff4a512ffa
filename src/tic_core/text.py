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
        """The same sentence with ``{name}`` places filled; a value that is itself a Text goes in by language."""
        return Text(self.zh.format_map(_said(values, "zh")), self.en.format_map(_said(values, "en")))


def _said(values: Mapping[str, Any], lang: Lang) -> dict[str, str]:
    return {key: say(value, lang) for key, value in values.items()}


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
