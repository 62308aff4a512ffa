"""What each code of a fault means and why it matters, with an example that is wrong and the same made right.

One table of codes, in ``entries/*.toml``: the reason in both languages, and ``right`` and ``wrong``, one change of the invented
measure in ``sample.toml`` (of its account, or of an act under it). What the program says of it is not written down: the example
is run. ``ticctl policy check --explain CODE`` and the pages in ``docs/codes`` come from here.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import attrs
import tomli

from tic_core.errors import DocumentError, Fault, UsageError
from tic_core.model.edition import Edition
from tic_core.packs.account import load_account
from tic_core.packs.acts import load_acts
from tic_core.packs.edition import load
from tic_core.packs.faults import resembling
from tic_core.packs.lint import SEVERITIES
from tic_core.packs.review import review
from tic_core.packs.transition.messages import WARNINGS
from tic_core.text import Lang, Text

FOLDER = Path(__file__).parent

SEVERITY: Mapping[str, Text] = {
    "error": Text("错误", "error"),
    "warning": Text("警告", "warning"),
    "note": Text("提示", "note"),
}
"""How grave what is told of a document can be, the gravest first."""

MEANING: Mapping[str, Text] = {
    "error": Text("文件不予载入。", "The document is refused."),
    "warning": Text("文件可以载入，但这里多半有错。", "The document loads, but this is most likely a mistake."),
    "note": Text("文件可以载入；值得知道，也可能是有意的。", "The document loads; this is worth knowing and may well be meant."),
}


@attrs.frozen
class Entry:
    """One code: why it matters, and an example, ``right`` and ``wrong``, in one of the sample documents; some have none."""

    code: str
    why: Text
    document: str = "edition"
    right: str = ""
    wrong: str = ""

    @property
    def severity(self) -> str:
        """``error``, ``warning`` or ``note``."""
        return "warning" if self.code in WARNINGS else SEVERITIES.get(self.code, "error")

    @property
    def shown(self) -> bool:
        """Whether there is an example."""
        return self.right != self.wrong

    def documents(self) -> tuple[str, str]:
        """The sample document as it is, and with the one thing wrong."""
        text = sample(self.document)
        before, _, after = text.partition(self.right)
        return text, before + self.wrong + after

    def blocks(self) -> tuple[str, str]:
        """What is wrong and what is right, each with the table around it."""
        right, wrong = self.documents()
        start = right.index(self.right)
        return _around(wrong, start, start + len(self.wrong)), _around(right, start, start + len(self.right))

    def faults(self) -> tuple[Fault, ...]:
        """What the program says of the wrong document."""
        return found_in(self.document, self.documents()[1])


def _around(text: str, start: int, end: int) -> str:
    """The tables that a stretch of a document lies in: from its heading to the next blank line."""
    heads = [0, *(place + 1 for place in range(len(text)) if text.startswith("\n[", place))]
    first = max(place for place in heads if place <= start)
    last = text.find("\n\n", max(end - 1, first))
    return text[first : len(text) if last < 0 else last].strip("\n")


@cache
def entries() -> Mapping[str, Entry]:
    """The table of codes, in order of code."""
    told = (
        each for file in sorted(FOLDER.glob("entries/*.toml")) for each in tomli.loads(file.read_text(encoding="utf-8"))["code"]
    )
    found = {each["code"]: Entry(why=Text(each.pop("zh"), each.pop("en")), **each) for each in told}
    return dict(sorted(found.items()))


def entry(code: str) -> Entry:
    """One code. UsageError for one there is not."""
    if code not in entries():
        near = resembling(code, entries())
        raise UsageError(MESSAGES["no-code"].fill(code=code), MESSAGES["near"].fill(near=near) if near else MESSAGES["codes"])
    return entries()[code]


EDITIONS = {
    "edition": ("sample",),
    "kinds": ("sample", "kinds"),
    "linked": ("sample", "linked"),
    "cohorts": ("sample", "cohort"),
    "powers": ("sample", "powers"),
}
"""The sample edition, and what is added to it where a fault needs more: other rules, linked subjects, cohorts, joint decisions."""


@cache
def sample(document: str) -> str:
    """A sample document: one of :data:`EDITIONS`, its ``account``, or ``acts`` under it."""
    parts = EDITIONS.get(document, (document,))
    return "\n".join(FOLDER.joinpath(f"{part}.toml").read_text(encoding="utf-8") for part in parts)


BEFORE = (("qingyu-2025", "qingyu-2020"), ("first = 2025-01-01, last = 2029-12-31", "first = 2020-01-01, last = 2024-12-31"))
"""What the sample's predecessor has otherwise: examples of windows need a neighbour."""


@cache
def _sampled(*, before: bool = False) -> Edition:
    """The sample as an edition, or the one before it."""
    text = sample("edition")
    for old, new in BEFORE if before else ():
        text = text.replace(old, new)
    return load(text.encode())


@cache
def found_in(document: str, text: str) -> tuple[Fault, ...]:
    """Everything the program says of a document that stands in the place of a sample."""
    data = text.encode()
    try:
        if document in EDITIONS:
            account = sample("account").encode() if document == "edition" else None
            return review(data, "edition.toml", others=(_sampled(before=True),), account=account).faults
        if document == "account":
            load_account(data, _sampled(), "account.toml")
        else:
            load_acts(data, "acts.toml")
    except DocumentError as error:
        return error.faults
    return ()


def page(code: str, lang: Lang) -> list[str]:
    """The page of a code: what it means, what is wrong, what is right."""
    told = entry(code)
    lines = [
        f"# {code}",
        "",
        PAGE["head"].fill(severity=SEVERITY[told.severity], meaning=MEANING[told.severity])(lang),
        "",
        told.why(lang),
    ]
    if not told.shown:
        return lines
    wrong, right = told.blocks()
    said = [f"{fault.key} — {fault.what(lang)} — {fault.expected(lang)}" for fault in told.faults() if fault.code == code]
    for head, block in (("wrong", wrong), ("right", right)):
        lines += ["", f"## {PAGE[head](lang)}", "", "```toml", *block.splitlines(), "```"]
        lines += ["", *(f"`{line}`" for line in said)] if head == "wrong" else []
    return lines


PAGE = {
    "head": Text("{severity}。{meaning}", "{severity}. {meaning}"),
    "wrong": Text("错", "Wrong"),
    "right": Text("对", "Right"),
}

MESSAGES = {
    "no-code": Text("没有代码“{code}”", "there is no code “{code}”"),
    "near": Text("是否指 {near}？", "did you mean {near}?"),
    "codes": Text("代码见 docs/codes.md", "docs/codes.md lists the codes"),
}
