"""Take limits upon oneself, then become another program.

Run as `python -I -S launcher.py '{"memory": …, "cpu": …, "file": …}' program argument…`. The limits
are set here rather than between fork and exec of the site, where threads make Python code unsafe.
"""

import ctypes
import json
import os
import resource
import signal
import sys
from contextlib import suppress

NEW_USER_NAMESPACE = 0x10000000
NEW_NETWORK_NAMESPACE = 0x40000000
DIE_WITH_PARENT = 1
NICENESS = 10


def limit(name: int, value: int) -> None:
    """Lower one limit; never above the one already in force."""
    hard = resource.getrlimit(name)[1]
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(name, (value, value))


def leave_the_network() -> None:
    """Enter an empty network where the kernel lets an ordinary user do so (most Linux kernels).

    Where it does not, what keeps the programs off the network is that none of them is asked to
    use it; `docs/deploy` shows the service unit that forbids it for good.
    """
    with suppress(OSError, AttributeError):
        libc = ctypes.CDLL(None, use_errno=True)
        libc.unshare(NEW_USER_NAMESPACE | NEW_NETWORK_NAMESPACE)


def die_with_the_parent() -> None:
    """Ask the kernel to end this process when the site that started it is killed."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None, use_errno=True).prctl(DIE_WITH_PARENT, signal.SIGKILL)


def main(limits: dict[str, int], command: list[str]) -> None:
    """Set the limits and give way to the command."""
    leave_the_network()
    die_with_the_parent()
    with suppress(OSError):
        os.nice(NICENESS)
    limit(resource.RLIMIT_CORE, 0)
    limit(resource.RLIMIT_CPU, limits["cpu"])
    limit(resource.RLIMIT_FSIZE, limits["file"])
    if limits["memory"]:
        limit(resource.RLIMIT_AS, limits["memory"])
    os.execv(command[0], command)  # noqa: S606 - without a shell, as the site asked


if __name__ == "__main__":
    main(json.loads(sys.argv[1]), sys.argv[2:])
