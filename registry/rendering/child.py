"""A child: it gives itself limits before it loads anything that it could be tricked through, then does its one job.

It is started by its path, isolated, with an empty environment, so nothing but this file decides what it loads. The
file to be read is its standard input; what it says goes to its standard output, a line of JSON at a time.
"""

import ctypes
import os
import resource
import signal
import sys
from importlib import import_module
from pathlib import Path

CPU = 10  # seconds
MEMORY = 512 * 1024 * 1024
OPEN_FILES = 16
ENDED_BY_LIMIT, FAULT = 3, 4
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS = 1, 4, 38
NEW_USER, NEW_NET = 0x10000000, 0x40000000
UNNEEDED = ("numpy", "pandas", "PIL")  # loaded by some library where they are there, and large
REFUSED = (
    "socket.",
    "subprocess.",
    "urllib.",
    "http.",
    "ftplib.",
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "os.spawn",
    "os.system",
)


def confine(parent: int) -> None:
    """Take everything away that reading a file does not need."""
    if sys.platform == "linux":
        libc = ctypes.CDLL(None)
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:  # it ended before we asked
            os._exit(FAULT)
        libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        libc.unshare(NEW_USER | NEW_NET)  # no network, where the kernel lets a process give it up
    for kind, most in (
        (resource.RLIMIT_CPU, CPU),
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_NPROC, 0),
    ):
        _limit(kind, most)
    for name in UNNEEDED:
        sys.modules[name] = None  # type: ignore[assignment]  # to import it fails
    sys.addaudithook(refuse)


def _limit(kind: int, most: int) -> None:
    """Set a limit, or keep the lower one that is set already; a system without that kind goes on without it."""
    _soft, hard = resource.getrlimit(kind)
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    try:
        resource.setrlimit(kind, (most, most))
    except (ValueError, OSError):
        if sys.platform == "linux":
            raise


def refuse(event: str, _arguments: object) -> None:
    """No library speaks to the network or starts a program, whatever it was talked into; this cannot be taken back."""
    if event.startswith(REFUSED):
        raise PermissionError(event)


def main() -> int:
    """Do the job that was named; the exit status says how it ended."""
    job, parent = sys.argv[1:]
    confine(int(parent))
    sys.path.append(str(Path(__file__).resolve().parents[2]))
    try:
        content = sys.stdin.buffer.read()
        for line in import_module(f"registry.rendering.jobs.{job}").work(content):
            _write(line + b"\n")
    except MemoryError:
        return ENDED_BY_LIMIT
    except Exception:  # many a library says something else when memory ran out
        return ENDED_BY_LIMIT if _most_memory() > MEMORY // 2 else FAULT
    return 0


def _most_memory() -> int:
    """The most that this process held, in bytes; what the kernel counts for its parent as well is no use here."""
    try:
        with open("/proc/self/status") as status:
            return max(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM"))
    except (OSError, ValueError):
        return 0


def _write(line: bytes) -> None:
    """All of it: a pipe takes a little at a time."""
    rest = memoryview(line)
    while rest:
        rest = rest[os.write(1, rest) :]


if __name__ == "__main__":
    os._exit(main())  # at once: nothing that was loaded has a say any more
