"""The picture that is read at a glance: every stage, every act that moves, nothing outside its box, the way of one centre bold."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest

from tic_core.kernel.stages import FINAL
from tic_core.model.subject import Moved
from tic_core.packs import dot, load, mermaid
from tic_core.packs import svg as module
from tic_core.packs.graph import TAKEN
from tic_core.packs.svg import EDGE, PAD, WIDTH, svg, wide

SPACE = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def edition(weihai: str):
    return load(weihai.encode())


@pytest.fixture(scope="module")
def way(edition) -> list[Moved]:
    """Directed, then recommended: the first two steps of Weihai's measure."""
    (first,) = [act.id for act in edition.acts for move in act.moves if not move.from_ and move.to == "directed"]
    (second,) = [act.id for act in edition.acts for move in act.moves if move.from_ == ("directed",) and move.to == "recommended"]
    days = date(2023, 3, 1), date(2023, 4, 2)
    return [Moved("directed", "CANDIDATE", days[0], 1, first), Moved("recommended", "CANDIDATE", days[1], 2, second)]


def parsed(drawn: str) -> ET.Element:
    return ET.fromstring(drawn)  # noqa: S314 - drawn by ourselves


def texts(drawn: str) -> str:
    return "".join("".join(each.itertext()) for each in parsed(drawn).iter(f"{SPACE}text"))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_stage_and_every_act_that_moves_is_drawn_with_its_article(edition, lang: str) -> None:
    bare = texts(svg(edition, lang)).replace(" ", "")

    for stage in edition.stages:
        assert stage.name(lang).replace(" ", "") in bare
    for act in edition.acts:
        if act.moves:
            assert act.name(lang).replace(" ", "") in bare
            assert not act.cite or edition.cite_text(act.cite)(lang).replace(" ", "") in bare


def test_acts_that_change_no_stage_are_named_when_a_reader_rests_on_the_box(edition) -> None:
    titles = " ".join(each.text or "" for each in parsed(svg(edition, "zh")).iter(f"{SPACE}title"))

    assert all(
        act.name.zh in titles for act in edition.acts if act.at and any(stage in act.at for stage in ("preparing", "recognised"))
    )


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_text_runs_out_of_its_box_and_no_box_into_another(edition, lang: str) -> None:
    root = parsed(svg(edition, lang))
    boxes = []
    for group in root.iter(f"{SPACE}g"):
        rect = group.find(f"{SPACE}rect")
        assert rect is not None
        x, y, width, height = (float(rect.get(name, "0")) for name in ("x", "y", "width", "height"))
        boxes.append((x, y, height))
        for text in group.findall(f"{SPACE}text"):
            assert x < float(text.get("x", "0")) < x + width
            assert y < float(text.get("y", "0")) <= y + height
            assert wide(text.text or "", float(text.get("font-size", module.SIZE))) <= width - PAD
    columns = {x for x, _, _ in boxes}
    for column in columns:
        stacked = sorted((y, height) for x, y, height in boxes if x == column)
        assert all(y + height < below for (y, height), (below, _) in pairwise(stacked))
    assert len(columns) == 4
    assert min(columns) == EDGE
    assert WIDTH == 300


def test_what_ends_a_centre_is_written_and_not_drawn(edition) -> None:
    drawn = svg(edition, "en")
    ends = sum(1 for act in edition.acts for move in act.moves if move.to and edition.tables["stages"][move.to].kind in FINAL)

    assert ends > 5
    assert drawn.count("<path d=") - drawn.count("<marker") < 40
    assert "→ revoked" in drawn


def test_the_way_of_a_centre_is_bold_in_each_form_with_its_days(edition, way: list[Moved]) -> None:
    for draw in (svg, mermaid, dot):
        plain, bold = draw(edition, "en"), draw(edition, "en", way)
        assert "2023-03-01" in bold
        assert "2023-04-02" in bold
        assert "2023-03-01" not in plain
        assert bold.count(TAKEN) > plain.count(TAKEN)


def test_only_the_arrows_that_were_gone_along_are_bold(edition, way: list[Moved]) -> None:
    drawn = svg(edition, "en", way)

    assert len(re.findall(rf'<path [^>]*stroke="{TAKEN}"', drawn)) == len(way)
    assert len(re.findall(r"linkStyle ([\d,]+) ", mermaid(edition, "en", way))[0].split(",")) == len(way)
    assert dot(edition, "en", way).count(f'penwidth=3, color="{TAKEN}"') == len(way)


def test_one_language_has_nothing_of_the_other(edition) -> None:
    assert not re.search("[\u3400-\u9fff]", svg(edition, "en"))
    assert not re.search("[A-Za-z]{3,}", texts(svg(edition, "zh")))


def test_names_cannot_break_out_of_the_picture(base: str) -> None:
    drawn = svg(load(base.replace('name = { zh = "公示中"', "name = { zh = '\"]; <b>`x`#'").encode()), "zh")

    assert '"]; &lt;b&gt;`x`#' in drawn
    assert parsed(drawn).tag == f"{SPACE}svg"


def test_the_picture_is_the_same_each_time(edition) -> None:
    assert svg(edition, "zh") == svg(edition, "zh")


def test_control_a_text_that_is_not_wrapped_is_found(edition, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_wrapped", lambda text: [text])

    with pytest.raises(AssertionError):
        test_no_text_runs_out_of_its_box_and_no_box_into_another(edition, "en")
