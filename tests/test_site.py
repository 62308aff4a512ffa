"""The site of the docs: every page has its place, the site builds without a warning, and its search finds Chinese words."""

from __future__ import annotations

import html
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote

import pytest

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
BROWSER = next((found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None)
MISSING = "no Chromium here; on Debian: apt-get install chromium"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("site")
    less = [
        "-D",
        "exclude_patterns=schemas,en/schemas,codes/*,en/codes/*",
    ]  # a page for each code: hundreds, written by the program
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", *less, "-b", "html", str(DOCS), str(made)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return made


@pytest.mark.parametrize("folder", [DOCS, DOCS / "en"], ids=["zh", "en"])
def test_every_page_has_its_place_in_the_index(folder: Path) -> None:
    index = (folder / "index.md").read_text(encoding="utf-8")
    placed = {line for block in re.findall(r"```\{toctree\}\n(.*?)```", index, re.DOTALL) for line in block.splitlines()}

    assert {page.stem for page in folder.glob("*.md")} - {"index"} <= placed


def test_the_search_knows_the_words_of_the_design_in_both_languages(site: Path) -> None:
    index = (site / "searchindex.js").read_text(encoding="utf-8")

    for word in ("专家委员会", "三分之一", "行政行为", "存证", "checkpoint", "discret"):
        written = word.encode("unicode_escape").decode()
        assert f'"{written}":' in index or f"{written}:" in index, word


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def found(address: str, query: str, profile: Path) -> list[str]:
    """The titles that the page of the search lists for a query, in a browser."""
    switches = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", f"--user-data-dir={profile}"]
    command = [str(BROWSER), *switches, "--virtual-time-budget=20000", "--dump-dom", f"{address}/search.html?q={quote(query)}"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=180, check=False)
    results = re.search(r'<ul[^>]*class="search".*?</ul>', done.stdout, re.DOTALL)
    assert results, done.stderr[-2000:]
    return [html.unescape(title) for title in re.findall(r'<a href="[^"]*"[^>]*>(.*?)</a>', results[0])]


@pytest.mark.skipif(BROWSER is None, reason=MISSING)
@pytest.mark.parametrize(
    ("query", "title"),
    [("存证", "账本"), ("专家委员会三分之一", "第四章 运行管理"), ("派生事实", "规则"), ("power cut", "Reliability")],
)
def test_a_browser_finds_chinese_words_even_where_nothing_parts_them(address: str, query: str, title: str, tmp_path: Path) -> None:
    titles = found(address, query, tmp_path)

    assert any(title in each for each in titles), titles


@pytest.mark.skipif(BROWSER is None, reason=MISSING)
def test_control_without_our_splitter_a_run_of_chinese_words_finds_nothing(site: Path, tmp_path: Path) -> None:
    broken = tmp_path / "site"
    shutil.copytree(site, broken)
    script = broken / "_static" / "language_data.js"
    text = script.read_text(encoding="utf-8")
    assert "var splitQuery" in text
    script.write_text(text.replace("var splitQuery", "var unused"), encoding="utf-8")

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=str(broken)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        assert found(f"http://127.0.0.1:{server.server_port}", "专家委员会三分之一", tmp_path / "profile") == []
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
