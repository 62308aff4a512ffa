"""A .docx as people see it: inserted text counts, deleted text does not; tables and text boxes do, headers do not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.forms.conftest import HEADINGS, LENGTHS, RELATIONS, W, document, docx, p, packed, r

from tic_core.forms import Form, check, lines_of

Write = Callable[..., Path]


def test_paragraphs_are_lines(write: Write) -> None:
    assert lines_of(write(docx(p("一、背景", "意义") + p() + p("正文&amp;更多")))) == ["一、背景意义", "正文&更多"]


@pytest.mark.parametrize(
    ("runs", "line"),
    [
        ("<w:ins w:id='1'>" + r("新") + "</w:ins>", "旧新"),
        ("<w:del w:id='1'><w:r><w:delText>去</w:delText></w:r></w:del>", "旧"),
        ("<w:del w:id='1'><w:r><w:t>去</w:t></w:r></w:del>", "旧"),
        ("<w:ins w:id='1'><w:del w:id='2'><w:r><w:t>去</w:t></w:r></w:del>" + r("新") + "</w:ins>", "旧新"),
        ("<w:moveFrom w:id='1'>" + r("走") + "</w:moveFrom>", "旧"),
        ("<w:moveTo w:id='1'>" + r("来") + "</w:moveTo>", "旧来"),
        ("<w:hyperlink>" + r("链接") + "</w:hyperlink>", "旧链接"),
        ("<w:sdt><w:sdtContent>" + r("控件") + "</w:sdtContent></w:sdt>", "旧控件"),
        ("<w:r><w:instrText>PAGEREF _Toc1</w:instrText></w:r>", "旧"),
        ("<w:r><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r>" + r("后"), "旧后"),
        ("<w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t>见</w:t></w:r>", "旧见"),
        ("<w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:noBreakHyphen/></w:r>", "旧甲\t乙-"),
        ("<m:oMath xmlns:m='m'><m:r><m:t>公式</m:t></m:r></m:oMath>", "旧"),
        ("<w:r><w:t><![CDATA[<字>]]></w:t></w:r>", "旧<字>"),
    ],
)
def test_a_run_counts_if_it_is_seen(write: Write, runs: str, line: str) -> None:
    assert lines_of(write(docx(p("旧", runs)))) == [line]


def test_a_line_break_begins_a_line(write: Write) -> None:
    assert lines_of(write(docx(p("<w:r><w:t>一、背景意义</w:t><w:br/><w:t>正文</w:t></w:r>")))) == ["一、背景意义", "正文"]


def test_marks_of_a_deleted_paragraph_end_hide_nothing_else(write: Write) -> None:
    mark = "<w:pPr><w:rPr><w:del w:id='1'/><w:vanish/></w:rPr></w:pPr>"

    assert lines_of(write(docx(f"<w:p>{mark}{r('留')}</w:p>"))) == ["留"]


def test_tables_in_tables_are_counted(write: Write) -> None:
    def cell(inside: str) -> str:
        return f"<w:tbl><w:tr><w:tc>{inside}</w:tc><w:tc>{p('旁')}</w:tc></w:tr></w:tbl>"

    assert lines_of(write(docx(cell(p("外") + cell(p("内") + cell(p("最内"))))))) == ["外", "内", "最内", "旁", "旁", "旁"]


def test_a_text_box_is_counted_once(write: Write) -> None:
    box = f"<w:txbxContent>{p('框')}</w:txbxContent>"
    both = f"<mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"

    assert lines_of(write(docx(p("前", f"<w:r>{both}</w:r>", "后")))) == ["框", "前后"]


def test_headers_footers_notes_and_comments_are_not_counted(write: Write) -> None:
    more = {name: f'<w:x xmlns:w="{W}">{p("别处")}</w:x>' for name in ("header1", "footer1", "footnotes", "comments")}

    assert lines_of(write(docx(p("正文"), **more))) == ["正文"]


@pytest.mark.parametrize("target", ["word/document2.xml", "/word/document2.xml", "word/../word/document2.xml"])
def test_the_body_lies_where_the_relationships_say(write: Write, target: str) -> None:
    parts = {"_rels/.rels": RELATIONS.format(target=target).encode(), "word/document2.xml": document(p("正文"))}

    assert lines_of(write(packed(parts))) == ["正文"]


def test_without_relationships_it_lies_where_it_usually_does(write: Write) -> None:
    assert lines_of(write(packed({"word/document.xml": document(p("正文"))}))) == ["正文"]


def test_the_strict_form_of_the_standard_and_utf_16_are_read(write: Write) -> None:
    strict = document(p("正文")).replace(W.encode(), b"http://purl.oclc.org/ooxml/wordprocessingml/main")
    wide = document(p("正文"), '<?xml version="1.0" encoding="UTF-16"?>').decode().encode("utf-16")

    other = document(p("正文"), '<?xml version="1.0" encoding="latin-1"?>')  # not believed: Word writes UTF-8 or UTF-16

    for body in (strict, wide, other):
        assert lines_of(write(packed({"word/document.xml": body}))) == ["正文"]


def test_a_whole_plan_is_found_and_counted(write: Write, plan: Form) -> None:
    body = "".join(p(heading) + p("字" * length) for heading, length in zip(HEADINGS, LENGTHS, strict=True))

    report = check(plan, lines_of(write(docx(body))))

    assert report.ok
    assert [each.count for each in report.results] == LENGTHS
