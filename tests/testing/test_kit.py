"""The kit: what is in order passes whole, and whatever is broken fails the check that is there for it."""

from __future__ import annotations

import itertools
from typing import Any

import attrs
import pytest
from tests.testing.conftest import EDITION, Project

from tic_core.errors import UsageError
from tic_core.kernel import checks as core
from tic_core.kernel.decide import Receipt
from tic_core.model.act import Act
from tic_core.model.receipt import Status
from tic_core.registry import Registry
from tic_core.testing import lives
from tic_core.testing.check import held
from tic_core.testing.kit import CHECKS, outcomes, reasons
from tic_core.testing.subject import Subject

HEAD = """
from tic_core.hooks import hookimpl
from tic_core.model.answer import Relation, ScoreResult
from tic_core.text import Text
HOOK_API = (1, 0)
WHY = Text("平均分", "the mean")
"""
SCORES = HEAD + "@hookimpl\ndef tic_aggregate_scores(sheets):\n    {body}\n"
ANSWER = 'ScoreResult({"score": {score}}, {why}, "5(1)", {assumed})'

KIND = """
import attrs, itertools
from typing import ClassVar
from tic_core.hooks import hookimpl
from tic_core.model.rule import Check, Rule
from tic_core.model.verdict import Verdict
from tic_core.text import Text
HOOK_API = (1, 0)
count = itertools.count()

@attrs.frozen(kw_only=True)
class Even(Rule):
    kind: ClassVar[str] = "even"
    fact: str
    {more}

    def reads(self):
        return (self.fact,)

    def check(self, facts, peer):
        value = facts.get(self.fact)
        if value is None:
            return Check(Verdict.UNKNOWN, {})
        return Check(Verdict.MET if value % 2 == 0 else Verdict.NOT_MET, {})

    def sentence(self, names):
        return Text("得分为偶数", "the score is even")

    def absent(self, slot):
        return f"{slot(self.fact)} is None"

    def branches(self, slot):
        return (({branch}, Verdict.NOT_MET),)

@hookimpl
def tic_rule_kinds():
    {before}return [Even]
"""
RIGHT = 'f"{slot(self.fact)} % 2"'
EVEN = {
    "edition.toml": {
        'requires = ["half-at-most", "pass-mark", "workshop-sound"]': (
            'requires = ["half-at-most", "pass-mark", "workshop-sound"]\nnotes = ["even"]'
        ),
        "# ── 阶段 stages": (
            '[[rule]]\nid = "even"\nkind = "even"\nname = { zh = "偶数", en = "even" }\nfact = "score"\ncite = "5(1)"\n\n'
            "# ── 阶段 stages"
        ),
    }
}


def scoring(body: str) -> str:
    return SCORES.replace("{body}", body)


def answer(score: str = '"80"', why: str = "WHY", assumed: str = "()") -> str:
    return "return " + ANSWER.replace("{score}", score).replace("{why}", why).replace("{assumed}", assumed)


def kind(branch: str = RIGHT, more: str = "", before: str = "") -> str:
    return KIND.replace("{branch}", branch).replace("{more}", more).replace("{before}", before)


def elsewhere_registered(form: str) -> str:
    """A rule kind with a form of its own, in columns or formulas, that always says met."""
    wrong = {
        "columns": "from tic_core.rules import columns\n@columns.plainly.register(Even)\ndef _(rule, made):\n"
        "    import polars as pl\n    from tic_core.rules.kinds import Comparison\n"
        "    other = columns.plainly(Comparison(id='x', name=rule.name, fact=rule.fact, at_least=0), made)\n"
        "    return attrs.evolve(other, broken=pl.lit(value=False))\n",
        "formulas": "from tic_core.rules import formulas\n@formulas.verdict_of.register(Even)\ndef _(rule, made):\n"
        "    import z3\n    return z3.IntVal(3)\n",
    }
    return kind() + wrong[form]


