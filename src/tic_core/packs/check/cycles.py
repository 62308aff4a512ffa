"""Circles: things that lead back to themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


def cycles(links: Mapping[str, Iterable[str]]) -> list[tuple[str, ...]]:
    """The circles among ``links``, each once, beginning with the member that stands first. No recursion: a chain may be long."""
    done: set[str] = set()
    found = []
    for start in links:
        trail: list[str] = []
        waiting = [(start, False)]
        while waiting:
            name, leaving = waiting.pop()
            if leaving:
                trail.pop()
                done.add(name)
            elif name in trail:
                found.append(tuple(trail[trail.index(name) :]))
            elif name not in done:
                trail.append(name)
                waiting.append((name, True))
                waiting += [(other, False) for other in links[name] if other in links]
    return found
