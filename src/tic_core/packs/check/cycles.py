"""Circles, and chains without end: things that lead back to themselves, or on and on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

DEEPEST = 50  # things made of one another; a rule of a measure has two or three levels


def too_deep(links: Mapping[str, Iterable[str]]) -> list[str]:
    """The members at which a chain of ``links``, which has no circle, grows longer than :data:`DEEPEST`. No recursion."""
    depths: dict[str, int] = {}
    for start in links:
        waiting = [start]
        while waiting:
            below = [name for name in links[waiting[-1]] if name in links]
            open_ = [name for name in below if name not in depths]
            if open_:
                waiting += open_
            else:
                depths[waiting.pop()] = 1 + max((depths[name] for name in below), default=0)
    return [name for name, depth in depths.items() if depth == DEEPEST + 1]


def cycles(links: Mapping[str, Iterable[str]]) -> list[tuple[str, ...]]:
    """The circles among ``links``, each once, beginning with the member that stands first. No recursion: a chain may be long."""
    done: set[str] = set()
    found: list[tuple[str, ...]] = []
    for start in links:
        trail: dict[str, None] = {}
        waiting = [(start, False)]
        while waiting:
            name, leaving = waiting.pop()
            if leaving:
                trail.popitem()
                done.add(name)
            elif name in trail:
                names = list(trail)
                found.append(tuple(names[names.index(name) :]))
            elif name not in done:
                trail[name] = None
                waiting.append((name, True))
                waiting += [(other, False) for other in dict.fromkeys(links[name]) if other in links]
    return found
