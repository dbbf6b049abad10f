"""A receiver of webhooks to begin with: it checks who speaks, drops repeats, and prints what is new. docs/guides/webhooks.md.

    HUYING_WEBHOOK_SECRET=whsec_… python samples/webhooks/receiver.py [PORT]

Needs the package `standardwebhooks` (there is one for each usual language). A receiver that is meant to last keeps the ids
that it has seen with its own data and not in memory.
"""

import os
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

WEBHOOK = Webhook(os.environ["HUYING_WEBHOOK_SECRET"])
SEEN: set[str] = set()


class Receiver(BaseHTTPRequestHandler):
    """Answers 204 when it has the message, 401 to a stranger; anything but 2xx is sent again."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        try:
            told = WEBHOOK.verify(body, dict(self.headers.items()))
        except WebhookVerificationError:
            return self._answer(401)
        if told["id"] not in SEEN:
            SEEN.add(told["id"])
            print(told["type"], told.get("case", {}).get("number", ""), flush=True)  # noqa: T201 - what it is for
        return self._answer(204)

    def _answer(self, status: int) -> None:
        self.send_response(status)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_said: object) -> None:
        """Nothing but what is new is printed."""


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int([*sys.argv, "8300"][1])), Receiver).serve_forever()
