"""What the web server's worker processes load: the application, tied to the life of their parent.

Without the tie, a killed parent leaves its workers serving, and the next start shares the port with them.
"""

import os
import signal

from registry.launcher.guards import die_with_parent

die_with_parent(os.getppid(), signal.SIGKILL)

from wsgi import app  # noqa: E402  (first the tie, then the long import)

__all__ = ["app"]
