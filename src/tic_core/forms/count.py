"""How long a text is, counted the Chinese way (字数), exactly.

Each Han character and each full-width mark counts one; each run of letters or digits of other scripts counts one; white space
counts nothing, and neither do half-width marks. Signs that Unicode calls ambiguous in width (“ ” … — · ① ℃) are full-width, as they
are in a Chinese text. A half-width mark ends a run: ``R&D`` is two, ``3.5`` is two. What cannot be seen (a zero-width joiner, a
variation selector, a combining accent) neither counts nor ends a run. How wide a letter or digit is written changes nothing.
"""

from __future__ import annotations

from unicodedata import category, decomposition, east_asian_width

ONE, RUN, END, NOTHING = "1", "r", " ", ""


class _Signs(dict[int, str]):
    """What each character does to the count, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        found = self[code] = what(chr(code))
        return found


def what(sign: str) -> str:
    """What one character does: it counts (``"1"``), belongs to a run (``"r"``), ends one (``" "``), or does nothing (``""``)."""
    kind = category(sign)
    if kind[0] == "M" or kind == "Cf":
        return NOTHING
    if kind[0] == "Z" or kind == "Cc":
        return END
    wide = east_asian_width(sign)
    if kind[0] == "L" or kind == "Nd" or decomposition(sign).startswith(("<super>", "<sub>")):
        return ONE if wide == "W" else RUN
    return ONE if wide in "WFA" else END


_SIGNS = _Signs()


def characters(text: str) -> int:
    """How many characters ``text`` has, as told above."""
    signs = END + text.translate(_SIGNS)
    return signs.count(ONE) + signs.count(END + RUN) + signs.count(ONE + RUN)
