"""What the program writes into the project: schemas, pages of codes, faulty drafts. ``python -m tests.generated`` writes them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import attrs
import tomli
from tests.public import public
from tests.reference import reference

from tic_core.cli.chapter import Page
from tic_core.packs import load, mermaid
from tic_core.packs.account import load_account
from tic_core.packs.codes import SEVERITY, entries, page
from tic_core.packs.schema import FORMS, Form, schema_of
from tic_core.packs.svg import svg
from tic_core.scenarios.schema import CASES
from tic_core.shelf import Shelf
from tic_core.testing.questions import QUESTIONS
from tic_core.testing.zoo import FATES, ZOO
from tic_core.text import Lang, Text

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
FOLDERS: Mapping[Lang, Path] = {"zh": DOCS, "en": DOCS / "en"}
DRAFTS = ROOT / "tests" / "packs" / "drafts"
WRITTEN = ("schemas/*.json", "en/schemas/*.json", "codes/*.md", "en/codes/*.md", "weihai/*.md", "en/weihai/*.md")
WEIHAI = ROOT / "policies" / "tic_policies" / "weihai-2022"
PICTURE = re.compile(r"```mermaid\n.*?\n```", re.DOTALL)


@attrs.frozen
class FaultyDraft:
    """A draft with one thing wrong: what is ``old`` in the clean draft ``of`` is ``new``; ``key`` and the text ``at`` its place."""

    number: int
    code: str
    of: str
    old: str
    new: str
    key: str
    at: str

    @property
    def file(self) -> Path:
        """Where it is written."""
        return DRAFTS / f"{self.number:02}-{self.code}.toml"

    @property
    def text(self) -> str:
        """The draft: its first line says what the clean one's says, the second what is wrong."""
        clean = DRAFTS.joinpath(f"clean-{self.of}.toml").read_text(encoding="utf-8")
        assert clean.count(self.old) == 1, self.code
        first, _, rest = clean.partition("\n")
        return f"{first.replace('without a fault', 'with one fault')}\n# {self.code}\n{rest}".replace(self.old, self.new)


def drafts() -> list[FaultyDraft]:
    """The faulty drafts, in their order."""
    told = tomli.loads(DRAFTS.with_suffix(".toml").read_text(encoding="utf-8"))["draft"]
    return [FaultyDraft(number, **each) for number, each in enumerate(told, start=1)]


def forms() -> Mapping[str, Form]:
    """Every kind of document that has a schema."""
    return {**FORMS, CASES.name: CASES}


def files() -> Iterator[tuple[Path, str]]:
    """Every file that is written, with what has to stand in it."""
    for lang, folder in FOLDERS.items():
        for name, form in forms().items():
            yield folder / "schemas" / f"{name}.json", json.dumps(schema_of(form, lang), ensure_ascii=False, indent=2) + "\n"
        yield folder / "documents.md", reference({name: schema_of(form, lang) for name, form in forms().items()}, lang)
        yield folder / "codes.md", index(lang)
        yield from ((folder / "codes" / f"{code}.md", "\n".join(page(code, lang)) + "\n") for code in entries())
        yield from chapters(lang, folder)
        yield picture(lang, folder)
        yield zoo(lang, folder)
        yield folder / "stages.svg", svg(load(WEIHAI / "edition.toml"), lang)
    yield from ((draft.file, draft.text) for draft in drafts())
    yield ROOT / "tests" / "public.txt", public()


def chapters(lang: Lang, folder: Path) -> Iterator[tuple[Path, str]]:
    """The page of each chapter of Weihai's measure."""
    lawbook = Shelf().lawbook("weihai-2022")
    account = load_account(WEIHAI / "account.toml", lawbook.edition)
    for chapter in account.chapters:
        yield folder / "weihai" / f"{chapter.id}.md", "\n".join(Page(lawbook, account, chapter, lang).lines()) + "\n"


def picture(lang: Lang, folder: Path) -> tuple[Path, str]:
    """The page of the stages, with the picture that ``policy graph`` draws."""
    page, drawn = folder / "stages.md", mermaid(load(WEIHAI / "edition.toml"), lang).strip()
    found = PICTURE.sub(lambda _: f"```mermaid\n{drawn}\n```", page.read_text(encoding="utf-8"), count=1)
    return page, found


def zoo(lang: Lang, folder: Path) -> tuple[Path, str]:
    """The page about isolation, with what becomes of every bad plugin at every hook."""
    page = folder / "isolation.md"
    found = BEASTS.sub(lambda _: f"<!-- zoo -->\n{beasts(lang)}\n<!-- /zoo -->", page.read_text(encoding="utf-8"))
    return page, found


def beasts(lang: Lang) -> str:
    """The table of the bad plugins: a row each, a column for each hook inside the program, and one for a process apart."""
    heads = [BEAST(lang), *(f"`{hook}`" for hook in QUESTIONS), APART(lang)]
    rows = []
    for beast in ZOO.values():
        inside = [beast.fate(hook) for hook in QUESTIONS]
        apart = [beast.fate(hook, apart=True) for hook in QUESTIONS]
        last = SAME(lang) if apart == inside else " · ".join(dict.fromkeys(FATES[fate](lang) for fate in apart))
        rows.append([beast.what(lang), *(FATES[fate](lang) for fate in inside), last])
    return "\n".join(f"| {' | '.join(row)} |" for row in [heads, ["---"] * len(heads), *rows])


BEASTS = re.compile(r"<!-- zoo -->\n.*?<!-- /zoo -->", re.DOTALL)
BEAST = Text("坏法", "what it does")
APART = Text("单独进程中", "in a process apart")
SAME = Text("同左", "the same")


def index(lang: Lang) -> str:
    """The page that lists the codes."""
    rows = [
        f"| [`{code}`](codes/{code}.md) | {SEVERITY[each.severity](lang)} | {each.why(lang)} |" for code, each in entries().items()
    ]
    return "\n".join([*INDEX(lang).splitlines(), "", HEAD(lang), "| --- | --- | --- |", *rows]) + "\n"


INDEX = Text(
    """# 代码

English: [en/codes.md](en/codes.md)

`ticctl policy check` 对每一处问题给出一个代码。代码不变，含义不变；`ticctl policy check --explain 代码` 给出同样的一页。
错误使文件不予载入，警告和提示不会。本页和各页由程序写出：`python -m tests.generated`。""",
    """# Codes

中文: [../codes.md](../codes.md)

`ticctl policy check` gives each thing it finds a code. Codes are stable and so is what they mean; `ticctl policy check --explain
CODE` shows the same page. An error keeps a document from being loaded, a warning or a note does not. The program writes this page
and those of the codes: `python -m tests.generated`.""",
)
HEAD = Text("| 代码 | 级别 | 为什么要紧 |", "| code | severity | why it matters |")


def stale(wanted: Mapping[Path, str]) -> list[Path]:
    """Files that were written once and are no longer wanted."""
    written = [file for pattern in WRITTEN for file in DOCS.glob(pattern)] + list(DRAFTS.glob("[0-9]*.toml"))
    return sorted(set(written) - set(wanted))


def write() -> None:
    """Write them all; what is no longer wanted is taken away."""
    wanted = dict(files())
    for file in stale(wanted):
        file.unlink()
    for file, text in wanted.items():
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write()
