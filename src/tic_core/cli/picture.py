"""``ticctl policy graph``: an edition as a picture, with the way of one centre where it is asked for."""

from __future__ import annotations

from collections.abc import Sequence

from tic_core import telling
from tic_core.cli.frame import Argument, OneOf, Option, Word, command
from tic_core.cli.options import AS_OF, KNOWN_AT, common
from tic_core.cli.run import Run
from tic_core.errors import UsageError
from tic_core.model.subject import Moved
from tic_core.packs import dot, mermaid
from tic_core.packs.svg import svg
from tic_core.text import Text

FORMS = {"mermaid": mermaid, "dot": dot, "svg": svg}


@command(
    "graph",
    Argument("edition", value=("版本", "EDITION"), told=("版本标识，如 weihai-2022。", "An edition's id, such as weihai-2022.")),
    Option(
        "--format",
        "form",
        type=OneOf(tuple(FORMS)),
        default="mermaid",
        value=("mermaid|dot|svg", "mermaid|dot|svg"),
        told=("图的格式。", "The form of the picture."),
    ),
    Option(
        "--centre",
        type=Word(),
        value=("中心", "CENTRE"),
        told=("标出该中心走过的路和日期。", "Show the way of that centre, with its days."),
    ),
    AS_OF(),
    KNOWN_AT(),
    *common(),
    told=("把版本的阶段、行为及其条款画成图。", "Draw the stages and acts of an edition with their articles."),
)
def graph(run: Run, edition: str, form: str, centre: str | None) -> None:
    """Draw an edition."""
    path = _way(run, edition, centre) if centre else []
    text = FORMS[form](run.shelf().lawbook(edition).edition, run.lang, path)
    stops = [{"stage": stop.stage, "on": telling.told(stop.on), "act": stop.act, "sequence": stop.sequence} for stop in path]
    parts = {"edition": edition, "format": form, "centre": centre, "path": stops, "text": text}
    run.show("graph", parts, text.splitlines())


def _way(run: Run, edition: str, centre: str) -> Sequence[Moved]:
    """The stages a centre came to under the edition."""
    with run.registry() as registry:
        found = registry.view(centre, run.as_of, run.known_at)
    if found.edition and found.edition != edition:
        raise UsageError(MESSAGES["other"].fill(centre=centre, edition=found.edition), MESSAGES["draw"].fill(edition=found.edition))
    return found.path


MESSAGES = {
    "other": Text("{centre} 依 {edition} 管理", "{centre} is under {edition}"),
    "draw": Text("画 {edition} 的图", "draw {edition}"),
}