DOCUMENTS: dict[str, tuple[str, dict[str, dict[str, str]]]] = {
    "an amount is a float": ("documents", {"edition.toml": {"at_least = 60": "at_least = 60.5"}}),
    "a fact nobody uses": (
        "documents",
        {
            "edition.toml": {
                "# ── 规则 rules": '[[fact]]\nid = "x"\nname = { zh = "某", en = "x" }\ntype = "text"\ncite = "3"\n# ──'
            }
        },
    ),
    "a rule without its article": ("sources", {"edition.toml": {'at_most = "1/2"\ncite = "4"': 'at_most = "1/2"'}}),
    "a sentence that is not accounted for": ("account", {"account.toml": {"5 = 3": "5 = 4"}}),
    "a scenario that is wrong": ("scenarios", {"first.toml": {'score = "59"': 'score = "61"'}}),
    "Chinese in the English": ("languages", {"edition.toml": {'en = "the pass mark"': 'en = "the mark 线索"'}}),
}
PLUGINS: dict[str, tuple[str, str]] = {
    "another hook API": ("hooks", "HOOK_API = (9, 0)"),
    "no hook API": ("hooks", "HOOK_API = None"),
    "a hook that there is not": ("hooks", HEAD + "@hookimpl\ndef tic_agregate_scores(sheets):\n    return None\n"),
    "an argument that there is not": ("hooks", HEAD + "@hookimpl\ndef tic_aggregate_scores(sheet):\n    return None\n"),
    "a hook without its mark": ("hooks", HEAD + "def tic_aggregate_scores(sheets):\n    return None\n"),
    "an import that fails": ("hooks", "import no_such_module\n"),
    "it raises": ("answers", scoring("raise RuntimeError('no')")),
    "it exits": ("answers", scoring("raise SystemExit(3)")),
    "a float": ("answers", scoring(answer("80.5"))),
    "a reason in one language": ("answers", scoring(answer(why='Text("平均分", "平均分")'))),
    "a fact the act does not bring": ("answers", scoring(answer().replace('"score":', '"unit.code":'))),
    "a score beyond the domain": ("answers", scoring(answer('"101"'))),
    "an interpretation the edition does not have": ("answers", scoring(answer(assumed='("Q99",)'))),
    "something else than a result": ("answers", scoring("return 80")),
    "it looks at the clock": ("pure", "from datetime import date\n" + scoring("date.today(); " + answer())),
    "it throws dice": ("pure", "import random\n" + scoring("random.random(); " + answer())),
    "it reads a file": ("pure", "import pathlib\n" + scoring("pathlib.Path(__file__).read_text(); " + answer())),
    "it reads the environment": ("pure", "import os\n" + scoring("os.environ.get('HOME'); " + answer())),
    "it remembers": ("pure", "import itertools\ncount = itertools.count()\n" + scoring(answer("str(next(count) % 100)"))),
    "it counts by hash": ("elsewhere", scoring(answer("str(hash('score') % 100)"))),
    "it replaces a part of the core": ("isolation", "from tic_core.kernel import asking\nasking.MOST = 1\n" + scoring(answer())),
    "it looks for neighbours": (
        "isolation",
        "import gc\n" + scoring("n = sum(type(o).__name__ == 'Liar' for o in gc.get_objects()); " + answer("str(60 + n)")),
    ),
}

KINDS: dict[str, tuple[str, str]] = {
    "the compiled form says otherwise": ("compiled", kind('f"not {slot(self.fact)} % 2"')),
    "the column form says otherwise": ("columns", elsewhere_registered("columns")),
    "the formula says otherwise": ("formulas", elsewhere_registered("formulas")),
    "its meaning changes by itself": ("canonical", kind(more="stamp: int = attrs.field(factory=count.__next__, init=False)")),
    "it writes into the document": ("digest", kind(before="f = open({file!r}, 'a'); f.write('#\\n'); f.close(); ")),
}


def fails(subject: Subject, name: str) -> str:
    """What a check tells, which must fail."""
    outcome = held(subject, CHECKS[name])
    assert outcome.status == "failed", outcome
    return outcome.message("en")


def test_a_project_from_the_template_passes_every_check(project: Project) -> None:
    found = {each.check.id: each.status for each in outcomes(project())}

    assert set(found.values()) == {"passed"}
    assert len(found) >= 19


