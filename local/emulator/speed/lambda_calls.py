"""Functions invoked: moto's own operation, without its search for it among all paths of the service.

What is not found is answered by moto; nothing has run then.
"""

import re
from collections.abc import Callable, Iterable
from http.client import responses
from typing import Any
from urllib.parse import unquote

from moto.awslambda.responses import LambdaResponse

from speed.direct_calls import DIRECT_ANSWER, Caller, plain_caller, request_headers

_INVOKE_PATH = re.compile(r"/2015-03-31/functions/[^/]+/invocations")
INVOCATION_TYPE = "HTTP_X_AMZ_INVOCATION_TYPE"


class LambdaCalls:
    """WSGI middleware in front of moto."""

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self._application = application

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        response = _prepare(environ)
        if response is None:
            return self._application(environ, start_response)
        status, headers, body = response.invoke()
        found = [(name, value) for name, value in headers.items() if name.lower() != "status"]
        start_response(f"{status} {responses[int(status)]}", [DIRECT_ANSWER, *found])
        return [body]


def _prepare(environ: dict[str, Any]) -> LambdaResponse | None:
    """moto's response class for a synchronous call of a function that is there; `None` for all others."""
    path = environ["RAW_URI"]
    if environ["REQUEST_METHOD"] != "POST" or not _INVOKE_PATH.fullmatch(path):
        return None
    caller = plain_caller(environ)
    is_synchronous = environ.get(INVOCATION_TYPE, "RequestResponse") == "RequestResponse"
    if caller is None or caller.service != "lambda" or not is_synchronous:
        return None
    response = _response(environ, caller, path)
    try:
        response.backend.get_function(unquote(path.rsplit("/", 2)[-2]))
    except Exception:  # of any kind: moto's own way tells the caller what it was
        return None
    return response


def _response(environ: dict[str, Any], caller: Caller, path: str) -> LambdaResponse:
    response = LambdaResponse()
    response.current_account = caller.account
    response.region = caller.region
    response.path = path
    response.headers = request_headers(environ)
    response.querystring = {}
    response.uri_match = None
    response.body = environ["wsgi.input"].getvalue().decode()
    return response
