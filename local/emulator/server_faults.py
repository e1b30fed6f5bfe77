"""Answers what moto cannot do, or fails at, in a form that SDKs show at once instead of trying again."""

import json
import sys
import traceback
from collections.abc import Callable, Iterable
from typing import Any
from xml.sax.saxutils import escape

# SDKs retry 500, 502, 503 and 504 for up to a minute.
STATUS = "501 Not Implemented"


class ServerFaults:
    """WSGI middleware around moto."""

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self._application = application

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        try:
            return self._application(environ, start_response)
        except NotImplementedError as error:
            print(f"emulator: {error}", file=sys.stderr)
            return _answer(environ, start_response, "NotImplemented", f"the emulator lacks this: {error}")
        except Exception as error:  # the server must answer whatever went wrong inside moto
            traceback.print_exc(file=sys.stderr)
            return _answer(environ, start_response, "InternalFailure", f"{type(error).__name__}: {error}")


def _answer(environ: dict[str, Any], start_response: Callable[..., Any], code: str, message: str) -> Iterable[bytes]:
    headers = [("x-amzn-ErrorType", code)]
    if "HTTP_X_AMZ_TARGET" in environ or "json" in environ.get("CONTENT_TYPE", ""):
        body = json.dumps({"__type": code, "message": message}).encode()
        headers.append(("Content-Type", "application/x-amz-json-1.1"))
    else:
        error = f"<Error><Type>Receiver</Type><Code>{code}</Code><Message>{escape(message)}</Message></Error>"
        body = f"<ErrorResponse>{error}<RequestId>local</RequestId></ErrorResponse>".encode()
        headers.append(("Content-Type", "text/xml"))
    headers.append(("Content-Length", str(len(body))))
    start_response(STATUS, headers)
    return [body]
