"""The picture of an edition: every stage with its article, every move with its act, the same each time."""

from __future__ import annotations

import re

import pytest

from tic_core.kernel.stages import FINAL, STAGE_KINDS
from tic_core.packs import dot, load, mermaid
from tic_core.packs.graph import COLOURS, FOLLOWING, GROUPS, picture


@pytest.fixture(scope="module")
def edition(base: str):
    return load(base.encode())


def test_every_kind_of_stage_has_a_group_or_follows_another() -> None:
    kinds = [kind for _, group in GROUPS.values() for kind in group]
    assert sorted([*kinds, *FOLLOWING]) == sorted(STAGE_KINDS)
    assert COLOURS.keys() == {*GROUPS, "interrupted"}


def test_notices_and_rectifications_of_weihai_stand_with_the_life_they_belong_to(weihai: str) -> None:
    groups = {stage.id: group for group, nodes in picture(load(weihai.encode()), "zh").groups for _, stage, _ in nodes}
    assert groups["in-notice"] == "intake"
    assert groups["acceptance-notice"] == groups["rectifying-acceptance"] == "preparation"
    assert groups["evaluation-notice"] == groups["rectifying-dynamic"] == "recognised"


def test_mermaid_shows_stages_with_articles_and_acts_on_the_arrows(edition) -> None:
    drawn = mermaid(edition, "zh")
    for line in (
        'flowchart TD',
        'subgraph intake["申请与论证"]',
        's0["已申请<br/>第三条"]:::intake',
        's1[/"公示中<br/>第五条"/]:::intake',
        's2[["工坊<br/>第六条"]]:::recognised',
        's3{{"整改中<br/>第八条"}}:::interrupted',
        's4(["撤销<br/>第八条"]):::ended',
        'start -->|"申请（第三条）"| s0',
        's3 -->|"整改合格（第八条）"| s2',
        'l0["任何未终结的阶段"]:::list',
        'l0 -->|"撤销（第八条）"| s4',
    ):  # fmt: skip
        assert f"{line}\n" in drawn.replace("    ", "")


def test_dot_shows_the_same(edition) -> None:
    drawn = dot(edition, "en")
    for line in (
        'digraph "qingyu-2025" {',
        'subgraph cluster_intake { label="Intake"; color="#4a7ab5"',
        's2 [shape=doubleoctagon, style=filled, fillcolor="#e6f4ea", color="#3b8a56", label="workshop\\nArt. 6"]',
        'start -> s0 [label="ask (Art. 3)"]',
        'l0 -> s4 [label="strike off (Art. 8)"]',
    ):
        assert f"{line}\n" in drawn.replace("    ", "")
    assert drawn.count("{") == drawn.count("}")


@pytest.mark.parametrize("draw", [mermaid, dot])
def test_one_language_has_nothing_of_the_other(draw, edition) -> None:
    assert not re.search(r"[\u3400-\u9fff]", draw(edition, "en"))
    labels = re.findall(r'label="([^"]*)"' if draw is dot else r'"([^"]*)"', draw(edition, "zh"))
    assert labels
    assert not re.search(r"[a-z]{2,}", " ".join(labels).replace("<br/>", " ").replace("\\n", " "))


@pytest.mark.parametrize("draw", [mermaid, dot])
def test_the_picture_is_the_same_each_time(draw, weihai: str) -> None:
    assert draw(load(weihai.encode()), "zh") == draw(load(weihai.encode()), "zh")


def test_every_stage_and_every_move_of_weihai_is_drawn(weihai: str) -> None:
    edition = load(weihai.encode())
    drawn = picture(edition, "zh")
    assert {stage.id for _, nodes in drawn.groups for _, stage, _ in nodes} == {stage.id for stage in edition.stages}
    labels = " ".join(label for arrow in drawn.arrows for label in arrow.labels)
    assert all(act.name.zh in labels for act in edition.acts if act.moves)
    assert {group for group, nodes in drawn.groups for _, stage, _ in nodes if stage.kind in FINAL} == {"ended"}


ALSO = """id = "also"
name = { zh = "另", en = "also" }
nature = "corrective"
roles = ["bureau"]
cite = "12"
moves = [{ %s }]

[[act]]
id = "confirm\""""


def test_acts_between_the_same_two_stages_share_an_arrow(base: str) -> None:
    twice = base.replace('id = "confirm"', ALSO % 'from = ["asked"], to = "shown"')
    assert 's0 -->|"公示（第五条）<br/>另（第十二条）"| s1' in mermaid(load(twice.encode()), "zh")


def test_an_adoption_leads_to_the_stage_that_a_fact_names(base: str) -> None:
    drawn = mermaid(load(base.replace('id = "confirm"', ALSO % 'to_fact = "field"').encode()), "zh")
    assert 'anywhere["事实所载的阶段"]:::list' in drawn
    assert 'start -->|"另（第十二条）"| anywhere' in drawn


def test_names_cannot_break_out_of_the_picture(base: str) -> None:
    nasty = base.replace('name = { zh = "公示中"', "name = { zh = '\"]; <b>`x`#'").encode()
    edition = load(nasty)
    assert '[/"#quot;]; #lt;b#gt;#96;x#96;#35;<br/>第五条"/]' in mermaid(edition, "zh")
    assert 'label="\\"]; <b>`x`#\\n第五条"' in dot(edition, "zh")
