"""Checks of what is written: the edition, its account and scenarios, in every language it declares, in one canonical form."""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import attrs

from tic_core.errors import DocumentError
from tic_core.model.cite import Cite
from tic_core.packs import edition_of
from tic_core.packs.account import DOCUMENT as ACCOUNT
from tic_core.packs.account import load_account
from tic_core.packs.canonical import digest
from tic_core.packs.read import read
from tic_core.rules.kinds import CORE_KINDS, kinds_by_name
from tic_core.scenarios import Results, case_files, load_cases, run_cases
from tic_core.shelf import Shelf
from tic_core.testing.check import Failed, NotAsked, check
from tic_core.testing.subject import Subject
from tic_core.text import Text

SOURCED = ("rule", "act", "duty", "stage", "proceeding", "derived", "reservation", "incentive", "vocabulary")
"""Tables whose items must name an article or an interpretation."""

CHINESE = re.compile("[\u3400-\u9fff]")
CHINESE_WORDS = re.compile("[\u3400-\u9fff]+")
CHINESE_MARKS = re.compile("[\u3000-\u303f\uff01-\uff5e]")
BLANK = re.compile(r"(?<!\{)\{([\w.-]+)\}(?!\})")


@check(
    "documents",
    Text("文件无误，也没有可疑之处", "the documents have no fault, and nothing in them is suspect"),
    Text("运行 ticctl policy check，按所列之处修改", "run ticctl policy check and mend the places it lists"),
    first=True,
)
def documents(subject: Subject) -> None:
    """Check and lint, the account too: no error, no warning."""
    faults = [fault for fault in subject.shelf.review(subject.found).faults if fault.severity != "note"]
    if faults:
        raise Failed(*(Text(fault("zh"), fault("en")) for fault in faults))


@check(
    "sources",
    Text("每一项都写明条款或解释", "everything names an article or an interpretation"),
    Text(
        "补上 cite（条款），没有条款的写 assumed（解释）",
        "add cite (the article), or assumed (an interpretation) where there is none",
    ),
    first=True,
)
def sources(subject: Subject) -> Text:
    """Looked up in the document as it is written, so that an edition that does not load is told of it as well."""
    try:
        table = read(subject.found.path.read_bytes(), str(subject.found.path)).table
    except DocumentError as error:
        raise NotAsked(error.what) from None
    items = [(name, each) for name in SOURCED for each in table.get(name, []) if isinstance(each, dict)]
    lacking = [f"{name} {each.get('id', '?')}" for name, each in items if not (each.get("cite") or each.get("assumed"))]
    if lacking:
        raise Failed(*(MESSAGES["no-source"].fill(item=each) for each in lacking))
    return MESSAGES["items"].fill(count=len(items))


@check(
    "account",
    Text("办法的每一句都有交代", "every sentence of the measure is accounted for"),
    Text("运行 ticctl policy account，补上所缺的句子", "run ticctl policy account and add what is missing"),
)
def account(subject: Subject) -> Text:
    """The account beside the edition is complete; without one there is nothing to hold."""
    file = subject.found.folder / ACCOUNT
    if not file.exists():
        raise NotAsked(MESSAGES["no-account"].fill(file=ACCOUNT))
    return MESSAGES["sentences"].fill(count=len(load_account(file, subject.law).sentences))


@check(
    "scenarios",
    Text("情形都如其所说", "every scenario is as it says"),
    Text("运行 ticctl policy test，改正办法或情形", "run ticctl policy test and mend the edition or the scenario"),
)
def scenarios(subject: Subject) -> Text:
    """All cases beside the edition agree, those known to differ included."""
    if not case_files(subject.found):
        raise NotAsked(MESSAGES["no-cases"])
    results = results_of(subject)
    if results.failed:
        raise Failed(*(MESSAGES["differs"].fill(title=each.case.title, what=_differing(each)) for each in results.failed))
    return MESSAGES["cases"].fill(count=len(results.cases))


@cache
def results_of(subject: Subject) -> Results:
    """What came of all cases beside the edition, run once."""
    return run_cases(subject.book, load_cases(case_files(subject.found), subject.law))


def _differing(result: Any) -> str:
    return "; ".join(f"{word}: {expected} ≠ {found}" for word, expected, found in result.differing())


@check(
    "languages",
    Text("每一段文字在所声明的每种语言中都完整", "every text is complete in each declared language"),
    Text("补上缺少的一种语言，两种语言的 {…} 相同", "write what is missing; the places {…} are the same in both"),
)
def languages(subject: Subject) -> Text:
    """Every text of the edition: nothing empty, no Chinese in the English, the same places to fill in both."""
    found = list(texts(subject.law, subject.edition))
    if len(subject.law.identity.languages) < 2:
        raise NotAsked(MESSAGES["one-language"])
    wrong = [(path, why) for path, text in found if (why := incomplete(text.zh, text.en)) and not _allowed(path, text, why)]
    if wrong:
        raise Failed(*(MESSAGES["incomplete"].fill(path=path, why=why) for path, why in wrong))
    return MESSAGES["texts"].fill(count=len(found))


