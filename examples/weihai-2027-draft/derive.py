"""Write the invented successor of Weihai's measure from the edition of 2022: ``python examples/weihai-2027-draft/derive.py``.

No such measure exists. The draft shows how one edition follows another over running centres (``docs/en/transition.md``). It is a
whole document, as every edition is; ``changes.toml`` is how it was made, and a test keeps the two in step.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

HERE = Path(__file__).parent
OLD = HERE.parents[1] / "policies" / "tic_policies" / "weihai-2022" / "edition.toml"
NEW = HERE / "weihai-2027-draft" / "edition.toml"
CHANGES = HERE / "changes.toml"


def derived() -> str:
    """The draft as it follows from the edition of 2022; ValueError for a change whose place is not there, or there twice."""
    text, told = OLD.read_text(encoding="utf-8"), tomllib.loads(CHANGES.read_text(encoding="utf-8"))
    for each in told["change"]:
        if text.count(each["old"]) != 1:
            raise ValueError(each["old"])
        text = text.replace(each["old"], each["new"])
    return str(told["head"]) + text


if __name__ == "__main__":
    NEW.write_text(derived(), encoding="utf-8", newline="\n")
