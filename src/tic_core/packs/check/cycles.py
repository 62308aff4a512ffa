"""Circles: things that lead back to themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


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
