"""The locator: every key of every document, at the place where a person would look for it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import tomli
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tic_core.packs.locate import Path, Places, TooDeep

NASTY = '''\
# comment = "no [[key]] here"
top = 1
"quoted key" = "a # is no comment"
'literal "key"' = 'C:\\path\\' # not = this
a.b."c.d".e = [ [ 1, 2 ], { x = 1, y.z = [ "]", '}', """,""" ] } ] # ]
spaced . key = true

[table]
multi = """
line = 1
[not.a.table] ""\\""" still
""""
literal = \'\'\'
[[nor.this]] = \'\' \'\'\'\'
after = 2022-07-07

[ spaced . header ] # [x]
list = [ # first
    "one", # [two]

    { name = "a",
      inner = { deep = [ 0 ] }, },
    'three',
]
[[rule]]
id = "one"
[[rule.bands]]
from = 1
[[rule.bands]]
from = 2
[rule.bands.note]
zh = "注"
[[rule]]
id = "two"
at_most = "1/3"
[[rule.bands]]
from = 3
["quoted.header"."x y"]
k = inf
"\\u4e2d\\t" = 07:32:00
[empty]
'''

EXPECTED: dict[Path, tuple[int, int]] = {
    ("top",): (2, 1),
    ("quoted key",): (3, 1),
    ('literal "key"',): (4, 1),
    ("a",): (5, 1),
    ("a", "b"): (5, 3),
    ("a", "b", "c.d"): (5, 5),
    ("a", "b", "c.d", "e"): (5, 11),
    ("a", "b", "c.d", "e", 0): (5, 17),
    ("a", "b", "c.d", "e", 0, 1): (5, 22),
    ("a", "b", "c.d", "e", 1): (5, 27),
    ("a", "b", "c.d", "e", 1, "x"): (5, 29),
    ("a", "b", "c.d", "e", 1, "y", "z"): (5, 38),
    ("a", "b", "c.d", "e", 1, "y", "z", 2): (5, 54),
    ("spaced", "key"): (6, 10),
    ("table",): (8, 1),
    ("table", "multi"): (9, 1),
    ("table", "literal"): (13, 1),
    ("table", "after"): (15, 1),
    ("spaced",): (6, 1),
    ("spaced", "header"): (17, 1),
    ("spaced", "header", "list"): (18, 1),
    ("spaced", "header", "list", 0): (19, 5),
    ("spaced", "header", "list", 1): (21, 5),
    ("spaced", "header", "list", 1, "inner"): (22, 7),
    ("spaced", "header", "list", 1, "inner", "deep", 0): (22, 26),
    ("spaced", "header", "list", 2): (23, 5),
    ("rule",): (25, 1),
    ("rule", 0): (25, 1),
    ("rule", 0, "bands", 1): (29, 1),
    ("rule", 0, "bands", 1, "from"): (30, 1),
    ("rule", 0, "bands", 1, "note", "zh"): (32, 1),
    ("rule", 1): (33, 1),
    ("rule", 1, "at_most"): (35, 1),
    ("rule", 1, "bands", 0, "from"): (37, 1),
    ("quoted.header", "x y", "k"): (39, 1),
    ("quoted.header", "x y", "中\t"): (40, 1),
    ("empty",): (41, 1),
}


@pytest.mark.parametrize("path", EXPECTED, ids=str)
def test_a_key_of_a_nasty_document_is_where_a_person_sees_it(path: Path) -> None:
    tomli.loads(NASTY)
    assert Places(NASTY).of(path) == EXPECTED[path]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_line_ends_of_both_kinds_give_the_same_places(end: str) -> None:
    places = Places(NASTY.replace("\n", end))
    assert {path: places.of(path) for path in EXPECTED} == EXPECTED


def test_what_is_not_written_is_shown_at_the_nearest_thing_around_it() -> None:
    places = Places(NASTY)
    assert places.of(("rule", 1, "cite")) == (33, 1)
    assert places.of(("rule", 0, "bands", 0, "above")) == (27, 1)
    assert places.of(("identity", "id")) == (0, 0)
    assert places.of(()) == (0, 0)


def test_every_key_of_weihai_is_found(weihai) -> None:
    assert_found(weihai)


def paths(node: Any, path: Path = ()) -> Iterator[Path]:
    for key, value in node.items() if isinstance(node, dict) else enumerate(node):
        yield (*path, key)
        if isinstance(value, dict | list):
            yield from paths(value, (*path, key))


def assert_found(text: str) -> None:
    """Every path of the document has a place of its own, and what stands there begins with it."""
    places, normal = Places(text), text.replace("\r\n", "\n")
    lines = normal.split("\n")
    for path in paths(tomli.loads(text)):
        assert path in places.found, path
        line, column = places.of(path)
        here = lines[line - 1][column - 1 :]
        if isinstance(path[-1], str):
            assert here.startswith(("[", "'", '"', path[-1])), (path, here)


# ── documents made at random, whose writer notes where it put things ─────────────────────────────────────────────────────────

BARE = st.text("abcXYZ019_-", min_size=1, max_size=6)
WEIRD = st.text(st.characters(max_codepoint=0xFFFF, exclude_characters="\r", exclude_categories=("Cs",)), max_size=6)
KEYS = st.one_of(BARE, BARE, WEIRD)
SCALARS = st.one_of(
    st.integers(-99, 99).map(str),
    st.sampled_from(["true", "false", "2022-07-07", "1.5", "inf", "07:32:00"]),
    st.sampled_from(['"""\nx = 1\n[y]\n"""', "'''\n# [[z]] ''\n'''", '"# \\" ]"', "'}, ]'", '""""a""""', "''''b''''", '""', "''"]),
    WEIRD.map(lambda text: json.dumps(text, ensure_ascii=True).replace("\\u007f", "\\u007F")),
)
SPACES = st.sampled_from(["", " ", "\t", "  "])
GAPS = st.sampled_from(["", " ", "\n", "\n    ", " # ] } [\n", "\n\n"])
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=3)),
    max_leaves=6,
)
TABLES = st.dictionaries(KEYS, VALUES, max_size=3)
DOCUMENTS = st.tuples(TABLES, st.dictionaries(KEYS, st.one_of(TABLES, st.lists(TABLES, min_size=1, max_size=3)), max_size=3))


