"""A light source of requests: so many connections kept open, each asking again when answered."""

import asyncio
import itertools
import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

CONNECTIONS = 16
OK = b"200"
END_OF_HEAD = b"\r\n\r\n"
PATIENCE = 20.0


@dataclass(frozen=True)
class Target:
    """Pages of one server, asked for in turn, as somebody or as a visitor."""

    port: int
    paths: Sequence[str]
    cookie: str = ""

    def requests(self) -> Iterator[bytes]:
        """Yield requests without end, as a browser sends them."""
        cookie = f"Cookie: {self.cookie}\r\n" if self.cookie else ""
        return itertools.cycle(
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n"
            f"Accept: text/html\r\nAccept-Encoding: gzip\r\n{cookie}\r\n".encode()
            for path in self.paths
        )


class LoadError(Exception):
    """The server did not answer as it should; the message holds the beginning of its answer."""


@dataclass
class Outcome:
    """What a round of load gave."""

    seconds: float
    times: list[float]

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.times) / self.seconds

    def percentile(self, share: float) -> float:
        """Return the time, in milliseconds, that this share of the answers did not pass."""
        return 1000 * sorted(self.times)[int(share * (len(self.times) - 1))]


@dataclass
class _Round:
    target: Target
    until: float
    requests: Iterator[bytes]
    times: list[float] = field(default_factory=list)
    done: "asyncio.Future[None] | None" = None
    open: int = 0

    def fail(self, why: str) -> None:
        if self.done is not None and not self.done.done():
            self.done.set_exception(LoadError(why))

    def finish_one(self) -> None:
        self.open -= 1
        if not self.open and self.done is not None and not self.done.done():
            self.done.set_result(None)


class _Connection(asyncio.Protocol):
    def __init__(self, load: _Round) -> None:
        self._load = load
        self._received = bytearray()
        self._expected = 0
        self._sent = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._ask()

    def _ask(self) -> None:
        self._received.clear()
        self._expected = 0
        self._sent = time.perf_counter()
        self._transport.write(next(self._load.requests))  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        self._received += data
        if not self._expected and not self._read_head():
            return
        if len(self._received) < self._expected:
            return
        moment = time.perf_counter()
        self._load.times.append(moment - self._sent)
        if moment < self._load.until:
            self._ask()
            return
        self._transport.close()
        self._load.finish_one()

    def _read_head(self) -> bool:
        end = self._received.find(END_OF_HEAD)
        if end < 0:
            return False
        head = bytes(self._received[:end]).lower()
        _, _, length = head.partition(b"\r\ncontent-length:")
        if head[9:12] != OK or not length:
            self._transport.close()
            self._load.fail(f"{self._load.target}: {head.decode('latin-1')[:300]}")
            return False
        self._expected = end + len(END_OF_HEAD) + int(length.split(b"\r\n")[0])
        return True

    def connection_lost(self, problem: Exception | None) -> None:
        if problem is not None:
            self._load.fail(f"{self._load.target}: {problem}")


async def _run(target: Target, seconds: float) -> Outcome:
    loop = asyncio.get_running_loop()
    start = time.perf_counter()
    load = _Round(target, start + seconds, target.requests(), done=loop.create_future())
    load.open = CONNECTIONS
    for _ in range(CONNECTIONS):
        await loop.create_connection(lambda: _Connection(load), "127.0.0.1", target.port)
    assert load.done is not None  # noqa: S101 - given above
    await asyncio.wait_for(load.done, seconds + PATIENCE)
    return Outcome(time.perf_counter() - start, load.times)


def press(target: Target, seconds: float) -> Outcome:
    """Ask without pause for so many seconds."""
    return asyncio.run(_run(target, seconds))


@dataclass(frozen=True)
class Comparison:
    """Two targets taken side by side: the median ratio of their rates, and each one's rate."""

    ratio: float
    rate: float
    other_rate: float


def compare(target: Target, other: Target, *, rounds: int, seconds: float) -> Comparison:
    """Measure both in turn, round after round, so that a noisy moment falls on both."""
    press(target, seconds / 2)
    press(other, seconds / 2)
    pairs = [(press(target, seconds).rate, press(other, seconds).rate) for _ in range(rounds)]
    return Comparison(
        statistics.median(one / two for one, two in pairs),
        statistics.median(one for one, _ in pairs),
        statistics.median(two for _, two in pairs),
    )
