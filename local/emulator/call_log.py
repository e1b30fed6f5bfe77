"""Writes one JSON line for each AWS API call that reaches the server."""

import json
import re
import threading
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Any, Self

from clock import CLOCK
from request_operation import describe_request

_CREDENTIAL = re.compile(r"Credential=([^/,]+)/\d+/")


class CallLog:
    """WSGI middleware. Lines are in the order in which the calls ended."""

    def __init__(self, application: Callable[..., Iterable[bytes]], path: str | None) -> None:
        self._application = application
        self._file = open(path, "a", encoding="utf-8", buffering=1) if path else None
        self._lock = threading.Lock()
        self._sequence = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file:
            self._file.close()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if not self._file:
            return self._application(environ, start_response)
        body = environ["wsgi.input"].getvalue()
        statuses: list[str] = []

        def note_status(status: str, *rest: Any) -> Any:
            statuses.append(status)
            return start_response(status, *rest)

        response = self._application(environ, note_status)
        self._write(environ, body, statuses)
        return response

    def _write(self, environ: dict[str, Any], body: bytes, statuses: list[str]) -> None:
        found = _CREDENTIAL.search(environ.get("HTTP_AUTHORIZATION", ""))
        entry = {
            "nowMs": CLOCK.now_ms(),
            "caller": found.group(1) if found else "",
            **describe_request(environ, body),
            "status": int(statuses[0].split()[0]) if statuses else 0,
        }
        with self._lock:
            self._sequence += 1
            self._file.write(json.dumps({"seq": self._sequence, **entry}) + "\n")
