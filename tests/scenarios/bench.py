"""The smallest measure with a few scenarios beside it: what the tests of mutants and boundaries work on."""

from __future__ import annotations

import shutil
from pathlib import Path

from tic_core.scenarios import Casebook, case_files, load_cases
from tic_core.shelf import Book, Shelf

SMALLEST = Path(__file__).parents[2] / "examples" / "smallest" / "binhai-2026"

SHARED = """
schema  = "tic/cases/1"
edition = "binhai-2026"

[base.applied]
stage = "applied"
since = 2026-03-02
facts = { "unit.code" = "91371002MA3B6D828L", "workshop.name" = "竹编", members = [
    { person = "p-1", side = "unit" }, { person = "p-2", side = "unit" },
    { person = "p-3", side = "outside" }, { person = "p-4", side = "outside" },
] }

[usual.recognise]
determined = { workshop-sound = "met" }
"""

ACCEPTED = """
[[case]]
title    = { zh = "本单位成员恰为一半的，可以认定", en = "With exactly half of the members its own it is recognised" }
articles = ["4", "5"]
base     = "applied"
act      = { kind = "recognise", on = 2026-04-01 }
expect   = { status = "accepted", to = "recognised", cites = ["4", "5"], opens = ["yearly-report"] }
"""

REFUSED = """
[[case]]
title    = { zh = "本单位成员多于一半的，不予认定", en = "With more than half of the members its own it is refused" }
articles = ["4"]
base     = "applied"
facts    = { members = [
    { person = "p-1", side = "unit" }, { person = "p-2", side = "unit" }, { person = "p-3", side = "outside" },
] }
act      = { kind = "recognise", on = 2026-04-01 }
expect   = { status = "refused", rules = ["half-at-most"], cites = ["4"] }
"""

OWED = """
[[case]]
title    = { zh = "年度报告的最后一日是三月三十一日", en = "The last day for the yearly report is 31 March" }
articles = ["6"]
base     = "applied"
act      = { kind = "recognise", on = 2026-04-01 }
expect   = { status = "accepted" }
as_of    = 2027-02-24

[[case.due]]
duty   = "yearly-report"
status = "pending"
period = "2027"
last   = 2027-03-31
owner  = "unit"
cite   = "6"
"""


def bench(folder: Path, *cases: str) -> tuple[Shelf, Book, Casebook]:
    """The edition in a folder of its own, with these cases beside it."""
    home = folder / "binhai-2026"
    shutil.copytree(SMALLEST, home)
    home.joinpath("cases").mkdir()
    home.joinpath("cases", "1.toml").write_text(SHARED + "".join(cases), encoding="utf-8")
    shelf = Shelf([folder])
    book = shelf.book("binhai-2026")
    return shelf, book, load_cases(case_files(book.found), book.lawbook.edition)
