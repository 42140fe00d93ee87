"""A worker that writes and sends mail about saved searches until it is done or killed: `python -m tests.faults.alerting`."""

import sys
from datetime import datetime
from functools import partial

from registry.app import create_app
from registry.notifications.commands import post
from registry.notifications.services.alerts import write_alerts
from registry.notifications.services.sending import send_due


def main(moment: str) -> None:
    app = create_app()
    with app.app_context():
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        write_alerts(datetime.fromisoformat(moment))
        while send_due(partial(post, app.config["SETTINGS"])):
            pass


if __name__ == "__main__":
    main(sys.argv[1])
