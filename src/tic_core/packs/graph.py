"""An edition as a picture: its stages with their articles, and the acts that lead from one to the next. Mermaid and DOT.

Stages stand in groups by the part of a centre's life they belong to; shape and colour say their kind. Acts that lead from the
same stage to the same stage share an arrow, and an act that leaves many stages is drawn from a list of them, so that the picture
stays readable.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import attrs

from tic_core.kernel.stages import FINAL
from tic_core.model.edition import ActKind, Edition, Stage
from tic_core.model.subject import Moved
from tic_core.text import Lang, Text, say

MANY = 4  # from so many stages on, an act is drawn from a list of them

GROUPS: Mapping[str, tuple[Text, frozenset[str]]] = {
    "intake": (Text("申请与论证", "Intake"), frozenset({"CANDIDATE", "UNDER_REVIEW", "HELD"})),
    "preparation": (Text("筹建与验收", "Preparation"), frozenset({"PREPARING", "IN_ACCEPTANCE"})),
    "recognised": (Text("认定与考评", "Recognised"), frozenset({"RECOGNISED", "IN_EVALUATION"})),
    "ended": (Text("终结", "Ended"), FINAL),
}
"""Groups of stages, in the order in which they are drawn, each with the kinds that tell where a centre stands in its life."""

FOLLOWING = frozenset({"IN_NOTICE", "RECTIFYING", "SUSPENDED", "EXPIRED"})
"""Kinds that come up at any time of life: such a stage stands with the one that first leads to it."""

COLOURS = {
    "intake": ("#eef4fb", "#4a7ab5"),
    "preparation": ("#fdf5e0", "#b8892b"),
    "recognised": ("#e6f4ea", "#3b8a56"),
    "interrupted": ("#fbeae6", "#bf5b41"),
    "ended": ("#eeeeee", "#777777"),
}
"""Fill and line of each group, and of what interrupts a life (rectification, suspension, expiry)."""

MERMAID_SHAPES = {"IN_NOTICE": ('[/"', '"/]'), "RECOGNISED": ('[["', '"]]'), "RECTIFYING": ('{{"', '"}}')}
DOT_SHAPES = {"IN_NOTICE": "parallelogram", "RECOGNISED": "doubleoctagon", "RECTIFYING": "hexagon"}


@attrs.frozen
class Arrow:
    """An arrow of the picture; ``source`` and ``target`` are names of nodes, ``labels`` the acts on it.

    ``taken``: the centre whose way is shown went along it.
    """

    source: str
    target: str
    labels: tuple[str, ...]
    taken: bool = False


@attrs.frozen
class Picture:
    """What is drawn: the nodes of each group as (name, stage, label), lists of stages as (name, label), and the arrows."""

    groups: tuple[tuple[str, tuple[tuple[str, Stage, str], ...]], ...]
    lists: tuple[tuple[str, str], ...]
    arrows: tuple[Arrow, ...]


START, ANYWHERE = "start", "anywhere"
TAKEN = "#c2410c"  # the way of one centre

Went = frozenset[tuple[str, str, str]]
"""The steps of a centre's way: from a stage ("" from nowhere), to a stage, by an act kind."""


def went_by(path: Sequence[Moved]) -> Went:
    """The steps of a way."""
    return frozenset(
        (before, stop.stage, stop.act) for before, stop in zip(["", *(each.stage for each in path)], path, strict=False)
    )


