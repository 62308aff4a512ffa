"""The reference of the documents people write, as pages: every table, every key, what it is for. Drawn from the JSON Schemas."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tic_core.text import Lang, Text

Schema = Mapping[str, Any]


def reference(schemas: Mapping[str, Schema], lang: Lang) -> str:
    """The page: one part for each kind of document, then the tables that stand inside others."""
    lines, known = TITLE(lang).splitlines(), dict[str, Schema]()
    for name, schema in schemas.items():
        lines += ["", f"## `tic/{name}/1`", "", f"{schema['title']}{STOP(lang)}", "", *_rows(schema, lang, name)]
        for key in sorted(schema.get("$defs", {}), key=str.casefold):
            inner = schema["$defs"][key]
            if inner.get("properties") and known.setdefault(key, inner) is inner:  # one that several documents share is told once
                lines += ["", f"### {_heading(key, name)}", *_told(inner, key), "", *_rows(inner, lang, name)]
    return "\n".join(lines) + "\n"


def _heading(key: str, document: str) -> str:
    return f"`{key}` · {document}"


def _told(schema: Schema, key: str) -> list[str]:
    said = schema.get("description") or schema.get("title")
    return ["", str(said)] if said and said != key else []


def _rows(schema: Schema, lang: Lang, document: str) -> Iterator[str]:
    """The keys of a table: name, whether it must be there, its form, what it is for."""
    yield HEAD(lang)
    yield "| --- | --- | --- | --- |"
    required = set(schema.get("required", ()))
    for key, each in schema["properties"].items():
        must = MUST(lang) if key in required else ""
        yield f"| `{key}` | {must} | {_form(each, lang)} | {_cell(each.get('description', ''))} |"


def _form(schema: Schema, lang: Lang) -> str:
    """What may stand there, in a few words."""
    words = [schema["const"]] if "const" in schema else schema.get("enum", [])
    choices = schema.get("anyOf") or schema.get("oneOf")
    if "$ref" in schema:
        return f"`{str(schema['$ref']).rpartition('/')[2]}`"
    if words:
        return " · ".join(f"`{each}`" for each in words)
    if choices:
        return " / ".join(dict.fromkeys(_form(each, lang) for each in choices))
    if schema.get("type") == "array":
        return LIST(lang).format(_form(schema.get("items", {}), lang))
    return KINDS.get(str(schema.get("format") or schema.get("type", "")), ANY)(lang)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "\\<").replace("\n", " ")


TITLE = Text(
    """# 文件格式参考

English: [en/documents.md](en/documents.md)

人写的每一种文件，每个表的每个键。本页由程序自各类的定义写出（`python -m tests.generated`），与 `ticctl policy schema` 给编辑器的
JSON Schema 同出一源。每条规则类型和派生事实的用法与例子见[规则](rules.md)。形式写成 `名称` 的，另有一节。""",
    """# Reference of the documents

中文: [../documents.md](../documents.md)

Every kind of document that people write, every key of every table. The program writes this page from its classes
(`python -m tests.generated`), of which `ticctl policy schema` gives editors the JSON Schema. How each kind of rule and of derived
fact is used, with examples: [rules](rules.md). A form written as a `Name` has a section of its own.""",
)
HEAD = Text("| 键 | 必填 | 形式 | 含义 |", "| key | needed | form | what it is for |")
MUST = Text("是", "yes")
STOP = Text("。", ".")
LIST = Text("列表：{}", "list of {}")
ANY = Text("任意值", "any value")
KINDS: Mapping[str, Text] = {
    "string": Text("文字", "text"),
    "integer": Text("整数", "whole number"),
    "number": Text("数", "number"),
    "boolean": Text("真或假", "true or false"),
    "object": Text("表", "table"),
    "date": Text("日期（不加引号）", "date (without quotes)"),
}
