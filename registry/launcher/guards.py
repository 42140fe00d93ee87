"""What keeps two copies, or the remains of one, from getting in each other's way."""

import ctypes
import fcntl
import os
import signal
import socket
import sys
import time
from pathlib import Path
from typing import TextIO

PR_SET_PDEATHSIG = 1
PORT_PATIENCE = 3.0  # seconds: the processes of a copy that was just killed need a moment to end


class CannotStart(Exception):
    """Something outside stands in the way; the message says what, and what to do."""


def hold(instance_dir: Path) -> TextIO:
    """Take the instance folder for this process until it ends, however it ends.

    Raises CannotStart when another copy has it.
    """
    instance_dir.mkdir(parents=True, exist_ok=True)
    file = (instance_dir / "launcher.lock").open("a+")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.seek(0)
        holder = file.read().strip() or "unknown"
        file.close()
        raise CannotStart(
            f"Another copy (process {holder}) already runs from {instance_dir}. "
            "Stop it first, or set INSTANCE_DIR to a folder of this copy's own."
        ) from None
    file.truncate(0)
    file.write(str(os.getpid()))
    file.flush()
    return file


def require_free(host: str, port: int, patience: float = PORT_PATIENCE) -> None:
    """Make sure that nothing listens where we are about to listen.

    The server itself would not notice: it shares a port with whoever has it. Raises CannotStart.
    """
    until = time.monotonic() + patience
    while not _free(host, port):
        if time.monotonic() > until:
            raise CannotStart(
                f"Port {port} on {host} is in use by another program. Stop that program, or choose another port: "
                f"PORT={port + 1} make run"
            )
        time.sleep(0.1)


def _free(host: str, port: int) -> bool:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except socket.gaierror:
        raise CannotStart(f"HOST is {host}, which is no address of this machine.") from None
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a closed connection's wait is no listener
        try:
            probe.bind(address)
        except PermissionError:
            raise CannotStart(f"This user may not open port {port}. Choose one above 1023.") from None
        except OSError:
            return False
    return True


def die_with_parent(parent: int, how: signal.Signals = signal.SIGTERM) -> None:
    """Ask the kernel to end this process when its parent ends, even by kill -9.

    Linux only; elsewhere nothing is asked, and a killed parent leaves its children to be ended by hand.
    """
    if sys.platform != "linux":
        return
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, how, 0, 0, 0)
    if os.getppid() != parent:  # it ended before we asked
        os.kill(os.getpid(), how)