def picture(edition: Edition, lang: Lang, path: Sequence[Moved] = ()) -> Picture:
    """What both forms draw, in the order of the document; ``path`` is the way of one centre, shown with its days."""
    names = {stage.id: f"s{index}" for index, stage in enumerate(edition.stages)}
    groups = []
    groups_of = standing(edition)
    for group in GROUPS:
        stages = [stage for stage in edition.stages if groups_of[stage.id] == group]
        groups.append((group, tuple((names[stage.id], stage, _stage_label(edition, stage, lang, path)) for stage in stages)))
    lists: dict[str, str] = {}
    labels: dict[tuple[str, str], list[str]] = {}
    went, taken = went_by(path), set[tuple[str, str]]()
    for act, sources, target in moves_of(edition):
        drawn_from = [names.get(source, START) for source in sources]
        if len(sources) >= MANY:
            drawn_from = [lists.setdefault(_list_label(edition, sources, lang), f"l{len(lists)}")]
        for source in drawn_from:
            labels.setdefault((source, names.get(target, ANYWHERE)), []).append(act_label(edition, act, lang))
        found = [place for place, source in enumerate(sources) if goes(went, source, target, act)]
        taken |= {(drawn_from[place if len(drawn_from) > 1 else 0], names.get(target, ANYWHERE)) for place in found}
    listed = [(name, text) for text, name in lists.items()]
    if any(target == ANYWHERE for _, target in labels):
        listed.append((ANYWHERE, SAID["anywhere"](lang)))
    arrows = tuple(Arrow(*ends, tuple(dict.fromkeys(acts)), ends in taken) for ends, acts in labels.items())
    return Picture(tuple(groups), tuple(listed), arrows)


def goes(went: Went, source: str, target: str, act: ActKind) -> bool:
    """Whether the way goes from one stage to the other by the act; an adoption leads to any stage."""
    return any(step[0] == source and step[2] == act.id and target in (step[1], "") for step in went)


def standing(edition: Edition) -> dict[str, str]:
    """The group of every stage; one that comes up at any time stands where the first act that leads to it comes from."""
    standing = {stage.id: group for stage in edition.stages for group, (_, kinds) in GROUPS.items() if stage.kind in kinds}
    arrows = [(source, target) for _, sources, target in moves_of(edition) for source in sources]
    for _ in edition.stages:
        for source, target in arrows:
            if target not in standing and standing.get(source, "ended") != "ended":
                standing[target] = standing[source]
    return {stage.id: standing.get(stage.id, "intake") for stage in edition.stages}


def colour_of(stage: Stage, group: str) -> str:
    """The colour of a stage: its group's, unless it interrupts a life."""
    return "interrupted" if stage.kind in FOLLOWING and stage.kind != "IN_NOTICE" else group


def moves_of(edition: Edition) -> Iterator[tuple[ActKind, tuple[str, ...], str]]:
    """Every move as (act, from, to); all moves of an act to one stage count as one.

    From ``""`` is from nowhere, to ``""`` is to a stage that a fact names.
    """
    for act in edition.acts:
        together: dict[str, dict[str, None]] = {}
        for move in act.moves:
            together.setdefault(move.to, {}).update(dict.fromkeys(move.from_ or ("",)))
        yield from ((act, tuple(sources), target) for target, sources in together.items())


def _list_label(edition: Edition, sources: tuple[str, ...], lang: Lang) -> str:
    live = {stage.id for stage in edition.stages if stage.kind not in FINAL}
    if live <= set(sources):
        return SAID["any-live"](lang)
    return "\n".join(stage.name(lang) for stage in edition.stages if stage.id in sources)


def _stage_label(edition: Edition, stage: Stage, lang: Lang, path: Sequence[Moved]) -> str:
    days = [stop.on.isoformat() for stop in path if stop.stage == stage.id]
    return "\n".join(part for part in (stage.name(lang), source_of(edition, stage, lang), say(days, lang) if days else "") if part)


def act_label(edition: Edition, act: ActKind, lang: Lang) -> str:
    """An act with its article, or with the readings it rests on."""
    source = source_of(edition, act, lang)
    brackets = {"zh": "{}（{}）", "en": "{} ({})"}[lang]
    return brackets.format(act.name(lang), source) if source else act.name(lang)


def source_of(edition: Edition, item: Stage | ActKind, lang: Lang) -> str:
    """The article of a stage or act, or the readings it rests on."""
    return edition.cite_text(item.cite)(lang) if item.cite else say(list(item.assumed), lang) if item.assumed else ""


