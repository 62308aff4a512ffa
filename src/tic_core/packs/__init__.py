"""Policy documents: find them, read them, say where they are wrong, draw them. Nothing in a pack can run code."""

from tic_core.packs.acts import load_acts, load_programme
from tic_core.packs.claims import load_mandate
from tic_core.packs.classification import Classification, load_classification
from tic_core.packs.edition import check_readings, edition_of, load
from tic_core.packs.find import Found, Pack, answers, calendars, classifications, editions, found_in, mandates, packs
from tic_core.packs.graph import dot, mermaid
from tic_core.packs.interpretations import AS_WRITTEN, Chosen, Given, Read, in_order, load_answers, unknown
from tic_core.packs.working_days import load_calendar

__all__ = [
    "AS_WRITTEN",
    "Chosen",
    "Classification",
    "Found",
    "Given",
    "Pack",
    "Read",
    "answers",
    "calendars",
    "check_readings",
    "classifications",
    "dot",
    "edition_of",
    "editions",
    "found_in",
    "in_order",
    "load",
    "load_acts",
    "load_answers",
    "load_calendar",
    "load_classification",
    "load_mandate",
    "load_programme",
    "mandates",
    "mermaid",
    "packs",
    "unknown",
]
