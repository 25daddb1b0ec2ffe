"""The portal with its promise broken: it says "saved" first and saves a moment later.

For `make test-faults ARGS=--hasty`, which has to fail: a test that cannot fail proves nothing.
"""

import io
import json
import re
import threading
from collections.abc import Callable, Iterable
from typing import Any

from portal.wsgi import application as portal

SAVE = re.compile(r"/learn/attempts/[0-9a-f-]{36}/answers/\d+/$")
DELAY_SECONDS = 0.2


def application(environ: dict[str, Any], start_response: Callable) -> Iterable[bytes]:
    if not SAVE.fullmatch(environ["PATH_INFO"]):
        return portal(environ, start_response)
    body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
    threading.Timer(DELAY_SECONDS, _carry_out, [dict(environ), body]).start()
    answer = json.dumps({"status": "saved", "sequence": json.loads(body)["sequence"]}).encode()
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(answer)))])
    return [answer]


def _carry_out(environ: dict[str, Any], body: bytes) -> None:
    environ["wsgi.input"] = io.BytesIO(body)
    for _chunk in portal(environ, lambda *_answer: None):
        pass
