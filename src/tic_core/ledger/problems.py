"""What a verification can find, in words, and its result."""

from __future__ import annotations

from typing import Any

import attrs

from tic_core.ledger.chain import Checkpoint
from tic_core.text import Text

MESSAGES = {
    "unreadable": Text("事件无法读出：{why}", "the event cannot be read: {why}"),
    "spelling": Text("事件的字节不是规范写法", "the bytes of the event are not in the one canonical spelling"),
    "hash": Text("杂凑值与内容不符：内容或杂凑值被改动", "the hash does not fit the content: one of them was altered"),
    "link": Text("与前一事件的链接断开", "the link to the subject's previous event is broken"),
    "gap": Text("缺少第 {wanted} 号事件（其位置为 {found}）", "event {wanted} is missing (in its place: {found})"),
    "number": Text(
        "{subject} 的第 {wanted} 件事件缺失（见到第 {found} 件）", "event {wanted} of {subject} is missing (found: {found})"
    ),
    "column": Text("列 {column} 为 {found}，事件内容为 {wanted}", "the column {column} says {found}, the event {wanted}"),
    "twice": Text("行为 {act} 有两条以上记录", "act {act} is recorded more than once"),
    "rows": Text("共有 {found} 条记录，按序只见 {wanted} 条", "there are {found} rows, of which {wanted} are in order"),
    "end": Text("账头记载最后为第 {found} 号，实际为第 {wanted} 号", "the header names {found} as the last event; it is {wanted}"),
    "header": Text("账头无法使用：{why}", "the header cannot be used: {why}"),
    "cut": Text(
        "存证有 {wanted} 件事件，现仅 {found} 件：末尾被截",
        "the checkpoint has {wanted} events, now there are {found}: the end was cut",
    ),
    "rewritten": Text(
        "前 {wanted} 件事件与存证不符：历史被改写", "the first {wanted} events differ from the checkpoint: history was rewritten"
    ),
    "head": Text("{subject} 的现状与事件不符：{columns}", "the state of {subject} does not follow from its events: {columns}"),
    "head-missing": Text("{subject} 没有现状记录", "the state of {subject} is missing"),
    "head-extra": Text("{subject} 有现状记录而无事件", "{subject} has a state but no events"),
    "duty": Text(
        "{subject} 的义务 {key} 与事件不符：{columns}", "the duty {key} of {subject} does not follow from its events: {columns}"
    ),
    "duty-missing": Text("{subject} 的义务 {key} 没有记录", "the duty {key} of {subject} is missing"),
    "duty-extra": Text("{subject} 的义务 {key} 没有事件依据", "the duty {key} of {subject} rests on no event"),
    "reservation-missing": Text("{subject} 对 {key} 的占用没有记录", "the reservation of {key} by {subject} is missing"),
    "reservation-extra": Text("{subject} 对 {key} 的占用没有事件依据", "the reservation of {key} by {subject} rests on no event"),
    "reservation-twice": Text("{key} 同时由两个主体占用", "{key} is held by two subjects at once"),
    "fold": Text("{subject} 的事件无法重放：{why}", "the events of {subject} cannot be replayed: {why}"),
    "text": Text("所依文本 {key} 的字节与其摘要不符", "the bytes of the text {key} do not have the digest they are kept under"),
    "text-label": Text(
        "所依文本 {key} 的种类或编号被改动：事件称其为 {wanted}",
        "the kind or the id of the text {key} was altered: the events call it {wanted}",
    ),
    "text-missing": Text("事件所依的文本 {key} 没有保存", "the text {key} that the event rests on is not kept"),
    "published": Text("已公布的 {key} 没有保存", "the published {key} is not kept"),
    "published-missing": Text(
        "事件所依的版本 {key} 没有公布记录，其内容可能被改动而不被发现",
        "the edition {key} that the event rests on is not recorded as published; a changed one would pass for it",
    ),
    "published-other": Text(
        "事件所依的版本 {key} 摘要为 {found}，公布的为 {wanted}",
        "the event rests on the edition {key} with the digest {found}; published is {wanted}",
    ),
    "act-digest": Text("行为摘要 {found} 不是摘要", "the digest of the act, {found}, is no digest"),
    "person": Text("个人信息 {key} 与事件中的摘要不符", "the personal data of {key} do not have the digest that the event holds"),
    "export-line": Text("第 {line} 行：{why}", "line {line}: {why}"),
    "export-digest": Text("最后一行与以上各行不符：文件被改动", "the last line does not fit the lines above: the file was altered"),
    "export-file": Text("文件与写在其中的摘要不符：文件被改动", "the file does not have the digest written in it: it was altered"),
    "export-checkpoint": Text("所附存证与各事件不符", "the checkpoint is not that of these events"),
    "export-end": Text("缺少最后一行：文件被截", "the last line is missing: the file was cut off"),
    "export-anchor": Text("所持存证属于 {found}，不是这个账本", "the checkpoint held is of {found}, not of this ledger"),
    "person-extra": Text("个人信息 {key} 没有任何事件提及", "the personal data of {key} are named by no event"),
}

NOTES = {
    "erased": Text(
        "{jurisdiction}：事件提及 {named} 人的个人信息，其中 {erased} 人的已删除",
        "{jurisdiction}: the events name personal data of {named} people, of which those of {erased} are erased",
    ),
}


@attrs.frozen
class Problem:
    """One thing wrong: at which event (0: none in particular), of which subject, in words.

    ``code`` is stable, for programs. What lies in the tables beside the events is told at the subject's last event.
    """

    code: str
    sequence: int
    subject: str
    text: Text
    jurisdiction: str = ""


@attrs.frozen
class Verification:
    """What a verification found: how many events were read, size and root of each jurisdiction's ledger, and the problems.

    The problems of the events come first, in order: the first names the first bad event. ``notes`` say what is lawful and yet
    an auditor's to know: how much personal data was erased.
    """

    events: int
    checkpoints: tuple[Checkpoint, ...]
    problems: tuple[Problem, ...]
    notes: tuple[Text, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether everything is as it was recorded."""
        return not self.problems

    @property
    def head(self) -> int:
        """The last sequence of the one jurisdiction verified; 0 where there are several (see ``checkpoints``)."""
        return self.checkpoints[0].size if len(self.checkpoints) == 1 else 0

    @property
    def root(self) -> str:
        """The root of the one jurisdiction verified; empty where there are several (see ``checkpoints``)."""
        return self.checkpoints[0].root if len(self.checkpoints) == 1 else ""


class Problems:
    """The problems of one jurisdiction, as they are found, and the notes."""

    def __init__(self, jurisdiction: str) -> None:
        self.jurisdiction = jurisdiction
        self.found: list[Problem] = []
        self.notes: list[Text] = []

    def tell(self, code: str, sequence: int, subject: str, **values: Any) -> None:
        """Note a problem; ``values`` fill the places of its sentence."""
        shown = MESSAGES[code].fill(subject=subject, **values)
        self.found.append(Problem(code, sequence, subject, shown, self.jurisdiction))

    def note(self, code: str, **values: Any) -> None:
        """Note what is no problem."""
        self.notes.append(NOTES[code].fill(jurisdiction=self.jurisdiction, **values))
