"""Makes the services that others build on atomic, one request at a time.

moto checks a condition and then writes. Two threads between those steps could both find it true.
"""

import re
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

SERVICES = ("dynamodb", "s3", "autoscaling", "ec2", "ecs", "application-autoscaling", "events", "sqs")
_SCOPE = re.compile(r"Credential=[^/,]+/\d+/[^/]+/([^/]+)/aws4_request")

LOCKS: defaultdict[str, threading.RLock] = defaultdict(threading.RLock)


class OneAtATime:
    """WSGI middleware that lets one request a service in."""

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self._application = application

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        service = signing_service(environ)
        if service not in SERVICES:
            return self._application(environ, start_response)
        with LOCKS[service]:
            return self._application(environ, start_response)


def signing_service(environ: dict[str, Any]) -> str:
    """The service a request is signed for; empty when it is not signed."""
    found = _SCOPE.search(environ.get("HTTP_AUTHORIZATION", ""))
    return found.group(1) if found else ""
