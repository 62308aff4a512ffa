"""Properties of the stages: every live one can reach an end, and which of them a centre can be in when the measure lapses."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tic_core.kernel.duties import DutyLine, due_lines
from tic_core.kernel.stages import FINAL
from tic_core.model.dates import DAY
from tic_core.proofs.flow import Arrow, Graph
from tic_core.proofs.paths import opaque_of
from tic_core.proofs.property import Property, Status, Witness
from tic_core.proofs.study import Study, witness
from tic_core.proofs.trail import Trail
from tic_core.text import Text


def live_stages(study: Study) -> list[str]:
    """The stages that are no end, in the order of the document."""
    return [stage.id for stage in study.edition.stages if stage.kind not in FINAL]


# ── every stage can end ──────────────────────────────────────────────────────────────────────────────────────────────────────


def every_stage_ends(study: Study) -> Property:
    """From every live stage some acts lead to an end, shown by a life that goes through the stage and ends."""
    name, opaque, told = "every-stage-ends", opaque_of(study), list[Text]()
    ended, caught, open_ = list[Witness](), list[Witness](), list[str]()
    for stage in live_stages(study):
        way, trail = _way_out(study.graph, stage), study.reach.found.get(stage)
        if trail is None:
            open_.append(stage)
        elif way is None:
            caught.append(witness(trail, MESSAGES["caught"].fill(stage=_named(study, stage))))
        else:
            end = _ended(study, trail, stage)
            ended += [end] if end is not None else []
            open_ += [] if end is not None else [stage]
    free = [stage for stage in live_stages(study) if _always_out(study, stage)]
    told += [MESSAGES["always"].fill(stages=[_named(study, stage) for stage in free])] if free else []
    told += [MESSAGES["no end found"].fill(stages=[_named(study, stage) for stage in open_])] if open_ else []
    status = Status.REFUTED if caught else Status.NOT_DECIDED if open_ else Status.PROVED
    told = [*([MESSAGES["ends"].fill(count=len(ended))] if status is Status.PROVED else []), *told]
    return Property(name, NAMES[name], status, tuple(told), tuple(caught or ended), opaque)


def _way_out(graph: Graph, stage: str) -> list[Arrow] | None:
    """The shortest way from a stage to an end, over acts that some facts can make lawful."""
    waiting, seen = [(stage, list[Arrow]())], {stage}
    while waiting:
        here, way = waiting.pop(0)
        if graph.kinds.get(here) in FINAL:
            return way
        for arrow in graph.out(here):
            if arrow.to not in seen:
                seen.add(arrow.to)
                waiting.append((arrow.to, [*way, arrow]))
    return None


def _ended(study: Study, trail: Trail, stage: str) -> Witness | None:
    """A life that goes on from a stage to an end: by one act where that can be, else by the shortest way."""
    waiting, seen, acts = [trail], {stage}, study.edition.tables["acts"]
    while waiting:
        here = waiting.pop(0)
        for arrow in sorted(study.graph.out(here.centre.stage), key=lambda each: study.lawbook.stage_kinds[each.to] not in FINAL):
            if not arrow.moves or arrow.to in seen:
                continue
            come = study.lives.advance(here, arrow.act.id, arrow.to)
            if come is None:
                continue
            if come.centre.final:
                return witness(
                    come,
                    MESSAGES["ended"].fill(
                        stage=_named(study, stage), acts=[acts[each.kind].name for each in come.acts[len(trail.acts) :]]
                    ),
                )
            seen.add(arrow.to)
            waiting.append(come)
    return None


def _always_out(study: Study, stage: str) -> bool:
    """Whether an end can be reached from a stage whatever is on record: by acts that require nothing of what stands."""
    return any(
        arrow.moves and study.lawbook.stage_kinds.get(arrow.to) in FINAL and not arrow.act.requires and _opens(study, arrow)
        for arrow in study.graph.out(stage)
    )


def _opens(study: Study, arrow: Arrow) -> bool:
    """Whether the proceedings that an act steps on can be opened in the same stage, again whatever is on record."""
    here = [each.act for each in study.graph.out(arrow.source) if not each.moves and not each.act.requires]
    needed = [step for step in arrow.act.steps if step.from_]
    return all(
        any(o.proceeding == step.proceeding and not o.from_ and o.to in step.from_ for act in here for o in act.steps)
        for step in needed
    )


# ── alive when the measure lapses ────────────────────────────────────────────────────────────────────────────────────────────


def alive_at_lapse(study: Study) -> Property:
    """Every live stage, each with a life that leaves a centre in it on the day after the measure's last; or shown out of reach."""
    name, after = "alive-at-lapse", study.lawbook.last + DAY
    if not study.edition.identity.in_force.ends:
        return Property(name, NAMES[name], Status.NOT_APPLICABLE, (MESSAGES["no lapse"],))
    found, never, open_ = list[Witness](), list[str](), list[str]()
    for stage in live_stages(study):
        trail = study.reach.found.get(stage)
        if trail is not None and trail.life.centre(after).stage == stage:
            found.append(_left(study, trail, stage, after))
        elif stage not in study.graph.flows:
            never.append(stage)
        else:
            open_.append(stage)
    told = [MESSAGES["alive"].fill(count=len(found), day=after)]
    told += [MESSAGES["never"].fill(stages=[_named(study, stage) for stage in never])] if never else []
    told += [MESSAGES["not found"].fill(stages=[_named(study, stage) for stage in open_])] if open_ else []
    status = Status.NOT_DECIDED if open_ else Status.PROVED
    return Property(name, NAMES[name], status, tuple(told), tuple(found), opaque_of(study))


