"""Where a rule or a number comes from: an article and item of the measure, in the form lawyers print.

Where the text itself was not seen, no article can be named. Then the public source that tells of it is cited (``S11``); the edition
lists its sources in ``identity.sources``.
"""

from __future__ import annotations

import re

import attrs

from tic_core.text import Text

_FORM = re.compile(r"(?:([1-9][0-9]{0,2})|annex|notice|S[1-9][0-9]{0,2})(?:\(([1-9][0-9]?)\))?")
_DIGITS = "零一二三四五六七八九"


@attrs.frozen(order=True)
class Cite:
    """An article (``22``), an item of it (``9(3)``), the annex (``annex(2)``), the notice that issued the measure, or a public
    source that tells of it (``S11``, ``S11(3)``).
    """

    article: int
    item: int = 0
    part: str = "article"

    @classmethod
    def parse(cls, text: str) -> Cite:
        """Read ``"9(3)"``; raises ValueError for anything else."""
        found = _FORM.fullmatch(text)
        if not found:
            raise ValueError(text)
        part = "article" if found[1] else text.partition("(")[0]
        return cls(int(found[1] or 0), int(found[2] or 0), part)

    @property
    def is_source(self) -> bool:
        """Whether it names a public source in place of an article of the text."""
        return self.part.startswith("S")

    def __str__(self) -> str:
        head = str(self.article) if self.part == "article" else self.part
        return f"{head}({self.item})" if self.item else head

    def text(self, styles: dict[str, str] | None = None) -> Text:
        """``第九条第（三）项`` and ``Art. 9(3)``; ``styles`` maps an article to how it numbers its items (``（一）``, ``1.``)."""
        heads = {
            "article": (f"第{chinese(self.article)}条", f"Art. {self.article}"),
            "annex": ("附件", "Annex"),
            "notice": ("印发通知", "Notice"),
        }
        zh, en = heads.get(self.part, (f"材料{self.part}", f"Source {self.part}"))
        if not self.item:
            return Text(zh, en)
        style = (styles or {}).get(str(self.article) if self.part == "article" else self.part, "（一）")
        number = {
            "（一）": f"（{chinese(self.item)}）",
            "（1）": f"（{self.item}）",
            "1.": f"{self.item}",
            "一、": chinese(self.item),
        }[style]
        return Text(f"{zh}第{number}项", f"{en}({self.item})")


def chinese(number: int) -> str:
    """A number from 1 to 999 as it stands in an article heading: 十二, 二十二, 一百零三."""
    hundreds, rest = divmod(number, 100)
    if hundreds:
        return f"{_DIGITS[hundreds]}百" + (("零" if rest < 10 else "一" if rest < 20 else "") + chinese(rest) if rest else "")
    tens, ones = divmod(number, 10)
    head = "" if not tens else "十" if tens == 1 else _DIGITS[tens] + "十"
    return head + (_DIGITS[ones] if ones or not tens else "")
