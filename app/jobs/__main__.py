"""`python -m app.jobs`: run the jobs until told to stop."""

import logging
import signal
import sys
import threading

from app import create_app
from app.jobs.plan import planned

LONGEST_SLEEP = 1.0


def main() -> int:
    """Run what is due, sleep until the next, and stop at the first SIGTERM or SIGINT."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s jobs %(levelname)s %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    app = create_app()
    schedule = planned()
    while not stopping.is_set():
        schedule.run_due(app)
        stopping.wait(min(schedule.next_due(), LONGEST_SLEEP))
    return 0


if __name__ == "__main__":
    sys.exit(main())
