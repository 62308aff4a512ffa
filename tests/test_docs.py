"""The docs say what the program says: pictures drawn from the document, links that lead somewhere, both languages in step."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tic_core.cli.chapter import Page
from tic_core.packs import load, mermaid
from tic_core.packs.account import load_account
from tic_core.packs.svg import svg
from tic_core.shelf import Shelf

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", ROOT / "README.zh-CN.md", *sorted(DOCS.rglob("*.md"))]
LINK = re.compile(r"\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)")


def drawn(lang: str) -> str:
    return mermaid(
        load(ROOT / "policies" / "tic_policies" / "weihai-2022" / "edition.toml"), "zh" if lang == "zh" else "en"
    ).strip()


@pytest.mark.parametrize(("page", "lang"), [("stages.md", "zh"), ("en/stages.md", "en")])
def test_the_picture_of_the_stages_is_what_policy_graph_draws(page: str, lang: str) -> None:
    text = (DOCS / page).read_text(encoding="utf-8")
    found = re.search(r"```mermaid\n(.*?)\n```", text, re.DOTALL)

    assert found is not None
    assert found[1] == drawn(lang), f"run: ticctl policy graph weihai-2022 --lang {lang}, and put it into docs/{page}"


@pytest.mark.parametrize(("file", "lang"), [("stages.svg", "zh"), ("en/stages.svg", "en")])
def test_the_drawing_of_the_stages_is_what_policy_graph_draws(file: str, lang: str) -> None:
    edition = load(ROOT / "policies" / "tic_policies" / "weihai-2022" / "edition.toml")
    told = f"run: ticctl policy graph weihai-2022 --format svg --lang {lang} > docs/{file}"

    assert (DOCS / file).read_text(encoding="utf-8") == svg(edition, "zh" if lang == "zh" else "en"), told


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    broken = [link for link in LINK.findall(page.read_text(encoding="utf-8")) if not (page.parent / link).exists()]

    assert broken == []


def test_every_page_stands_in_both_languages() -> None:
    chinese = {page.name for page in DOCS.glob("*.md")}
    english = {page.name for page in (DOCS / "en").glob("*.md")}

    assert chinese == english


def test_both_readmes_have_the_same_sections_commands_and_rows() -> None:
    english, chinese = ((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh-CN.md"))

    for part in (r"^## ", r"^\| 20\d\d-", r"^make |^python3 -m", r"^    |^registry|^receipt"):
        assert len(re.findall(part, english, re.MULTILINE)) == len(re.findall(part, chinese, re.MULTILINE)), part


@pytest.mark.parametrize("page", ["README.md", "README.zh-CN.md"])
def test_the_act_shown_in_the_readme_is_one_of_the_measure_by_one_of_its_offices(page: str) -> None:
    edition = load(ROOT / "policies" / "tic_policies" / "weihai-2022" / "edition.toml")
    text = (ROOT / page).read_text(encoding="utf-8")
    kind, by = re.search(r'kind="([^"]+)"', text), re.search(r'by="([^"]+)"', text)

    assert kind is not None
    assert by is not None
    assert kind[1] in edition.tables["acts"]
    assert by[1] in edition.tables["offices"]


WEIHAI = ROOT / "policies" / "tic_policies" / "weihai-2022"
CHAPTERS = [(chapter, lang) for chapter in "123456" for lang in ("zh", "en")]


@pytest.mark.parametrize(("chapter", "lang"), CHAPTERS)
def test_the_page_of_a_chapter_says_what_the_edition_and_its_account_say(chapter: str, lang: str) -> None:
    lawbook = Shelf().lawbook("weihai-2022")
    account = load_account(WEIHAI / "account.toml", lawbook.edition)
    told = next(each for each in account.chapters if each.id == chapter)
    page = (DOCS if lang == "zh" else DOCS / "en") / "weihai" / f"{chapter}.md"

    written = "\n".join(Page(lawbook, account, told, "zh" if lang == "zh" else "en").lines()) + "\n"
    assert page.read_text(encoding="utf-8") == written, f"run: ticctl policy account weihai-2022 --chapter {chapter} --lang {lang}"


def test_every_article_of_the_measure_has_its_page() -> None:
    edition = Shelf().lawbook("weihai-2022").edition
    account = load_account(WEIHAI / "account.toml", edition)

    assert [place for chapter in account.chapters for place in chapter.places] == list(account.units)
    assert len(list((DOCS / "weihai").glob("*.md"))) == len(account.chapters) == len(CHAPTERS) // 2
