"""The public names are a promise: whatever changes in them changes this snapshot, and with it the changelog."""

from __future__ import annotations

from pathlib import Path

from tests.public import public

SNAPSHOT = Path(__file__).with_name("public.txt")


def test_the_public_names_and_their_signatures_are_those_that_were_promised() -> None:
    assert public() == SNAPSHOT.read_text(encoding="utf-8"), "run: python -m tests.generated, and say in CHANGELOG.md what changed"


def test_control_a_method_that_is_gone_is_noticed() -> None:
    text = SNAPSHOT.read_text(encoding="utf-8")
    assert "Registry.submit(" in text
    assert public() != text.replace("Registry.submit(", "Registry.send(")
