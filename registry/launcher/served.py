"""What the web server's worker processes load: the application, tied to the life of their parent.

Without the tie, a killed parent leaves its workers serving, and the next start shares the port with them.
"""

import os
import signal

from registry.launcher.guards import die_with_parent

die_with_parent(os.getppid(), signal.SIGKILL)
# The server's handler, inherited over the fork, would swallow a stop that comes while the application loads
signal.signal(signal.SIGTERM, signal.SIG_DFL)
signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the launcher's to pass on

from wsgi import app  # noqa: E402  (first the tie, then the long import)

__all__ = ["app"]
