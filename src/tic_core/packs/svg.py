"""An edition as an SVG picture that is read at a glance, drawn without any other program.

Each part of a centre's life is a column of stages. A stage is a box: its name and article, below them the acts that lead on, each
with its article; an arrow runs from the act to where it leads. What ends a centre is written beside the act and not drawn, and what
may end it from many stages stands once at the foot of the column. Acts that change no stage are counted, and named when a reader
rests on the box. The way of one centre is drawn bold, with its days.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from unicodedata import east_asian_width
from xml.sax.saxutils import escape

import attrs

from tic_core.kernel.stages import FINAL
from tic_core.model.edition import ActKind, Edition, Stage
from tic_core.model.subject import Moved
from tic_core.packs.graph import (
    COLOURS,
    GROUPS,
    MANY,
    SAID,
    TAKEN,
    Went,
    act_label,
    colour_of,
    goes,
    moves_of,
    source_of,
    standing,
    went_by,
)
from tic_core.text import Lang, Text

SIZE, SMALL, LINE = 13, 11, 17  # of letters, and from line to line
WIDTH, GAP, BETWEEN, EDGE = 300, 130, 22, 24  # of a box, between columns, between boxes, around everything
PAD = 9
START, ENDED = "", "ended"


@attrs.define
class Row:
    """Acts of one stage that lead to the same place: their lines, the stage, and which lines the centre went by."""

    target: str
    lines: list[str]
    bold: frozenset[int] = frozenset()
    y: float = 0


@attrs.define
class Box:
    """One stage, or the foot of a column: what it says and where it stands."""

    stage: str
    head: list[str]
    rows: list[Row]
    look: str
    note: str = ""
    title: str = ""
    taken: bool = False
    column: int = 0
    x: float = 0
    y: float = 0

    @property
    def head_height(self) -> float:
        """The height of the head alone."""
        return PAD + LINE * len(self.head) + PAD / 2

    @property
    def height(self) -> float:
        """The height of the whole box."""
        rows = sum(LINE * len(row.lines) + 4 for row in self.rows)
        return self.head_height + rows + (LINE if self.note else 0) + (PAD / 2 if self.rows or self.note else 2)


def svg(edition: Edition, lang: Lang, path: Sequence[Moved] = ()) -> str:
    """The picture; ``path`` is the way of one centre, drawn bold with its days."""
    columns = _columns(edition, lang, path)
    _place(columns)
    boxes = {box.stage: box for _, column in columns for box in column if box.stage}
    width = 2 * EDGE + len(columns) * WIDTH + (len(columns) - 1) * GAP
    height = max(box.y + box.height for _, column in columns for box in column) + EDGE
    size = f'viewBox="0 0 {width} {_n(height)}" width="{width}" height="{_n(height)}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="{FONTS}" font-size="{SIZE}">',
        f"<title>{escape(edition.identity.title(lang))}</title>",
        *_markers(),
        f'<rect width="{width}" height="{_n(height)}" fill="#ffffff"/>',
        *(line for index, (group, _) in enumerate(columns) for line in _heading(index, group, lang)),
        *(line for _, column in columns for box in column for line in _drawn(box)),
        *(
            _arrow(box, row, boxes[row.target])
            for _, column in columns
            for box in column
            for row in box.rows
            if row.target in boxes
        ),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


FONTS = "'Noto Sans CJK SC', 'Noto Sans SC', 'Source Han Sans SC', 'PingFang SC', 'Microsoft YaHei', sans-serif"

# ── what is drawn ────────────────────────────────────────────────────────────────────────────────────────────────────────────────

Columns = list[tuple[str, list[Box]]]


def _columns(edition: Edition, lang: Lang, path: Sequence[Moved]) -> Columns:
    groups = standing(edition)
    went = went_by(path)
    found: Columns = []
    for group in GROUPS:
        stages = [stage for stage in edition.stages if groups[stage.id] == group]
        boxes = [_box(edition, stage, group, lang, path, went) for stage in stages]
        if group != ENDED and stages:
            boxes += _foot(edition, stages, lang, path)
        if boxes:
            found.append((group, boxes))
    if found:
        found[0][1].insert(0, _start(edition, lang, went))
    return found


def _box(edition: Edition, stage: Stage, group: str, lang: Lang, path: Sequence[Moved], went: Went) -> Box:
    days = [stop.on.isoformat() for stop in path if stop.stage == stage.id]
    head = [
        stage.name(lang),
        source_of(edition, stage, lang),
        {"zh": "、", "en": ", "}[lang].join(days),
    ]
    staying = [act for act in edition.acts if stage.id in act.at]
    note = SAYS["staying"].fill(count=str(len(staying)))(lang) if staying and stage.kind not in FINAL else ""
    title = "\n".join(act_label(edition, act, lang) for act in staying)
    rows = [] if stage.kind in FINAL else _rows(edition, stage.id, lang, went)
    return Box(
        stage.id, [line for text in head if text for line in _wrapped(text)], rows, colour_of(stage, group), note, title, bool(days)
    )


def _rows(edition: Edition, stage: str, lang: Lang, went: Went) -> list[Row]:
    """Where acts lead from a stage, each place once; what leaves many stages stands at the foot."""
    labels: dict[str, list[ActKind]] = {}
    for act, sources, target in moves_of(edition):
        if stage in sources and not _many(edition, sources, target):
            labels.setdefault(target, []).append(act)
    return [_row(edition, target, acts, stage, lang, went) for target, acts in labels.items()]


def _row(edition: Edition, target: str, acts: Sequence[ActKind], stage: str, lang: Lang, went: Went) -> Row:
    ends = _ends(edition, target)
    said = [act_label(edition, act, lang) for act in acts]
    if ends is not None:
        said[-1] += f" → {ends.name(lang)}"
    elif not target:
        said[-1] += f" → {SAID['anywhere'](lang)}"
    elif target == stage:
        said[-1] += SAYS["same"](lang)
    lines, bold = list[str](), set[int]()
    for act, text in zip(acts, said, strict=True):
        fresh = _wrapped(text)
        bold |= set(range(len(lines), len(lines) + len(fresh))) if goes(went, stage, target, act) else set()
        lines += fresh
    return Row("" if ends is not None or target == stage else target, lines, frozenset(bold))


def _ends(edition: Edition, target: str) -> Stage | None:
    found: Stage | None = edition.tables["stages"].get(target)
    return found if found is not None and found.kind in FINAL else None


def _many(edition: Edition, sources: Sequence[str], target: str) -> bool:
    return len(sources) >= MANY and _ends(edition, target) is not None


def _foot(edition: Edition, stages: Sequence[Stage], lang: Lang, path: Sequence[Moved]) -> Iterator[Box]:
    """What may end a centre from many stages of a column, said once."""
    here = [stage.id for stage in stages]
    went = {(stop.stage, stop.act) for stop in path}
    rows: dict[str, list[Row]] = {}
    for act, sources, target in moves_of(edition):
        from_here = [stage for stage in here if stage in sources]
        if from_here and _many(edition, sources, target):
            names = [edition.tables["stages"][stage].name for stage in from_here]
            said = SAYS["any"] if from_here == here else SAYS["from"].fill(stages=names)
            text = f"{act_label(edition, act, lang)} → {edition.tables['stages'][target].name(lang)}"
            lines = _wrapped(text)
            bold = frozenset(range(len(lines)) if (target, act.id) in went else ())
            rows.setdefault(said(lang), []).append(Row("", lines, bold))
    yield from (Box("", _wrapped(head), each, "foot") for head, each in rows.items())


def _start(edition: Edition, lang: Lang, went: Went) -> Box:
    labels: dict[str, list[ActKind]] = {}
    for act, sources, target in moves_of(edition):
        if START in sources:
            labels.setdefault(target, []).append(act)
    rows = [_row(edition, target, acts, START, lang, went) for target, acts in labels.items()]
    return Box("", [SAID["start"](lang)], rows, "start")


def _wrapped(text: str, room: float = WIDTH - 2 * PAD - 10) -> list[str]:
    """A text in lines that fit into a box; Latin words stay whole."""
    lines, line = [], ""
    for word in _words(text):
        if line and wide(line + word.rstrip()) > room:
            lines.append(line.rstrip())
            line = ""
        line += word
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def _words(text: str) -> Iterator[str]:
    word = ""
    for sign in text:
        if east_asian_width(sign) in "WF":
            yield from filter(None, (word, sign))
            word = ""
        else:
            word += sign
            if sign == " ":
                yield word
                word = ""
    yield from filter(None, (word,))


LATIN = 0.52  # how wide a Latin letter is, against its size


def wide(text: str, size: float = SIZE) -> float:
    """About how wide a text is drawn."""
    return sum(size if east_asian_width(sign) in "WF" else size * LATIN for sign in text)


# ── where it stands ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _place(columns: Columns) -> None:
    for index, (_, column) in enumerate(columns):
        y = float(EDGE + 2 * LINE)
        for box in column:
            box.column, box.x, box.y = index, EDGE + index * (WIDTH + GAP), y
            below = y + box.head_height
            for row in box.rows:
                row.y = below + LINE * len(row.lines) / 2
                below += LINE * len(row.lines) + 4
            y += box.height + BETWEEN


def _heading(index: int, group: str, lang: Lang) -> Iterator[str]:
    _, line = COLOURS[group]
    x, y = EDGE + index * (WIDTH + GAP), EDGE + LINE
    yield _text(x, y, GROUPS[group][0](lang), f' font-size="{SIZE + 3}" font-weight="bold" fill="{line}"')
    yield f'<line x1="{x}" y1="{y + 7}" x2="{x + WIDTH}" y2="{y + 7}" stroke="{line}" stroke-width="2"/>'


def _drawn(box: Box) -> Iterator[str]:
    fill, line = LOOKS.get(box.look) or COLOURS[box.look]
    dashed = ' stroke-dasharray="5 4"' if box.look == "foot" else ""
    stroke, thick = (TAKEN, 3) if box.taken else (line, 1.2)
    round_ = 16 if box.look in (ENDED, "start") else 5
    yield "<g>"
    if box.title:
        yield f"<title>{escape(box.title)}</title>"
    yield (
        f'<rect x="{box.x}" y="{_n(box.y)}" width="{WIDTH}" height="{_n(box.height)}" rx="{round_}"'
        f' fill="{fill}" stroke="{stroke}" stroke-width="{thick}"{dashed}/>'
    )
    for place, text in enumerate(box.head):
        look = f' font-size="{SMALL}" fill="{TAKEN if box.taken and place == len(box.head) - 1 else "#555555"}"'
        bold = ' font-weight="bold"' if place == 0 and box.look != "foot" else look
        yield _text(box.x + PAD, box.y + PAD + LINE * place + SIZE - 1, text, bold)
    y = box.y + box.head_height
    for row in box.rows:
        yield f'<line x1="{box.x}" y1="{_n(y - 1)}" x2="{box.x + WIDTH}" y2="{_n(y - 1)}" stroke="{line}" stroke-width="0.5"/>'
        for place, text in enumerate(row.lines):
            look = f' fill="{TAKEN}" font-weight="bold"' if place in row.bold else ""
            yield _text(box.x + PAD, y + LINE * place + SIZE, text, look)
        y += LINE * len(row.lines) + 4
    if box.note:
        yield _text(box.x + PAD, y + SMALL, box.note, f' font-size="{SMALL}" fill="#777777"')
    yield "</g>"


LOOKS = {"foot": ("#ffffff", "#999999"), "start": ("#ffffff", "#444444")}


def _text(x: float, y: float, text: str, look: str = "") -> str:
    return f'<text x="{_n(x)}" y="{_n(y)}"{look}>{escape(text)}</text>'


def _arrow(box: Box, row: Row, target: Box) -> str:
    """From the row of an act to the head of the stage it leads to, on the side where the way is short."""
    forward = target.column > box.column
    x1 = box.x + WIDTH if target.column >= box.column else box.x
    x2 = target.x if forward else target.x + WIDTH
    y1, y2 = row.y, target.y + target.head_height / 2
    if target.column == box.column:
        bulge = min(GAP - 12, 26 + abs(y2 - y1) / 9)
        way = f"C {_n(x1 + bulge)} {_n(y1)}, {_n(x2 + bulge)} {_n(y2)}, {_n(x2 + 2)} {_n(y2)}"
    else:
        reach = GAP * 0.6 * (1 if forward else -1)
        way = f"C {_n(x1 + reach)} {_n(y1)}, {_n(x2 - reach)} {_n(y2)}, {_n(x2 + (-2 if forward else 2))} {_n(y2)}"
    colour, thick = (TAKEN, 3) if row.bold else (COLOURS.get(box.look, LOOKS["start"])[1], 1.3)
    head = "taken" if row.bold else box.look if box.look in COLOURS else "start"
    return (
        f'<path d="M {_n(x1)} {_n(y1)} {way}" fill="none" stroke="{colour}" stroke-width="{thick}" marker-end="url(#to-{head})"/>'
    )


def _markers() -> Iterator[str]:
    yield "<defs>"
    for name, colour in (*((name, line) for name, (_, line) in COLOURS.items()), ("start", LOOKS["start"][1]), ("taken", TAKEN)):
        yield (
            f'<marker id="to-{name}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="9" markerHeight="9"'
            f' markerUnits="userSpaceOnUse" orient="auto"><path d="M 0 0 L 10 5 L 0 10 z" fill="{colour}"/></marker>'
        )
    yield "</defs>"


def _n(value: Any) -> str:
    """A number as short as it can be written."""
    return f"{value:.1f}".rstrip("0").rstrip(".")


SAYS = {
    "staying": Text("另有 {count} 种行为不改变阶段", "{count} other kinds of act change no stage"),
    "same": Text("（仍在本阶段）", " (the stage stays)"),
    "any": Text("本栏任何阶段", "from any stage above"),
    "from": Text("自：{stages}", "from: {stages}"),
}