def texts(value: Any, path: str) -> Iterator[tuple[str, Text]]:
    """Every Text in a value, however deep, with its place."""
    if isinstance(value, Text):
        yield path, value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from texts(item, f"{path}[{key!r}]")
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            yield from texts(item, f"{path}[{getattr(item, 'id', index)}]")
    elif attrs.has(type(value)) and not isinstance(value, Cite):
        for field in attrs.fields(type(value)):
            yield from texts(getattr(value, field.name), f"{path}.{field.name}")


def incomplete(zh: str, en: str) -> str:
    """What is wrong with a pair of sentences; empty when nothing is."""
    if sorted(set(BLANK.findall(zh))) != sorted(set(BLANK.findall(en))):
        return "different places"
    if not zh.strip() or not en.strip():
        return "empty"
    if CHINESE.search(en) or CHINESE_MARKS.search(en):
        return "Chinese in the English"
    # What is all places and punctuation is the same in every language.
    bare = BLANK.sub("", zh)
    if not CHINESE.search(bare) and any(letter.isalpha() for letter in bare):
        return "no Chinese in the Chinese"
    return ""


def _allowed(path: str, text: Text, why: str) -> bool:
    """A name that is the same in both (a number, an identifier); a title, which each language builds in its own way; a Chinese
    word that the English quotes from the Chinese beside it.
    """
    if why == "Chinese in the English":
        rest = CHINESE_WORDS.sub("", text.en)
        quoted = all(word in text.zh for word in CHINESE_WORDS.findall(text.en))
        return quoted and not CHINESE_MARKS.search(rest) and any(letter.isalpha() for letter in rest)
    return (text.zh == text.en and bool(text.zh.strip())) or (path.endswith(".title") and why == "different places")


@check(
    "canonical",
    Text("换一种写法（顺序、排版），含义的摘要不变", "written in another order, it means the same and has the same digests"),
    Text("规则或派生事实的含义不应取决于书写的先后", "let no rule and no derived fact depend on what is written first"),
)
def canonical(subject: Subject) -> Text:
    """The document read, its tables and keys shuffled, and read again: the canonical form of every rule is the same."""
    body = subject.found.path.read_bytes()
    document = read(body, str(subject.found.path))
    chance = random.Random(1)  # noqa: S311 - any order will do, and the same each time
    shuffled = attrs.evolve(document, table=_shuffled(document.table, chance))
    kinds = kinds_by_name((*CORE_KINDS, *(each.answer for each in subject.book.answers.rule_kinds())))
    other, plugins = edition_of(shuffled, kinds), subject.lawbook.plugins
    torn = [each.id for each in subject.law.rules if digest(subject.law, each.id, plugins) != digest(other, each.id, plugins)]
    if torn:
        raise Failed(*(MESSAGES["torn"].fill(rule=name) for name in torn))
    return MESSAGES["rules"].fill(count=len(subject.law.rules))


def _shuffled(table: Mapping[str, Any], chance: random.Random) -> dict[str, Any]:
    """The same tables in another order, and in each the same keys. Vocabularies keep their order: it may be their meaning."""
    keys = list(table)
    chance.shuffle(keys)
    found: dict[str, Any] = {}
    for key in keys:
        value = table[key]
        if isinstance(value, list) and value and all(isinstance(each, dict) and "id" in each for each in value):
            found[key] = [_keys(each, chance) for each in (chance.sample(value, len(value)) if key in UNORDERED else value)]
        else:
            found[key] = value
    return found


def _keys(table: Mapping[str, Any], chance: random.Random) -> dict[str, Any]:
    return {key: table[key] for key in chance.sample(list(table), len(table))}


UNORDERED = ("rule", "fact", "derived", "role", "office", "interpretation", "reservation")


@check(
    "digest",
    Text("版本的摘要就是文件字节的摘要，重读不变", "the edition's digest is that of its bytes, whenever it is read"),
    Text("文件在读取时不应改变", "let nothing change the file while it is read"),
)
def digests(subject: Subject) -> None:
    """Read twice by two shelves, the digests are those of the bytes and the same."""
    again = Shelf(subject.policies, subject.shelf.jurisdictions).lawbook(subject.found.id)
    expected = hashlib.sha256(subject.found.path.read_bytes()).hexdigest()
    if {subject.law.digest, again.edition.digest} != {expected} or again.digests != subject.lawbook.digests:
        raise Failed(MESSAGES["digest"].fill(expected=expected, found=again.edition.digest))


MESSAGES = {
    "no-source": Text("{item} 没有来源", "{item} names no source"),
    "items": Text("{count} 项", "{count} items"),
    "no-account": Text("旁边没有 {file}", "there is no {file} beside it"),
    "sentences": Text("{count} 句", "{count} sentences"),
    "no-cases": Text("旁边没有情形（cases/*.toml）", "there are no scenarios beside it (cases/*.toml)"),
    "differs": Text("{title}：{what}", "{title}: {what}"),
    "cases": Text("{count} 个情形", "{count} scenarios"),
    "one-language": Text("只声明了一种语言", "it declares one language only"),
    "incomplete": Text("{path}：{why}", "{path}: {why}"),
    "texts": Text("{count} 段文字", "{count} texts"),
    "torn": Text("规则“{rule}”的摘要随书写顺序而变", "the digest of the rule “{rule}” depends on the order of writing"),
    "rules": Text("{count} 条规则", "{count} rules"),
    "digest": Text("摘要应为 {expected}，读得 {found}", "the digest is {expected}; read was {found}"),
}
