"""Groups described: moto's own groups, written without its search for the name of each member.

What is asked in any other way than by names is answered by moto.
"""

import binascii
import functools
import uuid
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qsl

from moto.autoscaling.models import autoscaling_backends
from moto.core.utils import get_service_model

from speed.direct_calls import DIRECT_ANSWER, Caller, plain_caller
from speed.query_answer import QueryAnswer

SERVICE = "autoscaling"
OPERATION = "DescribeAutoScalingGroups"
ACTION = f"Action={OPERATION}&".encode()
NAMES_PREFIX = "AutoScalingGroupNames.member."
# moto writes no more on a page.
MOST_GROUPS = 50


class AutoScalingCalls:
    """WSGI middleware in front of moto."""

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self._application = application

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        caller = plain_caller(environ)
        is_post = environ["REQUEST_METHOD"] == "POST" and environ["PATH_INFO"] == "/" and not environ["QUERY_STRING"]
        if caller is None or caller.service != SERVICE or not is_post:
            return self._application(environ, start_response)
        request = environ["wsgi.input"].read()
        environ["wsgi.input"].seek(0)
        answer = _answer(caller, request) if request.startswith(ACTION) else None
        if answer is None:
            return self._application(environ, start_response)
        start_response("200 OK", _headers(answer))
        return [answer]


def _answer(caller: Caller, request: bytes) -> bytes | None:
    try:
        names = _names(request)
        if names is None:
            return None
        groups = autoscaling_backends[caller.account][caller.region].describe_auto_scaling_groups(names)
        if len(groups) > MOST_GROUPS:
            return None
        return _writer().text({"AutoScalingGroups": groups}).encode()
    except Exception:  # of any kind: moto's own way tells the caller what it was
        return None


def _names(request: bytes) -> list[str] | None:
    """The groups that are asked for; `None` when something else is asked as well."""
    form = dict(parse_qsl(request.decode(), keep_blank_values=True))
    others = [key for key in form if not key.startswith(NAMES_PREFIX) and key not in ("Action", "Version")]
    return None if others else [value for key, value in form.items() if key.startswith(NAMES_PREFIX)]


@functools.cache
def _writer() -> QueryAnswer:
    return QueryAnswer(get_service_model(SERVICE).operation_model(OPERATION))


def _headers(answer: bytes) -> list[tuple[str, str]]:
    return [
        DIRECT_ANSWER,
        ("Content-Type", "text/xml"),
        ("x-amzn-requestid", uuid.uuid4().hex),
        ("x-amz-crc32", str(binascii.crc32(answer))),
    ]
