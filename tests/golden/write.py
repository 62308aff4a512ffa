"""Write the golden ledger of this release, once, when it is released: ``python -m tests.golden.write``.

A file that is there is never written again: what an earlier release recorded must be read by every later one.
"""

import json
import sys
from pathlib import Path

from tests.golden.replay import digest
from tests.programme import acts, clock

from tic_core import Registry, __version__
from tic_core.ledger.export import lines

HERE = Path(__file__).parent
CENTRES = ("wh-0002", "wh-0013", "wh-0020", "wh-0022")


def main() -> None:
    """The lives of a few centres of the sample programme, exported, and the digest of what they come to."""
    file = HERE / f"{__version__}.jsonl"
    if file.exists():
        sys.exit(f"{file.name} is there, and stays as it is")
    registry = Registry.open("sqlite://", clock=clock)
    for act in acts():
        if act.centre in (*CENTRES, ""):
            registry.submit(act)
    with registry.ledger.reading() as reader:
        events = [line for line in lines(reader) if not line.startswith(b'{"text":')]
    file.write_bytes(b"".join(events))
    (HERE / f"{__version__}.json").write_text(json.dumps({"digest": digest(file)}) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