def _left(study: Study, trail: Trail, stage: str, after: date) -> Witness:
    """A life as it stands after the lapse: in the stage since when, and what of its duties has lost its basis."""
    centre = trail.life.centre(after)
    lines = list(_unbased(due_lines(centre, after, study.lawbook.calendar, study.lawbook.last)))
    dates = {"since": centre.since, "lapse": study.lawbook.last, "after": after}
    shows = MESSAGES["left"].fill(stage=_named(study, stage), since=centre.since, lapse=study.lawbook.last)
    facts = {**dates, "without-basis": [line.kind for line in lines]}
    return Witness(shows, trail.acts, stage, after, facts, graded=trail.life.graded)


def _unbased(lines: list[DutyLine]) -> Iterator[DutyLine]:
    return (line for line in lines if line.status == "no-basis")


def _named(study: Study, stage: str) -> Text:
    name: Text = study.edition.tables["stages"][stage].name
    return name


NAMES = {
    "every-stage-ends": Text("每个未终结的阶段都能到达终结", "every live stage can reach an end"),
    "alive-at-lapse": Text(
        "办法失效时中心可能处于的阶段均已列明", "the stages a centre can be in when the measure lapses are all listed"
    ),
}

MESSAGES = {
    "no lapse": Text("办法没有写明末日，不会自行失效", "the measure names no last day, so it does not lapse by itself"),
    "ends": Text("{count} 个阶段各有一条走到终结的实例", "for each of {count} stages there is a life that goes on to an end"),
    "always": Text("无论已记录什么，下列阶段都可以终结：{stages}", "whatever is on record, an end can be reached from: {stages}"),
    "ended": Text("自“{stage}”起，依次作出 {acts} 即告终结", "from “{stage}” the centre ends by {acts}"),
    "caught": Text("到了“{stage}”就再也不能终结", "once in “{stage}” the centre can never end"),
    "no end found": Text("没有找到能显示终结的实例：{stages}", "no life was found that shows an end from: {stages}"),
    "alive": Text(
        "{day}（失效次日）中心可能仍处于 {count} 个阶段，各附实例；文本未作过渡规定的，应在后继版本中处理",
        "on {day}, the day after the lapse, a centre can still be in {count} stages, each with a life that shows it; "
        "where the text has no transition, the successor must provide one",
    ),
    "left": Text(
        "自 {since} 起处于“{stage}”，{lapse} 失效之后仍在其中", "in “{stage}” since {since}, and still there after {lapse}"
    ),
    "never": Text("任何路径都到不了：{stages}", "no way leads to: {stages}"),
    "not found": Text("没有找到实例，也没有证明到不了：{stages}", "no life was found, and none is excluded: {stages}"),
}
