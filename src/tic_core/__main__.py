"""``python -m tic_core`` is ``ticctl``."""

from tic_core.cli import main

if __name__ == "__main__":
    main()
