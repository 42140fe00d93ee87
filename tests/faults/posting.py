"""A worker that writes and sends messages to webhooks until it is done or killed: `python -m tests.faults.posting`."""

import sys

from registry.app import create_app
from registry.notifications.services.webhooks import send_messages, write_messages


def main() -> None:
    app = create_app()
    with app.app_context():
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        write_messages()
        send_messages(app.config["SETTINGS"])


if __name__ == "__main__":
    main()