def mermaid(edition: Edition, lang: Lang, path: Sequence[Moved] = ()) -> str:
    """The picture as a Mermaid flowchart."""
    drawn = picture(edition, lang, path)
    lines = ["flowchart TD", f'    {START}(("{SAID["start"](lang)}"))']
    for group, nodes in drawn.groups:
        if nodes:
            lines.append(f'    subgraph {group}["{GROUPS[group][0](lang)}"]')
            lines += [f"        {name}{_mermaid_node(stage, label)}:::{colour_of(stage, group)}" for name, stage, label in nodes]
            lines.append("    end")
    lines += [f'    {name}["{_mermaid(label)}"]:::list' for name, label in drawn.lists]
    lines += [f'    {arrow.source} -->|"{_mermaid(chr(10).join(arrow.labels))}"| {arrow.target}' for arrow in drawn.arrows]
    lines += [f"    classDef {group} fill:{fill},stroke:{stroke},color:#222" for group, (fill, stroke) in COLOURS.items()]
    lines.append("    classDef list fill:#ffffff,stroke:#999999,stroke-dasharray:4,color:#222")
    lines += _mermaid_way(drawn, path)
    return "\n".join(lines) + "\n"


def _mermaid_way(drawn: Picture, path: Sequence[Moved]) -> Iterator[str]:
    """The stages and arrows of a way, bold."""
    stages = {stop.stage for stop in path}
    names = [name for _, nodes in drawn.groups for name, stage, _ in nodes if stage.id in stages]
    arrows = [str(place) for place, arrow in enumerate(drawn.arrows) if arrow.taken]
    bold = f"stroke:{TAKEN},stroke-width:4px"
    if names:
        yield f"    classDef taken {bold}"
        yield f"    class {','.join(names)} taken"
    if arrows:
        yield f"    linkStyle {','.join(arrows)} {bold}"


def _mermaid_node(stage: Stage, label: str) -> str:
    left, right = ('(["', '"])') if stage.kind in FINAL else MERMAID_SHAPES.get(stage.kind, ('["', '"]'))
    return left + _mermaid(label) + right


def _mermaid(text: str) -> str:
    """Text inside quotation marks of a Mermaid label."""
    for sign, written in (("#", "#35;"), ('"', "#quot;"), ("<", "#lt;"), (">", "#gt;"), ("`", "#96;"), ("\n", "<br/>")):
        text = text.replace(sign, written)
    return text


def dot(edition: Edition, lang: Lang, path: Sequence[Moved] = ()) -> str:
    """The picture in the DOT language of Graphviz."""
    drawn, way = picture(edition, lang, path), {stop.stage for stop in path}
    lines = [f'digraph "{_dot(edition.id)}" {{', *DOT_HEAD]
    lines.append(f'    {START} [shape=circle, style=solid, label="{SAID["start"](lang)}"]')
    for group, nodes in drawn.groups:
        if nodes:
            lines.append(f'    subgraph cluster_{group} {{ label="{GROUPS[group][0](lang)}"; color="{COLOURS[group][1]}"')
            lines += [f"        {name} {_dot_node(stage, label, group, bold=stage.id in way)}" for name, stage, label in nodes]
            lines.append("    }")
    lines += [f'    {name} [style=dashed, label="{_dot(label)}"]' for name, label in drawn.lists]
    for arrow in drawn.arrows:
        bold = f'penwidth=3, color="{TAKEN}", ' if arrow.taken else ""
        lines.append(f'    {arrow.source} -> {arrow.target} [{bold}label="{_dot(chr(10).join(arrow.labels))}"]')
    return "\n".join([*lines, "}"]) + "\n"


DOT_HEAD = (
    "    rankdir=TB",
    '    node [shape=box, style="filled,rounded", fontname="sans-serif"]',
    '    edge [fontname="sans-serif", fontsize=10]',
)


def _dot_node(stage: Stage, label: str, group: str, *, bold: bool) -> str:
    fill, stroke = COLOURS[colour_of(stage, group)]
    stroke = f'{TAKEN}", penwidth="3' if bold else stroke
    shape = "ellipse" if stage.kind in FINAL else DOT_SHAPES.get(stage.kind, "")
    look = f"shape={shape}, style=filled, " if shape else ""
    return f'[{look}fillcolor="{fill}", color="{stroke}", label="{_dot(label)}"]'


def _dot(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


SAID = {
    "start": Text("开始", "start"),
    "anywhere": Text("事实所载的阶段", "the stage that a fact names"),
    "any-live": Text("任何未终结的阶段", "any stage that is not final"),
}
