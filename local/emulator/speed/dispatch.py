"""Takes the requests of the busiest services straight to moto, past Flask and its search for the right service."""

import functools
from collections.abc import Callable, Iterable
from typing import Any

import moto.core.responses as core_responses
from moto.autoscaling.responses import AutoScalingResponse
from moto.dynamodb.responses import DynamoHandler
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Request, Response

from one_at_a_time import signing_service

HANDLERS = {"dynamodb": DynamoHandler, "autoscaling": AutoScalingResponse}
STREAMS_PREFIX = "DynamoDBStreams"


def install() -> None:
    """Look up a class's operations once instead of at every request."""
    core_responses.method_names_from_class = functools.cache(core_responses.method_names_from_class)


class Dispatch:
    """WSGI middleware in front of moto's own application."""

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self._application = application

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        handler = HANDLERS.get(signing_service(environ))
        if handler is None or not _is_plain_call(environ):
            return self._application(environ, start_response)
        return _call(handler, Request(environ))(environ, start_response)


def _is_plain_call(environ: dict[str, Any]) -> bool:
    is_streams = environ.get("HTTP_X_AMZ_TARGET", "").startswith(STREAMS_PREFIX)
    is_packed = "HTTP_CONTENT_ENCODING" in environ
    return environ["REQUEST_METHOD"] == "POST" and environ["PATH_INFO"] == "/" and not is_streams and not is_packed


def _call(handler: Any, request: Request) -> Response:
    try:
        status, headers, body = handler.dispatch(request, request.url, dict(request.headers))
    except HTTPException as error:
        return error.get_response(request.environ)
    return Response(response=body, status=status, headers=headers)