class Writer:
    """Writes a document and notes the offset of everything it writes."""

    def __init__(self, data: st.DataObject) -> None:
        self.data, self.text, self.put = data, "", dict[Path, int]()

    def write(self, piece: str) -> None:
        self.text += piece

    def note(self, path: Path) -> None:
        self.put.setdefault(path, len(self.text))

    def space(self) -> None:
        self.write(self.data.draw(SPACES))

    def gap(self) -> None:
        self.write(self.data.draw(GAPS))

    def key(self, key: str) -> None:
        bare = key and all(sign.isascii() and (sign.isalnum() or sign in "_-") for sign in key)
        literal = all(sign.isprintable() and sign != "'" for sign in key)
        forms = [json.dumps(key)] + [key] * bool(bare) + [f"'{key}'"] * literal
        self.write(self.data.draw(st.sampled_from(forms)))

    def value(self, value: Any, path: Path) -> None:
        if isinstance(value, str):
            self.write(value)
        elif isinstance(value, list):
            self.write("[")
            for index, item in enumerate(value):
                self.gap()
                self.note((*path, index))
                self.value(item, (*path, index))
                self.gap()
                self.write(",")
            self.gap()
            self.write("]")
        else:
            self.inline(value, path)

    def inline(self, table: dict[str, Any], path: Path) -> None:
        self.write("{")
        for place, (key, value) in enumerate(table.items()):
            self.write(", " if place else " ")
            self.pair(key, value, path)
            self.space()
        self.write("}")

    def pair(self, key: str, value: Any, path: Path) -> None:
        self.note((*path, key))
        self.key(key)
        self.space()
        self.write("=")
        self.space()
        self.value(value, (*path, key))

    def body(self, table: dict[str, Any], path: Path) -> None:
        for key, value in table.items():
            self.space()
            self.pair(key, value, path)
            self.write(self.data.draw(st.sampled_from(["\n", " # x = [\n", "\n\n"])))

    def headed(self, key: str, table: dict[str, Any], path: Path, signs: str) -> None:
        self.note((key,))
        self.note(path)
        self.write(signs)
        self.space()
        self.key(key)
        self.space()
        self.write("]" * len(signs) + "\n")
        self.body(table, path)

    def document(self, top: dict[str, Any], tables: dict[str, Any]) -> None:
        self.body(top, ())
        for key, value in tables.items():
            if key not in top:
                for index, table in enumerate(value if isinstance(value, list) else ()):
                    self.headed(key, table, (key, index), "[[")
                if isinstance(value, dict):
                    self.headed(key, value, (key,), "[")


@settings(max_examples=200, deadline=None)
@given(DOCUMENTS, st.data())
def test_every_key_of_a_random_document_is_where_it_was_written(document, data) -> None:
    writer = Writer(data)
    writer.document(*document)
    tomli.loads(writer.text)
    assert Places(writer.text).found == writer.put


@settings(max_examples=200, deadline=None)
@given(
    st.dictionaries(
        st.text(max_size=5),
        st.recursive(
            st.integers() | st.text(max_size=5) | st.none(),
            lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
            max_leaves=8,
        ),
        max_size=4,
    ),
    st.booleans(),
)
@example({"a": {"b\\": ["}", {"c": 1}]}}, True)
def test_every_key_of_a_json_line_is_found(value, ascii_only) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only)
    places = Places(text, json_value=True, first_line=7)
    for path in paths(value):
        line, column = places.of(path)
        assert line == 7
        if isinstance(path[-1], str):
            assert json.JSONDecoder().raw_decode(text[column - 1 :])[0] == path[-1]


@settings(max_examples=300, deadline=None)
@given(st.text(st.sampled_from("ab=.,[]{}\"'#\n\\ 1"), max_size=40))
def test_no_text_whatever_breaks_the_locator(text) -> None:
    Places(text).of(("a", 0, "b"))
    Places(text, json_value=True).of(("a", 0, "b"))


def test_nesting_cannot_exhaust_it() -> None:
    places = Places("a = " + "[" * 2_000 + "]" * 2_000)
    assert places.of(("a", *(0,) * 5)) == (1, 10)


def test_it_says_where_nesting_passes_a_limit() -> None:
    with pytest.raises(TooDeep) as found:
        Places("x = 1\nabc = " + "[" * 400, deepest=32)
    assert found.value.at == (2, 39)
