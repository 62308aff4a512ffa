"""Policy documents: find them, read them, say where they are wrong, draw them. Nothing in a pack can run code."""

from tic_core.packs.acts import load_acts
from tic_core.packs.edition import load
from tic_core.packs.find import Found, Pack, calendars, editions, found_in, packs
from tic_core.packs.graph import dot, mermaid
from tic_core.packs.working_days import load_calendar

__all__ = ["Found", "Pack", "calendars", "dot", "editions", "found_in", "load", "load_acts", "load_calendar", "mermaid", "packs"]
