"""What the tests of this room share: Weihai's outline, papers that follow it, and a .docx built by hand."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tic_core.forms import Form, Report, check, load_form
from tic_core.model.edition import Edition
from tic_core.packs import load

FOLDER = Path(__file__).parents[2] / "policies/tic_policies/weihai-2022"
PLAN = FOLDER / "forms/plan.toml"
HEADINGS = ["一、背景意义", "二、总体思路", "三、目标任务", "四、运行机制", "五、基础条件", "六、经费预算", "七、相关附件"]
LENGTHS = [1000, 800, 2000, 2000, 1000, 1, 1]

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="{target}"/></Relationships>'
)

Built = Callable[[str], Path]
Held = Callable[[str], Report]


def document(body: str, head: str = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>') -> bytes:
    """``word/document.xml`` with this body."""
    mc = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    return f'{head}<w:document xmlns:w="{W}" xmlns:mc="{mc}"><w:body>{body}</w:body></w:document>'.encode()


def packed(parts: Mapping[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name), data, how)
    return out.getvalue()


def docx(body: str, **more: str) -> bytes:
    """A small .docx."""
    parts = {"_rels/.rels": RELATIONS.format(target="word/document.xml").encode(), "word/document.xml": document(body)}
    return packed(parts | {f"word/{name}.xml": text.encode() for name, text in more.items()})


def p(*runs: str) -> str:
    """A paragraph of runs; a run that is no markup is text."""
    return "<w:p>" + "".join(run if run.startswith("<") else r(run) for run in runs) + "</w:p>"


def r(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def paper(**lengths: int) -> str:
    """A paper that follows the outline, its lengths those of the outline or as told by number: ``paper(p1=799)``."""
    told = [lengths.get(f"p{number}", length) for number, length in enumerate(LENGTHS, 1)]
    return "\n".join(f"{heading}\n{'字' * length}" for heading, length in zip(HEADINGS, told, strict=True))


@pytest.fixture(scope="session")
def weihai() -> Edition:
    return load(FOLDER / "edition.toml")


@pytest.fixture(scope="session")
def plan(weihai: Edition) -> Form:
    return load_form(PLAN, weihai)


@pytest.fixture(scope="session")
def held(plan: Form) -> Held:
    """A text held against the outline of the plan."""
    return lambda text: check(plan, text.splitlines())


@pytest.fixture
def write(tmp_path: Path) -> Callable[[bytes, str], Path]:
    """A file of these bytes."""

    def written(data: bytes, name: str = "plan.docx") -> Path:
        file = tmp_path / name
        file.write_bytes(data)
        return file

    return written
