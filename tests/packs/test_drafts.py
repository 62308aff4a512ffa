"""Thirty drafts as drafters hand them in, one thing wrong in each: told once, by its code, at its place; clean ones are quiet."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.generated import DRAFTS, FaultyDraft, drafts

from tic_core.errors import DocumentError
from tic_core.packs import load
from tic_core.packs.lint import SEVERITIES
from tic_core.packs.review import review

CLEAN = sorted(DRAFTS.glob("clean-*.toml"))


def test_there_are_thirty_no_two_with_the_same_fault() -> None:
    assert len(drafts()) == len({draft.code for draft in drafts()}) == 30
    assert sorted(file.name for file in DRAFTS.glob("[0-9]*.toml")) == [draft.file.name for draft in drafts()]


@pytest.mark.parametrize("draft", drafts(), ids=lambda draft: draft.file.stem)
def test_the_one_thing_wrong_is_told_once_at_its_place(draft: FaultyDraft) -> None:
    found = review(draft.file).faults
    assert [(fault.code, fault.key) for fault in found] == [(draft.code, draft.key)], [fault("en") for fault in found]
    (fault,) = found
    line = draft.file.read_text(encoding="utf-8").splitlines()[fault.line - 1]
    assert line[fault.column - 1 :].startswith(draft.at)
    assert fault.severity == SEVERITIES.get(draft.code, "error")


@pytest.mark.parametrize("draft", drafts(), ids=lambda draft: draft.file.stem)
def test_an_error_keeps_a_draft_from_being_loaded_and_a_warning_does_not(draft: FaultyDraft) -> None:
    try:
        load(draft.file)
    except DocumentError:
        assert draft.code not in SEVERITIES
    else:
        assert draft.code in SEVERITIES


@pytest.mark.parametrize("file", CLEAN, ids=lambda file: file.stem)
def test_a_clean_draft_is_quiet(file: Path) -> None:
    assert review(file).faults == ()


def test_there_are_two_clean_drafts() -> None:
    assert len(CLEAN) == 2
