"""How the scripts speak: short French lines, and a clear way to give up."""

import sys
from typing import NoReturn


def say(sentence: str) -> None:
    """Print one line about what goes on, at once."""
    print(sentence, flush=True)


def give_up(sentence: str) -> NoReturn:
    """Print why nothing more can be done, and end with an error."""
    print(f"\n{sentence}\n", file=sys.stderr, flush=True)
    raise SystemExit(1)
