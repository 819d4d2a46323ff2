"""The list of jobs: what runs, and how often. Each is idempotent and bounded in time.

A job says whether it found work; the loop then comes back at once, so that a queue empties quickly.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from flask import Flask

log = logging.getLogger(__name__)
LONGEST_PAUSE = 300.0


@dataclass
class Job:
    """One job, and when it is due (on the monotonic clock)."""

    name: str
    every: float
    run: Callable[[], object]
    due: float = 0.0
    failures: int = 0


@dataclass
class Schedule:
    """Jobs in the order in which they were added."""

    jobs: list[Job] = field(default_factory=list)

    def add(self, name: str, every: float, run: Callable[[], object]) -> None:
        """Run this job every so many seconds; at once after start."""
        self.jobs.append(Job(name, every, run))

    def run_due(self, app: Flask) -> None:
        """Run the jobs that are due; one that fails is logged and waits longer each time."""
        for job in self.jobs:
            if time.monotonic() >= job.due:
                self._run(app, job)

    def _run(self, app: Flask, job: Job) -> None:
        pause = job.every
        try:
            with app.app_context():
                found_work = job.run()
            job.failures = 0
            if found_work:
                pause = 0.0
        except Exception:
            job.failures += 1
            pause = min(job.every * 2**job.failures + 1, LONGEST_PAUSE)
            log.exception("job %s failed, again in %.0f s", job.name, pause)
        job.due = time.monotonic() + pause

    def next_due(self) -> float:
        """Return in how many seconds the next job is due."""
        return max(0.0, min(job.due for job in self.jobs) - time.monotonic())