@pytest.mark.parametrize("breakage", DOCUMENTS)
def test_a_broken_document_fails_the_check_that_is_there_for_it(breakage: str, project: Project) -> None:
    check, changed = DOCUMENTS[breakage]

    assert "If this fails" in fails(project(changed), check)


@pytest.mark.parametrize("breakage", PLUGINS)
def test_a_broken_plugin_fails_the_check_that_is_there_for_it(breakage: str, project: Project) -> None:
    check, speaker = PLUGINS[breakage]

    assert "If this fails" in fails(project(speaker=speaker), check)


@pytest.mark.parametrize("breakage", KINDS)
def test_a_broken_rule_kind_fails_the_check_that_is_there_for_it(breakage: str, project: Project, tmp_path: Any) -> None:
    check, speaker = KINDS[breakage]
    file = tmp_path / "src" / "tic_chahu" / EDITION / "edition.toml"

    fails(project(EVEN, speaker.replace("{file!r}", repr(str(file)))), check)


def test_control_a_rule_kind_in_order_fails_none_of_them(project: Project) -> None:
    subject = project(EVEN, kind())

    assert {name: held(subject, CHECKS[name]).status for name, _ in KINDS.values()} == dict.fromkeys(
        ("compiled", "columns", "formulas", "canonical", "digest"), "passed"
    )


# ── controls: the core broken, which the lives must see ──────────────────────────────────────────────────────────────────────


def test_control_a_core_that_lets_acts_out_of_place_pass_is_found_out(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(core, "_CHECKS", tuple(each for each in core._CHECKS if each.__name__ != "_staged"))

    assert "in a stage in which there is no such act" in fails(project(), "final")


def test_control_a_core_that_refuses_without_a_word_is_found_out(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    right = Registry.submit

    def silent(self: Registry, act: Act) -> Receipt:
        receipt = right(self, act)
        return attrs.evolve(receipt, told=(), lawbook=None) if receipt.status is Status.REFUSED else receipt

    monkeypatch.setattr(Registry, "submit", silent)

    assert "without a finding" in fails(project(), "refused")


def test_control_a_replay_that_forgets_the_last_event_is_found_out(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    right = lives.fold
    monkeypatch.setattr(lives, "fold", lambda name, events, *rest: right(name, list(events)[1:], *rest))

    assert "replays otherwise" in fails(project(), "replay")


def test_control_a_register_in_which_neighbours_change_is_found_out(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    right, turn = Registry.centres, itertools.count()
    monkeypatch.setattr(
        Registry, "centres", lambda self: [attrs.evolve(each, name={"zh": str(next(turn))}) for each in right(self)]
    )

    assert "changed another centre" in fails(project(), "own-centre")


# ── expected to fail ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_check_that_is_expected_to_fail_stays_and_says_why(project: Project) -> None:
    subject = project(DOCUMENTS["a scenario that is wrong"][1])

    found = held(subject, CHECKS["scenarios"], reasons({"scenarios": "the pass mark is being revised"})["scenarios"])

    assert (found.status, found.ok) == ("expected", True)
    assert found.reason is not None
    assert found.reason.en == "the pass mark is being revised"


def test_a_check_that_passes_although_it_is_expected_to_fail_is_a_failure(project: Project) -> None:
    found = held(project(), CHECKS["account"], reasons({"account": "not yet"})["account"])

    assert not found.ok
    assert "take the expectation away" in found.told[0].en


@pytest.mark.parametrize("expected", [{"no-such-check": "why"}, {"account": ""}, {"account": "  "}])
def test_only_a_check_there_is_can_be_expected_to_fail_and_only_for_a_reason(expected: dict[str, str]) -> None:
    with pytest.raises(UsageError):
        reasons(expected)


def test_every_check_has_a_sentence_and_says_what_to_do_in_both_languages() -> None:
    for check in CHECKS.values():
        for lang in ("zh", "en"):
            assert check.sentence(lang), check.id
            assert check.mend(lang), check.id
