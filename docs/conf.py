"""The site of these pages: ``make site`` builds it into ``.site``. Chinese first; the English pages lie under ``en/``."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import jieba
from sphinx.application import Sphinx
from sphinx.search import languages
from sphinx.search.zh import SearchChinese

HERE = Path(__file__).parent

project = "tic-core"
author = "tic-core"
project_copyright = "tic-core, Apache-2.0"
extensions = ["myst_parser"]
language = "zh_CN"
exclude_patterns = ["schemas", "en/schemas"]
html_theme = "furo"
html_title = "tic-core"
html_copy_source = False
html_show_sphinx = False
html_static_path = []
html_search_options = {"dict": str(HERE / "words.txt")}
myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 3
templates_path = ["_templates"]
nitpicky = True
# Links to files of the project that are no pages of the site, and code blocks in languages that have no highlighter here.
suppress_warnings = ["myst.xref_missing", "misc.highlighting_failure", "toc.not_included"]


class SearchMeasures(SearchChinese):
    """Chinese search: the index is cut into words by jieba, and so is what somebody types, by the words of the index.

    Sphinx cuts what is typed at spaces alone, which Chinese has none of: “专家委员会三分之一” would be one word that no page has.
    """

    js_splitter_code = (HERE / "search.js").read_text(encoding="utf-8")


def setup(_app: Sphinx) -> dict[str, Any]:
    """Let the site search Chinese by words."""
    jieba.setLogLevel(logging.WARNING)
    languages["zh"] = SearchMeasures
    return {"parallel_read_safe": True, "parallel_write_safe": True}
